"""A short way for data: features and files are answered before what only pages need."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from geo.features.errors import ApiError
from geo.features.negotiation import wants_html

PREFIXES = ("/api/collections/", "/api/tiles/", "/data/")
# Data is no page: nothing in it may run, and nothing may frame it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


class DataMiddleware:
    """Call the views of public data at once.

    They depend on no session, language or form, so the middleware for those would only cost time
    (a fifth of what a page of features takes). Everything else, and every page for people, goes
    the usual way. Its place is after the middleware for security and static files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _data_view(request)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response


def _data_view(request: HttpRequest):
    if not request.path_info.startswith(PREFIXES) or request.method not in ("GET", "HEAD"):
        return None
    try:
        if wants_html(request):
            return None
        match = resolve(request.path_info)
    except (ApiError, Resolver404):
        return None
    return match if getattr(match.func, "is_data", False) else None
