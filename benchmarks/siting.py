"""Measure the location models: p-median and p-centre on published networks, maximal covering.

Usage: make bench-siting INSTANCES=folder, or python -m benchmarks.siting FOLDER. The folder (or
one below) holds networks in the format of the OR-Library, pmed1.txt, pmed2.txt, ...: nodes,
edges and p, then edges with their lengths; of an edge that stands twice the last one counts.
best_known.csv (set, instance, best_known; sets p_median and p_centre) in it or beside it says
what is to be reached; where it says nothing, the bound is. Without a folder, random networks of
the same kind are measured. Maximal covering is measured on random points in a plane.
"""

import csv
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from benchmarks.report import load, say, table
from coverage.analysis.siting import Siting, maximal_covering, p_center, p_median

MEDIAN_LIMIT_S, CENTER_LIMIT_S, COVERING_LIMIT_S = 10.0, 60.0, 10.0
MEDIAN_GAP = 0.001
COVERING_SIZE, COVERING_SIDE_M = 800, 30_000
MADE = ((200, 5), (400, 40), (600, 200), (700, 70), (900, 10), (900, 90))
HEAD = ("model", "instance", "n", "p", "optimum", "ours", "over %", "bound", "proven", "s")


@dataclass(frozen=True)
class Network:
    """A published instance: shortest ways between all its nodes, and how many to open."""

    name: str
    distance: NDArray[np.float64]
    count: int


@dataclass(frozen=True)
class Result:
    """One answer beside what is to be reached (None if nobody knows), and whether it was."""

    model: str
    instance: str
    size: int
    count: int
    optimum: float | None
    answer: Siting
    passed: bool

    @property
    def over(self) -> float:
        """How far the answer is from the best value, or from its bound if none is known."""
        best = self.answer.bound if self.optimum is None else self.optimum
        return abs(self.answer.objective - best) / max(best, 1e-9)


def main(arguments: list[str]) -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    networks, best = published(Path(arguments[0])) if arguments else (made(), {})
    results = [*coverings(), *medians(networks, best), *centers(networks, best)]
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}\n")
    print(table([HEAD, *map(row, results)]))
    return report(results)


def published(folder: Path) -> tuple[list[Network], dict[tuple[str, str], float]]:
    """The instances of a folder and their best known values."""
    networks = [read(path) for path in instance_files(folder)]
    if not networks:
        sys.exit(f"benchmark: no pmed*.txt in {folder}")
    return networks, best_known(folder)


def made() -> list[Network]:
    """Random networks as those of the OR-Library: n^2 / 50 edges, 1 to 100 long."""
    return [random_network(size, count) for size, count in MADE]


def random_network(size: int, count: int) -> Network:
    """A chain through all nodes and random edges."""
    random = np.random.default_rng(size + count)
    start, end = random.integers(0, size, (2, size * size // 50))
    chain = np.arange(size - 1)
    start, end = np.concatenate([start, chain]), np.concatenate([end, chain + 1])
    length = np.zeros((size, size))
    length[start, end] = length[end, start] = random.integers(1, 101, len(start))
    distance = shortest_path(csr_array(length), directed=False)
    return Network(f"made {size}/{count}", distance, count)


def instance_files(folder: Path) -> list[Path]:
    """The networks in a folder, in the order of their numbers."""
    files = [path for path in folder.rglob("pmed*.txt") if re.fullmatch(r"pmed\d+", path.stem)]
    return sorted(files, key=lambda path: int(path.stem[4:]))


def read(path: Path) -> Network:
    """Read an instance and measure all its ways."""
    numbers = np.array(path.read_text().split(), dtype=int)
    nodes, edges, count = numbers[:3].tolist()
    length = np.zeros((nodes, nodes))
    for start, end, value in numbers[3 : 3 + 3 * edges].reshape(-1, 3).tolist():
        length[start - 1, end - 1] = length[end - 1, start - 1] = value
    return Network(path.stem, shortest_path(csr_array(length), directed=False), count)


def best_known(folder: Path) -> dict[tuple[str, str], float]:
    """The values to reach, by set and instance; empty without a list."""
    for path in (folder / "best_known.csv", folder.parent / "best_known.csv"):
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines))
            return {(line["set"], line["instance"]): float(line["best_known"]) for line in rows}
    return {}


def medians(networks: list[Network], best: dict[tuple[str, str], float]) -> list[Result]:
    """P-median: within a thousandth of the optimum, in the time limit."""

    def solve(network: Network) -> Siting:
        people = np.ones(len(network.distance))
        return p_median(network.distance, people, network.count, time_limit_s=MEDIAN_LIMIT_S)

    return _measured("p_median", networks, best, solve, MEDIAN_GAP)


def centers(networks: list[Network], best: dict[tuple[str, str], float]) -> list[Result]:
    """P-centre: the optimum."""

    def solve(network: Network) -> Siting:
        return p_center(network.distance, network.count, time_limit_s=CENTER_LIMIT_S)

    return _measured("p_centre", networks, best, solve, 0.0)


def coverings() -> list[Result]:
    """Maximal covering of random points in a plane: proven in the time limit."""
    found = []
    for radius_m in (1_500, 3_000):
        for count in (5, 20, 60):
            say(f"maximal covering {COVERING_SIZE}, {radius_m} m, {count}; load {load()}")
            distance_m, people = plane(COVERING_SIZE)
            answer = maximal_covering(
                distance_m, people, radius_m, count, time_limit_s=COVERING_LIMIT_S
            )
            name = f"plane {radius_m} m"
            found.append(
                Result("covering", name, COVERING_SIZE, count, None, answer, answer.proven)
            )
    return found


def plane(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances from random demand to random candidates in a square, and people."""
    random = np.random.default_rng(size)
    here, there = random.uniform(0, COVERING_SIDE_M, (2, size, 2))
    distance_m = np.hypot(*(here[:, None] - there[None, :]).transpose(2, 0, 1))
    return distance_m, random.integers(1, 1_000, size).astype(float)


def _measured(
    model: str,
    networks: list[Network],
    best: dict[tuple[str, str], float],
    solve: Callable[[Network], Siting],
    allowed: float,
) -> list[Result]:
    found = []
    for network in networks:
        say(f"{model} {network.name}; load {load()}")
        answer = solve(network)
        optimum = best.get((model, network.name))
        goal = answer.bound if optimum is None else optimum
        passed = answer.objective <= goal * (1 + allowed) and answer.bound <= goal * (1 + 1e-9)
        size = len(network.distance)
        found.append(Result(model, network.name, size, network.count, optimum, answer, passed))
    return found


def row(result: Result) -> tuple[str, ...]:
    """One line of the table."""
    answer = result.answer
    return (
        result.model,
        result.instance,
        f"{result.size}",
        f"{result.count}",
        "" if result.optimum is None else f"{result.optimum:.0f}",
        f"{answer.objective:.0f}",
        f"{100 * result.over:.3f}",
        f"{answer.bound:.1f}",
        "yes" if answer.proven else f"gap {100 * answer.gap:.2f} %",
        f"{answer.seconds:.1f}" + ("" if result.passed else "  FAIL"),
    )


def report(results: list[Result]) -> int:
    """Print how many answers of each model are good; return 1 unless all are."""
    for model in dict.fromkeys(result.model for result in results):
        mine = [result for result in results if result.model == model]
        proven = sum(result.answer.proven for result in mine)
        slowest = max(result.answer.seconds for result in mine)
        print(f"{model}: {proven} of {len(mine)} proven optimal, slowest {slowest:.1f} s")
    passed = sum(result.passed for result in results)
    print(f"Required: {passed} of {len(results)} reached")
    return 0 if passed == len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
