"""A round beside what its person walked that day: which stops were served, and what else.

Only patrols that the user may see are looked at; of a track only whether it passed a place.
"""

from dataclasses import dataclass
from functools import cached_property

import shapely
from django.db.models import Q

from coverage.figures import banks, register
from coverage.figures.patrol import rules_for
from coverage.figures.register import Register
from coverage.inspection.payload import geojson, person
from coverage.inspection.results import geos
from coverage.inspection.stops import kind_of, place_of, stop_key, stop_name, stops_of
from coverage.models import (
    BoardCheck,
    DutyRecord,
    InspectionRoute,
    Patrol,
    PatrolStretch,
    PatrolTrack,
    RouteRound,
    RouteStop,
    WaterVisit,
)
from coverage.roles import rights_of
from coverage.tracks import report
from geo.models.base import same_place

# What counts as done where no rule says how much.
DONE_SHARE = 0.8
# How near a track must pass a board or a village's committee point.
PASSED_M = {"board": 50.0, "village": 100.0}


def compared_route(route: InspectionRoute, rounds: list[RouteRound], user) -> dict:
    """Return every round of a route beside what was walked."""
    return {
        "route": route.public_id,
        "date": route.day.isoformat(),
        "rounds": [compared(one, user) for one in rounds],
    }


def covered_of(rounds: list[RouteRound], user) -> dict:
    """Return what the people of some rounds covered that day as one feature collection."""
    features = []
    for one in rounds:
        for feature in Walked(one, user).covered()["features"]:
            feature["id"] = f"round-{one.number}-{feature['id']}"
            feature["properties"]["round"] = one.number
            features.append(feature)
    return {"type": "FeatureCollection", "features": features}


def compared(one: RouteRound, user) -> dict:
    """Return a round beside what was walked: stops, lengths, times, and covered stretches."""
    walked = Walked(one, user)
    stops = [walked.stop(stop) for stop in stops_of(one)]
    planned = first_plan(one)
    return {
        "round": one.public_id,
        "number": one.number,
        "state": one.state,
        "person": person(one),
        "patrols": [patrol.public_id for patrol in walked.patrols],
        "planned": planned | {"stops": len(stops)},
        "walked": {
            "length_m": walked.length_m,
            "time_s": walked.time_s,
            "stops": sum(stop["served"] for stop in stops),
        },
        "stops": stops,
        "also": walked.also({stop["key"] for stop in stops}),
        "covered": walked.covered(),
    }


def first_plan(one: RouteRound) -> dict:
    """Return length and time as first planned, before any change on the way."""
    history = (one.route.figures or {}).get("history", [])
    first = next((entry for entry in history if entry["round"] == one.number), None)
    if first is None:
        return {"length_m": one.length_m, "time_s": one.time_s}
    return {"length_m": first["length_m"], "time_s": first["time_s"]}


@dataclass
class Walked:
    """What the person of a round walked that day, as far as a user may see it."""

    one: RouteRound
    user: object

    @cached_property
    def found(self) -> Register:
        return register.read(self.one.route.subdistrict, self.one.route.day)

    @cached_property
    def patrols(self) -> list[Patrol]:
        """The patrols that followed the round, and others of its person that day."""
        own = Q(route_round=self.one)
        for name in ("chief", "deputy"):
            if getattr(self.one, f"{name}_id") is not None:
                own |= Q(date=self.one.route.day, **{name: getattr(self.one, name)})
        rows = rights_of(self.user).readable(Patrol.objects.all()).filter(own)
        return list(rows.filter(status=Patrol.Status.DONE).order_by("started_at", "pk"))

    @property
    def length_m(self) -> float:
        return round(sum(patrol.walked_m or 0.0 for patrol in self.patrols), 1)

    @property
    def time_s(self) -> float:
        return sum(
            (patrol.ended_at - patrol.started_at).total_seconds()
            for patrol in self.patrols
            if patrol.started_at and patrol.ended_at
        )

    @cached_property
    def _walked(self) -> dict[int, report.Walked]:
        """What was covered by the segment's primary key, joined where it touches."""
        rows = PatrolStretch.objects.filter(patrol__in=self.patrols)
        return {one.segment.pk: one for one in report.joined(rows)}

    @cached_property
    def _shores(self) -> dict[int, float]:
        """The largest share of the shore seen by one patrol, by the water's primary key."""
        found: dict[int, float] = {}
        rows = WaterVisit.objects.filter(patrol__in=self.patrols)
        for water, share in rows.values_list("water_body_id", "shore_share"):
            found[water] = max(share, found.get(water, 0.0))
        return found

    @cached_property
    def _track(self) -> shapely.Geometry:
        rows = PatrolTrack.objects.filter(patrol__in=self.patrols, geom__isnull=False)
        shapes = self.found.metric(list(rows.values_list("geom", flat=True)))
        return shapely.union_all(shapes) if len(shapes) else shapely.MultiLineString()

    def stop(self, stop: RouteStop) -> dict:
        """Return a stop, whether it was served, and how much of it where that is known."""
        share = self._share(stop)
        kind = kind_of(stop)
        served = self._passed(stop) if share is None else share >= self._wanted(stop)
        return {
            "order": stop.order,
            "key": stop_key(stop),
            "kind": kind,
            "code": place_of(stop).code,
            "name": stop_name(stop),
            "share": None if share is None else round(share, 4),
            "served": bool(served),
            "geometry": geojson(stop.geom),
        }

    def _share(self, stop: RouteStop) -> float | None:
        if stop.river_segment_id is not None:
            if not stop.river_segment.length_m:
                return None
            found = self._walked.get(stop.river_segment_id)
            return found.share if found else 0.0
        if stop.water_body_id is not None:
            return self._shores.get(stop.water_body_id, 0.0)
        return None

    def _wanted(self, stop: RouteStop) -> float:
        target = kind_of(stop)
        if stop.water_body_id is not None:
            target = stop.water_body.kind
        kind = "supervision" if self.one.deputy_id is not None else "chief"
        shares = [
            rule.done_share
            for rule in rules_for(self.found.rules, kind)
            if rule.target == target and rule.river_segment_id in (None, stop.river_segment_id)
        ]
        return max(shares, default=DONE_SHARE)

    def _passed(self, stop: RouteStop) -> bool:
        """Return whether somebody was at a board or in a village, on record or by the track."""
        if not self.patrols:
            return False
        day = self.one.route.day
        if stop.notice_board_id is not None:
            checks = BoardCheck.objects.filter(notice_board=stop.notice_board_id)
            if checks.filter(patrol__in=self.patrols).exists():
                return True
        elif self.one.deputy_id is not None:
            there = same_place(stop.village, "village")
            visits = DutyRecord.objects.filter(there, date=day, is_valid=True)
            if visits.filter(deputy=self.one.deputy_id).exists():
                return True
        place = self.found.metric([stop.geom])[0]
        near_m = PASSED_M.get(kind_of(stop))
        return near_m is not None and bool(shapely.dwithin(self._track, place, near_m))

    def also(self, planned: set[str]) -> list[dict]:
        """Return the segments that were walked, at least in part, without being planned."""
        return [
            {"key": f"segment:{row.code}", "name": row.name, "covered_m": round(covered_m, 1)}
            for row in self.found.segments.rows
            if f"segment:{row.code}" not in planned
            and row.pk in self._walked
            and (covered_m := self._walked[row.pk].covered_m) > 0
        ]

    def covered(self) -> dict:
        """Return the covered stretches of segments as GeoJSON."""
        features = []
        for kind, one, side, (start, _end), shape in report.pieces(
            self.found, self._walked.values()
        ):
            if kind == "covered" and shape.length > 0:
                code, bank = one.segment.code, banks.STORED[side.bank]
                features.append(
                    {
                        "type": "Feature",
                        "id": f"covered-{code}-{f'{bank}-' if bank else ''}{start:.0f}",
                        "geometry": geojson(geos(self.found, shape)),
                        "properties": {"part": "covered", "code": code, "bank": bank or None},
                    }
                )
        return {"type": "FeatureCollection", "features": features}
