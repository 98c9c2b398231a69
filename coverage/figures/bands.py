"""Isochrone bands: the rings in which a station is reached within growing times."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from coverage.analysis.gaps import village_shares
from coverage.analysis.service_area import service_areas
from coverage.analysis.shapes import polygonal
from coverage.figures.register import Register, kept_service
from coverage.figures.service import times_to_stations, village_times


@dataclass(frozen=True)
class Band:
    """Where the quickest station is more than ``from_minutes`` and at most ``to_minutes`` away.

    The last band has no ``to_minutes``: it is what takes longer than all. ``villages`` counts
    committee points; ``people`` are spread evenly over their village, None where a village has
    no boundary. ``shape`` is in the metric CRS; the bands together are the subdistrict.
    """

    from_minutes: int
    to_minutes: int | None
    area_m2: float
    people: int | None
    villages: int
    shape: shapely.MultiPolygon


@dataclass(frozen=True)
class Bands:
    """The bands from the nearest on; ``method`` as in ``service.Reach``."""

    mode: str
    method: str
    bands: tuple[Band, ...]


def bands(register: Register, mode: str, minutes: Sequence[int]) -> Bands:
    """Return the bands of ``minutes``, which ascend; raises AnalysisError if they do not.

    Without a located station or without any boundary there are none.
    """
    return kept_service(
        register, "bands", lambda: _bands(register, mode, tuple(minutes)), mode, *minutes
    )


def _bands(register: Register, mode: str, minutes: tuple[int, ...]) -> Bands:
    times = times_to_stations(register, mode)
    if times is None or register.whole is None:
        return Bands(mode, "none", ())
    limits_s = [60.0 * minute for minute in minutes]
    areas = service_areas(times, register.whole, limits_s)
    rings = [*areas.bands(), polygonal(shapely.difference(register.whole, areas.reached[-1]))]
    within = _people_within(register, areas.reached)
    people = [None] * len(rings) if within is None else _steps(within)
    best_s = village_times(times, register.centers).min(axis=0)
    within = [int((best_s <= limit_s).sum()) for limit_s in limits_s]
    villages = _steps([*within, int((~np.isnan(best_s)).sum())])
    limits = zip((0, *minutes), (*minutes, None), strict=True)
    found = (
        Band(low, high, float(ring.area), persons, places, ring)
        for (low, high), ring, persons, places in zip(limits, rings, people, villages, strict=True)
    )
    return Bands(mode, times.method, tuple(found))


def _people_within(register: Register, reached: np.ndarray) -> list[int] | None:
    """Return the people inside each of the growing areas, and in all; whole persons."""
    shapes = register.villages.shapes
    people = [village.population or 0 for village in register.villages.rows]
    if len(shapes) == 0 or any(shape is None for shape in shapes):
        return None
    within = [village_shares(shapes, people, area).people.covered for area in reached]
    return [*within, sum(people)]


def _steps(amounts: list[int]) -> list[int]:
    """Return what each of growing amounts adds to the one before.

    Rounded sums are subtracted, not differences rounded: the bands add up to the whole.
    """
    return [high - low for low, high in pairwise([0, *amounts])]
