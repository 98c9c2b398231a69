"""Published instances of arc routing (gdb, val, egl) and mixed general routing, as problems."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from coverage.analysis.routing.problem import Problem, Rounds

NUMBER = r"\s*:?\s*(\d+)"
EDGE = re.compile(r"\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*coste\s+(\d+)(?:\s+demanda\s+(\d+))?", re.I)
# Sections of a general routing file: is it required, may it be travelled both ways.
SECTIONS = {"REE.": (True, True), "EDGE": (False, True), "REA.": (True, False)}
SECTIONS |= {"ARC": (False, False)}


@dataclass(frozen=True)
class Task:
    """Something required: from node to node (the same twice for a node)."""

    start: int
    end: int
    both_ways: bool
    demand: int
    cost: int


@dataclass(frozen=True)
class Instance:
    """A published instance: its graph as arcs (from, to, cost), what is required, a depot."""

    name: str
    family: str
    nodes: int
    depot: int
    capacity: int
    arcs: tuple[tuple[int, int, int], ...]
    tasks: tuple[Task, ...]

    @property
    def service(self) -> int:
        """What serving everything costs, whatever the routes."""
        return sum(task.cost for task in self.tasks)


def read(path: Path) -> Instance:
    """Read an instance; the format is told by its keywords."""
    text = path.read_text(encoding="latin-1")
    if re.search(r"^\s*NOMBRE", text, re.M):
        return _arc_routing(path.stem, text)
    return _general_routing(path.stem, text)


def instances(folder: Path) -> list[Instance]:
    """The instances in a folder and below, by family and number."""
    found = [read(path) for path in folder.rglob("*.dat")]
    return sorted(found, key=lambda one: (one.family, _natural(one.name)))


def best_known(folder: Path) -> dict[str, float]:
    """The cost to reach of each instance, from the list in the folder or above it."""
    for path in (folder / "best_known.csv", folder.parent / "best_known.csv"):
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                return {
                    line["instance"]: float(line["best_known"]) for line in csv.DictReader(lines)
                }
    return {}


def problem(instance: Instance) -> Problem:
    """The instance as matrices; there are always enough vehicles."""
    tasks = instance.tasks
    ends = np.array([[task.start, task.end] for task in tasks]) - 1
    turned = np.array([task.both_ways for task in tasks])
    enter = np.where(turned[:, None], ends, ends[:, :1])
    leave = np.where(turned[:, None], ends[:, ::-1], ends[:, 1:])
    demand = np.array([task.demand for task in tasks], dtype=float)
    travel = _travel(instance)
    # Two rounds that fit into one vehicle never cost less than one: more is not needed.
    count = min(len(tasks), 2 * int(-(-demand.sum() // instance.capacity)) + 1)
    depot = np.full(count, instance.depot - 1)
    return Problem(
        travel=travel,
        enter=enter,
        leave=leave,
        service=np.zeros(len(tasks)),
        load=demand,
        prize=np.full(len(tasks), 100 * travel[np.isfinite(travel)].max() + 1),
        owner=np.full(len(tasks), -1),
        start=depot,
        end=depot,
        limit=np.full(count, np.inf),
        capacity=np.full(count, float(instance.capacity)),
    )


def proven_cost(instance: Instance, rounds: Rounds) -> float:
    """What a solution costs, worked out from the file alone; AssertionError if it is wrong."""
    shortest = _floyd_warshall(instance)
    todo = set(range(len(instance.tasks)))
    total = float(instance.service)
    for order, backwards in zip(rounds.orders, rounds.backwards, strict=True):
        at, load = instance.depot, 0
        for row, turned in zip(order.tolist(), backwards.tolist(), strict=True):
            task = instance.tasks[row]
            todo.remove(row)
            load += task.demand
            first, last = task.start, task.end
            if turned and task.both_ways:
                first, last = last, first
            total += shortest[at - 1, first - 1]
            at = last
        total += shortest[at - 1, instance.depot - 1]
        assert load <= instance.capacity, f"{instance.name}: a vehicle carries {load}"
    assert not todo, f"{instance.name}: not served {sorted(todo)}"
    return total


def _arc_routing(name: str, text: str) -> Instance:
    arcs, tasks = [], []
    for start, end, cost, demand in EDGE.findall(text):
        one, other, price = int(start), int(end), int(cost)
        arcs += [(one, other, price), (other, one, price)]
        if demand and int(demand):
            tasks.append(Task(one, other, True, int(demand), price))
    nodes = _number(text, "VERTICES")
    depot, capacity = _number(text, "DEPOSITO"), _number(text, "CAPACIDAD")
    wanted = _number(text, "ARISTAS_REQ")
    if wanted != len(tasks):
        raise ValueError(f"{name}: {len(tasks)} required edges, the file says {wanted}")
    family = "egl" if "egl" in name.lower() else "gdb" if "gdb" in name.lower() else "val"
    return Instance(name, family, nodes, depot, capacity, tuple(arcs), tuple(tasks))


def _general_routing(name: str, text: str) -> Instance:
    arcs, tasks = [], []
    section = ""
    for line in text.splitlines():
        words = line.split()
        if not words or ":" in line:
            continue
        if words[0].upper() in ("REN.", *SECTIONS):
            section = words[0].upper()
            continue
        if section == "REN.":
            node, demand = int(words[0].lstrip("Nn")), int(words[1])
            tasks.append(Task(node, node, False, demand, 0))
        elif section:
            required, both_ways = SECTIONS[section]
            start, end, cost, *rest = map(int, words[1:])
            arcs.append((start, end, cost))
            if both_ways:
                arcs.append((end, start, cost))
            if required:
                # Totals of this family count what travelling costs, not the "S. COST".
                tasks.append(Task(start, end, both_ways, rest[0], cost))
    nodes, depot = _number(text, "#Nodes"), _number(text, "Depot Node")
    capacity = _number(text, "Capacity")
    return Instance(name, "mg", nodes, depot, capacity, tuple(arcs), tuple(tasks))


def _number(text: str, keyword: str) -> int:
    found = re.search(rf"^\s*{re.escape(keyword)}{NUMBER}", text, re.M)
    if not found:
        raise ValueError(f"no {keyword} in the file")
    return int(found.group(1))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part or 0), rest) for part, rest in re.findall(r"(\d*)(\D*)", name)]


def _travel(instance: Instance) -> NDArray[np.float64]:
    arcs = {}
    for start, end, cost in instance.arcs:
        pair = (start - 1, end - 1)
        arcs[pair] = min(cost, arcs.get(pair, cost))
    row, column = np.array(list(arcs)).T
    size = (instance.nodes, instance.nodes)
    graph = csr_array((np.array(list(arcs.values()), dtype=float), (row, column)), shape=size)
    return shortest_path(graph)


def _floyd_warshall(instance: Instance) -> NDArray[np.float64]:
    cost = np.full((instance.nodes, instance.nodes), np.inf)
    np.fill_diagonal(cost, 0)
    for start, end, price in instance.arcs:
        cost[start - 1, end - 1] = min(cost[start - 1, end - 1], price)
    for over in range(instance.nodes):
        cost = np.minimum(cost, cost[:, [over]] + cost[[over], :])
    return cost
