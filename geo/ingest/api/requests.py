"""What a request about imports says, checked: each function reads one member or names its fault."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from geo.ingest import questions
from geo.ingest.errors import ImportFault
from geo.ingest.tables import Options
from geo.ingest.targets import Target, targets
from geo.models import Import, Subdistrict
from geo.models.base import Quality
from geo.rights import rights_of

OPTION_TEXTS = ("layer", "encoding", "crs", "axes", "degrees")
OPTION_LISTS = ("columns", "accept")
LONGEST = 300
MOST = 50


def target_of(user, given: Mapping) -> Target:
    """Return the kind of place that a file is for, one that the user may change."""
    name = given.get("target")
    if name not in targets():
        expected = ", ".join(targets())
        text = _("A kind of place is needed: %(expected)s.") % {"expected": expected}
        raise ImportFault(text, "target", name, expected)
    found = targets()[name]
    if not rights_of(user).may_change(found.model):
        raise PermissionDenied(_("Your role does not allow changing places of this kind."))
    return found


def unit_of(user, given: Mapping) -> Subdistrict:
    """Return the unit that rows belong to which name none."""
    code = given.get("subdistrict")
    rights = rights_of(user)
    found = None
    if isinstance(code, str) and code.isprintable() and len(code) <= 12:
        rows = rights.readable(Subdistrict.objects.filter(code=code))
        found = rows.order_by("valid_from").last()
    if found is None:
        expected = _("the code of a subdistrict within your reach")
        text = _("There is no subdistrict with this code, or it is out of your reach.")
        raise ImportFault(text, "subdistrict", code, expected)
    return found


def changes_of(kept: Import, body: object) -> dict:
    """Return the attributes of an import that a PATCH changes."""
    if not isinstance(body, Mapping):
        raise ImportFault(_("A JSON object is expected."), "body")
    unknown = sorted(set(map(str, body)) - set(MEMBERS))
    if unknown:
        expected = ", ".join(MEMBERS)
        text = _("There is no member %(name)s; known are: %(expected)s.")
        shown = {"name": unknown[0], "expected": expected}
        raise ImportFault(text % shown, unknown[0], None, expected)
    changed: dict[str, object] = {}
    # Options first: the columns that a mapping names follow from them.
    for name, (attribute, read) in MEMBERS.items():
        if name in body:
            changed[attribute] = read(kept, name, body[name])
    return changed


def _wrong(name: str, value: object, expected: str) -> ImportFault:
    text = _("%(name)s: expected is %(expected)s.") % {"name": name, "expected": expected}
    return ImportFault(text, name, value, expected)


def _text(name: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        expected = _("a text of up to %(most)s characters, or null") % {"most": LONGEST}
        raise _wrong(name, value, expected)
    return value


def _texts(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST:
        raise _wrong(name, value, _("a list of texts"))
    found = [_text(name, one) for one in value]
    if None in found:
        raise _wrong(name, value, _("a list of texts"))
    return found


def options(kept: Import, name: str, value: object) -> dict:
    """Return the options of the reader; those not given stay as they are."""
    known = (*OPTION_TEXTS, *OPTION_LISTS)
    if not isinstance(value, Mapping) or not set(value) <= set(known):
        raise _wrong(name, value, _("an object with: %(names)s") % {"names": ", ".join(known)})
    found = dict(kept.options)
    for option, one in value.items():
        if option in OPTION_TEXTS:
            found[option] = _text(option, one)
        else:
            found[option] = None if one is None else _texts(option, one)
    found = {option: one for option, one in found.items() if one is not None}
    Options(**found)
    return found


def _mapping(kept: Import, name: str, value: object) -> dict:
    """Return the mapping with what is changed: a column, or null for none."""
    target = targets()[kept.target]
    columns = [column["name"] for column in kept.understanding.get("columns", [])]
    if not isinstance(value, Mapping):
        raise _wrong(name, value, _("an object with fields and their columns"))
    found = dict(kept.mapping)
    for field, column in value.items():
        if field not in target.fields:
            raise _wrong(f"{name}.{field}", column, ", ".join(target.fields))
        if column is None:
            found.pop(field, None)
        elif column not in columns:
            raise _wrong(f"{name}.{field}", column, ", ".join(columns))
        else:
            found[field] = column
    twice = {column for column in found.values() if list(found.values()).count(column) > 1}
    if twice:
        raise _wrong(name, sorted(twice)[0], _("each column for one field only"))
    return found


def _constants(kept: Import, name: str, value: object) -> dict:
    """Return the fixed values with what is changed; they are read like cells of a column."""
    from geo.ingest.reasons import say
    from geo.ingest.values import convert

    target = targets()[kept.target]
    if not isinstance(value, Mapping):
        raise _wrong(name, value, _("an object with fields and their values"))
    found = dict(kept.constants)
    for field, one in value.items():
        if field not in target.fields or field in ("public_id", "code", "name"):
            raise _wrong(f"{name}.{field}", one, ", ".join(target.fields))
        if one is None:
            found.pop(field, None)
            continue
        if isinstance(one, dict | list):
            raise _wrong(f"{name}.{field}", one, _("a text, a number, true or false"))
        _values, wrong = convert(target.fields[field], [one])
        if wrong:
            raise ImportFault(say(wrong[0], target), f"{name}.{field}", one)
        found[field] = one
    return found


def _day(kept: Import, name: str, value: object) -> date | None:
    if value is None:
        return None
    try:
        found = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise _wrong(name, value, _("a day as YYYY-MM-DD, or null"))
    return found


def _flag(kept: Import, name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, value, "true / false")
    return value


def _set_flag(kept: Import, name: str, value: object) -> bool:
    if _flag(kept, name, value) and not questions.may_be_set(kept):
        raise _wrong(name, value, _("false: only villages and subdistricts are loaded as sets"))
    return bool(value)


def _source(kept: Import, name: str, value: object) -> str:
    return _text(name, value) or kept.file_name


def _quality(kept: Import, name: str, value: object) -> str:
    if value not in (None, "", *Quality.values):
        raise _wrong(name, value, ", ".join(Quality.values))
    return value or ""


def _confirm(kept: Import, name: str, value: object) -> list[str]:
    found = _texts(name, value)
    if not set(found) <= set(questions.CONFIRMABLE):
        raise _wrong(name, value, ", ".join(questions.CONFIRMABLE))
    return sorted(set(found))


MEMBERS: dict[str, tuple[str, Callable]] = {
    "options": ("options", options),
    "mapping": ("mapping", _mapping),
    "constants": ("constants", _constants),
    "boundary_set": ("is_boundary_set", _set_flag),
    "valid_from": ("valid_from", _day),
    "as_of": ("as_of", _day),
    "source": ("source", _source),
    "quality": ("quality", _quality),
    "repair": ("repair", _flag),
    "confirm": ("confirmed", _confirm),
}
