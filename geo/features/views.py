"""The resources of OGC API - Features, Part 1."""

from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from geo.features import answers, documents, encoding, openapi, pages
from geo.features.collections import Collection, all_collections, find
from geo.features.errors import NotFoundError
from geo.features.kept import kept
from geo.features.links import Addresses, link, self_and_alternate, with_query
from geo.features.negotiation import GEOJSON, JSON, OPENAPI, SCHEMA, wants_html
from geo.features.parameters import Query, allow, items_query
from geo.features.responses import (
    body_answer,
    data_resource,
    entity_tag,
    is_fresh,
    not_modified,
    packed_too,
    resource,
    stream_answer,
)
from geo.features.sql import source
from geo.features.systems import Target, target
from geo.models import TableVersion

# From what ends a page to the page's links.
Links = Callable[[int | str | None], list[dict]]


@resource
def landing(request: HttpRequest) -> HttpResponse:
    """Answer the landing page."""
    addresses = Addresses(request)
    return _document(
        request,
        "features/landing.html",
        addresses.landing(),
        lambda links: documents.landing(addresses, links),
    )


@resource
def conformance(request: HttpRequest) -> HttpResponse:
    """Answer the conformance classes."""
    href = Addresses(request).at("conformance")
    return _document(request, "features/conformance.html", href, documents.conformance)


@resource
def collections(request: HttpRequest) -> HttpResponse:
    """Answer the list of collections."""
    addresses = Addresses(request)
    return _document(
        request,
        "features/collections.html",
        addresses.at("collections"),
        lambda links: documents.collections(addresses, links),
    )


@resource
def collection(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Answer the description of a collection."""
    item, addresses = find(collection_id), Addresses(request)
    return _document(
        request,
        "features/collection.html",
        addresses.collection(item.id),
        lambda links: documents.collection(item, addresses, links),
        context={"collection": item},
    )


@resource
def queryables(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Answer the JSON Schema of what a request may filter by."""
    return _schema(request, find(collection_id), "queryables", documents.queryables)


@resource
def schema(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Answer the JSON Schema of a collection's properties."""
    return _schema(request, find(collection_id), "schema", documents.schema)


@resource
def feature_schema(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Answer the JSON Schema of a feature as GeoJSON."""
    item = find(collection_id)
    allow(request.GET)
    href = Addresses(request).collection(item.id, "feature-schema")
    return _tagged(request, orjson.dumps(documents.feature_schema(item, href)), SCHEMA)


@resource
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document."""
    allow(request.GET)
    root = Addresses(request).root
    body = kept.once(
        ("openapi", root, get_language()), lambda: orjson.dumps(openapi.document(root))
    )
    return _tagged(request, body, OPENAPI)


@resource
def openapi_html(request: HttpRequest) -> HttpResponse:
    """Answer the operations of the API as a page for people."""
    allow(request.GET)
    return pages.operations(request, openapi.document(Addresses(request).root))


@data_resource
def items(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Answer a page of features."""
    item = find(collection_id)
    query = items_query(request.GET, item)
    html = wants_html(request)
    version = TableVersion.objects.token(*item.models)
    if html:
        return pages.items(request, item, answers.Page(item, query, version))
    tag = entity_tag(item.signature, version, query)
    if is_fresh(request, tag):
        return not_modified(tag)
    links = _items_links(request, item)
    if answers.is_long(query):
        chunks = answers.long_page(item, query, version, links)
        response = stream_answer(request, chunks, GEOJSON, tag)
    else:
        body, packed = _page(request, item, query, version, links)
        response = body_answer(request, body, GEOJSON, tag, packed)
    return declared(response, query.target)


@data_resource
def feature(request: HttpRequest, collection_id: str, feature_id: str) -> HttpResponse:
    """Answer one feature."""
    item = find(collection_id)
    allow(request.GET, "f", "crs", "datum")
    placed = target(request.GET)
    html = wants_html(request)
    row = _row(item, feature_id)
    if html:
        return pages.feature(request, item, orjson.loads(encoding.features(item, [row])))
    tag = feature_tag(item, row)
    if is_fresh(request, tag):
        return not_modified(tag)
    body = feature_body(request, item, row, placed)
    return declared(body_answer(request, body, GEOJSON, tag), placed)


def feature_tag(item: Collection, row: tuple) -> str:
    """Return the entity tag of a feature, which a write may name in ``If-Match``.

    It is made of the feature's own row, so that a write to another one does not change it. In
    whatever system it is shown, the feature is the same.
    """
    return entity_tag(item.signature, *row)


def feature_body(request: HttpRequest, item: Collection, row: tuple, placed: Target) -> bytes:
    """Return one feature with its links."""
    addresses = Addresses(request)
    body = encoding.feature(item, row, placed)
    href = addresses.collection(item.id, "items", row[1])
    body["links"] = [
        *self_and_alternate(request, href, GEOJSON),
        link(addresses.collection(item.id), "collection", JSON, item.id),
    ]
    return orjson.dumps(body)


def declared(response: HttpResponse, placed: Target) -> HttpResponse:
    """Return an answer that says what its positions are in."""
    for name, value in placed.headers.items():
        response[name] = value
    return response


@resource
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer that there is nothing at an address below the landing page."""
    raise NotFoundError(
        f"There is nothing at '{request.path}'.",
        value=request.path,
        expected=f"a link of {Addresses(request).landing()}",
    )


def known_id(item: Collection, feature_id: str) -> str:
    """Return the id of a feature that there is. Raises NotFoundError."""
    return _row(item, feature_id)[1]


def _row(item: Collection, feature_id: str) -> tuple:
    # PostgreSQL refuses to look for a NUL or half a character, SQLite does not.
    rows = source(item).one(feature_id).rows() if feature_id.isprintable() else []
    if not rows:
        raise NotFoundError(
            f"There is no feature '{feature_id}' in the collection '{item.id}'.",
            parameter="featureId",
            value=feature_id.replace("\x00", "\\0"),
            expected=f"an id that /collections/{item.id}/items lists",
        )
    return rows[0]


def _page(
    request: HttpRequest, item: Collection, query: Query, version: str, links: Links
) -> tuple[bytes, bytes | None]:
    """Return the text of a page, and the same gzipped when it is one that is kept."""
    if not query.is_plain:
        return answers.Page(item, query, version).body(links), None
    key = (version, request.build_absolute_uri(), item.signature, query)
    return kept.once(key, lambda: packed_too(answers.Page(item, query, version).body(links)))


def _items_links(
    request: HttpRequest, item: Collection
) -> Callable[[int | str | None], list[dict]]:
    """Return the function from what ends a page to the links of the page."""
    addresses = Addresses(request)
    href = addresses.collection(item.id, "items")

    def links(next_after: int | str | None) -> list[dict]:
        found = self_and_alternate(request, href, GEOJSON)
        if next_after is not None:
            parameters = request.GET.dict() | {"after": next_after}
            parameters.pop("offset", None)
            found.append(link(with_query(href, parameters), "next", GEOJSON, "Next page"))
        found.append(link(addresses.collection(item.id), "collection", JSON, item.id))
        return found

    return links


def _schema(request: HttpRequest, item: Collection, name: str, describe: Callable) -> HttpResponse:
    href = Addresses(request).collection(item.id, name)
    allow(request.GET, "f")
    if wants_html(request):
        return pages.schema(request, item, name, describe(item, href))
    return _tagged(request, orjson.dumps(describe(item, href)), SCHEMA)


def _document(
    request: HttpRequest,
    template: str,
    href: str,
    describe: Callable[[list[dict]], dict],
    context: dict | None = None,
) -> HttpResponse:
    """Answer a document as JSON or as a page; ``describe`` makes it from its first links."""
    allow(request.GET, "f")
    html = wants_html(request)
    document = describe(self_and_alternate(request, href, JSON, html))
    if html:
        return pages.page(
            request,
            template,
            {"document": document, "collections": all_collections(), **(context or {})},
        )
    return _tagged(request, orjson.dumps(document), JSON)


def _tagged(request: HttpRequest, body: bytes, media_type: str) -> HttpResponse:
    tag = entity_tag(body)
    if is_fresh(request, tag):
        return not_modified(tag)
    return body_answer(request, body, media_type, tag)
