"""The map of the first page, with every layer."""

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coverage.maps.bands import BandLayer
from coverage.maps.base import BaseMap, MapParts
from coverage.maps.combined import CombinedLayer
from coverage.maps.gaps import gap_layers
from coverage.maps.issues import IssueLayer
from coverage.maps.roads import RoadLayer
from coverage.maps.routes import RouteLayer
from coverage.maps.segments import SegmentLayer
from coverage.maps.stations import ServiceAreaLayer, StationLayer
from coverage.maps.villages import VillageLayer
from coverage.maps.waters import (
    DitchLayer,
    NoticeBoardLayer,
    OutfallLayer,
    PondLayer,
    RiverLayer,
)
from coverage.maps.zones import ZoneLayer


def group_titles() -> dict[str, str]:
    """Return the names of the groups of layers, in their order on the screen."""
    return {
        "places": _("Places"),
        "coverage": _("Coverage"),
        "gaps": _("Gaps"),
        "combination": _("Combination"),
        "waters": _("Waters"),
        "other": _("Other"),
    }


def layers(minutes: int, bands: tuple[int, ...], with_issues: bool = False) -> list:
    """Return every layer of the map, in the order of the list on the screen.

    ``minutes`` is the time allowed to a station, ``bands`` the limits of the travel time bands.
    Issues are only for those ``with_issues``, whose role may see some.
    """
    return [
        VillageLayer(minutes),
        StationLayer(),
        ServiceAreaLayer(minutes),
        BandLayer(bands),
        RouteLayer(),
        *gap_layers(),
        CombinedLayer(),
        SegmentLayer(),
        RiverLayer(),
        PondLayer(),
        DitchLayer(),
        OutfallLayer(),
        NoticeBoardLayer(),
        *([IssueLayer()] if with_issues else []),
        ZoneLayer(),
        RoadLayer(),
    ]


def overview_map(
    bounds: tuple[float, float, float, float],
    minutes: int,
    bands: tuple[int, ...],
    code: str,
    with_issues: bool = False,
) -> BaseMap:
    """Return the map of the subdistrict ``code``; ``bounds`` are west, south, east, north."""
    made = BaseMap("map", bounds, _("Map of deputies' coverage"), subdistrict=code)
    for layer in layers(minutes, bands, with_issues):
        made.add_child(layer)
    return made


def overview_parts(
    bounds: tuple[float, float, float, float],
    minutes: int,
    bands: tuple[int, ...],
    code: str,
    with_issues: bool = False,
) -> MapParts:
    """Return the rendered map, kept in the cache for each language and setting."""
    edges = ",".join(map(str, bounds))
    limits = ",".join(map(str, bands))
    question = f"{edges}:{minutes}:{limits}:{code}:{with_issues}"
    key = f"map:{get_language()}:{question}:{settings.TIANDITU_KEY}"
    parts = cache.get(key)
    if parts is None:
        parts = overview_map(bounds, minutes, bands, code, with_issues).parts()
        cache.set(key, parts, timeout=3600)
    return parts
