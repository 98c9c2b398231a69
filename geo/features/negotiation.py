"""Which representation a client wants: the parameter ``f`` first, then the Accept header."""

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from geo.features.errors import BadParameterError, NotAcceptableError
from geo.features.parameters import FORMATS

GEOJSON = "application/geo+json"
JSON = "application/json"
SCHEMA = "application/schema+json"
NDJSON = "application/x-ndjson"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
MVT = "application/vnd.mapbox-vector-tile"
HTML = "text/html"
# GDAL and QGIS ask for several of these at once; each resource answers with its own.
JSON_TYPES = {GEOJSON, JSON, SCHEMA, "application/vnd.oai.openapi+json"}


def wants_html(request: HttpRequest) -> bool:
    """Return whether to answer with a page for people; raises for what cannot be had."""
    asked = request.GET.get("f")
    if asked is not None:
        if asked not in FORMATS:
            raise BadParameterError("f", asked, "one of " + ", ".join(FORMATS))
        return asked == "html"
    accept = request.META.get("HTTP_ACCEPT", "*/*")
    if accept == "*/*":
        return False
    return _prefers_html(accept)


def _prefers_html(accept: str) -> bool:
    """Weigh the media types of an Accept header; JSON wins a tie, as ``*/*`` asks for it."""
    json = html = 0.0
    for part in accept.split(","):
        name, weight = weighed(part)
        if name in JSON_TYPES or name == "application/*":
            json = max(json, weight)
        elif name in (HTML, "application/xhtml+xml", "text/*"):
            html = max(html, weight)
        elif name == "*/*":
            # A browser names HTML and adds */*: a named type comes before a wildcard.
            json = max(json, weight * 0.999)
    if not json and not html:
        raise NotAcceptableError(
            f"Nothing here is of the type '{accept}': ask for {JSON} or {HTML}.",
            parameter="Accept",
            value=accept,
            expected=f"{GEOJSON}, {JSON} or {HTML}",
        )
    return html > json


def weighed(part: str) -> tuple[str, float]:
    """Return one range of an Accept header and its weight, 0 to 1."""
    name, parameters = parse_header_parameters(part)
    try:
        return name, max(0.0, min(1.0, float(parameters.get("q", 1))))
    except ValueError:
        return name, 0.0
