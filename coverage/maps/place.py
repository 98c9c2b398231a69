"""The small map of a place's page: the place and its neighbours."""

from coverage.maps.base import BaseMap
from coverage.maps.segments import SegmentLayer
from coverage.maps.stations import StationLayer
from coverage.maps.villages import VillageLayer
from coverage.maps.waters import NoticeBoardLayer


def place_map(
    bounds: tuple[float, float, float, float], minutes: int, code: str, focus: str, label: str
) -> BaseMap:
    """Return a map of what lies around a place.

    ``focus`` is "layer:code", such as "villages:371327001001"; ``code`` is the subdistrict's.
    """
    made = BaseMap("place_map", widened(bounds), label, subdistrict=code, focus=focus)
    layers = [VillageLayer(minutes), StationLayer(), SegmentLayer()]
    # Boards are many: only the page of one shows them.
    if focus.startswith("boards:"):
        layers.append(NoticeBoardLayer())
    for layer in layers:
        made.add_child(layer)
    return made


def widened(
    bounds: tuple[float, float, float, float], part: float = 0.3, least: float = 0.008
) -> tuple[float, float, float, float]:
    """Return west, south, east, north moved outwards so that the neighbours are seen.

    By ``part`` of the extent on each side, at least by ``least`` degrees (for a point). This
    chooses a view; nothing is measured with it.
    """
    west, south, east, north = bounds
    wide = max((east - west) * part, least)
    high = max((north - south) * part, least)
    return west - wide, south - high, east + wide, north + high
