"""Loading the reference data set: files of ``fixtures/data`` into the register.

A row is made when its public id is not there yet and otherwise left as it is, so loading twice
changes nothing and never overwrites what a person has edited.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history

from coverage.models import (
    Deputy,
    DeputyGroup,
    ElectoralDistrict,
    Pairing,
    RiverChief,
    RiverChiefAssignment,
    StationDuty,
)
from geo.crs import STORAGE_SRID
from geo.models import (
    ActivityRoom,
    LiaisonStation,
    LivestockZone,
    NoticeBoard,
    Outfall,
    River,
    RiverSegment,
    Road,
    ServiceCentre,
    Subdistrict,
    Village,
    WaterBody,
)

# The namespace of the reference data's public ids: the same row has the same id everywhere.
NAMESPACE = uuid.UUID("5a7e3a2e-6f1c-5d0e-9b1a-371327001000")
REASON = "reference data"


class ReferenceDataError(ValueError):
    """A file of the reference data is missing or does not fit the models."""


@dataclass(frozen=True)
class Source:
    """One file and the model it fills; ``references`` maps a property to the model it names."""

    file: str
    model: type[models.Model]
    references: dict[str, type[models.Model]] = field(default_factory=dict)
    points: tuple[str, ...] = ()


_PLACE = {"subdistrict": Subdistrict}
_VILLAGE = {**_PLACE, "village": Village}
SOURCES = (
    Source("subdistricts", Subdistrict, {"parent": Subdistrict}, points=("seat",)),
    Source("villages", Village, _PLACE, points=("center",)),
    Source("stations", LiaisonStation, _VILLAGE),
    Source("activity_rooms", ActivityRoom, _VILLAGE),
    Source("service_centres", ServiceCentre, _VILLAGE),
    Source("rivers", River, _PLACE),
    Source("river_segments", RiverSegment, {**_VILLAGE, "river": River}),
    Source("water_bodies", WaterBody, _VILLAGE),
    Source("outfalls", Outfall, {**_VILLAGE, "river_segment": RiverSegment}),
    Source("notice_boards", NoticeBoard, {**_VILLAGE, "river_segment": RiverSegment}),
    Source("livestock_zones", LivestockZone, _PLACE),
    Source("roads", Road, _PLACE),
    Source("electoral_districts", ElectoralDistrict, _PLACE),
    Source(
        "deputy_groups",
        DeputyGroup,
        {**_PLACE, "activity_room": ActivityRoom, "station": LiaisonStation},
    ),
    Source(
        "deputies",
        Deputy,
        {**_PLACE, "group": DeputyGroup, "electoral_district": ElectoralDistrict},
    ),
    Source("pairings", Pairing, {"deputy": Deputy, "village": Village}),
    Source("station_duties", StationDuty, {"deputy": Deputy, "station": LiaisonStation}),
    Source("river_chiefs", RiverChief, _PLACE),
    Source(
        "river_chief_assignments",
        RiverChiefAssignment,
        {"chief": RiverChief, "river_segment": RiverSegment},
    ),
)


def load(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Load every file of ``folder`` in one transaction; yield (file, rows created, rows read).

    Raises ReferenceDataError when a file is missing or a row names something unknown; then
    nothing is loaded.
    """
    loaded: dict[type[models.Model], dict[str, models.Model]] = {}
    with transaction.atomic():
        for source in SOURCES:
            features = _features(folder / f"{source.file}.geojson")
            created = _load_source(source, features, loaded)
            yield source.file, created, len(features)


def _features(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["features"]
    except FileNotFoundError as error:
        raise ReferenceDataError(
            f"{path.name} is missing in {path.parent}; 'make fixtures' writes it."
        ) from error


def _load_source(source: Source, features: list[dict], loaded: dict) -> int:
    if any(model is source.model for model in source.references.values()):
        # A tree: parents stand before their children, so rows are made one by one.
        batches = [[feature] for feature in features]
    else:
        batches = [features]
    by_code = loaded.setdefault(source.model, {})
    created = 0
    for batch in batches:
        rows = [_row(source, feature, loaded) for feature in batch]
        present = source.model._default_manager.in_bulk(
            [row.public_id for row in rows], field_name="public_id"
        )
        fresh = [row for row in rows if row.public_id not in present]
        if fresh:
            _create(source, fresh)
        created += len(fresh)
        # Newest generation last, so that a code names the newest one.
        everything = sorted([*present.values(), *fresh], key=lambda row: row.valid_from)
        by_code.update({row.code: row for row in everything})
    return created


def _create(source: Source, rows: list[models.Model]) -> None:
    try:
        bulk_create_with_history(rows, source.model, batch_size=400, default_change_reason=REASON)
    except IntegrityError as error:
        raise ReferenceDataError(
            f"{source.file}.geojson: the database refused a row: {error}"
        ) from error


def _row(source: Source, feature: dict, loaded: dict) -> models.Model:
    properties = feature["properties"]
    names = {f.name for f in source.model._meta.concrete_fields}
    # What is null in the file is left to the field's default: NULL, or the empty text.
    values = {
        key: _value(source, key, value, loaded)
        for key, value in properties.items()
        if key in names and value is not None
    }
    if "geom" in names and feature["geometry"] is not None:
        values["geom"] = GEOSGeometry(json.dumps(feature["geometry"]), srid=STORAGE_SRID)
    label = source.model._meta.label_lower
    identity = f"{label}:{properties['code']}:{properties['valid_from']}"
    return source.model(public_id=str(uuid.uuid5(NAMESPACE, identity)), **values)


def _value(source: Source, key: str, value, loaded: dict):
    if key in source.references:
        try:
            return loaded[source.references[key]][value]
        except KeyError as error:
            raise ReferenceDataError(
                f"{source.file}.geojson: {key} '{value}' names nothing that is loaded."
            ) from error
    if key in source.points:
        return Point(*value, srid=STORAGE_SRID)
    if isinstance(source.model._meta.get_field(key), models.DateField):
        return date.fromisoformat(value)
    return value
