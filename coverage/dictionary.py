"""The data dictionary: every table and column, written from the models themselves."""

from collections.abc import Iterator
from inspect import cleandoc

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.utils.translation import override

from coverage.models import (
    BoardCheck,
    DutyRecord,
    Issue,
    IssuePhoto,
    IssueStep,
    Patrol,
    PatrolTrack,
    RouteRound,
    TrackPart,
)
from geo.fields import MeasureField
from geo.triggers import versioned_models

HEADER = """# Data dictionary

Written by `manage.py data_dictionary > docs/data.md`; a test compares it with the models.

- Geometry: EPSG:4326, longitude first, valid by constraint, with a spatial index.
- Measures (`area_m2`, `length_m`): computed once, on write, in the metric CRS of the subdistrict
  (EPSG:4549 for Shizilu), from the geometry; nobody can set them.
- Time: `valid_from` and `valid_to` are the first and the last day, both included; an empty
  `valid_to` means that it lasts. The same code may come back in a later generation of a record.
- Trust: `quality` says how far a geometry can be trusted; `illustrative` ones are marked 示意
  wherever they are shown. `unlocated` is the only quality without a geometry.
- Identity: `public_id` is stable and is the `id` of the feature in every export.
- History: every table that a person edits has a table of past versions (`…_historical…`) with
  who, when and what. Without one are `coverage_membership`, what is computed (`coverage_scenario`,
  `coverage_inspectionroute` and its rounds and stops), and what belongs to another record
  (stretches, visits and tracks of a patrol; steps and photos of an issue; checks of a board).
- Private: columns marked so are for staff and never part of a public answer, map or export.
"""
# Columns that never leave the staff; see DOMAIN 3.
PRIVATE = {"phone", "home_address"}
PRIVATE_OF = {
    DutyRecord: {"note"},
    Patrol: {
        "chief",
        "deputy",
        "started_at",
        "ended_at",
        "invalid_reason",
        "reasons",
        "flags",
        "walked_m",
        "note",
        "route_round",
    },
    PatrolTrack: {
        "file_name",
        "first_at",
        "last_at",
        "length_m",
        "duration_s",
        "hint",
        "marks",
        "geom",
    },
    TrackPart: {"points"},
    RouteRound: {"chief", "deputy", "limit_s", "time_s", "turns", "geom"},
    Issue: {"patrol", "reported_by", "chief", "deputy", "handler", "verifier"},
    IssueStep: {"by", "note"},
    IssuePhoto: {"taken_at", "position", "by"},
    BoardCheck: {"note", "patrol", "by"},
}
TYPES = {
    models.CharField: "text",
    models.TextField: "text",
    models.JSONField: "JSON",
    # Before DateField, whose subclass it is.
    models.DateTimeField: "date and time",
    models.DateField: "date",
    models.BooleanField: "yes or no",
    models.FloatField: "number",
    models.PositiveIntegerField: "whole number",
    models.BigIntegerField: "whole number",
    models.PositiveSmallIntegerField: "whole number",
    models.FileField: "file",
    models.BinaryField: "bytes",
}


def markdown() -> str:
    """Return the data dictionary as Markdown, in English."""
    with override("en"):
        tables = [_table(model) for model in versioned_models()]
    return "\n".join([HEADER, *tables])


def _table(model: type[models.Model]) -> str:
    lines = [
        f"## {model.__name__} (`{model._meta.db_table}`)",
        "",
        cleandoc(model.__doc__).replace("\n", " "),
        "",
        "| column | type | empty | meaning |",
        "|---|---|---|---|",
        *(_row(field) for field in model._meta.concrete_fields if not field.primary_key),
    ]
    rules = list(_rules(model))
    if rules:
        lines += ["", "Rules held by the database:", "", *rules]
    return "\n".join([*lines, ""])


def _row(field: models.Field) -> str:
    empty = "yes" if field.null or field.blank else "no"
    return f"| `{field.name}` | {_type(field)} | {empty} | {_meaning(field)} |"


def _type(field: models.Field) -> str:
    if field.is_relation:
        return f"reference to {field.related_model.__name__}"
    if isinstance(field, GeometryField):
        return "geometry" if field.geom_type == "GEOMETRY" else field.geom_class.__name__
    name = next(text for kind, text in TYPES.items() if isinstance(field, kind))
    length = f", up to {field.max_length}" if field.max_length else ""
    return name + length


def _meaning(field: models.Field) -> str:
    parts = [str(field.verbose_name)]
    if isinstance(field, MeasureField):
        parts.append("measured")
    if field.name in PRIVATE | PRIVATE_OF.get(field.model, set()):
        parts.append("**private**")
    if field.help_text:
        parts.append(str(field.help_text))
    if field.choices and isinstance(field, models.CharField):
        parts.append(", ".join(f"`{value}` {label}" for value, label in field.choices))
    return "; ".join(part.rstrip(".") for part in parts)


def _rules(model: type[models.Model]) -> Iterator[str]:
    for constraint in model._meta.constraints:
        name = constraint.name
        if isinstance(constraint, models.UniqueConstraint):
            columns = ", ".join(f"`{name}`" for name in constraint.fields)
            yield f"- `{name}`: one row for each {columns}"
        else:
            yield f"- `{name}`: {_condition(constraint)}"


def _condition(constraint: models.BaseConstraint) -> str:
    """Return what a constraint wants, or for a plain one what it says when it refuses."""
    if type(constraint) is models.CheckConstraint:
        return f"refuses with “{constraint.violation_error_message}”"
    return cleandoc(type(constraint).__doc__).rstrip(".").replace("``", "`")
