"""What the views of things that members ask for share: JSON, roles, throttling, problems."""

from django.http import HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from geo.editing.permissions import MemberPermission
from geo.editing.viewsets import EditingView
from geo.features.errors import ApiError, BadParameterError
from geo.features.parameters import allow
from geo.features.responses import problem_answer

LIMIT, LARGEST_LIMIT = 100, 1000


class AnyType(BaseContentNegotiation):
    """JSON whatever is asked for; tables look at ``format`` and Accept themselves."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Conflict(APIException):
    """What the state of something does not allow: 409."""

    status_code = 409


class MemberView(EditingView, APIView):
    """A view for members; ``parameters`` are those that its query string takes."""

    permission_classes = (MemberPermission,)
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    content_negotiation_class = AnyType
    parameters: tuple[str, ...] = ()
    write_scope = "manage_write"

    def initial(self, request, *args, **kwargs) -> None:
        self.throttle_scope = "manage_read" if request.method in SAFE_METHODS else self.write_scope
        super().initial(request, *args, **kwargs)
        allow(request.GET, *self.parameters)

    def handle_exception(self, error: Exception) -> HttpResponse:
        if isinstance(error, ApiError):
            return problem_answer(self.request._request, error)
        return super().handle_exception(error)


def chosen(query, name: str, values: list[str]) -> str | None:
    """Return a parameter that is one of some words; None where it is not given."""
    value = query.get(name)
    if value is not None and value not in values:
        raise BadParameterError(name, value, f"one of {', '.join(values)}")
    return value


def page_of(query, rows) -> list:
    """Return the rows that ``limit`` and ``offset`` ask for."""
    limit = whole(query, "limit", LIMIT, 1, LARGEST_LIMIT)
    offset = whole(query, "offset", 0, 0, 1_000_000)
    return rows[offset : offset + limit]


def whole(query, name: str, default: int, least: int, most: int) -> int:
    """Return a parameter that is a whole number between two limits."""
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise BadParameterError(name, text, f"a whole number from {least} to {most}")
    return int(text)
