"""Tables over HTTP: which format a client wants, and the answer with its file name."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from coverage.tables import FORMATS, Table, render
from coverage.tables.table import LANGUAGES
from geo.features.errors import BadParameterError, NotAcceptableError
from geo.features.negotiation import weighed
from geo.features.responses import body_answer

# The formats that are had over HTTP; aligned text is for terminals.
FORMS = ("json", "csv", "xlsx")
MEDIA_TYPES = {form: FORMATS[form][0].split(";")[0] for form in FORMS}
PARAMETERS = ("format", "lang")


def form_of(request: HttpRequest) -> str:
    """Return the format that ``format`` names, else the one the Accept header likes best.

    Raises BadParameterError for an unknown name, NotAcceptableError when there is no type in the
    header that tables have.
    """
    asked = request.GET.get("format")
    if asked is not None:
        if asked not in FORMS:
            raise BadParameterError("format", asked, f"one of {', '.join(FORMS)}")
        return asked
    accept = request.META.get("HTTP_ACCEPT", "*/*")
    weights = {form: _weight(accept, MEDIA_TYPES[form]) for form in FORMS}
    best = max(FORMS, key=weights.__getitem__)
    if weights[best] == 0:
        expected = ", ".join(MEDIA_TYPES.values())
        raise NotAcceptableError(
            f"This table is not to be had as '{accept}': ask for one of {expected}.",
            parameter="Accept",
            value=accept,
            expected=expected,
        )
    return best


def language_of(request: HttpRequest) -> str:
    """Return the language of the headers in CSV and xlsx: ``lang``, Chinese when absent."""
    asked = request.GET.get("lang", "zh")
    if asked not in LANGUAGES:
        raise BadParameterError("lang", asked, f"one of {', '.join(LANGUAGES)}")
    return asked


def table_answer(
    request: HttpRequest, table: Table, form: str, language: str, tag: str
) -> HttpResponse:
    """Return the table in a format; CSV and xlsx are files to be saved under the table's name."""
    body = render(table, form, language)
    response = body_answer(request, body, FORMATS[form][0], tag)
    if form != "json":
        response["Content-Disposition"] = content_disposition_header(True, f"{table.name}.{form}")
    return response


def _weight(accept: str, media_type: str) -> float:
    """Return how much an Accept header likes a type: the most exact range that fits decides."""
    found: dict[str, float] = dict(map(weighed, accept.split(",")))
    group = media_type.split("/")[0] + "/*"
    return next((found[name] for name in (media_type, group, "*/*") if name in found), 0.0)
