"""Patrols over HTTP: begun, sent in parts, ended, read. For members, by their rights."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from coverage.api import patrol_answers, patrol_filters, patrol_requests
from coverage.api.patrol_requests import FastJsonParser, identity, members
from coverage.models import Patrol, TrackPart
from coverage.roles import rights_of
from coverage.tracks import people, points, receiving, uploading
from geo.editing.members import LARGEST_LIMIT, LIMIT, MemberView, whole


class PatrolView(MemberView):
    """What all views of patrols share."""

    parser_classes = (FastJsonParser,)
    write_scope = "patrol_write"

    @property
    def rights(self):
        return rights_of(self.request.user)

    def own(self, public_id: str) -> Patrol:
        """Return a patrol of the user's own chief or deputy; any other is not there."""
        return self._one(Patrol.objects.filter(people.own(self.rights)), public_id)

    def readable(self, public_id: str) -> Patrol:
        """Return a patrol that the user may see, with its person."""
        rows = self.rights.readable(Patrol.objects.select_related("chief", "deputy"))
        return self._one(rows, public_id)

    def _one(self, rows: QuerySet[Patrol], public_id: str) -> Patrol:
        public_id = identity(public_id, "patrol")
        patrol = rows.filter(public_id=public_id).order_by().first()
        if patrol is None:
            raise receiving.unknown_patrol(public_id)
        held = self.rights.membership
        if held is not None and held.subdistrict_id == patrol.subdistrict_id:
            patrol.subdistrict = held.subdistrict
        return patrol


class PatrolList(PatrolView):
    """The patrols one may see, the newest first."""

    parameters = ("from", "to", "kind", "status", "valid", "person", "limit", "offset")

    def get(self, request) -> Response:
        rows = patrol_filters.filtered(self.rights, request.GET)
        limit = whole(request.GET, "limit", LIMIT, 1, LARGEST_LIMIT)
        offset = whole(request.GET, "offset", 0, 0, 1_000_000)
        page = rows.select_related("subdistrict", "chief", "deputy").defer("subdistrict__geom")[
            offset : offset + limit
        ]
        return Response(
            {"numberMatched": rows.count(), "patrols": list(map(patrol_answers.summary, page))}
        )


class PatrolUpload(PatrolView):
    """Take a finished patrol from a file."""

    parser_classes = (MultiPartParser,)

    def initial(self, request, *args, **kwargs) -> None:
        # Before the user is looked for, which reads the form for its token against forgery.
        patrol_requests.refuse_length(request, patrol_requests.upload_bytes())
        super().initial(request, *args, **kwargs)

    def post(self, request) -> Response:
        patrol, is_new = uploading.upload(self.rights, **patrol_requests.upload(request))
        body = {"patrol": patrol_answers.detail(patrol, self.rights)}
        address = reverse("patrol-api:patrol", args=[patrol.public_id])
        return Response(body, status=201 if is_new else 200, headers={"Location": address})


class PatrolDetail(PatrolView):
    """One patrol: begun by PUT, read by GET."""

    def get(self, request, patrol: str) -> Response:
        return Response(patrol_answers.detail(self.readable(patrol), self.rights))

    def put(self, request, patrol: str) -> Response:
        public_id = identity(patrol, "patrol")
        said = patrol_requests.beginning(request.data, self.rights)
        begun, is_new = receiving.begin(self.rights, public_id, said)
        return Response(patrol_answers.summary(begun), status=201 if is_new else 200)


class PatrolTrackView(PatrolView):
    """Open a track of a patrol."""

    def put(self, request, patrol: str, track: str) -> Response:
        source, datum = patrol_requests.track(request.data)
        found, is_new = receiving.open_track(
            self.own(patrol),
            identity(track, "track"),
            source,
            datum,
            lambda other: people.is_own(self.rights, other),
        )
        body = {
            "id": found.public_id,
            "patrol": patrol,
            "source": found.source,
            "datum": found.datum,
            "received_at": patrol_answers.when(found.received_at),
        }
        return Response(body, status=201 if is_new else 200)


class TrackPartView(PatrolView):
    """Take a part of a track; the receipt says that it is on disk."""

    def put(self, request, patrol: str, track: str, part: str) -> Response:
        given = members(request.data, "sequence", "points")
        kept, is_new = receiving.receive(
            self.own(patrol),
            identity(track, "track"),
            identity(part, "part"),
            patrol_requests.count(given, "sequence"),
            points.from_rows(given.get("points")),
        )
        return Response({"receipt": receipt(kept)}, status=201 if is_new else 200)


def receipt(part: TrackPart) -> dict:
    """Return what a client keeps as the proof that a part has arrived."""
    return {
        "id": part.public_id,
        "sha256": part.sha256,
        "points": part.points_count,
        "received_at": patrol_answers.when(part.received_at),
    }


class PatrolEnd(PatrolView):
    """End a patrol; the answer names the parts that are still missing."""

    def put(self, request, patrol: str) -> Response:
        given = members(request.data, "ended_at", "tracks")
        ended_at = patrol_requests.moment(given, "ended_at")
        ended = receiving.end(self.own(patrol), ended_at, patrol_requests.manifest(given))
        body = (
            patrol_answers.summary(ended.patrol)
            if ended.missing
            else patrol_answers.detail(ended.patrol, self.rights)
        )
        return Response({"missing": ended.missing, "patrol": body})


class PatrolTrackShapes(PatrolView):
    """A patrol as GeoJSON: its cleaned tracks, what it covered, and what it did not."""

    def get(self, request, patrol: str) -> HttpResponse:
        return patrol_answers.shapes(self.readable(patrol), self.rights)
