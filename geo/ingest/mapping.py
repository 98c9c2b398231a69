"""Which column fills which field: guessed from the names, corrected by people, remembered."""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable

from geo.ingest.tables import Column
from geo.ingest.targets import Target, TargetField
from geo.models import ColumnMapping, Import

SIMILAR = 0.82
# Shapefiles cut the names of columns here; a Chinese character has two bytes in GBK and three in
# UTF-8.
CUT_BYTES = 10
CUT_ENCODINGS = ("gb18030", "utf-8")
SHORTEST_CUT = 3
_PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UNIT = re.compile(r"[(（\[【].*?[)）\]】]")

Mapping = dict[str, str]


def normalised(name: str) -> str:
    """Return a name as it is compared: without case, width, spaces, signs and units in brackets."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _UNIT.sub("", plain) or plain
    return "".join(sign for sign in plain if sign.isalnum())


def guess(columns: Iterable[Column], target: Target) -> tuple[Mapping, dict[str, str]]:
    """Return field -> column, and field -> why: exact, synonym, cut or similar.

    Each column fills one field at most; the surest guesses come first.
    """
    free = {column.name: normalised(column.name) for column in columns}
    mapping: Mapping = {}
    reasons: dict[str, str] = {}
    for why, fits in (("exact", _exact), ("synonym", _synonym), ("cut", _cut), ("similar", None)):
        for field in target.fields.values():
            if field.name in mapping:
                continue
            taken = _similar(field, free) if fits is None else _first(field, free, fits)
            if taken is not None:
                mapping[field.name], reasons[field.name] = taken, why
                del free[taken]
    _take_ids(columns, free, mapping, reasons)
    return mapping, reasons


def _first(field: TargetField, free: dict[str, str], fits) -> str | None:
    return next((name for name, plain in free.items() if plain and fits(field, name, plain)), None)


def _exact(field: TargetField, name: str, plain: str) -> bool:
    return plain in map(normalised, (field.name, field.title.zh, field.title.en))


def _synonym(field: TargetField, name: str, plain: str) -> bool:
    return plain in map(normalised, field.synonyms)


def _cut(field: TargetField, name: str, plain: str) -> bool:
    """Return whether a column has a shapefile's name of the field: ours, or its first ten bytes."""
    if name.lower() in field.short_names:
        return True
    if len(name) < SHORTEST_CUT:
        return False
    names = (field.name, field.title.zh, *field.synonyms)
    return any(
        len(one.encode(encoding)) > CUT_BYTES
        and one.encode(encoding)[:CUT_BYTES].decode(encoding, errors="ignore") == name.lower()
        for one in names
        for encoding in CUT_ENCODINGS
    )


def _similar(field: TargetField, free: dict[str, str]) -> str | None:
    """Return the column whose name is most like one of the field's; None below ``SIMILAR``."""
    names = {normalised(one) for one in (field.name, field.title.zh, field.title.en)}
    best, found = SIMILAR, None
    for column, plain in free.items():
        for name in names:
            ratio = difflib.SequenceMatcher(None, plain, name).ratio()
            if ratio >= best:
                best, found = ratio, column
    return found


def _take_ids(columns, free, mapping: Mapping, reasons: dict[str, str]) -> None:
    """Take a column ``id`` for our public ids only where its values look like them."""
    if "public_id" in mapping:
        return
    for column in columns:
        looks_like_ours = column.samples and all(map(_PUBLIC_ID.fullmatch, column.samples))
        if free.get(column.name) == "id" and looks_like_ours:
            mapping["public_id"], reasons["public_id"] = column.name, "exact"


def digest_of(columns: Iterable[str]) -> str:
    """Return what tells sets of columns apart, whatever their order."""
    return hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()


def recall(kept: Import, columns: Iterable[str]) -> ColumnMapping | None:
    """Return what the person, else somebody of the same unit, chose for the same columns."""
    if kept.created_by_id is None:
        return None
    same = ColumnMapping.objects.filter(target=kept.target, columns_digest=digest_of(columns))
    own = same.filter(user=kept.created_by_id).first()
    return own or same.filter(subdistrict=kept.subdistrict_id).first()


def remember(kept: Import, user, columns: Iterable[str]) -> None:
    """Keep an import's mapping for the next file with the same columns."""
    ColumnMapping.objects.update_or_create(
        user=user,
        target=kept.target,
        columns_digest=digest_of(columns),
        defaults={
            "subdistrict_id": kept.subdistrict_id,
            "mapping": kept.mapping,
            "constants": kept.constants,
        },
    )
