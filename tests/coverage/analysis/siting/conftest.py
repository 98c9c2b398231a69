"""Small problems whose best answer is found by trying every choice."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

MOST_DEMAND, MOST_CANDIDATES = 7, 6


class Small:
    """A cost matrix, weights and existing places small enough to try every choice."""

    def __init__(self, cost, weight, existing):
        self.cost, self.weight, self.existing = cost, weight, existing
        self.free = [place for place in range(cost.shape[1]) if place not in existing]

    def __repr__(self):
        return f"Small({self.cost.tolist()}, {self.weight.tolist()}, {self.existing})"

    def choices(self, count):
        """Every set of open candidates with `count` more than the existing ones."""
        for more in combinations(self.free, count):
            yield [*self.existing, *more]

    def ways(self, opened):
        """The least cost of each demand to an open candidate, inf where there is none."""
        return np.array(
            [min((row[place] for place in opened), default=np.inf) for row in self.cost]
        )

    @property
    def reachable(self):
        return np.isfinite(self.cost).any(axis=1)

    def covered(self, opened, radius):
        """The weight within the radius of an open candidate."""
        return sum(self.weight[self.ways(opened) <= radius])

    def travel(self, opened):
        """The weighted sum over all that count; inf if one of them is not reached."""
        counted = self.reachable & (self.weight > 0)
        ways = self.ways(opened)[counted]
        return float(sum(ways * self.weight[counted])) if len(ways) else 0.0

    def longest(self, opened):
        return max(self.ways(opened)[self.reachable], default=0.0)


@st.composite
def small_problems(draw, unreachable=True, whole=True):
    """Ties, zero weights, zero costs, existing places and missing ways all appear."""
    demand = draw(st.integers(0, MOST_DEMAND))
    candidates = draw(st.integers(1, MOST_CANDIDATES))
    number = st.integers(0, 6).map(float) if whole else st.floats(0, 6, width=32)
    entry = st.one_of(number, st.just(np.inf)) if unreachable else number
    size = demand * candidates
    cost = np.array(draw(st.lists(entry, min_size=size, max_size=size)), dtype=float)
    weight = draw(st.lists(st.integers(0, 4), min_size=demand, max_size=demand))
    existing = draw(st.lists(st.integers(0, candidates - 1), max_size=2, unique=True))
    return Small(cost.reshape(demand, candidates), np.array(weight, dtype=float), sorted(existing))


@st.composite
def problems_and_counts(draw, **options):
    """A small problem and a number of places that it can open."""
    small = draw(small_problems(**options))
    return small, draw(st.integers(0, len(small.free)))


def plane(seed, demand, candidates, side_m=10_000):
    """Distances between random points, and people."""
    random = np.random.default_rng(seed)
    here = random.uniform(0, side_m, (demand, 2))
    there = random.uniform(0, side_m, (candidates, 2))
    distance_m = np.hypot(*(here[:, None] - there[None, :]).transpose(2, 0, 1))
    return distance_m, random.integers(0, 500, demand).astype(float)
