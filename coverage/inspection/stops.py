"""What a stop of a round is: its kind, code and name, and the hours of the day."""

from datetime import datetime, time, timedelta

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.utils import timezone

from coverage.inspection.places import key_of
from coverage.models import InspectionRoute, RouteStop
from geo.models import WaterBody

REFERENCES = ("river_segment", "water_body", "notice_board", "village")


def stops_of(one) -> QuerySet[RouteStop]:
    """Return the stops of a round in order, with what they visit."""
    return one.stops.select_related(*REFERENCES).order_by("order")


def place_of(stop: RouteStop):
    """Return the row that a stop visits."""
    return next(row for name in REFERENCES if (row := getattr(stop, name)) is not None)


def kind_of(stop: RouteStop) -> str:
    """Return the kind of what a stop visits."""
    if stop.river_segment_id is not None:
        return "segment"
    if stop.water_body_id is not None:
        return "ditch" if stop.water_body.kind == WaterBody.Kind.DITCH else "pond"
    return "board" if stop.notice_board_id is not None else "village"


def stop_key(stop: RouteStop) -> str:
    """Return the key of what a stop visits, such as segment:R01-01."""
    return key_of(kind_of(stop), place_of(stop).code)


def stop_name(stop: RouteStop) -> str:
    """Return the name of what a stop visits."""
    place = place_of(stop)
    short = place.short_name or place.name
    return (short if stop.village_id is not None else place.name or short) or place.code


def starts_at(route: InspectionRoute) -> datetime:
    """Return when the people of a route set out."""
    hours, minutes = route.question["start_time"].split(":")
    moment = datetime.combine(route.day, time(int(hours), int(minutes)))
    return timezone.make_aware(moment)


def clock(route: InspectionRoute, seconds: float) -> str:
    """Return the time of day so many seconds after setting out, rounded to minutes."""
    moment = starts_at(route) + timedelta(seconds=round(seconds / 60) * 60)
    return timezone.localtime(moment).strftime("%H:%M")


def first_point(geometry: GEOSGeometry) -> tuple[float, float]:
    """Return where a point is or a line begins."""
    coords = geometry.coords
    while not isinstance(coords[0], float):
        coords = coords[0]
    return round(coords[0], 7), round(coords[1], 7)
