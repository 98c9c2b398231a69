"""Addresses of the feature API's resources, absolute as clients need them."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse

from geo.features.negotiation import GEOJSON, HTML, JSON, OPENAPI, SCHEMA

QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
TILING_SCHEMES_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
TILING_SCHEME_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
# RFC 8288 compares relations without case; GDAL 3.6 takes this spelling only.
DESCRIBED_BY = "describedBy"


@lru_cache(maxsize=1)
def _landing_path() -> str:
    return reverse("features:landing").rstrip("/")


def link(href: str, rel: str, media_type: str, title: str) -> dict:
    """Return a link object."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


class Addresses:
    """The addresses as one request sees them: with its scheme and host."""

    def __init__(self, request: HttpRequest):
        self.host = f"{request.scheme}://{request.get_host()}"
        self.root = self.host + _landing_path()

    def at(self, *parts: str) -> str:
        """Return the address of a resource below the landing page."""
        return "/".join([self.root, *(quote(part, safe="") for part in parts)])

    def landing(self) -> str:
        """Return the address of the landing page."""
        return f"{self.root}/"

    def collection(self, collection_id: str, *parts: str) -> str:
        """Return the address of a collection or of something in it."""
        return self.at("collections", collection_id, *parts)

    def matrix_set(self) -> str:
        """Return the address of the tile matrix set that there is."""
        return self.at("tileMatrixSets", "WebMercatorQuad")

    def download(self, collection_id: str, extension: str) -> str:
        """Return the address of a whole collection as a file."""
        return self.host + reverse("downloads:download", args=[collection_id, extension])


def with_query(href: str, parameters: dict) -> str:
    """Return an address with query parameters."""
    return f"{href}?{urlencode(parameters)}" if parameters else href


def self_and_alternate(request: HttpRequest, href: str, media_type: str, html: bool = False):
    """Return the links of a resource to itself and to its other representation."""
    parameters = request.GET.dict()
    parameters.pop("f", None)
    address = with_query(href, parameters) + ("&" if parameters else "?")
    as_json, as_html = f"{address}f=json", f"{address}f=html"
    return [
        link(as_html if html else as_json, "self", HTML if html else media_type, "This document"),
        link(
            as_json if html else as_html,
            "alternate",
            media_type if html else HTML,
            "This document as " + ("JSON" if html else "HTML"),
        ),
    ]


def collection_links(addresses: Addresses, collection_id: str, title: str) -> list[dict]:
    """Return the links from a collection to what is in it."""
    at = addresses.collection
    return [
        link(at(collection_id, "items"), "items", GEOJSON, title),
        link(at(collection_id, "items") + "?f=html", "items", HTML, title),
        link(at(collection_id, "queryables"), QUERYABLES_REL, SCHEMA, "Queryables"),
        link(at(collection_id, "schema"), SCHEMA_REL, SCHEMA, "Schema"),
        link(at(collection_id, "feature-schema"), DESCRIBED_BY, SCHEMA, "Schema of a feature"),
    ]


def tile_links(addresses: Addresses, collection_id: str) -> list[dict]:
    """Return the links from a collection with geometry to its tiles."""
    at = addresses.collection
    return [
        link(at(collection_id, "tiles"), TILESETS_REL, JSON, "Vector tiles"),
        link(at(collection_id, "tiles", "tilejson"), "tilejson", JSON, "Vector tiles as TileJSON"),
    ]


def landing_links(addresses: Addresses) -> list[dict]:
    """Return the links from the landing page."""
    return [
        link(addresses.at("openapi.json"), "service-desc", OPENAPI, "The OpenAPI document"),
        link(addresses.at("openapi.html"), "service-doc", HTML, "The operations, for people"),
        link(addresses.at("conformance"), "conformance", JSON, "Conformance classes"),
        link(addresses.at("collections"), "data", JSON, "Collections"),
        link(addresses.at("tiles"), TILESETS_REL, JSON, "Vector tiles of all collections"),
        link(addresses.at("tileMatrixSets"), TILING_SCHEMES_REL, JSON, "Tile matrix sets"),
    ]
