"""Imports as plain data, in the reader's language."""

import json

import shapely
from django.urls import reverse

from geo.ingest import folder, questions
from geo.ingest.reasons import say
from geo.ingest.tables import Batch
from geo.ingest.targets import Target, targets
from geo.models import Import, ImportRow

DECIMALS = 7


def summary(kept: Import) -> dict:
    """Return what a list tells of an import."""
    report = kept.report or {}
    return {
        "id": kept.public_id,
        "target": kept.target,
        "target_title": str(targets()[kept.target].title),
        "subdistrict": kept.subdistrict.code,
        "file_name": kept.file_name,
        "size": kept.size,
        "sha256": kept.sha256,
        "state": kept.state,
        "state_title": kept.get_state_display(),
        "step": kept.step,
        "progress": _progress(kept),
        "error": _error(kept),
        "created_at": kept.created_at,
        "created_by": _name(kept.created_by),
        "checked_at": kept.checked_at,
        "committed_at": kept.committed_at,
        "committed_by": _name(kept.committed_by),
        "undone_at": kept.undone_at,
        "undone_by": _name(kept.undone_by),
        "counts": report.get("counts", {}),
        "links": _links(kept),
    }


def detail(kept: Import) -> dict:
    """Return everything of an import but its rows."""
    understanding = dict(kept.understanding)
    reasons = understanding.pop("mapping_reasons", {})
    understanding.pop("questions", None)
    return summary(kept) | {
        "options": kept.options,
        "understanding": understanding,
        "fields": fields(targets()[kept.target]),
        "mapping": kept.mapping,
        "mapping_reasons": {name: reasons.get(name, "") for name in kept.mapping},
        "constants": kept.constants,
        "boundary_set": kept.is_boundary_set,
        "may_be_boundary_set": questions.may_be_set(kept),
        "valid_from": kept.valid_from,
        "as_of": kept.as_of,
        "source": kept.source,
        "quality": kept.quality,
        "repair": kept.repair,
        "confirm": kept.confirmed,
        "questions": questions.of(kept),
        "report": _report(kept),
    }


def fields(target: Target) -> list[dict]:
    """Return the fields that columns may fill."""
    return [
        {
            "name": one.name,
            "title": str(one.title),
            "kind": one.kind,
            "required": one.is_required or one.name == "code",
            "choices": [{"value": value, "title": str(label)} for value, label in one.choices],
        }
        for one in target.fields.values()
    ]


def row(one: ImportRow, target: Target) -> dict:
    """Return a row of the report."""
    return {
        "row": one.row,
        "action": one.action,
        "code": one.code,
        "name": one.name,
        "reasons": [{"code": each["code"], "text": say(each, target)} for each in one.reasons],
        "changes": [
            {"field": name, "title": _title(target, name), **_change(change)}
            for name, change in one.changes.items()
        ],
    }


def feature(one: ImportRow, target: Target) -> dict:
    """Return a row of the report as a GeoJSON feature."""
    shape = shapely.from_wkb(bytes(one.geom.wkb))
    return {
        "type": "Feature",
        "id": one.pk,
        "geometry": json.loads(shapely.to_geojson(_rounded(shape))),
        "properties": row(one, target),
    }


def preview(batch: Batch | None) -> dict:
    """Return the first rows of a file as they are read, with their places."""
    rows = [] if batch is None else range(len(batch))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": batch.rows[at],
                "geometry": _geometry(batch.shapes[at]),
                "properties": {
                    "row": batch.rows[at],
                    "fault": batch.faults.get(batch.rows[at]),
                    "values": {name: _cell(cells[at]) for name, cells in batch.values.items()},
                },
            }
            for at in rows
        ],
    }


def _geometry(shape: shapely.Geometry | None) -> dict | None:
    if shape is None or shape.is_empty:
        return None
    return json.loads(shapely.to_geojson(_rounded(shape)))


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda positions: positions.round(DECIMALS))


def _cell(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value if isinstance(value, float) and value == value else str(value)


def _change(change: object) -> dict:
    """Return a change: old and new, or what is told of a geometry."""
    if isinstance(change, dict):
        return {"geometry": change}
    return {"old": change[0], "new": change[1]}


def _title(target: Target, name: str) -> str:
    one = target.fields.get(name)
    return str(one.title) if one else str(target.geometry.verbose_name)


def _report(kept: Import) -> dict | None:
    if not kept.report:
        return None
    target = targets()[kept.target]
    reasons = kept.report["reasons"]
    return kept.report | {"reasons": reasons, "target_title": str(target.title)}


def _progress(kept: Import) -> dict | None:
    if not kept.step:
        return None
    share, rows = folder.progress_of(kept) or (0.0, 0)
    return {"share": share, "rows": rows}


def _error(kept: Import) -> str:
    from django.utils.translation import gettext

    return gettext(kept.error) if kept.error else ""


def _name(user) -> str | None:
    return user and user.get_username()


def _links(kept: Import) -> list[dict]:
    address = reverse("imports:import", args=[kept.public_id])
    parts = ["file", "preview"]
    if kept.step:
        parts = ["file"]
    elif kept.state == Import.State.OPEN:
        parts += ["check"]
    elif kept.state == Import.State.CHECKED:
        parts += ["check", "rows", "features", "commit"]
    else:
        parts += ["rows", "features"]
        parts += ["undo"] if kept.state == Import.State.COMMITTED else []
    links = [{"rel": "self", "href": address}]
    return links + [{"rel": part, "href": f"{address}/{part}"} for part in parts]
