"""Who answers for a point on a day: ``/api/at?lon=&lat=&date=``."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import orjson
import shapely
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse, QueryDict

from coverage.figures.register import Register, Table, read
from coverage.figures.service import times_to_stations
from geo import crs
from geo.features import openapi
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.negotiation import JSON
from geo.features.numbers import number
from geo.features.parameters import allow, day
from geo.features.responses import body_answer, entity_tag, is_fresh, not_modified, resource
from geo.models import Subdistrict

DISTANCE_DECIMALS = 2


@resource
def at(request: HttpRequest) -> HttpResponse:
    """Answer subdistricts, village, nearest segment and station, chiefs and deputies."""
    allow(request.GET, "lon", "lat", "date", "f")
    if request.GET.get("f", "json") != "json":
        raise BadParameterError("f", request.GET["f"], "json")
    lon, lat = position(request.GET)
    asked = day(request.GET)
    subdistrict = _subdistrict(lon, lat, asked)
    register = read(subdistrict, asked)
    tag = entity_tag("at", register.token, lon, lat, asked)
    if is_fresh(request, tag):
        return not_modified(tag)
    body = {
        "lon": lon,
        "lat": lat,
        "date": asked,
        "subdistricts": _chain(subdistrict, asked),
        **_lookup(register).at(lon, lat),
    }
    return body_answer(request, orjson.dumps(body), JSON, tag)


def position(given: QueryDict) -> tuple[float, float]:
    """Return longitude and latitude; raises when one is missing, no number, or out of range."""
    lon, lat = (_degrees(given, name) for name in ("lon", "lat"))
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        raise _swapped(given)
    for name, value, most in (("lon", lon, 180), ("lat", lat, 90)):
        if abs(value) > most:
            raise BadParameterError(name, given[name], f"degrees from -{most} to {most}")
    return lon, lat


def _degrees(given: QueryDict, name: str) -> float:
    if name not in given:
        detail = f"The parameter '{name}' is missing: give lon and lat in degrees."
        raise BadParameterError(name, "", "a number of degrees", detail)
    return number(name, given[name], given[name], "a number of degrees")


def _swapped(given: QueryDict) -> BadParameterError:
    text = f"{given['lon']},{given['lat']}"
    expected = f"lon={given['lat']}&lat={given['lon']}"
    detail = f"{text} looks swapped: lon is the longitude, lat the latitude. Ask for {expected}."
    return BadParameterError("lat", given["lat"], expected, detail)


def _subdistrict(lon: float, lat: float, asked: date) -> Subdistrict:
    """Return the subdistrict or town around a point; raises NotFoundError outside all."""
    found = around(lon, lat, asked)
    if found is not None:
        return found
    swapped = abs(lon) <= 90 and around(lat, lon, asked) is not None
    hint = f" It looks swapped: ask for lon={lat}&lat={lon}." if swapped else ""
    raise NotFoundError(
        f"No subdistrict of the register lies around {lon},{lat} on {asked}.{hint}",
        parameter="lon,lat",
        value=f"{lon},{lat}",
        expected="a point inside a subdistrict that the register knows on that day",
    )


def around(lon: float, lat: float, asked: date) -> Subdistrict | None:
    """Return the subdistrict or town around a point on a day, None outside all."""
    point = Point(lon, lat, srid=crs.STORAGE_SRID)
    townships = Subdistrict.objects.as_of(asked).filter(level=Subdistrict.Level.TOWNSHIP)
    return townships.filter(geom__intersects=point).order_by("code").first()


def _chain(subdistrict: Subdistrict, asked: date) -> list[dict]:
    """Return the divisions of the day from the province down to the subdistrict."""
    chain = []
    node: Subdistrict | None = subdistrict
    while node is not None:
        node = node.on(asked)
        chain.append({"code": node.code, "name": node.name, "level": node.level})
        node = node.parent
    return chain[::-1]


@lru_cache(maxsize=8)
def _lookup(register: Register) -> "Lookup":
    """Return what answers for points of a register, kept while no table behind it changes."""
    return Lookup(register, times_to_stations(register, register.settings.mode))


@dataclass(frozen=True)
class Lookup:
    """A register ready to be asked for points; ``times`` gives seconds to every station."""

    register: Register
    times: object

    def at(self, lon: float, lat: float) -> dict:
        """Return what is at a point or nearest to it, distances in metres."""
        point = crs.project(shapely.Point(lon, lat), self.register.metric_srid)
        village = self._village(point)
        paired = self.register.pairings.get(village.pk, []) if village else []
        return {
            "village": _place(village) | {"kind": village.kind} if village else None,
            "segment": self._segment(point),
            "station": self._station(point),
            "deputies": [
                {
                    "code": pairing.deputy.code,
                    "name": pairing.deputy.name,
                    "level": pairing.deputy.level,
                    "since": pairing.valid_from,
                }
                for pairing in paired
            ],
        }

    def _village(self, point):
        around = np.flatnonzero(shapely.intersects(self.register.villages.shapes, point))
        return self.register.villages.rows[around[0]] if len(around) else None

    def _segment(self, point) -> dict | None:
        row, distance_m = _nearest(self.register.segments, point)
        if row is None:
            return None
        segment = self.register.segments.rows[row]
        chiefs = [
            {
                "level": term.level,
                "name": term.chief.name,
                "post": term.chief.post,
                "since": term.valid_from,
            }
            for term in self.register.chiefs.get(segment.pk, [])
        ]
        river = {"river": segment.river.name, "distance_m": distance_m, "chiefs": chiefs}
        return _place(segment) | river

    def _station(self, point) -> dict | None:
        """Return the station that is reached first, else the one nearest in a straight line."""
        stations = self.register.stations
        row, distance_m = _nearest(stations, point)
        if row is None:
            return None
        seconds = self.times.at(np.array([[point.x, point.y]]))[:, 0]
        time_s = None
        if np.isfinite(seconds).any():
            row = int(np.argmin(seconds))
            distance_m = round(
                float(shapely.distance(stations.shapes[row], point)), DISTANCE_DECIMALS
            )
            time_s = round(float(seconds[row]))
        way = {"mode": self.register.settings.mode, "method": self.times.method}
        found = _place(stations.rows[row])
        return found | {"distance_m": distance_m, "travel_time_s": time_s, **way}


def _nearest(table: Table, point) -> tuple[int | None, float | None]:
    """Return the row nearest to a point and its distance; None where nothing is located."""
    distances = shapely.distance(table.shapes, point)
    if not np.isfinite(distances).any():
        return None, None
    row = int(np.nanargmin(distances))
    return row, round(float(distances[row]), DISTANCE_DECIMALS)


def _place(row) -> dict:
    return {
        "id": row.public_id,
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "quality": row.quality,
    }


def describe() -> None:
    """Add the look-up to the OpenAPI document."""
    degrees = {"type": "number", "minimum": -180, "maximum": 180}
    lon = openapi.query_parameter("lon", degrees, "Longitude in degrees of WGS 84.")
    lat = openapi.query_parameter(
        "lat", degrees | {"minimum": -90, "maximum": 90}, "Latitude in degrees of WGS 84."
    )
    when = {"type": "string", "format": "date"}
    parameters = [
        lon | {"required": True},
        lat | {"required": True},
        openapi.query_parameter("date", when, "The day that is asked for; without it, today."),
        openapi.query_parameter("f", {"type": "string", "enum": ["json"]}, "The format."),
    ]
    summary = "Who answers for a point on a day"
    found = openapi.operation("getAt", summary, parameters, JSON, "jsonSchema", html=False)
    openapi.register_path("/at", found)
