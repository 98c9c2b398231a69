"""A bound below every choice of medians, and what it proves about single candidates.

Relaxing that each demand goes to exactly one place, at a price u_j, leaves a problem that is
solved by looking at each candidate alone (Cornuejols, Fisher and Nemhauser, 1977):
L(u) = sum of u_j + sum over the `count` least rho_f, rho_f = sum over j of min(0, travel_jf - u_j).
Every u gives a valid bound; a subgradient ascent looks for a good one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.siting.clock import Clock, Step

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

STEPS = 600
LOOK_EVERY = 30
FIRST_PACE, LAST_PACE = 1.5, 1e-3
PATIENCE = 20
INERTIA = 0.6


@dataclass(frozen=True)
class Bound:
    """No `count` places cost less than `value`, by the prices `price` (d,)."""

    value: float
    price: Floats


def lower_bound(
    travel: Floats,
    base: Floats,
    count: int,
    upper: float,
    clock: Clock,
    look: Callable[[Places], float],
) -> Bound:
    """Raise the bound step by step until it stands still or meets `upper`.

    `travel` (d, f), `base` (d,) and costs as in `interchange`; 0 < count < f. `upper` is the
    cost of a known choice. `look` gets the places that the prices prefer now and then, and
    returns the cost of the best choice known by then.
    """
    price = _first_price(travel, base)
    best = Bound(-np.inf, price)
    pace, idle, direction = FIRST_PACE, 0, np.zeros(len(base))
    work = np.empty_like(travel)
    for step in range(STEPS):
        value, places, taken = _relaxed(travel, price, count, work)
        if value > best.value:
            idle = idle if value - best.value < 1e-6 * abs(upper) else 0
            best = Bound(value, price)
        idle += 1
        if idle > PATIENCE:
            pace, idle = pace / 2, 0
        if step % LOOK_EVERY == 0:
            upper = look(places)
            clock.report(0.0, Step.BOUND)
        direction = 1.0 - taken + INERTIA * direction
        move = np.where((direction > 0) & (price >= base), 0.0, direction)
        length = float(move @ move)
        if length == 0 or pace < LAST_PACE or best.value >= upper or clock.over:
            break
        price = np.minimum(price + pace * max(upper - value, 0.0) / length * move, base)
    return best


def reduced_costs(travel: Floats, price: Floats, count: int) -> Floats:
    """How much the bound rises when a candidate must be open, shape (f,).

    A candidate among the best `count` is open in the bound as it is: 0.
    """
    rho = np.minimum(travel - price[:, None], 0).sum(axis=0)
    return np.maximum(rho - np.partition(rho, count - 1)[count - 1], 0)


def _first_price(travel: Floats, base: Floats) -> Floats:
    """The cost to the second nearest candidate: no demand is worth less to its nearest."""
    second = np.partition(travel, 1, axis=1)[:, 1]
    return np.minimum(second, base)


def _relaxed(
    travel: Floats, price: Floats, count: int, work: Floats
) -> tuple[float, Places, Floats]:
    """L(price), the places open in it and how many of them each demand takes."""
    np.subtract(travel, price[:, None], out=work)
    np.minimum(work, 0, out=work)
    rho = work.sum(axis=0)
    places = np.argpartition(rho, count - 1)[:count]
    taken = np.count_nonzero(work[:, places], axis=1)
    return float(price.sum() + rho[places].sum()), places, taken.astype(float)
