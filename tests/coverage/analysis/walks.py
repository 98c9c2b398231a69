"""Recorded walks that several tests share."""

import numpy as np
import shapely
from shapely import LineString

from benchmarks.walkers import lasting_error
from coverage.analysis.track import Cleaned, Fixes, clean, fixes

WALK_MS = 1.25
RIVER = LineString([(0, 0), (2000, 0)])


def recorded(
    *places: tuple[float, float],
    speed_ms: float = WALK_MS,
    every_s: float = 5.0,
    start_s: float = 0.0,
    noise_m: float = 0.0,
    seed: int = 1,
) -> Fixes:
    """The fixes of a walk over `places` at an even pace, with an error that lasts for a while."""
    line = LineString(places)
    count = 1 + int(line.length / speed_ms / every_s)
    along_m = np.arange(count) * speed_ms * every_s
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, along_m))
    return fixes(
        xy + error(count, every_s, noise_m, seed),
        start_s + np.arange(count) * every_s,
        np.full(count, max(3.0, noise_m)),
    )


def stood(
    place: tuple[float, float],
    seconds: float,
    every_s: float = 5.0,
    start_s: float = 0.0,
    noise_m: float = 0.0,
    seed: int = 1,
) -> Fixes:
    """The fixes of a phone that lies at one place."""
    count = int(seconds / every_s)
    return fixes(
        np.full((count, 2), place) + error(count, every_s, noise_m, seed),
        start_s + np.arange(count) * every_s,
        np.full(count, max(3.0, noise_m)),
    )


def error(count: int, every_s: float, noise_m: float, seed: int) -> np.ndarray:
    """An error of `noise_m` per axis that lasts for half a minute."""
    dice = np.random.default_rng(seed)
    return lasting_error(dice, int(count * every_s) + 1, noise_m, 30)[:: int(every_s)][:count]


def joined(*tracks: Fixes) -> Fixes:
    """One track after the other."""
    return Fixes(
        np.concatenate([track.xy for track in tracks]),
        np.concatenate([track.time_s for track in tracks]),
        np.concatenate([track.accuracy_m for track in tracks]),
    )


def walked(*places: tuple[float, float], **options) -> Cleaned:
    """The cleaned track of a walk, see `recorded`."""
    return clean(recorded(*places, **options))
