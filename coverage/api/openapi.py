"""The coverage API in the OpenAPI document."""

from coverage.analysis.modes import MODES
from coverage.api.tables import FORMS, MEDIA_TYPES
from coverage.figures.layers import NAMES
from coverage.figures.patrol import KINDS
from coverage.models.settings import LONGEST_MINUTES
from coverage.tables.table import LANGUAGES
from geo.features import openapi
from geo.features.negotiation import GEOJSON, JSON
from geo.features.openapi import query_parameter


def choice(*values: str) -> dict:
    """Return the schema of one of some texts."""
    return {"type": "string", "enum": list(values)}


DAY = {"type": "string", "format": "date"}
MONTH = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
MINUTES = {"type": "integer", "minimum": 1, "maximum": LONGEST_MINUTES}
DATE = query_parameter("date", DAY, "The day that is asked for; without it, today.")
PLACE = (
    query_parameter(
        "subdistrict", {"type": "string"}, "The code of a subdistrict; without it, the home one."
    ),
    query_parameter("mode", choice(*MODES), "How one travels; without it, by the settings."),
)
WITHIN = query_parameter(
    "minutes", MINUTES, "Within how many minutes a station counts as reached; else the settings'."
)
COMMON = (DATE, *PLACE, WITHIN)
LIMITS = {"type": "array", "minItems": 1, "items": MINUTES}
BANDS = query_parameter("minutes", LIMITS, "Growing limits of the bands; else the settings'.")
FILES = (
    query_parameter("format", choice(*FORMS), "The format; without it, by the Accept header."),
    query_parameter("lang", choice(*LANGUAGES), "The language of headers in CSV and xlsx."),
)
SEVERAL = {"type": "array", "minItems": 1, "uniqueItems": True, "items": choice(*NAMES)}
COMBINED = (
    query_parameter("layers", SEVERAL, "The layers to combine; without it, all five."),
    query_parameter(
        "at_least", {"type": "string"}, "How many of them must reach a place: a number, or all."
    ),
)
RANKING = (
    query_parameter("layer", choice(*NAMES), "Only the gaps of this layer."),
    query_parameter("limit", {"type": "integer", "minimum": 1}, "At most so many gaps."),
)
MONTHS = (
    query_parameter("from", MONTH, "The first month; without it, twelve months are shown."),
    query_parameter("to", MONTH, "The last month; without it, that of the date."),
)
DAYS = (
    query_parameter("from", DAY, "The day to compare with.") | {"required": True},
    query_parameter("to", DAY, "The day that is compared; without it, today."),
)
OF = query_parameter("kind", choice(*KINDS), "Whose patrols count; only of the layer patrol.")
LAYER = {"name": "layer", "in": "path", "required": True, "schema": choice(*NAMES)}

# Address, operation, summary, its own parameters.
DATA = (
    ("overview", "Overview", "Reported and loaded totals, the shares of every layer", COMMON),
    ("villages", "Villages", "Every village with its indicators", COMMON),
    ("segments", "Segments", "Every river segment with chiefs and patrols", COMMON),
)
GEOMETRIES = (
    ("service-areas", "ServiceAreas", "The area each station is reached from in time", COMMON),
    ("bands", "Bands", "Isochrone bands around the stations", (DATE, *PLACE, BANDS)),
    ("layers/{layer}/areas", "LayerAreas", "One layer by state", (LAYER, *COMMON, OF)),
    ("combined", "Combined", "Where at least k of the layers reach", (*COMMON, *COMBINED)),
    ("gaps", "Gaps", "Every gap with its geometry, ranked", COMMON),
    ("routes", "Routes", "One inspection route a station", COMMON),
)
TABLES = (
    ("travel-times", "TravelTimes", "Minutes from every village to every station", COMMON),
    ("layers/{layer}", "Layer", "One layer, a row a village or water", (LAYER, *COMMON, OF)),
    ("ranking", "Ranking", "The gaps, the one with most points first", (*COMMON, *RANKING)),
    ("trend", "Trend", "The shares of every layer by month", (*COMMON, *MONTHS)),
    ("changes", "Changes", "What changed between two days", (*PLACE, WITHIN, *DAYS)),
)


def describe() -> None:
    """Add the addresses below ``/coverage/`` to the OpenAPI document."""
    for address, name, summary, parameters in DATA:
        _register(address, name, summary, parameters, JSON, "jsonSchema")
    for address, name, summary, parameters in GEOMETRIES:
        _register(address, name, summary, parameters, GEOJSON, "featureCollectionGeoJSON")
    for address, name, summary, parameters in TABLES:
        item = _register(address, name, summary, (*parameters, *FILES), JSON, "jsonSchema")
        content = item["get"]["responses"]["200"]["content"]
        for form in ("csv", "xlsx"):
            content[MEDIA_TYPES[form]] = {"schema": {"type": "string", "format": "binary"}}


def _register(
    address: str, name: str, summary: str, parameters: tuple, media_type: str, schema: str
) -> dict:
    item = openapi.operation(
        f"getCoverage{name}", summary, list(parameters), media_type, schema, "coverage", html=False
    )
    openapi.register_path(f"/coverage/{address}", item)
    return item
