"""Answers of the coverage API."""

from collections.abc import Callable
from functools import wraps

import orjson
import shapely
from django.http import HttpRequest, HttpResponse

from coverage.analysis.errors import AnalysisError
from coverage.api.parameters import Question, question
from coverage.figures import chiefs, gaps, overview, register, routes, service, villages
from geo import crs
from geo.features.errors import BadParameterError
from geo.features.geometry import geometries
from geo.features.negotiation import GEOJSON, JSON
from geo.features.responses import body_answer, entity_tag, is_fresh, not_modified, resource

View = Callable[[register.Register, Question], dict]


def answer(media_type: str) -> Callable[[View], Callable]:
    """Make a view of a function (register, question) -> plain data."""

    def decorate(compute: View) -> Callable:
        @resource
        @wraps(compute)
        def view(request: HttpRequest) -> HttpResponse:
            asked = question(request.GET)
            found = register.read(asked.subdistrict, asked.day)
            rule = (asked.day, asked.minutes, asked.mode)
            tag = entity_tag(compute.__name__, found.token, asked.subdistrict.code, *rule)
            if is_fresh(request, tag):
                return not_modified(tag)
            return body_answer(request, _body(compute, found, asked), media_type, tag)

        return view

    return decorate


def _body(compute: View, found: register.Register, asked: Question) -> bytes:
    try:
        return orjson.dumps(compute(found, asked), option=orjson.OPT_SERIALIZE_NUMPY)
    except AnalysisError as error:
        raise BadParameterError(error.parameter, str(error.value), error.expected) from error


@answer(JSON)
def overview_view(found: register.Register, asked: Question) -> dict:
    """Reported and loaded totals, the shares of every layer, the ranked gaps."""
    return overview.overview(found, service.reach(found, asked.minutes, asked.mode))


@answer(JSON)
def villages_view(found: register.Register, asked: Question) -> dict:
    """Every village with its indicators."""
    reach = service.reach(found, asked.minutes, asked.mode)
    return {
        "date": found.day.isoformat(),
        "parameters": {"minutes": asked.minutes, "mode": asked.mode, "method": reach.method},
        "villages": villages.village_rows(found, reach),
    }


@answer(JSON)
def segments_view(found: register.Register, asked: Question) -> dict:
    """Every river segment with its chiefs in office."""
    return {"date": found.day.isoformat(), "segments": chiefs.segment_rows(found)}


@answer(GEOJSON)
def service_areas_view(found: register.Register, asked: Question) -> dict:
    """The area each station is reached from in time."""
    reach = service.reach(found, asked.minutes, asked.mode)
    rule = {"minutes": asked.minutes, "mode": asked.mode, "method": reach.method}
    return _collection(
        found,
        [
            (
                f"service-{station.code}-{asked.mode}-{asked.minutes}",
                crs.project(area, crs.STORAGE_SRID, found.metric_srid),
                {
                    "station_code": station.code,
                    "name": station.short_name,
                    "area_m2": round(float(area.area), 2),
                    "illustrative": True,
                    **rule,
                },
            )
            for station, area in zip(found.stations.rows, reach.by_station, strict=False)
        ],
    )


@answer(GEOJSON)
def gaps_view(found: register.Register, asked: Question) -> dict:
    """Every gap with its geometry, ranked."""
    reach = service.reach(found, asked.minutes, asked.mode)
    rows = gaps.ranked(found, reach)
    return _collection(found, [(gap.id, gap.shape, gap.properties()) for gap in rows])


@answer(GEOJSON)
def routes_view(found: register.Register, asked: Question) -> dict:
    """One inspection route a station, leg by leg, and the routes' totals."""
    planned = routes.routes(found, service.reach(found, asked.minutes, asked.mode), asked.mode)
    legs = [(leg.id, leg.shape, leg.properties()) for route in planned for leg in route.legs]
    return _collection(found, legs) | {"routes": [route.summary() for route in planned]}


def _collection(found: register.Register, rows: list[tuple]) -> dict:
    identities, shapes, properties = zip(*rows, strict=True) if rows else ((), (), ())
    texts = geometries(shapely.to_wkb(list(shapes)))
    return {
        "type": "FeatureCollection",
        "date": found.day.isoformat(),
        "features": [
            {
                "type": "Feature",
                "id": identity,
                "geometry": orjson.Fragment(text),
                "properties": values,
            }
            for identity, text, values in zip(identities, texts, properties, strict=True)
        ],
    }
