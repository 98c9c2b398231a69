"""What a scenario of stations would change, as plain data in square metres, seconds and degrees.

The result of every kind has the same frame: ``date``, ``kind``, ``parameters``, ``before`` and
``after`` with shares, ``villages`` (one row each), ``gaps``. See docs/api.md.
"""

import numpy as np
import orjson
import shapely

from coverage.analysis.gaps import Partition
from coverage.analysis.shares import Shares, shares, states
from coverage.figures.layer import amounts
from coverage.figures.register import Register
from coverage.scenarios.stations import Reached, StationAnswer, StationQuestion
from geo import crs
from geo.features.geometry import geometries

UNITS = {
    "maximal_covering": "people",
    "p_median": "person_seconds",
    "p_center": "seconds",
    "set_covering": "stations",
}


def station_result(
    found: Register, question: StationQuestion, answer: StationAnswer, offered: list[dict]
) -> dict:
    """Return what the chosen stations would change; ``offered`` names the candidates."""
    chosen = [offered[row] for row in answer.chosen]
    stand = [_standing(station, found) for station in found.stations.rows]
    names = [*stand, *(_proposed(place, number) for number, place in enumerate(chosen, 1))]
    return {
        "travel_method": answer.after.method,
        "solver": solver(answer.siting) | {"unit": UNITS[question.kind]},
        "stations": [
            station | _served(answer.after, row, question) for row, station in enumerate(names)
        ],
        "villages": _villages(found, question, answer, names),
        "before": figures(question.people, question.rule.limit_s, answer.before),
        "after": figures(question.people, question.rule.limit_s, answer.after),
        "gaps": {
            "before": gap_polygons(answer.before.cut, found.metric_srid),
            "after": gap_polygons(answer.after.cut, found.metric_srid),
        },
    }


def solver(found) -> dict:
    """Return how good an answer is known to be; what is infinite is None."""
    return {
        "objective": finite(found.objective),
        "bound": finite(found.bound),
        "gap": finite(found.gap),
        "proven": bool(found.proven),
        "method": str(found.method),
        "seconds": round(float(found.seconds), 2),
    }


def finite(value: float) -> float | None:
    """Return a number that JSON can carry, or None."""
    return round(float(value), 3) if np.isfinite(value) else None


def figures(people: np.ndarray, limit_s: float, reached: Reached) -> dict:
    """Return the shares and travel times of the villages, their ``people`` (v,) and the area."""
    known = ~np.isnan(reached.time_s)
    state = states(reached.time_s <= limit_s, known)
    people = people.astype(int)
    ways = np.isfinite(reached.time_s)
    weight = people[ways]
    return {
        "villages": amounts(shares(state), "villages"),
        "people": amounts(shares(state, people), "people"),
        "people_by_area": reached.shares and amounts(reached.shares.people, "people"),
        "area_m2": area_shares(reached.cut),
        "dropped_m2": reached.cut and round(reached.cut.dropped_m2, 2),
        "mean_s": finite(np.average(reached.time_s[ways], weights=weight))
        if weight.sum()
        else None,
        "longest_s": finite(reached.time_s[ways].max()) if ways.any() else None,
        "without_way": int((known & ~ways).sum()),
    }


def area_shares(cut: Partition | None) -> dict | None:
    """Return the shares of the area in square metres; slivers count as gap."""
    if cut is None:
        return None
    return amounts(Shares(cut.covered_m2, 0.0, cut.gap_m2 + cut.dropped_m2, 0.0), "area_m2")


def gap_polygons(cut: Partition | None, metric_srid: int) -> list[dict]:
    """Return the gaps with their areas as GeoJSON geometries in EPSG:4326, largest first."""
    return [] if cut is None else polygons(cut.gaps, metric_srid)


def polygons(shapes, metric_srid: int) -> list[dict]:
    """Return metric areas as GeoJSON geometries in EPSG:4326 with their square metres."""
    moved = crs.project(np.asarray(shapes, dtype=object), crs.STORAGE_SRID, metric_srid)
    texts = geometries(shapely.to_wkb(moved))
    return [
        {"geometry": orjson.loads(text), "area_m2": round(float(area), 2)}
        for text, area in zip(texts, shapely.area(shapes), strict=True)
    ]


def _standing(station, found: Register) -> dict:
    return {
        "code": station.code,
        "name": station.short_name or station.name,
        "proposed": False,
        "lon": round(station.geom.x, 7),
        "lat": round(station.geom.y, 7),
        "village": station.village and station.village.code,
    }


def _proposed(place: dict, number: int) -> dict:
    return {"code": f"+{number}", "proposed": True} | place


def _served(reached: Reached, row: int, question: StationQuestion) -> dict:
    """Return how many villages and people would have this station as their nearest."""
    mine = reached.nearest == row
    return {"villages": int(mine.sum()), "people": int(question.people[mine].sum())}


def _villages(
    found: Register, question: StationQuestion, answer: StationAnswer, names: list[dict]
) -> list[dict]:
    limit_s = question.rule.limit_s
    rows = []
    for row, village in enumerate(found.villages.rows):
        before, after = answer.before.time_s[row], answer.after.time_s[row]
        rows.append(
            {
                "code": village.code,
                "name": village.short_name or village.name,
                "kind": village.kind,
                "people": int(question.people[row]),
                "before_s": finite(before),
                "after_s": finite(after),
                "before_station": _name(names, answer.before.nearest[row]),
                "after_station": _name(names, answer.after.nearest[row]),
                "before": word(before, limit_s),
                "after": word(after, limit_s),
                "changed": bool(answer.before.nearest[row] != answer.after.nearest[row]),
            }
        )
    return rows


def _name(names: list[dict], row: int) -> str | None:
    return names[row]["name"] if row >= 0 else None


def word(time_s: float, limit_s: float) -> str:
    """Return the state of a village that travels so long; NaN where its point is not known."""
    if np.isnan(time_s):
        return "unknown"
    return "covered" if time_s <= limit_s else "gap"
