"""Who reaches a station: travel times from the villages, areas within a time."""

from dataclasses import dataclass

import numpy as np
import shapely

from coverage.analysis import gaps
from coverage.analysis.access import station_times
from coverage.analysis.network import Network, build_network
from coverage.analysis.service_area import service_areas
from coverage.figures.register import Register, kept_service


@dataclass(frozen=True)
class Reach:
    """How the stations are reached within ``minutes`` by ``mode``; metres and seconds.

    ``time_s`` (k, v) from each village's committee point to each station, NaN where a village
    has none; ``by_station`` (k,) and ``reached`` are polygons; ``method`` is "network",
    "straight_line" or "none" when there is no located station.
    """

    minutes: int
    mode: str
    method: str
    time_s: np.ndarray
    by_station: list
    reached: shapely.Geometry
    partition: gaps.Partition | None
    villages: gaps.VillageShares | None

    @property
    def limit_s(self) -> float:
        return self.minutes * 60.0

    @property
    def nearest(self) -> np.ndarray:
        """Row of the quickest station of each village, -1 where none is reached, shape (v,)."""
        return quickest(self.time_s)

    @property
    def best_s(self) -> np.ndarray:
        """Seconds to the quickest station of each village, shape (v,); inf where none."""
        if len(self.time_s) == 0:
            return np.full(self.time_s.shape[1], np.inf)
        return np.where(np.isfinite(self.time_s), self.time_s, np.inf).min(axis=0)


def quickest(time_s: np.ndarray) -> np.ndarray:
    """Return the row of the quickest of k stations for each of v places, -1 where none is reached.

    ``time_s`` (k, v) are seconds, inf where there is no way and NaN where a place is not known.
    """
    if len(time_s) == 0:
        return np.full(time_s.shape[1], -1)
    times = np.where(np.isfinite(time_s), time_s, np.inf)
    return np.where(np.isfinite(times.min(axis=0)), times.argmin(axis=0), -1)


def times_to_stations(register: Register, mode: str):
    """Return what gives the seconds from any points to every station, or None without stations.

    Over the road network where there is one, else by straight lines times a detour factor.
    """
    if len(register.stations) == 0:
        return None
    stations = shapely.get_coordinates(register.stations.shapes)
    settings = register.settings
    return station_times(
        road_network(register), stations, mode, settings.walk_m, settings.detour_factor
    )


def road_network(register: Register) -> Network | None:
    """Return the network of the roads one may use, or None where there is none."""
    roads = register.roads
    if not len(roads):
        return None
    return build_network(
        roads.shapes,
        [road.speed_kmh for road in roads.rows],
        [road.is_one_way for road in roads.rows],
    )


def usual(register: Register) -> tuple[int, str]:
    """Return within how many minutes, and how, a station must be reached by the settings."""
    mode = register.settings.mode
    return register.settings.minutes(mode), mode


def reach(register: Register, minutes: int, mode: str) -> Reach:
    """Return how the stations are reached within ``minutes`` by ``mode``.

    Raises AnalysisError for an unknown mode or minutes that are not above 0.
    """
    return kept_service(register, "reach", lambda: _reach(register, minutes, mode), minutes, mode)


def _reach(register: Register, minutes: int, mode: str) -> Reach:
    times = times_to_stations(register, mode)
    count = len(register.villages)
    if times is None or register.whole is None:
        method, time_s = "none", np.full((0, count), np.inf)
        by_station, reached = [], shapely.MultiPolygon()
    else:
        method, time_s = times.method, village_times(times, register.centers)
        areas = service_areas(times, register.whole, [minutes * 60.0])
        by_station, reached = list(areas.by_station[:, 0]), areas.reached[0]
    return Reach(
        minutes,
        mode,
        method,
        time_s,
        by_station,
        reached,
        None if register.whole is None else _partition(register, reached),
        _village_shares(register, reached),
    )


def village_times(times, centers: np.ndarray) -> np.ndarray:
    """Return the seconds (k, v) from committee points to the stations, NaN where there is none."""
    known = np.isfinite(centers).all(axis=1)
    time_s = np.full((len(times.stations), len(centers)), np.nan)
    time_s[:, known] = times.at(centers[known])
    return time_s


def _partition(register: Register, reached) -> gaps.Partition:
    settings = register.settings
    limits = settings.min_gap_area_m2, settings.min_gap_width_m
    return gaps.partition(register.whole, reached, *limits)


def _village_shares(register: Register, reached) -> gaps.VillageShares | None:
    shapes = register.villages.shapes
    if len(shapes) == 0 or any(shape is None for shape in shapes):
        return None
    people = [village.population or 0 for village in register.villages.rows]
    return gaps.village_shares(shapes, people, reached)
