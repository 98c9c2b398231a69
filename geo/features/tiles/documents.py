"""The documents that describe the tiles: matrix set, tilesets, TileJSON (OGC 20-057, 17-083r4)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from geo.features.collections import Collection
from geo.features.documents import extent, value_schema
from geo.features.links import TILING_SCHEME_REL, Addresses, link, with_query
from geo.features.negotiation import JSON, MVT
from geo.features.parameters import CRS84
from geo.features.tiles.answers import PUBLIC_ID
from geo.features.tiles.grid import DEEPEST_ZOOM, MATRIX_SET

WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
# Half the width of the grid in metres of EPSG:3857; the size of a pixel that scales refer to.
HALF_WIDTH_M, PIXEL_M, TILE_PIXELS = 20037508.342789244, 0.00028, 256
# What a client has to fetch: deeper tiles exist, but a unit is below 0.2 m here already.
DEEPEST_USEFUL_ZOOM = 16
# West, south, east, north of the whole grid in degrees.
WHOLE_GRID = (-180.0, -85.0511288, 180.0, 85.0511288)
TILEJSON_TYPES = {"boolean": "Boolean", "integer": "Number", "number": "Number"}
DIMENSIONS = {"POINT": 0, "LINESTRING": 1, "POLYGON": 2}


def matrix_sets(addresses: Addresses, links: list[dict]) -> dict:
    """Return the list of tile matrix sets."""
    listed = {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": WEB_MERCATOR,
        "links": [link(addresses.matrix_set(), "self", JSON, MATRIX_SET)],
    }
    return {"tileMatrixSets": [listed], "links": links}


def matrix_set(links: list[dict]) -> dict:
    """Return the definition of WebMercatorQuad (17-083r4, annex D.1)."""
    return {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": WEB_MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(DEEPEST_ZOOM + 1)],
        "links": links,
    }


def _matrix(zoom: int) -> dict:
    cell_m = 2 * HALF_WIDTH_M / TILE_PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell_m / PIXEL_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_WIDTH_M, HALF_WIDTH_M],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


class Tileset:
    """The tiles of one collection, or of several in one: where they are and what is in them."""

    def __init__(
        self,
        title: str,
        items: Sequence[Collection],
        root: str,
        query: dict,
        properties: tuple[str, ...] | None = None,
    ):
        self.title, self.items, self.root, self.query = title, items, root, query
        self.shown = [item.only_with(properties) for item in items]

    @property
    def template(self) -> str:
        """The address of a tile, with the names of OGC API - Tiles in braces."""
        path = f"{self.root}/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        return with_query(path, self.query)

    @property
    def address(self) -> str:
        """The address of the tileset's description."""
        return with_query(f"{self.root}/{MATRIX_SET}", self.query)

    @property
    def bounds(self) -> tuple[float, ...]:
        """West, south, east, north of all features in degrees, within the grid."""
        spaces = [extent(item).get("spatial", {"bbox": [WHOLE_GRID]}) for item in self.items]
        west, south, east, north = zip(*(space["bbox"][0] for space in spaces), strict=True)
        found = min(west), min(south), max(east), max(north)
        low, high = WHOLE_GRID[:2] * 2, WHOLE_GRID[2:] * 2
        return tuple(
            max(least, min(most, value))
            for value, least, most in zip(found, low, high, strict=True)
        )

    def summary(self, addresses: Addresses) -> dict:
        """Return the tileset as a list of tilesets has it."""
        return {
            "title": self.title,
            "dataType": "vector",
            "crs": WEB_MERCATOR,
            "tileMatrixSetURI": MATRIX_SET_URI,
            "links": [
                link(self.address, "self", JSON, self.title),
                link(addresses.matrix_set(), TILING_SCHEME_REL, JSON, MATRIX_SET),
                link(self.template, "item", MVT, self.title) | {"templated": True},
            ],
        }

    def description(self, addresses: Addresses, links: list[dict]) -> dict:
        """Return the metadata of the tileset."""
        west, south, east, north = self.bounds
        found = self.summary(addresses)
        return found | {
            "boundingBox": {
                "lowerLeft": [west, south],
                "upperRight": [east, north],
                "crs": CRS84,
                "orderedAxes": ["Lon", "Lat"],
            },
            "layers": [_layer(item) for item in self.shown],
            "links": links + found["links"][1:],
        }

    def tilejson(self, template: str) -> dict:
        """Return the TileJSON 3.0 of the tiles at a template of ``{z}``, ``{x}`` and ``{y}``."""
        west, south, east, north = self.bounds
        return {
            "tilejson": "3.0.0",
            "name": self.title,
            "description": self.title if len(self.items) > 1 else str(self.items[0].description),
            "attribution": _("Places marked illustrative are indicative only."),
            "scheme": "xyz",
            "tiles": [template],
            "minzoom": 0,
            "maxzoom": DEEPEST_USEFUL_ZOOM,
            "bounds": [west, south, east, north],
            "center": [(west + east) / 2, (south + north) / 2, 10],
            "vector_layers": [_vector_layer(item) for item in self.shown],
        }


def _layer(item: Collection) -> dict:
    properties = {PUBLIC_ID: {"title": "id", "type": "string"}}
    for one in item.properties:
        properties[one.name] = {"title": str(one.title), **value_schema(one)}
    kind = item.geometry_field.geom_type.removeprefix("MULTI")
    dimension = {"geometryDimension": DIMENSIONS[kind]} if kind in DIMENSIONS else {}
    return {
        "id": item.id,
        "title": str(item.title),
        "description": str(item.description),
        "dataType": "vector",
        **dimension,
        "minTileMatrix": "0",
        "maxTileMatrix": str(DEEPEST_ZOOM),
        "propertiesSchema": {"type": "object", "properties": properties},
    }


def _vector_layer(item: Collection) -> dict:
    fields = {one.name: TILEJSON_TYPES.get(one.type, "String") for one in item.properties}
    return {
        "id": item.id,
        "description": str(item.title),
        "minzoom": 0,
        "maxzoom": DEEPEST_USEFUL_ZOOM,
        "fields": {PUBLIC_ID: "String"} | fields,
    }
