"""What a scenario of pairings would change, as plain data; no home and no phone is in it."""

from collections import Counter

import numpy as np

from coverage.analysis.shares import shares, states
from coverage.figures.layer import amounts
from coverage.figures.register import Register
from coverage.models import Deputy
from coverage.scenarios.pairs import PairAnswer, PairQuestion, Proposal
from coverage.scenarios.station_results import finite, polygons


def pair_result(
    found: Register, question: PairQuestion, answer: PairAnswer, people: list[Deputy]
) -> dict:
    """Return what the proposed pairs would change; ``people`` are the question's deputies."""
    covered = question.paired.copy()
    covered[[proposal.village for proposal in answer.proposals]] = True
    return {
        "travel_method": answer.method,
        "solver": {
            "objective": finite(answer.travel_s),
            "bound": finite(answer.travel_s),
            "gap": 0.0,
            "proven": True,
            "method": "exact",
            "seconds": round(answer.seconds, 2),
            "unit": "seconds",
        },
        "pairs": [_pair(found, people, proposal) for proposal in answer.proposals],
        "left": [_left(found, people, answer, row, reason) for row, reason in answer.left],
        "deputies": _workload(found, question, answer, people),
        "villages": _villages(found, question, answer, people),
        "before": figures(found, question.paired, _loads(question, [])),
        "after": figures(found, covered, _loads(question, answer.proposals)),
        "gaps": {"before": _gaps(found, question.paired), "after": _gaps(found, covered)},
    }


def _pair(found: Register, people: list[Deputy], proposal: Proposal) -> dict:
    deputy, village = people[proposal.deputy], found.villages.rows[proposal.village]
    start = found.villages.rows[proposal.origin] if proposal.origin >= 0 else None
    station = deputy.group.station
    point = start.center if start else station and station.geom
    return {
        "deputy": deputy.code,
        "deputy_name": deputy.name,
        "group": deputy.group.name,
        "village": village.code,
        "village_name": _name(village),
        "people": village.population,
        "travel_s": finite(proposal.travel_s),
        "from": "village" if start else "station",
        "from_name": _name(start or station),
        "line": [_position(point), _position(village.center)],
    }


def _position(point) -> list[float] | None:
    return None if point is None else [round(point.x, 7), round(point.y, 7)]


def _name(place) -> str:
    return "" if place is None else place.short_name or place.name


def _left(found: Register, people: list[Deputy], answer: PairAnswer, row: int, reason: str) -> dict:
    village = found.villages.rows[row]
    home = answer.home[row]
    station = found.stations.rows[home] if home >= 0 else None
    return {
        "village": village.code,
        "village_name": _name(village),
        "people": village.population,
        "reason": reason,
        "station_name": _name(station),
    }


def _workload(
    found: Register, question: PairQuestion, answer: PairAnswer, people: list[Deputy]
) -> list[dict]:
    before = Counter(int(deputy) for deputy, _village in question.pairs)
    more = Counter(proposal.deputy for proposal in answer.proposals)
    return [
        {
            "code": deputy.code,
            "name": deputy.name,
            "group": deputy.group.name,
            "before": before[row],
            "after": before[row] + more[row],
            "limit": question.limit,
        }
        for row, deputy in enumerate(people)
    ]


def _villages(
    found: Register, question: PairQuestion, answer: PairAnswer, people: list[Deputy]
) -> list[dict]:
    proposed = {proposal.village: proposal for proposal in answer.proposals}
    rows = []
    for row, village in enumerate(found.villages.rows):
        terms = found.pairings.get(village.pk, [])
        now = ", ".join(term.deputy.name for term in terms)
        proposal = proposed.get(row)
        home = answer.home[row]
        rows.append(
            {
                "code": village.code,
                "name": _name(village),
                "kind": village.kind,
                "people": village.population or 0,
                "station": _name(found.stations.rows[home]) if home >= 0 else None,
                "before": "covered" if question.paired[row] else "gap",
                "after": "covered" if question.paired[row] or proposal else "gap",
                "before_deputy": now or None,
                "after_deputy": people[proposal.deputy].name if proposal else now or None,
                "travel_s": finite(proposal.travel_s) if proposal else None,
                "changed": proposal is not None,
            }
        )
    return rows


def standing(found: Register, question: PairQuestion) -> dict:
    """Return the figures of the pairings of a day, without proposals."""
    return figures(found, question.paired, _loads(question, []))


def _loads(question: PairQuestion, proposals: list[Proposal]) -> np.ndarray:
    """Return how many villages each deputy has, the proposed ones included."""
    held = [int(deputy) for deputy, _village in question.pairs]
    held += [proposal.deputy for proposal in proposals]
    return np.bincount(np.array(held, dtype=int), minlength=len(question.deputy_station))


def figures(found: Register, covered: np.ndarray, load: np.ndarray) -> dict:
    """Return the shares of the ``covered`` villages (v,) and what the deputies carry."""
    rows = found.villages.rows
    state = states(covered)
    people = [village.population or 0 for village in rows]
    areas_m2 = [village.area_m2 or 0.0 for village in rows]
    return {
        "villages": amounts(shares(state), "villages"),
        "people": amounts(shares(state, people), "people"),
        "area_m2": amounts(shares(state, areas_m2), "area_m2"),
        "most_pairings": int(load.max()) if len(load) else 0,
        "mean_pairings": finite(load.mean()) if len(load) else None,
        "deputies_without": int((load == 0).sum()),
    }


def _gaps(found: Register, covered: np.ndarray) -> list[dict]:
    shapes = [
        shape
        for shape, held in zip(found.villages.shapes, covered, strict=True)
        if not held and shape is not None
    ]
    return polygons(shapes, found.metric_srid) if shapes else []
