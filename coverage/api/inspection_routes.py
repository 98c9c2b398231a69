"""Inspection routes over HTTP: ask, watch, cancel, read, delete, and take as a file.

Staff ask; the person whom a round was given to reads that round alone.
"""

import orjson
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response

from coverage.inspection import access, runs
from coverage.inspection.compare import compared_route, covered_of
from coverage.inspection.exports import FORMATS, file_name
from coverage.inspection.features import features
from coverage.inspection.payload import detail, round_body, summary
from coverage.inspection.question import MOST_PEOPLE, asked
from coverage.models import InspectionRoute, RouteRound
from coverage.roles import rights_of
from coverage.runs import life
from geo.editing.members import Conflict, MemberView, chosen, page_of, whole
from geo.features.errors import NotFoundError
from geo.features.negotiation import GEOJSON
from geo.features.parameters import day as day_of


class RouteView(MemberView):
    """What all views of inspection routes share."""

    def route(self, public_id: str) -> InspectionRoute:
        """Return the route; one that the user may not see is not there."""
        found = access.visible(self.request.user).filter(public_id=public_id).first()
        if found is None:
            raise NotFound("There is no such inspection route, or you may not see it.")
        return found

    def own(self, public_id: str) -> InspectionRoute:
        """Return a route that the user may cancel, delete and assign."""
        found = self.route(public_id)
        if not access.may_change(self.request.user, found):
            raise PermissionDenied("Your role does not allow changing this route.")
        return found

    def done(self, public_id: str) -> InspectionRoute:
        """Return a route that was computed."""
        found = self.route(public_id)
        if found.state != life.DONE:
            raise Conflict(f"The route is {found.state}: it has no rounds.")
        return found

    def rounds(self, route: InspectionRoute) -> list[RouteRound]:
        """Return the rounds of a route that the user may see, or the one of ``round``."""
        rows = access.visible_rounds(self.request.user).filter(route=route)
        number = whole(self.request.GET, "round", 0, 1, MOST_PEOPLE)
        rows = list(rows.filter(number=number) if number else rows)
        if number and not rows:
            raise NotFound(f"The route has no round {number}, or you may not see it.")
        return rows


class RouteList(RouteView):
    """The routes one may see, the newest first; POST asks for another."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("state", "limit", "offset") if self.request.method != "POST" else ()

    def get(self, request) -> Response:
        rows = access.visible(request.user).defer("figures", "question")
        state = chosen(request.GET, "state", InspectionRoute.State.values)
        rows = rows.filter(state=state) if state else rows
        page = page_of(request.GET, rows)
        return Response({"numberMatched": rows.count(), "routes": [summary(row) for row in page]})

    def post(self, request) -> Response:
        if not rights_of(request.user).is_staff:
            raise PermissionDenied("Your role does not allow asking for inspection routes.")
        question = asked(request.data)
        if not access.may_ask(request.user, question.subdistrict):
            raise PermissionDenied("Your role does not allow asking for inspection routes here.")
        route = runs.ask(question.route(request.user))
        address = reverse("inspection-api:route", args=[route.public_id])
        return Response(summary(route), status=202, headers={"Location": address})


class RouteDetail(RouteView):
    """One route with its progress and, when it is done, its rounds."""

    def get(self, request, public_id: str) -> Response:
        return Response(detail(self.route(public_id), request.user))

    def delete(self, request, public_id: str) -> Response:
        self.own(public_id).delete()
        return Response(status=204)


class RouteCancel(RouteView):
    """Cancel a route that waits or is computed."""

    def post(self, request, public_id: str) -> Response:
        route = self.own(public_id)
        try:
            cancelled = life.cancel(route)
        except life.EndedError:
            route.refresh_from_db(fields=["state"])
            text = f"The route is {route.state}: only one that waits or runs can be cancelled."
            raise Conflict(text) from None
        return Response(summary(cancelled), status=202)


class RouteFeatures(RouteView):
    """The ways and stops of a route as GeoJSON."""

    parameters = ("round",)

    def get(self, request, public_id: str) -> HttpResponse:
        route = self.done(public_id)
        body = orjson.dumps(features(route, self.rounds(route)))
        return HttpResponse(body, content_type=GEOJSON)


class RouteExport(RouteView):
    """A route, or one of its rounds, as a file: GPX, KML or GeoJSON."""

    parameters = ("round",)

    def get(self, request, public_id: str, form: str) -> HttpResponse:
        if form not in FORMATS:
            expected = f"one of {', '.join(FORMATS)}"
            detail = f"There is no format '{form}': {expected}."
            raise NotFoundError(detail, parameter="format", value=form, expected=expected)
        route = self.done(public_id)
        media_type, write = FORMATS[form]
        response = HttpResponse(write(route, self.rounds(route)), content_type=media_type)
        name = file_name(route, request.GET.get("round"), form)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class RouteCompare(RouteView):
    """The rounds of a route beside what was walked that day."""

    parameters = ("round",)

    def get(self, request, public_id: str) -> Response:
        route = self.done(public_id)
        return Response(compared_route(route, self.rounds(route), request.user))


class RouteWalked(RouteView):
    """The stretches of segments that the people of a route covered that day, as GeoJSON."""

    parameters = ("round",)

    def get(self, request, public_id: str) -> HttpResponse:
        route = self.done(public_id)
        body = orjson.dumps(covered_of(self.rounds(route), request.user))
        return HttpResponse(body, content_type=GEOJSON)


class Today(RouteView):
    """The rounds of a day that were given to the user and not declined."""

    parameters = ("date",)

    def get(self, request) -> Response:
        day = day_of(request.GET) if "date" in request.GET else timezone.localdate()
        rows = access.own_rounds(request.user).filter(route__day=day)
        rows = rows.exclude(state=RouteRound.State.DECLINED)
        return Response({"date": day.isoformat(), "rounds": [round_body(one) for one in rows]})
