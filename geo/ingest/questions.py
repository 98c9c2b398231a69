"""What an import still has to be told before it can be checked or taken in."""

from django.utils.translation import gettext as _

from geo.ingest.targets import targets
from geo.models import Import
from geo.models.base import Quality

OUTSIDE, REJECTED = "outside", "rejected"
CONFIRMABLE = (OUTSIDE, REJECTED)
LOCATED = [value for value in Quality.values if value != Quality.UNLOCATED]


def before_check(kept: Import) -> list[dict]:
    """Return what must be answered before a dry run: of the file, then of the import."""
    asked = list(kept.understanding.get("questions", []))
    known = {*kept.mapping, *kept.constants}
    if not known & {"code", "public_id", "name"}:
        text = _("Which column holds the code, or the name, by which places are found?")
        asked.append(_question("key", "mapping", text))
    if kept.as_of is None and "as_of" not in known:
        text = _("Which day does the file speak of?")
        asked.append(_question("as_of", "as_of", text))
    has_shapes = kept.understanding.get("geometry", "none") != "none"
    if has_shapes and not kept.quality and "quality" not in known:
        text = _("How far can the geometries of the file be trusted?")
        choices = [(value, str(Quality(value).label)) for value in LOCATED]
        asked.append(_question("quality", "quality", text, choices))
    if kept.is_boundary_set and kept.valid_from is None:
        text = _("From which day on is the boundary set valid?")
        asked.append(_question("valid_from", "valid_from", text))
    return asked


def before_commit(kept: Import) -> list[dict]:
    """Return what must be confirmed before a checked import is taken in."""
    asked = []
    outside = kept.report.get("notes", {}).get(OUTSIDE, 0)
    if outside and OUTSIDE not in kept.confirmed:
        text = _("%(count)s places lie far outside the unit. Are they right all the same?")
        asked.append(_confirmation(OUTSIDE, text % {"count": outside}))
    rejected = kept.report.get("counts", {}).get(REJECTED, 0)
    if rejected and REJECTED not in kept.confirmed:
        text = _("%(count)s rows are rejected. Take the others in without them?")
        asked.append(_confirmation(REJECTED, text % {"count": rejected}))
    return asked


def of(kept: Import) -> list[dict]:
    """Return the questions that are open in the state an import is in."""
    if kept.state == Import.State.OPEN:
        return before_check(kept)
    return before_commit(kept) if kept.state == Import.State.CHECKED else []


def _confirmation(code: str, text: str) -> dict:
    return _question(code, "confirm", text, [(code, _("Yes"))])


def _question(code: str, option: str, text: str, choices=()) -> dict:
    return {
        "code": code,
        "option": option,
        "text": text,
        "choices": [list(choice) for choice in choices],
    }


def may_be_set(kept: Import) -> bool:
    """Return whether the target can be loaded as a boundary set."""
    return targets()[kept.target].may_be_boundary_set
