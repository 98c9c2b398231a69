"""Loading the reference data set: files of ``fixtures/data`` into the register.

A row is made when its public id is not there yet and otherwise left as it is, so loading twice
changes nothing and never overwrites what a person has edited. What belongs to a row and has no
public id of its own (the stretches of a patrol) is made together with that row.
"""

import csv
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history

from coverage import reference_tracks
from coverage.issues import samples
from coverage.models import (
    BoardCheck,
    CoverageSettings,
    Deputy,
    DeputyGroup,
    DutyRecord,
    ElectoralDistrict,
    Holiday,
    Issue,
    IssuePhoto,
    IssueStep,
    Pairing,
    Patrol,
    PatrolRule,
    PatrolSettings,
    PatrolStretch,
    RiverChief,
    RiverChiefAssignment,
    StationDuty,
    Survey,
    WaterVisit,
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
BATCH = 400


class ReferenceDataError(ValueError):
    """A file of the reference data is missing or does not fit the models."""


@dataclass(frozen=True)
class Source:
    """One file and the model it fills; ``references`` maps a property to the model it names.

    ``identity`` are the properties that make the public id; ``part_of`` is the reference to the
    row that a row without a public id belongs to; ``more`` gives further fields of such a row.
    """

    file: str
    model: type[models.Model]
    references: dict[str, type[models.Model]] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    identity: tuple[str, ...] = ("code", "valid_from")
    part_of: str = ""
    more: Callable[[dict], dict] | None = None


class Loaded(NamedTuple):
    """What became of a file: rows made and read, and the codes of rows it no longer has."""

    file: str
    created: int
    read: int
    gone: list[str]


_PLACE = {"subdistrict": Subdistrict}
_VILLAGE = {**_PLACE, "village": Village}
SOURCES = (
    Source("subdistricts.geojson", Subdistrict, {"parent": Subdistrict}, points=("seat",)),
    Source("villages.geojson", Village, _PLACE, points=("center",)),
    Source("stations.geojson", LiaisonStation, _VILLAGE),
    Source("activity_rooms.geojson", ActivityRoom, _VILLAGE),
    Source("service_centres.geojson", ServiceCentre, _VILLAGE),
    Source("rivers.geojson", River, _PLACE),
    Source("river_segments.geojson", RiverSegment, {**_VILLAGE, "river": River}),
    Source("water_bodies.geojson", WaterBody, _VILLAGE),
    Source("outfalls.geojson", Outfall, {**_VILLAGE, "river_segment": RiverSegment}),
    Source("notice_boards.geojson", NoticeBoard, {**_VILLAGE, "river_segment": RiverSegment}),
    Source("livestock_zones.geojson", LivestockZone, _PLACE),
    Source("roads.geojson", Road, _PLACE),
    Source("electoral_districts.geojson", ElectoralDistrict, _PLACE),
    Source(
        "deputy_groups.geojson",
        DeputyGroup,
        {**_PLACE, "activity_room": ActivityRoom, "station": LiaisonStation},
    ),
    Source(
        "deputies.geojson",
        Deputy,
        {**_PLACE, "group": DeputyGroup, "electoral_district": ElectoralDistrict},
    ),
    Source("pairings.geojson", Pairing, {"deputy": Deputy, "village": Village}),
    Source("station_duties.geojson", StationDuty, {"deputy": Deputy, "station": LiaisonStation}),
    Source("river_chiefs.geojson", RiverChief, _PLACE),
    Source(
        "river_chief_assignments.geojson",
        RiverChiefAssignment,
        {"chief": RiverChief, "river_segment": RiverSegment},
    ),
    Source("coverage_settings.csv", CoverageSettings, _PLACE, identity=("subdistrict",)),
    Source("patrol_rules.csv", PatrolRule, {**_PLACE, "river_segment": RiverSegment}),
    Source("patrol_settings.csv", PatrolSettings, _PLACE, identity=("subdistrict",)),
    Source("surveys.csv", Survey, _PLACE),
    Source("board_checks.csv", BoardCheck, {"notice_board": NoticeBoard}, part_of="notice_board"),
    Source("duty_records.csv", DutyRecord, {**_VILLAGE, "deputy": Deputy}, identity=("code",)),
    Source(
        "patrols.csv",
        Patrol,
        {**_PLACE, "chief": RiverChief, "deputy": Deputy},
        identity=("code",),
    ),
    Source(
        "patrol_stretches.csv",
        PatrolStretch,
        {"patrol": Patrol, "river_segment": RiverSegment},
        part_of="patrol",
    ),
    Source(
        "water_visits.csv",
        WaterVisit,
        {"patrol": Patrol, "water_body": WaterBody},
        part_of="patrol",
    ),
    Source("holidays.csv", Holiday, identity=("date",)),
    Source(
        "issues.csv",
        Issue,
        {
            **_VILLAGE,
            "river_segment": RiverSegment,
            "water_body": WaterBody,
            "patrol": Patrol,
            "deputy": Deputy,
            "chief": RiverChief,
        },
        identity=("code",),
    ),
    Source("issue_steps.csv", IssueStep, {"issue": Issue}, part_of="issue"),
    Source("issue_photos.csv", IssuePhoto, {"issue": Issue}, part_of="issue", more=samples.fields),
)


def load(folder: Path) -> Iterator[Loaded]:
    """Load every file of ``folder`` in one transaction; yield what became of each.

    Raises ReferenceDataError when a file is missing or a row names something unknown; then
    nothing is loaded.
    """
    register = _Register({}, {})
    with transaction.atomic():
        for source in SOURCES:
            rows = _rows_of(folder / source.file)
            if source.part_of:
                yield Loaded(source.file, _load_parts(source, rows, register), len(rows), [])
                continue
            created, known = _load_source(source, rows, register)
            yield Loaded(source.file, created, len(rows), _gone(source, known))
        rows = _rows_of(folder / reference_tracks.FILE)
        made = reference_tracks.load(rows, _fresh(Patrol, register), NAMESPACE)
        yield Loaded(reference_tracks.FILE, made, len(rows), [])


def _fresh(model: type[models.Model], register: "_Register") -> dict[str, models.Model]:
    """Return the rows that this run has made by code."""
    made = register.fresh[model]
    return {code: row for code, row in register.by_code[model].items() if row.pk in made}


class _Register(NamedTuple):
    """The rows of each model by code, and which of them this run has made."""

    by_code: dict[type[models.Model], dict[str, models.Model]]
    fresh: dict[type[models.Model], set[int]]


def _rows_of(path: Path) -> list[dict]:
    """Return the rows of a file, properties and ``geometry``; an empty cell of a table is None."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ReferenceDataError(
            f"{path.name} is missing in {path.parent}; 'make fixtures' writes it."
        ) from error
    if path.suffix == ".csv":
        table = csv.DictReader(text.splitlines())
        return [{key: value or None for key, value in row.items()} for row in table]
    features = json.loads(text)["features"]
    return [{**feature["properties"], "geometry": feature["geometry"]} for feature in features]


def _load_source(source: Source, rows: list[dict], register: _Register) -> tuple[int, set[str]]:
    """Make the rows that are not there yet; return how many, and the public ids of the file."""
    if any(model is source.model for model in source.references.values()):
        # A tree: parents stand before their children, so rows are made one by one.
        batches = [[row] for row in rows]
    else:
        batches = [rows]
    by_code = register.by_code.setdefault(source.model, {})
    made = register.fresh.setdefault(source.model, set())
    known = set()
    for batch in batches:
        wanted = {_public_id(source, row): row for row in batch}
        present = _present(source, list(wanted))
        fresh = [
            source.model(public_id=public_id, **_values(source, row, register))
            for public_id, row in wanted.items()
            if public_id not in present
        ]
        if fresh:
            _create(source, fresh)
        known.update(wanted)
        made.update(row.pk for row in fresh)
        if "code" in source.identity:
            # Newest generation last, so that a code names the newest one.
            everything = sorted([*present.values(), *fresh], key=_generation)
            by_code.update({row.code: row for row in everything})
    return len(made), known


def _present(source: Source, ids: list[str]) -> dict[str, models.Model]:
    """Return the rows that are there by public id, without what names and orders nothing."""
    names = {f.name for f in source.model._meta.concrete_fields}
    needed = names & {"public_id", "code", "valid_from"}
    return source.model._default_manager.only(*needed).in_bulk(ids, field_name="public_id")


def _generation(row: models.Model) -> date:
    return getattr(row, "valid_from", date.min)


def _load_parts(source: Source, rows: list[dict], register: _Register) -> int:
    """Make the parts of the rows that this run has made."""
    fresh = _fresh(source.references[source.part_of], register)
    parts = [
        source.model(**_values(source, row, register), **(source.more(row) if source.more else {}))
        for row in rows
        if row[source.part_of] in fresh
    ]
    try:
        source.model._default_manager.bulk_create(parts, batch_size=BATCH)
    except IntegrityError as error:
        raise _refused(source, error) from error
    return len(parts)


def _gone(source: Source, known: set[str]) -> list[str]:
    """Return the codes of rows that an earlier reference data set made and this one has not."""
    made = source.model.history.filter(history_type="+", history_change_reason=REASON)
    lost = set(made.values_list("public_id", flat=True)) - known
    rows = source.model._default_manager.filter(public_id__in=lost)
    name = source.identity[0]
    name = f"{name}__code" if name in source.references else name
    return sorted(map(str, rows.values_list(name, flat=True)))


def _create(source: Source, rows: list[models.Model]) -> None:
    try:
        bulk_create_with_history(rows, source.model, batch_size=BATCH, default_change_reason=REASON)
    except IntegrityError as error:
        raise _refused(source, error) from error


def _refused(source: Source, error: IntegrityError) -> ReferenceDataError:
    return ReferenceDataError(f"{source.file}: the database refused a row: {error}")


def _public_id(source: Source, row: dict) -> str:
    """Return the public id of a row, the same wherever the file is loaded."""
    parts = [source.model._meta.label_lower, *(row[key] for key in source.identity)]
    return str(uuid.uuid5(NAMESPACE, ":".join(parts)))


def _values(source: Source, row: dict, register: _Register) -> dict:
    """Return the fields of a row; what is null in the file is left to the field's default."""
    names = {f.name for f in source.model._meta.concrete_fields}
    values = {
        key: _value(source, key, value, register)
        for key, value in row.items()
        if key in names and value is not None
    }
    if row.get("geometry") is not None and "geom" in names:
        values["geom"] = GEOSGeometry(json.dumps(row["geometry"]), srid=STORAGE_SRID)
    return values


def _value(source: Source, key: str, value, register: _Register):
    if key in source.references:
        try:
            return register.by_code[source.references[key]][value]
        except KeyError as error:
            raise ReferenceDataError(
                f"{source.file}: {key} '{value}' names nothing that is loaded."
            ) from error
    if key in source.points:
        return Point(*value, srid=STORAGE_SRID)
    try:
        return source.model._meta.get_field(key).to_python(value)
    except ValidationError as error:
        raise ReferenceDataError(f"{source.file}: {key}: {' '.join(error.messages)}") from error
