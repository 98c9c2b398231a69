"""What the form of an import says, as the members that the interface takes."""

from django.http import QueryDict

from geo.ingest.targets import targets
from geo.models import Import

OPTIONS = ("layer", "encoding", "crs", "axes", "degrees")
DATES = ("valid_from", "as_of")
FLAGS = ("boundary_set", "repair")
COLUMN, CONSTANT, ACCEPT, CONFIRM = "column-", "constant-", "accept", "confirm"
SEPARATOR = "\n"


def body_of(form: QueryDict, kept: Import) -> dict:
    """Return what a form changes of an import; empty fields mean "as found".

    Only what the form has is said: a form that confirms has none of the options.
    """
    if CONFIRM in form or "confirming" in form:
        return {"confirm": form.getlist(CONFIRM)}
    fields = targets()[kept.target].fields
    body: dict = {
        "options": _options(form, kept),
        "mapping": {name: form.get(COLUMN + name) or None for name in fields},
        "constants": _constants(form, fields),
        "source": form.get("source", ""),
        "quality": form.get("quality", ""),
    }
    body |= {name: form.get(name) or None for name in DATES}
    body |= {name: name in form for name in FLAGS}
    return body


def _options(form: QueryDict, kept: Import) -> dict:
    found: dict = {name: form.get(name) or None for name in OPTIONS}
    columns = [one for one in form.getlist("columns") if one]
    found["columns"] = columns or None
    found["accept"] = [*kept.options.get(ACCEPT, []), *form.getlist(ACCEPT)] or None
    return {
        name: value
        for name, value in found.items()
        if name in form or value is not None or name in kept.options
    }


def _constants(form: QueryDict, fields) -> dict:
    names = [name for name in fields if CONSTANT + name in form]
    return {name: form[CONSTANT + name].strip() or None for name in names}
