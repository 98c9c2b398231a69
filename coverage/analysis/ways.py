"""The quickest ways along the roads: the stretches of edges they run over, and coordinates."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from coverage.analysis.errors import UnreachableError
from coverage.analysis.modes import Mode
from coverage.analysis.network import Locations, Network
from coverage.analysis.shortest import along_edge, arcs, search_graph


class Stretch(NamedTuple):
    """Part of an edge, travelled from one way along it to another, in metres from its tail."""

    edge: int
    from_m: float
    to_m: float


def shortest_ways(
    network: Network, starts: Locations, ends: Locations, mode: Mode
) -> list[NDArray[np.float64]]:
    """The quickest way along the roads of each of m pairs, as points of shape (p, 2).

    A way runs from the position of `starts[i]` to that of `ends[i]`; accesses are not part of
    it. Raises UnreachableError for a pair without a way.
    """
    return [course(network, way) for way in shortest_stretches(network, starts, ends, mode)]


def shortest_stretches(
    network: Network, starts: Locations, ends: Locations, mode: Mode
) -> list[list[Stretch]]:
    """The same ways as the stretches of edges they run over; some may be of length 0."""
    node_time_s, before = dijkstra(
        search_graph(network, starts, mode, towards=False),
        indices=np.arange(len(starts)) + network.node_count,
        return_predecessors=True,
    )
    found = arcs(network, mode)
    pairs = zip(found.start.tolist(), found.end.tolist(), strict=True)
    edge_of = dict(zip(pairs, found.edge.tolist(), strict=True))
    over_s = node_time_s[:, : network.node_count]
    ways = []
    for row in range(len(starts)):
        start, end = starts[[row]], ends[[row]]
        last = _last_node(network, over_s[[row]], start, end, mode)
        nodes = _traced(before[row], last, network.node_count)
        ways.append(_stretches(network, start, end, nodes, edge_of, mode))
    return ways


def course(network: Network, way: list[Stretch]) -> NDArray[np.float64]:
    """Coordinates of a way, shape (p, 2)."""
    return np.concatenate([_stretch(network, *one) for one in way])


def _last_node(
    network: Network, node_time_s: NDArray[np.float64], start: Locations, end: Locations, mode: Mode
) -> int:
    """The last node of the quickest way to `end`, or -1 if it stays on the edge of `start`."""
    direct = along_edge(network, start, end, mode, towards=False)[0, 0]
    ends = [int(network.tail[end.edge[0]]), int(network.head[end.edge[0]])]
    ways = network.ways_in(end, mode)
    over = [node_time_s[0, node] + way[0] for node, way in zip(ends, ways, strict=True)]
    if np.isinf(min(direct, *over)):
        raise UnreachableError("ends", f"edge {end.edge[0]}", "a way from every start to its end")
    return -1 if direct <= min(over) else ends[int(np.argmin(over))]


def _traced(before: NDArray[np.int32], last: int, node_count: int) -> list[int]:
    """Nodes in the order they are passed, from the first after the virtual start to `last`."""
    nodes = []
    node = last
    while 0 <= node < node_count:
        nodes.append(node)
        node = int(before[node])
    return nodes[::-1]


def _stretches(
    network: Network,
    start: Locations,
    end: Locations,
    nodes: list[int],
    edge_of: dict[tuple[int, int], int],
    mode: Mode,
) -> list[Stretch]:
    """The way from `start` over `nodes` to `end`."""
    first, last = int(start.edge[0]), int(end.edge[0])
    begin_m, end_m = float(start.offset_m[0]), float(end.offset_m[0])
    if not nodes:
        return [Stretch(first, begin_m, end_m)]
    out_m = _end_offset(network, first, nodes[0], network.ways_out(start, mode))
    in_m = _end_offset(network, last, nodes[-1], network.ways_in(end, mode))
    through = [(edge_of[pair], pair[0]) for pair in pairwise(nodes)]
    return [
        Stretch(first, begin_m, out_m),
        *(Stretch(edge, *_run(network, edge, tail)) for edge, tail in through),
        Stretch(last, in_m, end_m),
    ]


def _end_offset(
    network: Network, edge: int, node: int, ways: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> float:
    """Where `node` lies along `edge`; a loop has it at both ends and the quicker one counts."""
    at_tail, at_head = network.tail[edge] == node, network.head[edge] == node
    if at_tail and at_head:
        at_tail = bool(ways[0][0] <= ways[1][0])
    return 0.0 if at_tail else float(network.length_m[edge])


def _run(network: Network, edge: int, start: int) -> tuple[float, float]:
    """The whole of an edge as offsets, beginning at the node `start`."""
    length_m = float(network.length_m[edge])
    return (0.0, length_m) if network.tail[edge] == start else (length_m, 0.0)


def _stretch(network: Network, edge: int, from_m: float, to_m: float) -> NDArray[np.float64]:
    return shapely.get_coordinates(substring(network.lines[edge], from_m, to_m))
