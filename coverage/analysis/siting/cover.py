"""The fewest candidates that together cover all demand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from coverage.analysis.siting import milp
from coverage.analysis.siting.clock import Clock, Step
from coverage.analysis.siting.interchange import greedy, shaken
from coverage.analysis.siting.reduction import reduced_cover

# Rounds without any success after which the search for a cover of a given size gives up.
PATIENCE = 20

Matrix = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Cover:
    """Columns that together cover every row, and a number that no cover goes below."""

    places: Places
    bound: int


def least_cover(near: Matrix, clock: Clock) -> Cover:
    """The fewest columns of `near` (d, f) that cover every row; each row has one at least."""
    if len(near) == 0:
        return Cover(np.empty(0, dtype=np.intp), 0)
    rows, columns = reduced_cover(near)
    known = columns[_greedy_cover(near[np.ix_(rows, columns)])]
    found, bound = _smaller(near, rows, columns, len(known) - 1, clock)
    return Cover(known if found is None else found, bound)


def found_cover(near: Matrix, count: int, clock: Clock) -> Places | None:
    """`count` columns or fewer that cover every row, None if a local search finds none."""
    if len(near) == 0:
        return np.empty(0, dtype=np.intp)
    if count == 0:
        return None
    if count >= near.shape[1]:
        return np.arange(near.shape[1]) if near.any(axis=1).all() else None
    travel, base = np.where(near, 0.0, 1.0), np.ones(len(near))
    fewest, last_success = len(near) + 1, 0

    def go_on(number: int, opened: Places) -> bool:
        nonlocal fewest, last_success
        clock.report(0.0, Step.SEARCH)
        missed = len(near) - int(near[:, opened].any(axis=1).sum())
        if missed < fewest:
            fewest, last_success = missed, number
        return missed > 0 and number - last_success < PATIENCE and not clock.over

    found = shaken(travel, base, greedy(travel, base, count), np.random.default_rng(0), go_on)
    return found if near[:, found].any(axis=1).all() else None


def proven_cover(near: Matrix, count: int, clock: Clock) -> tuple[Places | None, int]:
    """At most `count` columns that cover every row, None if there are none; least number.

    No cover has fewer columns than the number; if it is above `count`, there is no such cover.
    If it is not and there is no cover either, the time was too short to know.
    """
    if len(near) == 0:
        return np.empty(0, dtype=np.intp), 0
    if count == 0 or not near.any(axis=1).all():
        return None, count + 1
    return _smaller(near, *reduced_cover(near), count, clock)


def _smaller(
    near: Matrix, rows: Places, columns: Places, most: int, clock: Clock
) -> tuple[Places | None, int]:
    """The least cover if it has at most `most` columns, else None; and a bound of its size.

    The prices of the linear relaxation bound the size of every cover, and of every cover with a
    given column; columns that only larger covers use are left out, which lets more go.
    """
    while True:
        kept = near[np.ix_(rows, columns)]
        price = milp.prices(_programme(kept), clock)
        if price is None:
            break
        worth = 1 - price @ kept
        least = price.sum() + np.minimum(worth, 0).sum()
        if least > most + 1e-6:
            return None, most + 1
        useful = least + np.maximum(worth, 0) <= most + 1e-6
        if not kept[:, useful].any(axis=1).all():
            return None, most + 1
        if useful.all():
            break
        columns = columns[useful]
        inner_rows, inner_columns = reduced_cover(near[np.ix_(rows, columns)])
        rows, columns = rows[inner_rows], columns[inner_columns]
    outcome = milp.solve(_programme(kept), clock)
    bound = 1 if np.isneginf(outcome.bound) else int(min(np.ceil(outcome.bound - 1e-6), most + 1))
    if outcome.x is None or (outcome.x > 0.5).sum() > most:
        return None, max(bound, 1)
    places = columns[outcome.x > 0.5]
    return places, min(max(bound, 1), len(places))


def _programme(near: Matrix) -> milp.Programme:
    """Least number of columns so that each row has one."""
    demand, candidates = near.shape
    return milp.Programme(
        cost=np.ones(candidates),
        matrix=csc_array(near.astype(float)),
        low=np.ones(demand),
        high=np.full(demand, np.inf),
        whole=np.ones(candidates, dtype=bool),
    )


def _greedy_cover(near: Matrix) -> Places:
    """A cover: always the column that covers most of what is left."""
    left = np.ones(len(near), dtype=bool)
    places = []
    while left.any():
        places.append(int(np.argmax(near[left].sum(axis=0))))
        left &= ~near[:, places[-1]]
    return np.array(places, dtype=np.intp)
