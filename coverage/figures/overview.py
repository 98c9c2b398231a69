"""The figures beside the map: reported beside loaded totals, and every layer's shares."""

import numpy as np

from coverage.analysis.pairing import states_on
from coverage.analysis.shares import Shares, shares, states
from coverage.figures import gaps
from coverage.figures.register import Register
from coverage.figures.service import Reach


def overview(register: Register, reach: Reach) -> dict:
    """Return the overview as plain data; areas in square metres, lengths in metres."""
    subdistrict = register.subdistrict
    villages = register.villages.rows
    return {
        "date": register.day.isoformat(),
        "subdistrict": {"code": subdistrict.code, "name": subdistrict.name},
        "parameters": {"minutes": reach.minutes, "mode": reach.mode, "method": reach.method},
        "villages": {"reported": subdistrict.reported_villages, "loaded": len(villages)},
        "area_km2": {
            "reported": subdistrict.reported_area_km2,
            "loaded": round(sum(village.area_m2 or 0.0 for village in villages) / 1e6, 2),
        },
        "population": {
            "reported": subdistrict.reported_population,
            "loaded": sum(village.population or 0 for village in villages),
        },
        "reported": {
            "as_of": subdistrict.reported_as_of and subdistrict.reported_as_of.isoformat(),
            "source": subdistrict.reported_source,
        },
        "layers": {
            "pairing": _pairing(register),
            "service": _service(register, reach),
            "chiefs": _chiefs(register),
        },
        "gaps": [gap.row() for gap in gaps.ranked(register, reach)],
    }


def _pairing(register: Register) -> dict:
    terms = [pairing for held in register.pairings.values() for pairing in held]
    state = states_on(
        [village.pk for village in register.villages.rows],
        [term.village_id for term in terms],
        [term.valid_from for term in terms],
        [term.valid_to for term in terms],
        register.day,
    )
    return _by_villages(register, state) | {"area_m2": amounts(shares(state, _areas(register)), 2)}


def _service(register: Register, reach: Reach) -> dict:
    known = np.isfinite(register.centers).all(axis=1)
    if reach.method == "none":
        known[:] = False
    found = _by_villages(register, states(reach.best_s <= reach.limit_s, known))
    if reach.partition is None or reach.method == "none":
        return found | {"area_m2": None, "people_by_area": None, "dropped_m2": None}
    cut = reach.partition
    area = Shares(cut.covered_m2, 0.0, cut.gap_m2 + cut.dropped_m2, 0.0)
    return found | {
        "area_m2": amounts(area, 2),
        "people_by_area": reach.villages and amounts(reach.villages.people, 0),
        "dropped_m2": round(cut.dropped_m2, 2),
    }


def _chiefs(register: Register) -> dict:
    held = states([segment.pk in register.chiefs for segment in register.segments.rows])
    lengths = [segment.length_m or 0.0 for segment in register.segments.rows]
    return {"segments": amounts(shares(held)), "length_m": amounts(shares(held, lengths), 2)}


def _by_villages(register: Register, state: np.ndarray) -> dict:
    people = [village.population or 0 for village in register.villages.rows]
    return {"villages": amounts(shares(state)), "people": amounts(shares(state, people))}


def _areas(register: Register) -> list[float]:
    return [village.area_m2 or 0.0 for village in register.villages.rows]


def amounts(found: Shares, decimals: int | None = None) -> dict:
    """Return shares as plain data; ``share`` is the covered part, None of nothing."""
    parts = {
        "covered": found.covered,
        "due": found.due,
        "gap": found.gap,
        "unknown": found.unknown,
    }
    if decimals is not None:
        parts = {key: round(value, decimals or None) for key, value in parts.items()}
    share = found.covered_share
    return parts | {
        "total": round(sum(parts.values()), decimals or 0) if decimals else sum(parts.values()),
        "share": None if share is None else round(share, 4),
    }
