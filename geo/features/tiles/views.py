"""The resources of OGC API - Tiles, Part 1, and the addresses and document other clients know."""

from collections.abc import Sequence
from gzip import compress

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict

from geo.features.collections import Collection, all_collections, find
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.links import Addresses, link, with_query
from geo.features.negotiation import JSON, MVT
from geo.features.parameters import Query, allow, period, selection_query
from geo.features.responses import (
    GZIP_LEAST_BYTES,
    accepts_gzip,
    body_answer,
    data_resource,
    entity_tag,
    is_fresh,
    not_modified,
    resource,
)
from geo.features.tiles import answers, documents, grid
from geo.models import TableVersion

FORMAT = "f"
# The bytes of a tile are kept packed, so the packing is paid once: the default level.
GZIP_LEVEL = 6


@resource
def matrix_sets(request: HttpRequest) -> HttpResponse:
    """Answer the list of tile matrix sets."""
    addresses = Addresses(request)
    _only_json(request.GET, FORMAT)
    links = [link(addresses.at("tileMatrixSets"), "self", JSON, "This document")]
    return _json(request, documents.matrix_sets(addresses, links))


@resource
def matrix_set(request: HttpRequest, matrix_set_id: str) -> HttpResponse:
    """Answer the definition of the tile matrix set."""
    grid.check_matrix_set(matrix_set_id)
    _only_json(request.GET, FORMAT)
    links = [link(Addresses(request).matrix_set(), "self", JSON, "This document")]
    return _json(request, documents.matrix_set(links))


@resource
def tilesets(request: HttpRequest, collection_id: str | None = None) -> HttpResponse:
    """Answer the list of the tilesets of a collection, or of all collections."""
    _only_json(request.GET, FORMAT)
    found, addresses = _tileset(request, collection_id), Addresses(request)
    links = [link(found.root, "self", JSON, "This document")]
    return _json(request, {"tilesets": [found.summary(addresses)], "links": links})


@resource
def tileset(
    request: HttpRequest, matrix_set_id: str, collection_id: str | None = None
) -> HttpResponse:
    """Answer the metadata of a tileset."""
    grid.check_matrix_set(matrix_set_id)
    found, addresses = _tileset(request, collection_id), Addresses(request)
    links = [link(found.address, "self", JSON, "This document")]
    return _json(request, found.description(addresses, links))


@resource
def tilejson(request: HttpRequest, collection_id: str | None = None) -> HttpResponse:
    """Answer the TileJSON 3.0 document of a tileset."""
    found = _tileset(request, collection_id)
    template = with_query(f"{found.root}/{{z}}/{{x}}/{{y}}.mvt", found.query)
    return _json(request, found.tilejson(template))


@data_resource
def collection_tile(
    request: HttpRequest,
    collection_id: str,
    zoom: str,
    column: str,
    row: str,
    matrix_set_id: str = grid.MATRIX_SET,
) -> HttpResponse:
    """Answer a tile of a collection."""
    grid.check_matrix_set(matrix_set_id)
    item, tile = _drawable(collection_id), grid.tile(zoom, column, row)
    query = selection_query(request.GET, item, FORMAT)
    _check_format(request.GET, "mvt")
    return _tile(request, tile, [(item, query)])


@data_resource
def tile_of_several(
    request: HttpRequest, zoom: str, column: str, row: str, matrix_set_id: str = grid.MATRIX_SET
) -> HttpResponse:
    """Answer a tile with a layer for each of several collections."""
    grid.check_matrix_set(matrix_set_id)
    tile = grid.tile(zoom, column, row)
    items, query = _several(request.GET)
    _check_format(request.GET, "mvt")
    return _tile(request, tile, [(item, query) for item in items])


def _tile(
    request: HttpRequest, tile: grid.Tile, asked: Sequence[tuple[Collection, Query]]
) -> HttpResponse:
    """Answer the layers of a tile: 204 when nothing is in it."""
    tables = {model for item, _ in asked for model in item.models}
    version = TableVersion.objects.token(*tables)
    tag = entity_tag(version, tile, *((item.signature, query) for item, query in asked))
    if is_fresh(request, tag):
        return not_modified(tag)
    body = answers.kept.once(
        tag, lambda: b"".join(answers.layer(item, query, tile) for item, query in asked)
    )
    packed = None
    if accepts_gzip(request) and len(body) >= GZIP_LEAST_BYTES:
        packed = answers.kept.once((tag, "gzip"), lambda: compress(body, GZIP_LEVEL, mtime=0))
    response = body_answer(request, body, MVT, tag, packed)
    if not body:
        response.status_code = 204
        del response["Content-Type"], response["Content-Length"]
    return response


def _drawable(collection_id: str) -> Collection:
    """Return a collection whose features have a place on a map."""
    item = find(collection_id)
    if not item.geometry:
        raise NotFoundError(
            f"The collection '{collection_id}' has no tiles: its features have no geometry.",
            parameter="collectionId",
            value=collection_id,
            expected="one of " + ", ".join(one.id for one in _all_drawable()),
        )
    return item


def _all_drawable() -> list[Collection]:
    return [item for item in all_collections() if item.geometry]


def _several(given: QueryDict) -> tuple[list[Collection], Query]:
    """Return the collections that a request for all of them chooses, in their own order."""
    allow(given, "collections", "datetime", FORMAT)
    query, everybody = Query(period(given)), _all_drawable()
    if "collections" not in given:
        return everybody, query
    names = given["collections"].split(",")
    known = [item.id for item in everybody]
    for name in names:
        if name not in known:
            raise BadParameterError("collections", name, "some of " + ", ".join(known))
    return [item for item in everybody if item.id in names], query


def _tileset(request: HttpRequest, collection_id: str | None) -> documents.Tileset:
    addresses, properties = Addresses(request), None
    if collection_id is None:
        items, root = _several(request.GET)[0], addresses.at("tiles")
        title = ", ".join(str(item.title) for item in items)
    else:
        item = _drawable(collection_id)
        properties = selection_query(request.GET, item, FORMAT).properties
        items, root, title = [item], addresses.collection(item.id, "tiles"), str(item.title)
    _check_format(request.GET, "json")
    query = {name: value for name, value in request.GET.items() if name != FORMAT}
    return documents.Tileset(title, items, root, query, properties)


def _only_json(given: QueryDict, *names: str) -> None:
    allow(given, *names)
    _check_format(given, "json")


def _check_format(given: QueryDict, only: str) -> None:
    if given.get(FORMAT, only) != only:
        raise BadParameterError(FORMAT, given[FORMAT], only)


def _json(request: HttpRequest, document: dict) -> HttpResponse:
    body = orjson.dumps(document)
    tag = entity_tag(body)
    return not_modified(tag) if is_fresh(request, tag) else body_answer(request, body, JSON, tag)
