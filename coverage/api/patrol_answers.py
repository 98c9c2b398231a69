"""Patrols as plain data and as GeoJSON, with what the user may see of them."""

from datetime import datetime

import numpy as np
import orjson
import shapely
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from coverage.figures import banks
from coverage.models import Patrol, PatrolTrack
from coverage.roles import UserRights
from coverage.tracks import report, words
from coverage.tracks.report import Walked
from geo.features.negotiation import GEOJSON

DECIMALS = 7


def summary(patrol: Patrol) -> dict:
    """Return a patrol as it stands in a list."""
    person = patrol.chief or patrol.deputy
    address = reverse("patrol-api:patrol", args=[patrol.public_id])
    return {
        "id": patrol.public_id,
        "code": patrol.code,
        "kind": patrol.kind,
        "status": patrol.status,
        "subdistrict": patrol.subdistrict.code,
        "person": {"code": person.code, "name": person.name},
        "date": patrol.date,
        "started_at": when(patrol.started_at),
        "ended_at": when(patrol.ended_at),
        "is_valid": patrol.is_valid,
        "reasons": [{"code": code, "text": words.reason(code)} for code in patrol.reasons],
        "flags": [{"code": code, "text": words.flag(code)} for code in patrol.flags],
        "walked_m": _metres(patrol.walked_m),
        "links": [
            {"rel": "self", "href": address},
            {"rel": "track", "href": f"{address}/track"},
        ],
    }


def detail(patrol: Patrol, rights: UserRights) -> dict:
    """Return a patrol with its tracks, if the user may see them, and what it covered."""
    found = report.walked(patrol)
    visits = list(report.visits(patrol))
    rule = report.rule(patrol, found, {visit.water_body.kind for visit in visits})
    return {
        **summary(patrol),
        "note": patrol.note,
        "survey": patrol.survey and patrol.survey.code,
        "route_round": patrol.route_round and patrol.route_round.public_id,
        "rule": rule and {"code": rule.code, "name": rule.name},
        "tracks": [track(one) for one in tracks_of(patrol, rights)],
        "covered": [covered(one) for one in found],
        "waters": [
            {
                "code": visit.water_body.code,
                "name": visit.water_body.name,
                "kind": visit.water_body.kind,
                "share": round(visit.shore_share, 4),
            }
            for visit in visits
        ],
    }


def tracks_of(patrol: Patrol, rights: UserRights):
    """Return the tracks of a patrol that the user may see."""
    return rights.readable(PatrolTrack.objects.filter(patrol=patrol)).defer("geom", "marks")


def track(row: PatrolTrack) -> dict:
    """Return the figures of a track, and what was dropped and why."""
    return {
        "id": row.public_id,
        "source": row.source,
        "datum": row.datum,
        "file_name": row.file_name,
        "received_at": when(row.received_at),
        "is_closed": row.is_closed,
        "points_received": row.points_received,
        "points_kept": row.points_kept,
        "dropped": [
            {"code": code, "text": words.dropped(code), "points": count}
            for code, count in row.dropped.items()
        ],
        "holes": row.holes,
        "first_at": when(row.first_at),
        "last_at": when(row.last_at),
        "length_m": _metres(row.length_m),
        "duration_s": row.duration_s,
        "hint": row.hint and {**row.hint, "text": words.hint(row.hint)},
        "raw_deleted_on": row.raw_deleted_on,
    }


def covered(one: Walked) -> dict:
    """Return what was walked of a segment; each stretch names the bank where each counts."""
    return {
        "code": one.segment.code,
        "name": one.segment.name,
        "bank": one.segment.bank,
        "length_m": _metres(one.segment.length_m),
        "whole_m": _metres(one.whole_m),
        "covered_m": _metres(one.covered_m),
        "share": round(one.share, 4),
        "stretches": [
            [_metres(start), _metres(end), *([bank] if bank else [])]
            for side in one.sides
            for bank in (banks.STORED[side.bank],)
            for start, end in side.stretches
        ],
    }


def shapes(patrol: Patrol, rights: UserRights) -> HttpResponse:
    """Return a patrol as GeoJSON: tracks and dropped points by right, stretches and gaps."""
    readable = rights.readable(PatrolTrack.objects.filter(patrol=patrol))
    features = [
        _feature(one.geom and shapely.from_wkb(bytes(one.geom.wkb)), "track", id=one.public_id)
        for one in readable
    ]
    for name, places in report.dropped(patrol, readable).items():
        points = shapely.multipoints(places)
        features.append(
            _feature(points, "dropped", reason=name, name=words.dropped(name), points=len(places))
        )
    for kind, one, side, (start, end), line in report.courses(patrol, report.walked(patrol)):
        features.append(
            _feature(
                line,
                kind,
                code=one.segment.code,
                name=one.segment.name,
                bank=banks.STORED[side.bank] or None,
                start_m=_metres(start),
                end_m=_metres(end),
                length_m=_metres(end - start),
                illustrative=one.segment.quality == "illustrative",
            )
        )
    body = {"type": "FeatureCollection", "features": features}
    return HttpResponse(orjson.dumps(body), content_type=GEOJSON)


def _feature(shape, kind: str, **properties: object) -> dict:
    return {
        "type": "Feature",
        "geometry": None if shape is None else _geometry(shape),
        "properties": {"kind": kind, **properties},
    }


def _geometry(shape) -> dict:
    rounded = shapely.transform(shape, lambda positions: np.round(positions, DECIMALS))
    return shapely.geometry.mapping(rounded)


def when(moment: datetime | None) -> str | None:
    """Return a moment in the service's zone."""
    return None if moment is None else timezone.localtime(moment).isoformat()


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
