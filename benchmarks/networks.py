"""Service areas of three stations on road networks of up to a million nodes.

Usage: make bench-networks, or python -m benchmarks.networks. Compared with
`scipy.sparse.csgraph.dijkstra` alone from three nodes, on the same graph; the graph of a network
is built once and kept, for both. "Ours" is what a service area needs beyond its polygons: the
stations' exact places on the roads, the seconds from every node to every station, and the
nearest station of every node. Polygons (5, 10 and 15 minutes by e-bike) come on top. Every time
is the best of several rounds, the rounds of both taking turns.
"""

import os
import sys
import time
from collections.abc import Callable

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from benchmarks.report import load, required, say, table
from coverage.analysis.access import StationTimes
from coverage.analysis.modes import MODES
from coverage.analysis.network import Network, build_network
from coverage.analysis.service_area import service_areas
from coverage.analysis.shortest import node_graph, node_times

SIZES = (10_000, 200_000, 1_000_000)
SOURCES = 3
STEP_M = 250.0
MODE = MODES["ebike"]
LIMITS_S = (300.0, 600.0, 900.0)
ROUNDS = 7
MOST_RATIO = 1.5


def made(nodes: int) -> tuple[Network, float]:
    """Return a network of uneven blocks, some streets missing or one-way, and its build time."""
    side = round(nodes**0.5)
    chance = np.random.default_rng(nodes)
    row, column = np.divmod(np.arange(side * side), side)
    xy = np.column_stack([column, row]) * STEP_M + chance.uniform(-80, 80, (side * side, 2))
    number = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = chance.random(len(tail)) < 0.9
    tail, head = tail[kept], head[kept]
    bend = (xy[tail] + xy[head]) / 2 + chance.uniform(-20, 20, (len(tail), 2))
    lines = shapely.linestrings(np.stack([xy[tail], bend, xy[head]], axis=1))
    speeds = chance.choice([20.0, 40.0, 60.0], len(tail))
    start = time.perf_counter()
    network = build_network(lines, speeds, chance.random(len(tail)) < 0.1)
    return network, time.perf_counter() - start


def measure(nodes: int) -> dict:
    """Return the seconds of each step on a network of so many nodes."""
    network, build_s = made(nodes)
    extent = STEP_M * nodes**0.5
    stations = np.random.default_rng(1).uniform(0.2 * extent, 0.8 * extent, (SOURCES, 2))
    graph, graph_s = timed(lambda: node_graph(network, MODE, towards=True))
    sources = network.tail[network.locate(stations).edge]
    ours, alone = [], []
    for _ in range(ROUNDS):
        alone.append(timed(lambda: dijkstra(graph, indices=sources))[1])
        ours.append(timed(lambda: _ours(network, stations))[1])
    times = StationTimes(network, stations)
    areas, polygons_s = timed(
        lambda: service_areas(times, shapely.box(0, 0, extent, extent), LIMITS_S)
    )
    return {
        "nodes": network.node_count,
        "edges": len(network.lines),
        "build_s": build_s,
        "graph_s": graph_s,
        "alone_s": min(alone),
        "ours_s": min(ours),
        "polygons_s": polygons_s,
        "km2": float(shapely.area(areas.reached[-1])) / 1e6,
    }


def _ours(network: Network, stations: np.ndarray) -> None:
    node_times(network, network.locate(stations), MODE).argmin(axis=0)


def timed(work: Callable) -> tuple:
    """Return what `work` gives and the seconds it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def compare() -> bool:
    """Print the table of all sizes; return whether everything required was reached."""
    found = []
    for nodes in SIZES:
        say(f"a network of {nodes} nodes; load {load()}")
        found.append(measure(nodes))
    head = (
        "nodes",
        "edges",
        "build s",
        "graph s",
        "dijkstra alone ms",
        "ours ms",
        "ratio",
        "polygons s",
        "km2",
    )
    lines = [
        (
            f"{one['nodes']}",
            f"{one['edges']}",
            f"{one['build_s']:.2f}",
            f"{one['graph_s']:.2f}",
            f"{one['alone_s'] * 1000:.1f}",
            f"{one['ours_s'] * 1000:.1f}",
            f"{one['ours_s'] / one['alone_s']:.2f}",
            f"{one['polygons_s']:.2f}",
            f"{one['km2']:.1f}",
        )
        for one in found
    ]
    print(f"\nThree stations; {os.cpu_count()} cores, load now {load()}\n")
    print(table([head, *lines]))
    text, passed = required(
        [
            (
                f"{one['nodes']} nodes: times dijkstra alone",
                "<=",
                MOST_RATIO,
                one["ours_s"] / one["alone_s"],
            )
            for one in found
        ]
    )
    print(text)
    return passed


if __name__ == "__main__":
    sys.exit(0 if compare() else 1)
