"""The layer of stations: which villages reach one in time, and what ground."""

import numpy as np
from shapely import MultiPolygon

from coverage.analysis.layers import Areas
from coverage.analysis.shares import State, states
from coverage.figures.layer import Layer, dropped, village_rows, village_shares
from coverage.figures.register import Register
from coverage.figures.service import Reach
from coverage.figures.words import MODES_EN, MODES_ZH, Text


def layer(register: Register, reach: Reach) -> Layer:
    """Return which villages' committee points reach a station in time."""
    state = village_states(register, reach)
    rows = village_rows(
        register,
        state,
        [_reason(register, reach, row) for row in range(len(register.villages))],
        travel_time_s=[round(float(s)) if np.isfinite(s) else None for s in reach.best_s],
        station_code=[_station(register, row, "code") for row in reach.nearest],
        station=[_station(register, row, "short_name") for row in reach.nearest],
        reached_area_share=[_area_share(reach, row) for row in range(len(register.villages))],
    )
    parameters = {"minutes": reach.minutes, "mode": reach.mode, "method": reach.method}
    found = village_shares(register, state)
    ground = areas(register, reach)
    if ground is not None:
        found["area_m2"] = ground.shares_m2
    if reach.villages is not None and reach.method != "none":
        found["people_by_area"] = reach.villages.people
    return Layer("service", parameters, rows, rows, state, found, dropped(ground))


def village_states(register: Register, reach: Reach) -> np.ndarray:
    """Return the state of each village by its committee point; unknown where it has none."""
    known = np.isfinite(register.centers).all(axis=1) & (reach.method != "none")
    return states(reach.best_s <= reach.limit_s, known)


def areas(register: Register, reach: Reach) -> Areas | None:
    """Return the ground that is reached and the gap; all is unknown without a located station."""
    cut, none = reach.partition, MultiPolygon()
    if cut is None:
        return None
    if reach.method == "none":
        return register.ground.areas(np.full(len(register.villages), State.UNKNOWN))
    return Areas(cut.covered, none, cut.gap, none, cut.dropped)


def _station(register: Register, row: int, name: str) -> str | None:
    return getattr(register.stations.rows[row], name) if row >= 0 else None


def _area_share(reach: Reach, row: int) -> float | None:
    if reach.villages is None:
        return None
    covered_m2, gap_m2 = reach.villages.covered_m2[row], reach.villages.gap_m2[row]
    return round(float(covered_m2 / (covered_m2 + gap_m2)), 4)


def _reason(register: Register, reach: Reach, row: int) -> Text:
    if reach.method == "none":
        return Text("没有已定位的代表工作站。", "No liaison station has a position.")
    if not np.isfinite(register.centers[row]).all():
        return Text("村居委会位置未知。", "The committee's position is not known.")
    best_s = reach.best_s[row]
    if not np.isfinite(best_s):
        return Text("没有路通往任何代表工作站。", "No way leads to any liaison station.")
    name = _station(register, reach.nearest[row], "short_name")
    way_zh, way_en = MODES_ZH[reach.mode], MODES_EN[reach.mode]
    straight_zh = "（按直线距离估算）" if reach.method == "straight_line" else ""
    straight_en = " (estimated by straight line)" if reach.method == "straight_line" else ""
    time = f"{best_s / 60:.1f}"
    return Text(
        f"{way_zh}到最近的代表工作站（{name}）{time} 分钟，规定 {reach.minutes} 分钟内"
        f"{straight_zh}。",
        f"{time} minutes {way_en} to the nearest liaison station ({name}); "
        f"{reach.minutes} are allowed{straight_en}.",
    )
