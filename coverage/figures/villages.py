"""One row a village: who is paired with it, how far a station is, its waters' chiefs;
and its state in every layer."""

from collections import Counter

import numpy as np

from coverage.figures import layers
from coverage.figures.chiefs import without_chief
from coverage.figures.register import Register
from coverage.figures.service import Reach
from coverage.figures.words import state_words


def village_rows(register: Register, reach: Reach) -> list[dict]:
    """Return one row a village with every indicator that the map and the pages show."""
    segments = Counter(segment.village_id for segment in register.segments.rows)
    chiefless = Counter(
        register.segments.rows[number].village_id for number in without_chief(register)
    )
    best_s, nearest = reach.best_s, reach.nearest
    every = layers.every(register, reach)
    states = {name: state_words(layer.village_state) for name, layer in every.items()}
    visited = every["recency"].rows
    return [
        {
            "code": village.code,
            "name": village.short_name,
            "kind": village.kind,
            "population": village.population,
            "area_m2": _rounded(village.area_m2),
            "density_per_km2": _density(village),
            "paired": village.pk in register.pairings,
            "deputies": [
                {
                    "code": pairing.deputy.code,
                    "name": pairing.deputy.name,
                    "since": pairing.valid_from.isoformat(),
                }
                for pairing in register.pairings.get(village.pk, [])
            ],
            "travel_time_s": round(float(best_s[row])) if np.isfinite(best_s[row]) else None,
            "station_code": register.stations.rows[nearest[row]].code
            if nearest[row] >= 0
            else None,
            "reached": _reached(register, reach, row),
            "reached_area_share": _area_share(reach, row),
            "segments": segments[village.pk],
            "segments_without_chief": chiefless[village.pk],
            "days_since_visit": visited[row]["days"],
            "states": {name: words[row] for name, words in states.items()},
        }
        for row, village in enumerate(register.villages.rows)
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _density(village) -> float | None:
    if not village.area_m2 or village.population is None:
        return None
    return round(village.population / (village.area_m2 / 1e6), 1)


def _reached(register: Register, reach: Reach, row: int) -> bool | None:
    """Whether the committee point reaches a station in time; None where there is no such point."""
    if not np.isfinite(register.centers[row]).all():
        return None
    return bool(reach.best_s[row] <= reach.limit_s)


def _area_share(reach: Reach, row: int) -> float | None:
    if reach.villages is None:
        return None
    covered_m2, gap_m2 = reach.villages.covered_m2[row], reach.villages.gap_m2[row]
    return round(float(covered_m2 / (covered_m2 + gap_m2)), 4)
