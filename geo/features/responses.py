"""Answers of the feature API over HTTP: problems, conditional requests, gzip, CORS."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

import orjson
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from config.problems import BUSY, RETRY_AFTER_S, is_busy, problem
from config.problems import MEDIA_TYPE as PROBLEM
from geo.features.errors import ApiError, BusyError, MethodNotAllowedError
from geo.features.kept import LARGEST_BYTES
from geo.features.negotiation import wants_html

READING = ("GET", "HEAD")
METHODS = "GET, HEAD, OPTIONS"
# Level 1 costs a third of level 6 and leaves coordinates, which are noise, hardly larger.
GZIP_LEVEL = 1
GZIP_LEAST_BYTES = 500
PREFLIGHT_SECONDS = 86_400
# For people; programs get the phrases of HTTP.
TITLES = {
    400: _("The request cannot be answered"),
    404: _("Not found"),
    405: _("Not possible here"),
    406: _("Not available in this form"),
    503: _("Busy: please try again"),
}


def resource(view: Callable) -> Callable:
    """Make a view of the feature API: reading only, errors as problems, open to other sites."""
    return resource_of(view, _read_only)


def resource_of(view: Callable, dispatch: Callable) -> Callable:
    """Make a view of which ``dispatch`` says what answers a method; errors become problems."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = dispatch(view, request, args, kwargs)
        except ApiError as error:
            response = problem_answer(request, error)
        except OperationalError as error:
            if not is_busy(error):
                raise
            response = problem_answer(request, BusyError(BUSY))
        allow_origin(request, response)
        return response

    return answered


def data_resource(view: Callable) -> Callable:
    """Make a view whose answers, pages for people apart, depend on no session and no language."""
    answered = resource(view)
    answered.is_data = True
    return answered


def _read_only(view: Callable, request: HttpRequest, args: tuple, kwargs: dict) -> HttpResponse:
    if request.method in READING:
        return view(request, *args, **kwargs)
    return other_method(request, METHODS)


def other_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer OPTIONS with the methods there are; raises MethodNotAllowedError for any other."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    raise MethodNotAllowedError(f"{request.method} is not possible here.", expected=allowed)


def problem_answer(request: HttpRequest, error: ApiError) -> HttpResponse:
    """Return the problem of an error, as a page when a browser asks."""
    body = problem(error.status, error.detail, **error.members)
    try:
        readable = wants_html(request)
    except ApiError:
        readable = False
    if readable:
        shown = {"problem": body, "title": TITLES.get(error.status, body["title"])}
        response = render(request, "features/problem.html", shown, status=error.status)
    else:
        response = HttpResponse(orjson.dumps(body), content_type=PROBLEM, status=error.status)
    if error.status == 405:
        response["Allow"] = error.members["expected"]
    if error.status == 503:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def allow_origin(request: HttpRequest, response: HttpResponse) -> None:
    """Let pages of the sites in CORS_ORIGINS read the answer; no credentials are involved."""
    allowed = settings.CORS_ORIGINS
    if not allowed:
        return
    if "*" not in allowed:
        patch_vary_headers(response, ["Origin"])
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None or not ("*" in allowed or origin in allowed):
        return
    response["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
    response["Access-Control-Expose-Headers"] = (
        "Content-Crs, Content-Datum, Content-Disposition, ETag, Location"
    )
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)


def entity_tag(*parts: object) -> str:
    """Return a weak entity tag: gzipped or not, the answer means the same."""
    text = "\n".join(str(part) for part in parts)
    return f'W/"{hashlib.blake2s(text.encode(), digest_size=12).hexdigest()}"'


def is_fresh(request: HttpRequest, tag: str) -> bool:
    """Return whether the client's copy is the current one."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return False
    return given.strip() == "*" or tag in (part.strip() for part in given.split(","))


def not_modified(tag: str) -> HttpResponse:
    """Return the answer to a client whose copy is current."""
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return tagged(response, tag)


def body_answer(
    request: HttpRequest, body: bytes, media_type: str, tag: str, packed: bytes | None = None
) -> HttpResponse:
    """Return bytes, gzipped when the client takes that; ``packed`` are the same, gzipped before."""
    zipped = accepts_gzip(request) and len(body) >= GZIP_LEAST_BYTES
    if zipped:
        body = packed or gzip.compress(body, GZIP_LEVEL, mtime=0)
    response = HttpResponse(body, content_type=media_type)
    response["Content-Length"] = str(len(body))
    if zipped:
        response["Content-Encoding"] = "gzip"
    return tagged(response, tag)


def packed_too(body: bytes) -> tuple[bytes, bytes | None]:
    """Return bytes and the same gzipped, well packed, unless they are too long to be kept."""
    return body, gzip.compress(body, mtime=0) if len(body) < LARGEST_BYTES else None


def stream_answer(
    request: HttpRequest, chunks: Iterable[bytes], media_type: str, tag: str
) -> StreamingHttpResponse:
    """Return chunks as they come, gzipped when the client takes that."""
    zipped = accepts_gzip(request)
    if request.method == "HEAD":
        chunks = ()
    response = StreamingHttpResponse(
        _gzipped(chunks) if zipped else chunks, content_type=media_type
    )
    if zipped:
        response["Content-Encoding"] = "gzip"
    return tagged(response, tag)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # 16 asks zlib for the header and the trailer of gzip.
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for chunk in chunks:
        yield packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def accepts_gzip(request: HttpRequest) -> bool:
    """Return whether the client takes gzip."""
    for part in request.META.get("HTTP_ACCEPT_ENCODING", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def tagged(response, tag: str):
    """Return a response with its entity tag and how long it may be kept."""
    response["ETag"] = tag
    # Kept by anybody, shown by nobody without asking: an edit is seen at once, a 304 is cheap.
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept, Accept-Encoding"
    return response
