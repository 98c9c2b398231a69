"""A new import: the file is kept, looked at, and its columns are given to fields."""

from dataclasses import asdict
from typing import IO

import shapely
from django.utils.translation import gettext as _

from geo import crs
from geo.editing.geometry import expected_box
from geo.ingest import folder, mapping, tables
from geo.ingest.errors import ImportConflict, ImportFault
from geo.ingest.job import options_of
from geo.ingest.tables import UnreadableFileError
from geo.ingest.targets import Target, targets
from geo.models import Import, Subdistrict

LONGEST_NAME = 200
# What may be answered without looking at the file or planning anew.
CONFIRMATIONS = {"confirmed"}


def open_import(
    user, file: IO[bytes], name: str, target: Target, unit: Subdistrict, given: dict
) -> Import:
    """Keep a file and return its import; ``given`` are attributes of it that are known already.

    Raises ImportFault, and keeps nothing, when the file cannot be read.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1][-LONGEST_NAME:] or "file"
    kept = Import(
        target=target.slug, subdistrict=unit, file_name=name, source=name, created_by=user
    )
    for attribute, value in given.items():
        setattr(kept, attribute, value)
    try:
        folder.keep(kept, file)
        look(kept)
        kept.save()
    except BaseException:
        folder.remove(kept)
        raise
    return kept


def look(kept: Import) -> None:
    """Read how the file is understood with its options, and fill the mapping; saves nothing.

    What a person chose for the same columns before comes first, then what the names say. What is
    chosen already stays as long as there is such a column.
    """
    box = expected_box(kept.subdistrict)
    bounds = None if box is None else degrees_of(box)
    try:
        found = tables.understand(folder.file_of(kept), kept.file_name, options_of(kept), bounds)
    except UnreadableFileError as error:
        raise ImportFault(error.message, error.parameter, error.value, error.expected) from error
    before = {column["name"] for column in kept.understanding.get("columns", [])}
    kept.understanding = _plain(asdict(found))
    names = {column.name for column in found.columns}
    if names != before:
        _map(kept, found, names)


def degrees_of(box) -> tables.Bounds:
    """Return west, south, east and north of a box in degrees."""
    return crs.project(shapely.box(*box.bounds_m), crs.STORAGE_SRID, box.metric_srid).bounds


def _plain(value):
    """Return tuples as the lists that JSON makes of them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _map(kept: Import, found: tables.Understanding, names: set[str]) -> None:
    free = [column for column in found.columns if column.name not in found.coordinates]
    guessed, reasons = mapping.guess(free, targets()[kept.target])
    chosen = {field: column for field, column in kept.mapping.items() if column in names}
    recalled = mapping.recall(kept, names)
    if recalled is not None:
        guessed = dict(recalled.mapping)
        reasons = dict.fromkeys(guessed, "remembered")
        kept.constants = {**recalled.constants, **kept.constants}
    taken = set(chosen.values())
    others = {field: column for field, column in guessed.items() if column not in taken}
    kept.mapping = {**others, **chosen}
    kept.understanding["mapping_reasons"] = {
        field: "chosen" if field in chosen else reasons[field] for field in kept.mapping
    }


def change(kept: Import, user, given: dict) -> None:
    """Change how a file is read and what is taken for what. Raises ImportFault or ImportConflict.

    Anything but a confirmation makes the import open again: it has to be checked anew.
    """
    if kept.step:
        raise ImportConflict(_("Another step of this import runs; wait for its end or cancel it."))
    if kept.state not in (Import.State.OPEN, Import.State.CHECKED):
        raise ImportConflict(_("The import was taken in; it can only be undone."))
    for attribute, value in given.items():
        setattr(kept, attribute, value)
    if "options" in given:
        look(kept)
    if "mapping" in given:
        reasons = kept.understanding.setdefault("mapping_reasons", {})
        reasons.update(dict.fromkeys(kept.mapping, "chosen"))
        if user is not None:
            names = [column["name"] for column in kept.understanding["columns"]]
            mapping.remember(kept, user, names)
    if not set(given) <= CONFIRMATIONS:
        kept.state, kept.report, kept.plan_digest = Import.State.OPEN, {}, ""
        kept.checked_at = None
        if "confirmed" not in given:
            kept.confirmed = []
        kept.rows.all().delete()
    kept.save()
