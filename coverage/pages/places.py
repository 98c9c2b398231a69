"""What the pages of places share: the small map, the links, the frame."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coverage.maps.place import place_map
from coverage.pages.parameters import Question
from coverage.pages.texts import map_texts
from geo.features.collections import all_collections
from geo.models import Subdistrict
from geo.models.base import Quality

# Somewhere to look at when not even the boundary is known.
WORLD = (73.0, 18.0, 135.0, 54.0)


def bounds_of(subdistrict: Subdistrict) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a subdistrict in EPSG:4326."""
    if subdistrict.geom is None:
        return WORLD
    return tuple(round(value, 6) for value in subdistrict.geom.extent)


def render_place(
    request: HttpRequest, template: str, asked: Question, layer: str, place, **context: object
) -> HttpResponse:
    """Answer with a place's page: its small map, its links and ``context``."""
    focus = f"{layer}:{place.code}"
    small_map = None
    if place.geom is not None:
        small_map = place_map(
            place.geom.extent, asked.reach.minutes, asked.subdistrict.code, focus, str(place)
        ).parts()
    frame = {
        "data": f"/api/collections/{_collection(place)}/items/{place.public_id}?f=json",
        "texts": map_texts(),
        "place": place,
        "focus": focus,
        "map": small_map,
        "is_illustrative": place.quality == Quality.ILLUSTRATIVE,
        "at": _map_position(place),
    }
    return render(request, template, asked.context() | frame | context)


def _collection(place) -> str:
    return next(one.id for one in all_collections() if one.model is type(place))


def _map_position(place) -> str:
    """Return "zoom/lat/lon" of the place for the address of the large map."""
    if place.geom is None:
        return ""
    point = place.geom.point_on_surface if place.geom.dims == 2 else place.geom.centroid
    return f"14/{point.y:.5f}/{point.x:.5f}"
