"""Shortest travel times over a road network, exact along its edges.

Positions need not be nodes: each becomes a virtual node joined to both ends of its edge by the
time that is left to them, and two positions on one edge are also compared along that edge.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from coverage.analysis.modes import WALK_MS, Mode
from coverage.analysis.network import Locations, Network


@dataclass(frozen=True)
class Arcs:
    """Directed arcs, shape (a,): the fastest edge of each ordered pair of nodes."""

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    time_s: NDArray[np.float64]
    edge: NDArray[np.intp]


def arcs(network: Network, mode: Mode) -> Arcs:
    """The arcs that `mode` may travel, sorted. Of parallel edges only the fastest is kept."""
    return network.kept(("arcs", mode.name), lambda: _arcs(network, mode))


def _arcs(network: Network, mode: Mode) -> Arcs:
    time_s = network.length_m / mode.speed_ms(network.speed_kmh)
    both = np.flatnonzero(~network.barred(mode))
    start = np.concatenate([network.tail, network.head[both]])
    end = np.concatenate([network.head, network.tail[both]])
    edge = np.concatenate([np.arange(len(network.lines)), both])
    return _fastest(network.node_count, Arcs(start, end, time_s[edge], edge))


def node_times(
    network: Network, places: Locations, mode: Mode, towards: bool = True
) -> NDArray[np.float64]:
    """Seconds between k places and all n nodes, shape (k, n); inf where there is no way.

    `towards` True gives times from the nodes to the places, False from the places to the nodes.
    The straight walk between a place and its position on the road (`access_m`) is included.
    """
    graph = search_graph(network, places, mode, towards)
    sources = np.arange(len(places)) + network.node_count
    return dijkstra(graph, indices=sources)[:, : network.node_count]


def times_between(
    network: Network, starts: Locations, ends: Locations, mode: Mode
) -> NDArray[np.float64]:
    """Seconds from each of s starts to each of t ends, shape (s, t), both accesses walked."""
    return times_from_nodes(
        network, node_times(network, starts, mode, towards=False), starts, ends, mode, towards=False
    )


def times_from_nodes(
    network: Network,
    node_time_s: NDArray[np.float64],
    places: Locations,
    others: Locations,
    mode: Mode,
    towards: bool,
) -> NDArray[np.float64]:
    """Seconds between k places and m other positions, shape (k, m), given times at the nodes.

    `node_time_s` is the answer of `node_times` for `places` and the same direction. The access
    of both sides is walked.
    """
    ways = network.ways_out if towards else network.ways_in
    at_tail, at_head = ways(others, mode)
    over_nodes = np.minimum(
        node_time_s[:, network.tail[others.edge]] + at_tail,
        node_time_s[:, network.head[others.edge]] + at_head,
    )
    direct = along_edge(network, places, others, mode, towards)
    return np.minimum(over_nodes, direct) + others.access_m / WALK_MS


def along_edge(
    network: Network, places: Locations, others: Locations, mode: Mode, towards: bool
) -> NDArray[np.float64]:
    """Seconds between positions on the same edge without leaving it; inf on different edges."""
    ahead_m = others.offset_m[None, :] - places.offset_m[:, None]
    if towards:
        ahead_m = -ahead_m
    same = places.edge[:, None] == others.edge[None, :]
    barred = network.barred(mode)[others.edge] & (ahead_m < 0)
    seconds = np.abs(ahead_m) / mode.speed_ms(network.speed_kmh[others.edge])
    walk_s = places.access_m[:, None] / WALK_MS
    return np.where(same & ~barred, seconds + walk_s, np.inf)


def search_graph(network: Network, places: Locations, mode: Mode, towards: bool) -> csr_array:
    """Nodes, then one virtual node a place; searched from the places in either direction."""
    nodes = node_graph(network, mode, towards)
    ways = network.ways_in if towards else network.ways_out
    walk_s = places.access_m / WALK_MS
    # Rows of the virtual nodes: to the tail and to the head of their edge, where there is a way.
    time_s = np.column_stack(ways(places, mode)) + walk_s[:, None]
    ends = np.column_stack([network.tail[places.edge], network.head[places.edge]])
    open_ = np.isfinite(time_s)
    counts = nodes.indptr[-1] + np.cumsum(open_.sum(axis=1))
    size = network.node_count + len(places)
    return csr_array(
        (
            np.concatenate([nodes.data, time_s[open_]]),
            np.concatenate([nodes.indices, ends[open_].astype(nodes.indices.dtype)]),
            np.concatenate([nodes.indptr, counts.astype(nodes.indptr.dtype)]),
        ),
        shape=(size, size),
    )


def node_graph(network: Network, mode: Mode, towards: bool) -> csr_array:
    """Seconds between neighbouring nodes, shape (n, n), built once for each mode and direction.

    `towards` True has the arcs turned round, for searches from where one wants to arrive.
    """
    return network.kept(("graph", mode.name, towards), lambda: _node_graph(network, mode, towards))


def _node_graph(network: Network, mode: Mode, towards: bool) -> csr_array:
    if towards:
        return csr_array(node_graph(network, mode, towards=False).T)
    found = arcs(network, mode)
    counts = np.bincount(found.start, minlength=network.node_count)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    shape = (network.node_count, network.node_count)
    return csr_array((found.time_s, found.end.astype(np.int32), indptr), shape=shape)


def _fastest(node_count: int, given: Arcs) -> Arcs:
    """One arc a pair of nodes, sorted: a sparse matrix would add up the times of parallel ones."""
    pair = given.start * node_count + given.end
    kept = np.flatnonzero(given.start != given.end)
    order = kept[np.argsort(pair[kept], kind="stable")]
    new = np.diff(pair[order], prepend=-1) != 0
    if not new.all():
        order = order[np.lexsort((given.edge[order], given.time_s[order], pair[order]))]
        order = order[new]
    return Arcs(given.start[order], given.end[order], given.time_s[order], given.edge[order])
