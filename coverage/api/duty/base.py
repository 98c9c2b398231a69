"""What the views of duties share: who asks, refusals as problems, answers with an ETag."""

from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from coverage.api.tables import form_of, language_of, table_answer
from coverage.figures.register import Register
from coverage.tables import Table
from geo.editing.members import AnyType
from geo.editing.viewsets import EditingView
from geo.features.errors import ApiError
from geo.features.negotiation import JSON
from geo.features.responses import body_answer, entity_tag, is_fresh, not_modified, problem_answer
from geo.models import Subdistrict
from geo.models.version import joined
from geo.rights import rights_of


class DutyView(EditingView, APIView):
    """A view for sessions and tokens; what anybody may read is said by each."""

    permission_classes: tuple[type[BasePermission], ...] = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    content_negotiation_class = AnyType

    def initial(self, request, *args, **kwargs) -> None:
        self.throttle_scope = "manage_read" if request.method in SAFE_METHODS else "manage_write"
        super().initial(request, *args, **kwargs)

    def handle_exception(self, error: Exception) -> HttpResponse:
        if isinstance(error, ApiError):
            return problem_answer(self.request._request, error)
        return super().handle_exception(error)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if "ETag" in response:
            # May be kept by whoever asked, and is asked for again before it is shown.
            response["Cache-Control"] = "private, no-cache"
            response["Vary"] = "Accept, Accept-Encoding, Authorization, Cookie"
        return response

    def tagged(
        self,
        tag: str,
        data: Callable[[], dict],
        table: Callable[[], Table] | None = None,
        media_type: str = JSON,
    ) -> HttpResponse:
        """Answer data as JSON, or its table in the format a client wants; 304 when it is known."""
        request: HttpRequest = self.request._request
        form, language = "json", "zh"
        if table is not None:
            form, language = form_of(request), language_of(request)
        tag = entity_tag(tag, form, language, media_type)
        if is_fresh(request, tag):
            return not_modified(tag)
        if form != "json":
            return table_answer(request, table(), form, language, tag)
        return body_answer(request, orjson.dumps(data(), option=OPTIONS), media_type, tag)


OPTIONS = orjson.OPT_SERIALIZE_NUMPY


def state_of(register: Register, tokens: dict[str, str], *parts: object) -> str:
    """Return a text that changes with the register or with further tables."""
    return "\n".join(map(str, (register.token, joined(tokens), *parts)))


def require_login(user) -> None:
    """Raise NotAuthenticated, answered with 401, for the public."""
    if not user.is_authenticated:
        raise NotAuthenticated


def require_staff(user, unit: Subdistrict) -> None:
    """Refuse whoever is not staff or committee of a part that holds ``unit``."""
    require_login(user)
    if not is_staff_of(user, unit):
        raise PermissionDenied("Your role does not allow this here.")


def is_staff_of(user, unit: Subdistrict) -> bool:
    """Return whether a user is a coordinator, of the committee or an administrator there."""
    rights = rights_of(user)
    return rights.is_staff and unit.code.startswith(rights.root)
