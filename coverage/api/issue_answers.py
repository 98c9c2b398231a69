"""Issues as data: what each reader may know of them, and nothing of persons for the others."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from coverage.issues import access, due
from coverage.issues.steps import possible_now
from coverage.models import Issue, IssuePhoto, IssueStep

COORDINATE_DECIMALS = 7


def when(moment: datetime | None) -> str | None:
    """Return a moment in the service's time zone."""
    return moment and timezone.localtime(moment).isoformat()


def summary(issue: Issue, day: date) -> dict:
    """Return what every reader of an issue knows of it, without its position."""
    return {
        "id": issue.public_id,
        "code": issue.code,
        "subdistrict": issue.subdistrict.code,
        "category": issue.category,
        "state": issue.state,
        "description": issue.description,
        "found_at": when(issue.found_at),
        "registered_at": when(issue.registered_at),
        "river_segment": issue.river_segment and issue.river_segment.code,
        "water_body": issue.water_body and issue.water_body.code,
        "village": issue.village and issue.village.code,
        "handling_unit": issue.handling_unit,
        "deadline": issue.deadline and issue.deadline.isoformat(),
        "is_overdue": is_overdue(issue, day),
        "escalated_on": issue.escalated_on and issue.escalated_on.isoformat(),
        "illustrative": issue.illustrative,
    }


def is_overdue(issue: Issue, day: date) -> bool:
    """Return whether the deadline has passed while the issue is with the unit."""
    return issue.state in due.RUNNING and issue.deadline is not None and issue.deadline < day


def position(issue: Issue) -> dict:
    """Return longitude and latitude in EPSG:4326; null for what is not placed."""
    if issue.geom is None:
        return {"lon": None, "lat": None}
    lon, lat = (round(value, COORDINATE_DECIMALS) for value in issue.geom.coords)
    return {"lon": lon, "lat": lat}


def detail(issue: Issue, user) -> dict:
    """Return an issue with its steps and photos, as far as a user may know them."""
    sees_people = access.sees_people(user, issue)
    body = summary(issue, timezone.localdate()) | position(issue)
    body |= {"accuracy_m": issue.accuracy_m, "patrol": None}
    if sees_people or access.is_reporter(user, issue):
        body["patrol"] = issue.patrol and issue.patrol.public_id
    if sees_people:
        names = ("reported_by", "handler", "verifier")
        body |= {name: _name(getattr(issue, name)) for name in names}
    body["actions"] = [action.name for action in possible_now(user, issue)]
    body["steps"] = [
        step_of(step, sees_people) for step in issue.steps.select_related("by").order_by("at", "pk")
    ]
    body["photos"] = [photo_of(photo, issue, sees_people) for photo in issue.photos.all()]
    return body


def step_of(step: IssueStep, sees_people: bool) -> dict:
    """Return a step; who took it is for those who may know."""
    body = {
        "action": step.action,
        "state_before": step.state_before,
        "state_after": step.state_after,
        "at": when(step.at),
        "note": step.note,
    }
    return body | ({"by": _name(step.by)} if sees_people else {})


def photo_of(photo: IssuePhoto, issue: Issue, sees_people: bool) -> dict:
    """Return where a photo is had; what the camera told is for those who may know."""
    parts = [issue.public_id, photo.public_id]
    body = {
        "id": photo.public_id,
        "phase": photo.phase,
        "width": photo.width,
        "height": photo.height,
        "received_at": when(photo.received_at),
        "href": reverse("issues-api:photo", args=parts),
        "thumbnail": reverse("issues-api:thumbnail", args=parts),
    }
    if not sees_people:
        return body
    return body | {
        "taken_at": when(photo.taken_at),
        "position": photo.position and list(photo.position.coords),
        "by": _name(photo.by),
    }


def _name(user) -> str | None:
    return user and user.get_username()


def features(rows: QuerySet[Issue], day: date) -> dict:
    """Return issues that have a place as GeoJSON, with the state they had on ``day``."""
    found = [_feature(row, day) for row in rows if row.geom is not None]
    return {"type": "FeatureCollection", "numberReturned": len(found), "features": found}


def _feature(issue: Issue, day: date) -> dict:
    properties = summary(issue, day)
    state = getattr(issue, "state_then", None) or issue.state
    properties |= {
        "state": state,
        "name": issue.code,
        "river_segment_name": issue.river_segment and str(issue.river_segment),
        "village_name": issue.village and str(issue.village),
        "quality": "illustrative" if issue.illustrative else "surveyed",
        "is_overdue": is_overdue(issue, day) and state in due.RUNNING,
    }
    del properties["id"]
    place = position(issue)
    return {
        "type": "Feature",
        "id": issue.public_id,
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": properties,
    }


def listed(rows: Iterable[Issue], matched: int) -> dict:
    """Return issues as a list with their number."""
    today = timezone.localdate()
    return {
        "numberMatched": matched,
        "issues": [summary(row, today) | position(row) for row in rows],
    }
