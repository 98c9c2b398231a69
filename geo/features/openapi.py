"""The OpenAPI 3.0 document, written from the collections' declarations.

Written by hand and not by a generator: clients look for ``components.parameters.limit``, for
``style: form`` with ``explode: false`` and for one parameter a queryable, which generators do not
write that way.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from geo.features import openapi_writing
from geo.features.collections import Collection, Property, all_collections
from geo.features.cql import reading
from geo.features.documents import value_schema
from geo.features.negotiation import GEOJSON, HTML, JSON, SCHEMA
from geo.features.openapi_schemas import SCHEMAS
from geo.features.parameters import FORMATS, PAGING, SELECTION
from geo.features.systems import CRS84, DATUMS, IN_DEGREES, URIS, WGS84

_more_paths: dict[str, dict] = {}
_more_makers: list[Callable[[], dict]] = []


def register_path(path: str, item: dict) -> None:
    """Add a path item that another application answers below the landing page."""
    _more_paths[path] = item


def register_paths(make: Callable[[], dict]) -> None:
    """Add path items that are made with each document, when all collections are known."""
    _more_makers.append(make)


def document(server: str) -> dict:
    """Return the OpenAPI document of the API at ``server``."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Shizilu map service"),
            "description": _(
                "OGC API - Features. Without the parameter datetime the answer holds what is valid "
                "today; datetime=../.. gives all generations."
            ),
            "version": "1.0.0",
        },
        "servers": [{"url": server}],
        "tags": [{"name": name} for name in ("capabilities", "data", "tiles", "coverage")],
        "paths": _paths(),
        "components": {
            "parameters": PARAMETERS | {"limit": _limit()} | openapi_writing.PARAMETERS,
            "schemas": SCHEMAS,
            "responses": RESPONSES,
            "securitySchemes": {"token": openapi_writing.TOKEN},
        },
    }


def query_parameter(name: str, schema: dict, description: str) -> dict:
    """Return a query parameter as clients want it written."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "style": "form",
        "explode": False,
        "schema": schema,
        "description": description,
    }


def _limit() -> dict:
    schema = {
        "type": "integer",
        "minimum": 1,
        "maximum": settings.FEATURES_MAX_LIMIT,
        "default": settings.FEATURES_PAGE_LIMIT,
    }
    return query_parameter("limit", schema, "How many features a page holds at most.")


BOX = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
SYSTEM = {"type": "string", "format": "uri", "enum": list(URIS), "default": CRS84.uri}
COUNTER = {"type": "integer", "minimum": 0}
PARAMETERS = {
    "offset": query_parameter("offset", COUNTER, "How many features to skip."),
    "after": query_parameter(
        "after", {"type": "string"}, "Where the page before ended; see the next link."
    ),
    "bbox": query_parameter(
        "bbox",
        BOX,
        "West, south, east, north in the system and the axis order of bbox-crs, or the same with "
        "heights (which nothing here has). Longitudes of which west is greater than east span the "
        "antimeridian. Features without geometry always match.",
    ),
    "bbox-crs": query_parameter(
        "bbox-crs", SYSTEM, "The system of bbox; axes in the order of its authority."
    ),
    "crs": query_parameter(
        "crs", SYSTEM, "The system of the answer; axes in the order of its authority."
    ),
    "datum": query_parameter(
        "datum",
        {"type": "string", "enum": list(DATUMS), "default": WGS84},
        "The datum of the answer: gcj02 for drawing on a shifted base map, only with crs in "
        "degrees of WGS 84. bbox is never shifted.",
    ),
    "datetime": query_parameter(
        "datetime",
        {"type": "string"},
        "What was valid then: a date, an RFC 3339 date-time, or an interval of them with an open "
        "end as '..'. Without it: today. All generations: ../..",
    ),
    "filter": query_parameter(
        "filter",
        {"type": "string"},
        "A condition in CQL2 over the queryables: kind = 'village' AND population > 1000.",
    ),
    "filter-lang": query_parameter(
        "filter-lang",
        {"type": "string", "enum": list(reading.LANGUAGES), "default": reading.TEXT},
        "The encoding of filter; cql-text is the name that drafts had for cql2-text.",
    ),
    "filter-crs": query_parameter(
        "filter-crs",
        SYSTEM | {"enum": [one.uri for one in IN_DEGREES]},
        "The system of the geometries in filter; EPSG:4326 and 4490 have latitude first.",
    ),
    "skipGeometry": query_parameter(
        "skipGeometry",
        {"type": "boolean", "default": False},
        "Whether features come without their geometry.",
    ),
    "f": query_parameter("f", {"type": "string", "enum": list(FORMATS)}, "The format."),
    "featureId": {
        "name": "featureId",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "The id of a feature.",
    },
}
PROBLEM = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}},
    HTML: {"schema": {"type": "string"}},
}
RESPONSES = {
    "NotModified": {"description": "The copy that If-None-Match names is current."},
    "BadParameter": {"description": "A parameter is unknown or wrong.", "content": PROBLEM},
    "NotFound": {"description": "There is no such resource.", "content": PROBLEM},
    "NotAcceptable": {"description": "The Accept header asks for other types.", "content": PROBLEM},
    "Busy": {"description": "Another write holds the database: see Retry-After."},
}


def refer(kind: str, name: str) -> dict:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def operation(
    operation_id: str,
    summary: str,
    parameters: list[dict],
    media_type: str,
    schema: str,
    tag: str = "data",
    html: bool = True,
) -> dict:
    """Return the path item of a resource that is read with GET."""
    content = {media_type: {"schema": refer("schemas", schema)}}
    if html:
        content[HTML] = {"schema": {"type": "string"}}
    responses = {
        "200": {"description": summary, "content": content},
        "304": refer("responses", "NotModified"),
        "400": refer("responses", "BadParameter"),
        "404": refer("responses", "NotFound"),
        "406": refer("responses", "NotAcceptable"),
        "503": refer("responses", "Busy"),
    }
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "tags": [tag],
            "parameters": parameters,
            "responses": responses,
        }
    }


def _paths() -> dict:
    form = [refer("parameters", "f")]
    fixed = (
        ("/", "getLandingPage", _("Landing page"), "landingPage"),
        ("/conformance", "getConformance", _("Conformance classes"), "confClasses"),
        ("/collections", "getCollections", _("Collections"), "collections"),
    )
    paths = {
        path: operation(name, summary, form, JSON, schema, "capabilities")
        for path, name, summary, schema in fixed
    }
    for item in all_collections():
        paths |= _collection_paths(item)
    for make in _more_makers:
        paths |= make()
    return paths | _more_paths


def _collection_paths(item: Collection) -> dict:
    base, title = f"/collections/{item.id}", str(item.title)
    form = refer("parameters", "f")
    one = [refer("parameters", name) for name in ("featureId", "crs", "datum", "f")]
    name = item.id.title().replace("-", "")
    return {
        base: operation(f"describe{name}", title, [form], JSON, "collection", "capabilities"),
        f"{base}/items": operation(
            f"get{name}", title, _items_parameters(item), GEOJSON, "featureCollectionGeoJSON"
        )
        | openapi_writing.of_items(item, name),
        f"{base}/items/{{featureId}}": operation(
            f"getOneOf{name}", title, one, GEOJSON, "featureGeoJSON"
        )
        | openapi_writing.of_item(item, name),
        f"{base}/queryables": operation(
            f"queryablesOf{name}", title, [form], SCHEMA, "jsonSchema", "capabilities"
        ),
        f"{base}/schema": operation(
            f"schemaOf{name}", title, [form], SCHEMA, "jsonSchema", "capabilities"
        ),
        f"{base}/feature-schema": operation(
            f"featureSchemaOf{name}", title, [], SCHEMA, "jsonSchema", "capabilities", html=False
        ),
    }


def _items_parameters(item: Collection) -> list[dict]:
    common = [refer("parameters", name) for name in (*PAGING, *SELECTION) if name in PARAMETERS]
    chosen = [refer("parameters", "limit"), _sortby(item), _properties(item)]
    return common + chosen + [_filter(one) for one in item.queryables.values()]


def _sortby(item: Collection) -> dict:
    names = "|".join(item.queryables)
    schema = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "pattern": f"^[+-]?({names})$"},
    }
    return query_parameter("sortby", schema, "Properties, with - before those that descend.")


def _properties(item: Collection) -> dict:
    names = [one.name for one in item.properties]
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": names}}
    return query_parameter("properties", schema, "The properties to answer; without it all.")


def _filter(item: Property) -> dict:
    return query_parameter(item.name, value_schema(item), str(item.title))
