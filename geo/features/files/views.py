"""Whole or filtered collections as files with plain addresses: ``/data/villages.geojson``."""

from pathlib import Path
from urllib.parse import quote

import orjson
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from geo.features import pages
from geo.features.errors import NotFoundError
from geo.features.files import jobs, store
from geo.features.files.orders import Order, collection_order, read_language, register_order
from geo.features.files.progress import unheard
from geo.features.files.register import service_project
from geo.features.files.tasks import write_file
from geo.features.kept import kept
from geo.features.links import Addresses
from geo.features.negotiation import JSON, wants_html
from geo.features.parameters import allow
from geo.features.responses import (
    body_answer,
    data_resource,
    entity_tag,
    is_fresh,
    not_modified,
    packed_too,
    resource,
    stream_answer,
    tagged,
)

# A longer one is streamed: it is not held in memory, and its first features leave at once.
LONG_STREAM_ROWS = 1000
PROJECT = "application/x-qgis-project"


@data_resource
def download(request: HttpRequest, collection_id: str, extension: str) -> HttpResponse:
    """Answer the features of a collection that the parameters select, as a file."""
    return _answer(request, collection_order(request.GET, collection_id, extension))


@data_resource
def register(request: HttpRequest, extension: str) -> HttpResponse:
    """Answer all collections in one file."""
    return _answer(request, register_order(request.GET, extension))


@data_resource
def project(request: HttpRequest) -> HttpResponse:
    """Answer the QGIS project on the addresses of this service."""
    allow(request.GET, "lang")
    language = read_language(request.GET, "zh")
    body = service_project(Addresses(request).landing(), language)
    tag = entity_tag(body)
    if is_fresh(request, tag):
        return not_modified(tag)
    response = body_answer(request, body, PROJECT, tag)
    response["Content-Disposition"] = 'attachment; filename="register.qgz"'
    return response


def _answer(request: HttpRequest, order: Order) -> HttpResponse:
    if is_fresh(request, order.tag):
        return not_modified(order.tag)
    answer = _streamed if order.format.stream else _whole
    response = answer(request, order)
    for name, value in order.frame.headers.items():
        response[name] = value
    return response


def _streamed(request: HttpRequest, order: Order) -> HttpResponse:
    """Answer what leaves as it is read; short files are kept and have a length, which some
    programs need."""
    (selection,), made = order.selections, order.format

    def chunks():
        return made.stream(selection, order.language)

    if order.count() > LONG_STREAM_ROWS:
        response = stream_answer(request, chunks(), made.media_type, order.tag)
    else:
        body, packed = kept.once((order.key, "file"), lambda: packed_too(b"".join(chunks())))
        response = body_answer(request, body, made.media_type, order.tag, packed)
    return _named(response, order.file_name, order.readable_name)


def _whole(request: HttpRequest, order: Order) -> HttpResponse:
    """Answer what must be whole before it is sent: at once, or by the worker when it is long."""
    path = store.find(order.key)
    if path is None and request.method == "HEAD":
        return _named(
            tagged(HttpResponse(content_type=order.format.media_type), order.tag),
            order.file_name,
            order.readable_name,
        )
    if path is None:
        rows = order.count()
        if rows * order.format.weight > settings.FILES_LONG_ROWS:
            return _accepted(request, jobs.ask(order, rows, write_file.enqueue))
        path = jobs.make(order, order.key, unheard)
    response = _file(request, path, order.format.media_type)
    return tagged(_named(response, order.file_name, order.readable_name), order.tag)


def _accepted(request: HttpRequest, key: str) -> HttpResponse:
    """Answer where the progress of a long file is told."""
    address = reverse("downloads:job", args=[key])
    if wants_html(request):
        return HttpResponseRedirect(address)
    response = HttpResponse(orjson.dumps(_described(request, key)), content_type=JSON, status=202)
    response["Location"] = Addresses(request).host + address
    response["Retry-After"] = "2"
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
def job(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the state of a long file; DELETE (or POST, from the page) cancels it."""
    if request.method in ("DELETE", "POST"):
        return _cancelled(request, key)
    return _job(request, key)


@resource
def _job(request: HttpRequest, key: str) -> HttpResponse:
    allow(request.GET, "f")
    described = _described(request, key)
    if wants_html(request):
        response = pages.page(request, "features/file.html", {"job": described})
    else:
        response = HttpResponse(orjson.dumps(described), content_type=JSON)
    response["Cache-Control"] = "no-store"
    return response


def _cancelled(request: HttpRequest, key: str) -> HttpResponse:
    jobs.cancel(key)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("features:collections") + "?f=html")
    return HttpResponse(status=204)


@resource
def made_file(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the file that a job has written."""
    allow(request.GET)
    state, path = jobs.read(key), store.find(key)
    if state is None or path is None:
        raise _unknown(key)
    response = _file(request, path, state["media_type"])
    response["Cache-Control"] = "private, no-cache"
    return _named(response, state["name"], state["readable_name"])


def _described(request: HttpRequest, key: str) -> dict:
    state = jobs.read(key)
    if state is None:
        raise _unknown(key)
    host = Addresses(request).host
    told = {name: state[name] for name in ("state", "rows", "of", "name", "error") if name in state}
    told["self"] = host + reverse("downloads:job", args=[key])
    if state["state"] == jobs.DONE:
        told["file"] = host + reverse("downloads:made", args=[key])
    return told


def _unknown(key: str) -> NotFoundError:
    return NotFoundError(
        "No such file is being written: it was cancelled, or let go of a day after its last use.",
        value=key,
        expected="the address that a request for a long file was answered with",
    )


def _file(request: HttpRequest, path: Path, media_type: str) -> HttpResponse:
    if request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
        response["Content-Length"] = str(path.stat().st_size)
        return response
    # The open file outlives its name, should it be let go of meanwhile.
    return FileResponse(path.open("rb"), content_type=media_type)


def _named(response, name: str, readable: str):
    """Say under which name the answer is kept, for old programs and for others (RFC 6266)."""
    response["Content-Disposition"] = (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(readable, safe='')}"
    )
    return response
