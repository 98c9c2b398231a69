"""Issues over HTTP: reported, listed, read, and taken a step further. For members, by rights."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from coverage.api import issue_answers, issue_requests
from coverage.api.issue_tables import issue_table
from coverage.api.tables import PARAMETERS, form_of, language_of, table_answer
from coverage.issues import access, filters, registering, steps
from coverage.issues.errors import UnknownError
from coverage.models import Issue
from coverage.roles import rights_of
from geo.editing.members import MemberView, whole
from geo.features.negotiation import GEOJSON
from geo.features.responses import entity_tag

LIMIT, LARGEST_LIMIT = 100, 1000


class ReporterPermission(BasePermission):
    """Staff, deputies and patrollers; the public has to log in."""

    def has_permission(self, request, view) -> bool:
        self.message = _("Your role does not see issues.")
        return access.may_report(request.user)


class IssueView(MemberView):
    """What all views of issues share."""

    permission_classes = (ReporterPermission,)

    def issue(self, public_id: str) -> Issue:
        """Return an issue; one that the user may not see is not there."""
        public_id = issue_requests.identity(public_id, "id")
        found = access.visible(self.request.user).filter(public_id=public_id).first()
        if found is None:
            raise UnknownError(_("There is no such issue, or you may not see it."), "id", public_id)
        return found


class IssueList(IssueView):
    """The issues one may see, the newest first."""

    parameters = (*filters.NAMES, "limit", "offset")

    def get(self, request) -> Response:
        rows = filters.apply(request.user, request.GET)
        limit = whole(request.GET, "limit", LIMIT, 1, LARGEST_LIMIT)
        offset = whole(request.GET, "offset", 0, 0, 1_000_000)
        return Response(issue_answers.listed(rows[offset : offset + limit], rows.count()))


class IssueFeatures(IssueView):
    """The issues one may see as GeoJSON, as they were on a day."""

    parameters = (*filters.NAMES, "date")

    def get(self, request) -> HttpResponse:
        day = filters.day_of(request.GET)
        rows = filters.as_of(filters.apply(request.user, request.GET), day)
        return Response(issue_answers.features(rows, day), content_type=GEOJSON)


class IssueTable(IssueView):
    """The issues one may see as JSON, CSV or xlsx."""

    parameters = (*filters.NAMES, *PARAMETERS)

    def get(self, request) -> HttpResponse:
        form, language = form_of(request), language_of(request)
        rows = filters.apply(request.user, request.GET)
        table = issue_table(rows, timezone.localdate(), access_staff(request.user))
        tag = entity_tag("issues", timezone.now(), form, language)
        return table_answer(request, table, form, language, tag)


def access_staff(user) -> bool:
    """Return whether a user is staff, who may see who handled an issue."""
    return rights_of(user).is_staff


class IssueDetail(IssueView):
    """One issue: reported by PUT, read by GET."""

    def get(self, request, issue: str) -> Response:
        return Response(issue_answers.detail(self.issue(issue), request.user))

    def put(self, request, issue: str) -> Response:
        public_id = issue_requests.identity(issue, "id")
        rights = rights_of(request.user)
        said = issue_requests.report(request.data, rights)
        _made, is_new = registering.register(rights, public_id, said)
        body = issue_answers.detail(self.issue(public_id), request.user)
        return Response(body, status=201 if is_new else 200)


class IssueSteps(IssueView):
    """Take a step with an issue."""

    def post(self, request, issue: str) -> Response:
        step = issue_requests.step(request.data)
        taken = steps.take(request.user, self.issue(issue), step)
        return Response(issue_answers.detail(self.issue(taken.public_id), request.user))
