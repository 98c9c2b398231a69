"""Makers of small registers, for tests that must not depend on the reference data."""

from datetime import UTC, date, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from coverage import models as people
from geo import models

SRID = 4326
START = date(2020, 1, 1)
ELSEWHERE = "990001002"
PLACE = {
    "quality": "surveyed",
    "source": "made for a test",
    "as_of": START,
    "valid_from": START,
}


def square(longitude: float = 118.8, latitude: float = 35.1, side: float = 0.01) -> MultiPolygon:
    """Return a square in degrees with its lower left corner at a position."""
    ring = Polygon.from_bbox((longitude, latitude, longitude + side, latitude + side))
    return MultiPolygon(ring, srid=SRID)


def line(*positions: tuple[float, float]) -> LineString:
    return LineString(positions or ((118.80, 35.10), (118.81, 35.11)), srid=SRID)


def point(longitude: float = 118.805, latitude: float = 35.105) -> Point:
    return Point(longitude, latitude, srid=SRID)


def unit(code: str = ELSEWHERE, **values) -> models.Subdistrict:
    """Make a subdistrict outside the reference data's county."""
    defaults = {"name": f"Unit {code}", "level": "township", "geom": square(side=0.1)}
    return models.Subdistrict.objects.create(code=code, **{**PLACE, **defaults, **values})


def village(subdistrict: models.Subdistrict, code: str = "V1", **values) -> models.Village:
    defaults = {"name": f"Village {code}", "kind": "village", "geom": square()}
    return models.Village.objects.create(
        subdistrict=subdistrict, code=code, **{**PLACE, **defaults, **values}
    )


def station(subdistrict, code: str = "S1", **values) -> models.LiaisonStation:
    defaults = {"name": f"Station {code}", "host_kind": "community", "host": "-", "geom": point()}
    return models.LiaisonStation.objects.create(
        subdistrict=subdistrict, code=code, **{**PLACE, **defaults, **values}
    )


def river(subdistrict, code: str = "R1", **values) -> models.River:
    defaults = {"name": f"River {code}", "geom": line()}
    return models.River.objects.create(
        subdistrict=subdistrict, code=code, **{**PLACE, **defaults, **values}
    )


def deputy(subdistrict, code: str = "D1", **values) -> people.Deputy:
    """Make a county deputy in a group of its own, at ``station`` if one is given."""
    at = values.pop("station", None)
    group = people.DeputyGroup.objects.create(
        subdistrict=subdistrict, code=f"G{code}", name=f"Group {code}", valid_from=START, station=at
    )
    defaults = {"name": f"Deputy {code}", "level": "county", "group": group, "phone": "000-1"}
    return people.Deputy.objects.create(
        subdistrict=subdistrict, code=code, valid_from=START, **{**defaults, **values}
    )


def chief(subdistrict, code: str = "C1", **values) -> people.RiverChief:
    defaults = {"name": f"Chief {code}", "post": "-", "level": "village", "phone": "000-2"}
    return people.RiverChief.objects.create(
        subdistrict=subdistrict, code=code, valid_from=START, **{**defaults, **values}
    )


def segment(river: models.River, code: str = "R1-1", **values) -> models.RiverSegment:
    """Make a segment from 0 to 1,000 m of a river."""
    chainage = {"sequence": 1, "start_chainage_m": 0, "end_chainage_m": 1000}
    return models.RiverSegment.objects.create(
        subdistrict=river.subdistrict,
        river=river,
        code=code,
        **{**PLACE, **chainage, "geom": line(), **values},
    )


def pond(subdistrict, code: str = "P1", **values) -> models.WaterBody:
    defaults = {"name": f"Pond {code}", "kind": "pond", "geom": square(side=0.001)[0]}
    return models.WaterBody.objects.create(
        subdistrict=subdistrict, code=code, **{**PLACE, **defaults, **values}
    )


def duty(deputy: people.Deputy, village: models.Village, day: date, code="W1", **values):
    """Make a valid visit of a deputy to a village on a day."""
    return people.DutyRecord.objects.create(
        subdistrict=village.subdistrict,
        code=code,
        deputy=deputy,
        village=village,
        date=day,
        **{"kind": "visit", **values},
    )


def patrol(person: people.RiverChief | people.Deputy, day: date, code="T1", **values):
    """Make a valid patrol of a chief, or a valid supervision patrol of a deputy, on a day."""
    kind = {"kind": "chief", "chief": person}
    if isinstance(person, people.Deputy):
        kind = {"kind": "supervision", "deputy": person}
    return people.Patrol.objects.create(
        subdistrict=person.subdistrict,
        code=code,
        date=day,
        **{**kind, "status": "done", "is_valid": True, **values},
    )


def rule(subdistrict, code: str = "L1", **values) -> people.PatrolRule:
    """Make a rule that asks for every segment once a week."""
    defaults = {"name": f"Rule {code}", "target": "segment", "period_days": 7}
    return people.PatrolRule.objects.create(
        subdistrict=subdistrict, code=code, valid_from=START, **{**defaults, **values}
    )


def scenario(subdistrict, **values) -> people.Scenario:
    defaults = {"name": "A scenario", "kind": "p_median", "day": START}
    return people.Scenario.objects.create(subdistrict=subdistrict, **{**defaults, **values})


def inspection_route(subdistrict, **values) -> people.InspectionRoute:
    """Make a route that is done: one round of nobody's yet, without stops."""
    place = {"station": None, "name": "", "lon": 118.805, "lat": 35.105}
    question = {
        "mode": "ebike",
        "start_time": "08:30",
        "duty": "chief",
        "due_of": "everybody",
        "visit": ["segment"],
        "codes": [],
        "people": [
            {
                "chief": None,
                "deputy": None,
                "name": "",
                "start": place,
                "end": place,
                "limit_min": 240,
            }
        ],
        "locked": [],
        "excluded_roads": [],
        "flooded": {"roads": [], "places": [], "note": ""},
        "stop_minutes": {"segment": 0, "pond": 0, "ditch": 0, "board": 2, "village": 10},
        "balance": False,
        "seconds": 1,
    }
    figures = {"length_m": 0.0, "time_s": 0, "bound_s": 0, "over_bound": 0.0, "spent_s": 0.1}
    figures |= {"method": "-", "longest_over_mean": 1.0, "served": 0, "left_out": []}
    figures |= {"token": "", "history": []}
    defaults = {"name": "A route", "day": START, "state": "done", "progress": 1.0}
    defaults |= {"question": question, "figures": figures}
    return people.InspectionRoute.objects.create(subdistrict=subdistrict, **{**defaults, **values})


def route_round(route: people.InspectionRoute, number: int = 1, **values) -> people.RouteRound:
    """Make a round of a route; what is not given is planned, and of nobody."""
    defaults = {"limit_s": 14_400.0, "time_s": 0.0, "length_m": 0.0}
    return people.RouteRound.objects.create(route=route, number=number, **{**defaults, **values})


def route_stop(one: people.RouteRound, order: int = 1, **values) -> people.RouteStop:
    """Make a stop of a round: at a new village where nothing is given."""
    defaults = {"arrive_s": 60.0 * order, "leave_s": 60.0 * order + 30, "geom": point()}
    if not {"river_segment", "water_body", "notice_board", "village"} & set(values):
        values["village"] = village(one.route.subdistrict, f"VS{order}")
    return people.RouteStop.objects.create(round=one, order=order, **{**defaults, **values})


def issue(subdistrict, code: str = "I1", **values) -> people.Issue:
    """Make an issue that was found on the first day, with the step that registered it."""
    found_at = datetime.combine(START, time(9), UTC)
    defaults = {"category": "dumping", "found_at": found_at, "geom": point()}
    made = people.Issue.objects.create(subdistrict=subdistrict, code=code, **{**defaults, **values})
    people.IssueStep.objects.create(issue=made, action="register", state_after=made.state)
    return made


def issue_photo(issue: people.Issue, **values) -> people.IssuePhoto:
    """Make a row of a photo; there are no files behind it."""
    defaults = {"phase": "before", "image": "a.jpg", "thumbnail": "b.jpg", "sha256": "0" * 64}
    size = {"width": 640, "height": 480}
    return people.IssuePhoto.objects.create(issue=issue, **{**defaults, **size, **values})


def place_import(subdistrict, user, **values) -> models.Import:
    """Make an import of villages with one row and the columns that were chosen for it."""
    defaults = {"target": "villages", "file_name": "a.json", "size": 1, "sha256": "0" * 64}
    made = models.Import.objects.create(subdistrict=subdistrict, **{**defaults, **values})
    models.ImportRow.objects.create(of_import=made, row=1, action="added", code="V1", geom=point())
    models.ColumnMapping.objects.create(
        user=user, subdistrict=subdistrict, target=made.target, columns_digest="0" * 64
    )
    return made


def holiday(day: date, **values) -> people.Holiday:
    return people.Holiday.objects.create(date=day, **{"name": "A day off", **values})


def user(role: str | None, subdistrict=None, name: str = "someone", password=None, **values):
    """Make a user with a role in a unit; without a role a user who may do nothing.

    Without a password none is hashed, which is slow on purpose.
    """
    made = get_user_model().objects.create_user(username=name, password=password)
    if role is not None:
        people.Membership.objects.create(user=made, role=role, subdistrict=subdistrict, **values)
    return made


def reference_unit() -> models.Subdistrict:
    """Return the subdistrict of the reference data."""
    return models.Subdistrict.objects.get(code="371327001")
