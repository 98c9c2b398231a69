"""The documents that describe the API: landing page, conformance, collections, schemas."""

from django.utils.translation import gettext as _

from geo.features.bodies import written_field
from geo.features.collections import Collection, Property, Text, all_collections
from geo.features.cql.nodes import GEOMETRY
from geo.features.extents import extent
from geo.features.files.formats import formats_of
from geo.features.links import Addresses, collection_links, landing_links, link, tile_links
from geo.features.systems import CRS84, URIS

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
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
GEOJSON_GEOMETRY = "https://geojson.org/schema/Geometry.json"


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
        "links": links
        + collection_links(addresses, item.id, str(item.title))
        + _files(item, addresses),
    }
    if item.geometry:
        described["storageCrs"] = CRS84.uri
        described["links"] += tile_links(addresses, item.id)
    return described


def _files(item: Collection, addresses: Addresses) -> list[dict]:
    """Return the links to the whole collection as files."""
    return [
        link(
            addresses.download(item.id, one.extension), "enclosure", one.media_type, str(one.title)
        )
        for one in formats_of(item)
    ]


def schema(item: Collection, href: str) -> dict:
    """Return the JSON Schema of a collection's properties."""
    properties = {one.name: _described(one) | _read_only(item, one) for one in item.properties}
    return _schema(item, href, {"id": _ID, **_geometry(item), **properties})


def feature_schema(item: Collection, href: str) -> dict:
    """Return the JSON Schema of a feature as GeoJSON.

    GDAL takes the types of fields from it; without it a field that has no value on the first page
    would be a text.
    """
    values = {one.name: _described(one) for one in item.properties}
    geometry = (
        [{"type": "null"}, {"$ref": GEOJSON_GEOMETRY}] if item.geometry else [{"type": "null"}]
    )
    members = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": _ID,
        GEOMETRY: {"anyOf": geometry},
        "properties": {"type": "object", "properties": values},
    }
    return _schema(item, href, members)


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
