"""Answers of the coverage API."""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2s

import orjson
import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from config.problems import problem_response
from coverage.analysis.errors import AnalysisError
from coverage.api.parameters import ParameterError, Question, question
from coverage.figures import chiefs, gaps, overview, register, routes, service, villages
from geo import crs

GEOJSON = "application/geo+json"
JSON = "application/json"
DECIMALS = 7

View = Callable[[register.Register, Question], dict]


def answer(media_type: str):
    """Make a view of a function (register, question) -> plain data.

    Wrong parameters become a problem with status 400; an unchanged answer a 304.
    """

    def decorate(compute: View):
        @require_safe
        @gzip_page
        @wraps(compute)
        def view(request: HttpRequest) -> HttpResponse:
            try:
                asked = question(request.GET)
                found = register.read(asked.subdistrict, asked.day)
                etag = _etag(compute.__name__, found.token, asked)
                if request.headers.get("If-None-Match") == etag:
                    return _told(HttpResponseNotModified(), etag)
                body = orjson.dumps(compute(found, asked), option=orjson.OPT_SERIALIZE_NUMPY)
            except (ParameterError, AnalysisError) as error:
                return problem_response(
                    400,
                    "Bad parameter",
                    str(error),
                    parameter=error.parameter,
                    value=error.value,
                    expected=error.expected,
                )
            return _told(HttpResponse(body, content_type=media_type), etag)

        return view

    return decorate


def _etag(name: str, token: str, asked: Question) -> str:
    parts = (name, token, asked.subdistrict.code, asked.day, asked.minutes, asked.mode)
    digest = blake2s(":".join(map(str, parts)).encode(), digest_size=12).hexdigest()
    # Weak: the same figures may be sent compressed or not.
    return f'W/"{digest}"'


def _told(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


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
    """The area each station is reached from in time, and their union."""
    reach = service.reach(found, asked.minutes, asked.mode)
    common = {"minutes": asked.minutes, "mode": asked.mode, "method": reach.method}
    rows = [
        (station.code, station.short_name, area)
        for station, area in zip(found.stations.rows, reach.by_station, strict=False)
    ]
    if reach.by_station:
        rows.append((None, "", reach.reached))
    return _collection(
        found,
        [
            (
                f"service-{code or 'all'}-{asked.mode}-{asked.minutes}",
                crs.project(area, crs.STORAGE_SRID, found.metric_srid),
                {
                    "station_code": code,
                    "name": name,
                    "area_m2": round(float(area.area), 2),
                    "illustrative": True,
                    **common,
                },
            )
            for code, name, area in rows
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
    return {
        "type": "FeatureCollection",
        "date": found.day.isoformat(),
        "features": [
            {
                "type": "Feature",
                "id": identity,
                "geometry": _geometry(shape),
                "properties": properties,
            }
            for identity, shape, properties in rows
        ],
    }


def _geometry(shape) -> dict | None:
    if shape is None or shape.is_empty:
        return None
    return orjson.loads(shapely.to_geojson(_rounded(shape)))


def _rounded(shape):
    """Return the shape with 7 decimals and exterior rings counterclockwise (RFC 7946)."""
    turned = shapely.orient_polygons(shape)
    return shapely.transform(turned, lambda coordinates: coordinates.round(DECIMALS))
