"""What the OpenAPI document says of the tiles."""

from django.utils.translation import gettext as _

from geo.features.collections import all_collections
from geo.features.negotiation import JSON, MVT
from geo.features.openapi import operation, query_parameter, refer
from geo.features.tiles.grid import DEEPEST_ZOOM, MATRIX_SET

_TEXTS = {"type": "array", "items": {"type": "string"}}


def paths() -> dict:
    """Return the path items of matrix sets, tilesets and tiles."""
    matrix_set = _in_path("tileMatrixSetId", {"type": "string", "enum": [MATRIX_SET]})
    found = {
        "/tileMatrixSets": _document("MatrixSets", _("Tile matrix sets"), [], "tileMatrixSets"),
        "/tileMatrixSets/{tileMatrixSetId}": _document(
            "MatrixSet", _("A tile matrix set"), [matrix_set], "tileMatrixSet"
        ),
    }
    for prefix, name, given in (
        ("/tiles", "OfAll", [_collections()]),
        ("/collections/{collectionId}/tiles", "OfOne", [_collection_id()]),
    ):
        found |= _of(prefix, name, given, matrix_set)
    return found


def _of(prefix: str, name: str, given: list[dict], matrix_set: dict) -> dict:
    """Return the paths below the tiles of one collection or of all."""
    in_path = [one for one in given if one["in"] == "path"]
    dated = [*given, refer("parameters", "datetime")]
    rows, columns = _tile(["tileMatrix", "tileRow", "tileCol"]), _tile(["z", "x", "y"])
    return {
        prefix: _document(f"Tilesets{name}", _("Tilesets"), in_path, "tilesets"),
        f"{prefix}/{{tileMatrixSetId}}": _document(
            f"Tileset{name}", _("A tileset"), [*dated, matrix_set], "tileset"
        ),
        f"{prefix}/tilejson": _document(f"TileJSON{name}", "TileJSON 3.0", dated, "tileJSON"),
        f"{prefix}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _drawn(
            f"Tile{name}", [*dated, matrix_set, *rows]
        ),
        f"{prefix}/{{z}}/{{x}}/{{y}}.mvt": _drawn(f"TileXYZ{name}", [*dated, *columns]),
    }


def _document(name: str, summary: str, parameters: list[dict], schema: str) -> dict:
    return operation(f"get{name}", summary, parameters, JSON, schema, "tiles", html=False)


def _drawn(name: str, parameters: list[dict]) -> dict:
    """Return the path item of a tile, which is bytes, or nothing where nothing is."""
    item = operation(f"get{name}", _("A vector tile"), parameters, MVT, "", "tiles", html=False)
    responses = item["get"]["responses"]
    responses["200"]["content"] = {MVT: {"schema": {"type": "string", "format": "binary"}}}
    responses["204"] = {"description": _("Nothing lies in this tile.")}
    return item


def _collections() -> dict:
    return query_parameter(
        "collections", _TEXTS, "The ids of the collections, one layer each; without it, all."
    )


def _collection_id() -> dict:
    ids = [item.id for item in all_collections() if item.geometry]
    return _in_path("collectionId", {"type": "string", "enum": ids})


def _tile(names: list[str]) -> list[dict]:
    integer = {"type": "integer", "minimum": 0}
    deepest = {**integer, "maximum": DEEPEST_ZOOM}
    return [_in_path(name, integer if at else deepest) for at, name in enumerate(names)]


def _in_path(name: str, schema: dict) -> dict:
    return {"name": name, "in": "path", "required": True, "schema": schema}
