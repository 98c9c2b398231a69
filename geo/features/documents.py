"""The documents that describe the API: landing page, conformance, collections, schemas."""

from datetime import date

from django.utils.translation import gettext as _

from geo.features.bodies import written_field
from geo.features.collections import Collection, Property, Text, all_collections
from geo.features.cql.nodes import GEOMETRY
from geo.features.kept import kept
from geo.features.links import Addresses, collection_links, landing_links, tile_links
from geo.features.sql import as_date, source
from geo.features.systems import CRS84, URIS
from geo.models import TableVersion

# Only what is implemented and tested.
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            # The older name: QGIS looks for both.
            "basic-spatial-operators",
            "basic-spatial-functions-plus",
            "temporal-functions",
            "array-functions",
            "property-property",
            "arithmetic",
        )
    ),
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
)
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def landing(addresses: Addresses, links: list[dict]) -> dict:
    """Return the landing page."""
    return {
        "title": _("Shizilu map service"),
        "description": _(
            "Villages, stations, waters and roads of the subdistrict, its deputies and river "
            "chiefs. Places marked illustrative are indicative only."
        ),
        "links": links + landing_links(addresses),
    }


def conformance(links: list[dict]) -> dict:
    """Return the conformance classes."""
    return {"conformsTo": list(CONFORMANCE), "links": links}


def collections(addresses: Addresses, links: list[dict]) -> dict:
    """Return all collections."""
    described = [collection(item, addresses, []) for item in all_collections()]
    return {"collections": described, "links": links}


def collection(item: Collection, addresses: Addresses, links: list[dict]) -> dict:
    """Return one collection; ``links`` are the first of its links."""
    if not links:
        href = addresses.collection(item.id)
        links = [
            {"href": href, "rel": "self", "type": "application/json", "title": str(item.title)}
        ]
    described = {
        "id": item.id,
        "title": str(item.title),
        "description": str(item.description),
        "itemType": "feature",
        "extent": extent(item),
        "crs": list(URIS),
        "links": links + collection_links(addresses, item.id, str(item.title)),
    }
    if item.geometry:
        described["storageCrs"] = CRS84.uri
        described["links"] += tile_links(addresses, item.id)
    return described


def extent(item: Collection) -> dict:
    """Return the box and the time of everything in a collection, kept until a write."""
    version = TableVersion.objects.token(*item.models)
    return kept.once((item.id, version, "extent"), lambda: _extent(item))


def _extent(item: Collection) -> dict:
    *box, first, last, still_open = source(item).extent().rows()[0]
    found: dict = {}
    if box[0] is not None:
        found["spatial"] = {"bbox": [[round(value, 7) for value in box]], "crs": CRS84.uri}
    if first is not None:
        end = None if still_open else _moment(as_date(last))
        found["temporal"] = {"interval": [[_moment(as_date(first)), end]], "trs": GREGORIAN}
    return found


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def schema(item: Collection, href: str) -> dict:
    """Return the JSON Schema of a collection's properties."""
    properties = {one.name: _described(one) | _read_only(item, one) for one in item.properties}
    return _schema(item, href, {"id": _ID, **_geometry(item), **properties})


def queryables(item: Collection, href: str) -> dict:
    """Return the JSON Schema of the properties a request may filter by."""
    properties = {name: _described(one) for name, one in item.queryables.items()}
    properties |= _geometry(item)
    return _schema(item, href, properties) | {"additionalProperties": False}


def _read_only(item: Collection, one: Property) -> dict:
    return {} if written_field(item, one) else {"readOnly": True}


_ID = {"type": "string", "title": "id", "x-ogc-role": "id", "readOnly": True}


def _schema(item: Collection, href: str, properties: dict) -> dict:
    return {
        "$schema": JSON_SCHEMA,
        "$id": href,
        "type": "object",
        "title": str(item.title),
        "description": str(item.description),
        "properties": properties,
    }


def _geometry(item: Collection) -> dict:
    if not item.geometry:
        return {}
    kind = item.geometry_field.geom_type.lower()
    form = "geometry-any" if kind == "geometry" else f"geometry-{kind}"
    title = str(Text("几何", "geometry"))
    return {GEOMETRY: {"title": title, "x-ogc-role": "primary-geometry", "format": form}}


def value_schema(item: Property) -> dict:
    """Return the JSON Schema of a property's values."""
    if item.type == "date":
        return {"type": "string", "format": "date"}
    if item.choices:
        return {"type": item.type, "enum": list(item.choices)}
    return {"type": item.type}


def _described(item: Property) -> dict:
    roles = {"valid_from": "primary-interval-start", "valid_to": "primary-interval-end"}
    role = {"x-ogc-role": roles[item.name]} if item.name in roles else {}
    return {"title": str(item.title), **value_schema(item), **role}
