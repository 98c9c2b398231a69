"""Measure the long round of one person: 60, 300 and 1,500 segments against a proven bound.

Usage: make bench-rounds, or python -m benchmarks.rounds [SEED ...]. The instances are those of
`route_instances`, by e-bike between the segments, on foot along them. What is required counts the
whole time of the round, with the walks along the segments, over the bound with the same walks;
the share over travel alone stands beside it. The seconds are those of the whole call: the bound
is found in them too. The matrix of travel times is not in them, and its seconds are shown.
"""

import os
import sys
import time
from dataclasses import dataclass

from benchmarks.report import load, say, table
from benchmarks.route_instances import instance
from coverage.analysis.tours import shortest_tour
from coverage.analysis.tours.tour import compiled

# Segments, seconds allowed, and how far over the bound the round may be.
REQUIRED = ((60, 10.0, 0.01), (300, 30.0, 0.02), (1500, 60.0, 0.03))
# The last chunk of a search may end a little after its budget.
BUDGET_SHARE = 0.95
HEAD = (
    "instance",
    "jobs",
    "matrix s",
    "walk h",
    "travel h",
    "bound h",
    "over whole %",
    "over travel %",
    "s",
    "required",
)


@dataclass(frozen=True)
class Result:
    """One round beside its bound; times in seconds."""

    name: str
    jobs: int
    matrix_s: float
    walk_s: float
    travel_s: float
    bound_s: float
    seconds: float
    limit_s: float
    allowed: float

    @property
    def over_whole(self) -> float:
        """Over the bound, the walks along the segments counted in both."""
        return (self.walk_s + self.travel_s) / (self.walk_s + self.bound_s) - 1

    @property
    def over_travel(self) -> float:
        """Over the bound, travel between the segments alone."""
        return self.travel_s / self.bound_s - 1

    @property
    def passed(self) -> bool:
        """Whether it is near enough in time."""
        return self.over_whole <= self.allowed and self.seconds <= self.limit_s


def main(arguments: list[str]) -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    seeds = [int(seed) for seed in arguments] or [0]
    started = time.perf_counter()
    compiled()
    compiled_s = time.perf_counter() - started
    results = [measured(*line, seed) for seed in seeds for line in REQUIRED]
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}")
    print(f"Compiled, or loaded, in {compiled_s:.1f} s before\n")
    print(table([HEAD, *map(row, results)]))
    passed = sum(result.passed for result in results)
    print(f"Required: {passed} of {len(results)} reached")
    return 0 if passed == len(results) else 1


def measured(jobs: int, limit_s: float, allowed: float, seed: int) -> Result:
    """Make an instance and search its round."""
    say(f"one round, {jobs} jobs; load {load()}")
    given = instance(jobs, seed)
    started = time.perf_counter()
    travel_s = given.travel_s()
    matrix_s = time.perf_counter() - started
    budget_s = BUDGET_SHARE * limit_s - matrix_s
    tour = shortest_tour(travel_s, budget_s=budget_s, seed=seed)
    seconds = time.perf_counter() - started
    return Result(
        given.name,
        jobs,
        matrix_s,
        float(given.service_s.sum()),
        tour.travel_s,
        tour.bound_s,
        seconds,
        limit_s,
        allowed,
    )


def row(result: Result) -> tuple[str, ...]:
    """One line of the table."""
    return (
        result.name,
        f"{result.jobs}",
        f"{result.matrix_s:.1f}",
        f"{result.walk_s / 3600:.2f}",
        f"{result.travel_s / 3600:.3f}",
        f"{result.bound_s / 3600:.3f}",
        f"{100 * result.over_whole:.2f}",
        f"{100 * result.over_travel:.2f}",
        f"{result.seconds:.1f}",
        f"{100 * result.allowed:.0f} % in {result.limit_s:.0f} s"
        + ("" if result.passed else "  FAIL"),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
