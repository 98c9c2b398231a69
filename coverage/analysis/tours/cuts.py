"""Sets of ends that a fractional solution leaves less often than any round does.

A round joins every end of a job to one other end. So it leaves a set of whole jobs (without the
depot or without another job) at least twice, and a set with an odd number of ends at least once:
the constraints of Dantzig, Fulkerson and Johnson (1954) and of Edmonds for matchings (1965). Both
are separated exactly, on a graph from which everything whole has been shrunk, by a tree of
its smallest cuts (Gomory and Hu, 1961; Gusfield, 1990; Padberg and Rao, 1982, for odd sets).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

Ends = NDArray[np.intp]
Floats = NDArray[np.float64]

WHOLE = 1e-6
VIOLATED = 1e-3
UNITS = 1_000_000
# Shares at which the quick search joins, and how many cuts are enough not to search exactly.
JOINED = (1e-6, 0.2, 0.34, 0.49, 0.6, 0.75, 0.9)
PARTLY, NOT_WHOLE = (1e-6, 0.05, 0.1, 0.2, 0.3, 0.45), (1 - 1e-6, 0.95, 0.8, 0.6)
ENOUGH = 20


@dataclass(frozen=True)
class Cut:
    """Legs with one end among `ends`, ascending, are travelled at least `least` times."""

    ends: Ends
    least: int


def violated(start: Ends, end: Ends, share: Floats, size: int) -> list[Cut]:
    """The cuts that legs, each travelled to a share of 0 to 1, do not keep.

    `start`, `end`, `share`, shape (e,): the legs of a solution in which every end of `size` jobs
    is joined once. Empty only if every cut is kept but for VIOLATED.
    """
    used = share > WHOLE
    legs = _Legs(start[used], end[used], share[used], size)
    quick = _distinct([*legs.quick_jobs(), *legs.quick_odd()])
    if len(quick) >= ENOUGH:
        return quick
    return _distinct([*quick, *legs.jobs(), *legs.odd()])


@dataclass(frozen=True)
class _Legs:
    """The legs that a solution travels, and searches for the cuts they violate."""

    start: Ends
    end: Ends
    share: Floats
    size: int

    def quick_jobs(self) -> list[Cut]:
        """Sets of jobs left less than twice, among those joined by legs of a share or more."""
        found = []
        for least in JOINED:
            strong = self.share > least
            count, group = _components(self.start[strong] // 2, self.end[strong] // 2, self.size)
            group = np.repeat(group, 2)
            found += self._left_too_rarely(group, range(count), 2) if count > 1 else []
        return found

    def quick_odd(self) -> list[Cut]:
        """Odd sets of ends left less than once, among those joined by legs of some shares."""
        found = []
        for least in PARTLY:
            for most in NOT_WHOLE:
                part = (self.share > least) & (self.share < most)
                count, group = _components(self.start[part], self.end[part], 2 * self.size)
                members = np.bincount(group, minlength=count)
                odd = np.flatnonzero((members % 2 == 1) & (members > 1))
                found += self._left_too_rarely(group, odd.tolist(), 1)
        return found

    def jobs(self) -> list[Cut]:
        """Sets of jobs left less than twice, if there is any."""
        whole = self.share > 1 - WHOLE
        start, end = self.start // 2, self.end // 2
        count, group = _components(start[whole], end[whole], self.size)
        apart = group[start] != group[end]
        graph = _graph(group[start[apart]], group[end[apart]], self.share[apart], count)
        group = np.repeat(group, 2)
        return [
            self._cut(members[group], 2)
            for value, members in _smallest_cuts(graph)
            if value < 2 - VIOLATED
        ]

    def odd(self) -> list[Cut]:
        """Odd sets of ends left less than once, if there is any: where ends are joined in part."""
        part = self.share < 1 - WHOLE
        start, end = self.start[part], self.end[part]
        nodes, number = np.unique(np.concatenate([start, end]), return_inverse=True)
        graph = _graph(number[: len(start)], number[len(start) :], self.share[part], len(nodes))
        return [
            Cut(nodes[members], 1)
            for value, members in _smallest_cuts(graph)
            if value < 1 - VIOLATED and members.sum() % 2
        ]

    def _left_too_rarely(self, group: Ends, numbers: Iterable[int], least: int) -> list[Cut]:
        here, there = group[self.start], group[self.end]
        apart = here != there
        left = np.bincount(here[apart], self.share[apart], minlength=group.max() + 1)
        left += np.bincount(there[apart], self.share[apart], minlength=group.max() + 1)
        return [
            self._cut(group == number, least)
            for number in numbers
            if left[number] < least - VIOLATED
        ]

    def _cut(self, inside: NDArray[np.bool_], least: int) -> Cut:
        """The smaller side of a cut."""
        inside = inside if inside.sum() <= self.size else ~inside
        return Cut(np.flatnonzero(inside), least)


def _distinct(cuts: list[Cut]) -> list[Cut]:
    return list({(cut.least, cut.ends.tobytes()): cut for cut in cuts}.values())


def _graph(start: Ends, end: Ends, share: Floats, size: int) -> csr_array:
    """A symmetric graph with whole numbers for shares, as `maximum_flow` wants them."""
    units = np.rint(share * UNITS).astype(np.int32)
    rows, columns = np.concatenate([start, end]), np.concatenate([end, start])
    return csr_array((np.tile(units, 2), (rows, columns)), shape=(size, size), dtype=np.int32)


def _components(start: Ends, end: Ends, size: int) -> tuple[int, NDArray[np.int32]]:
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(size, size))
    return connected_components(graph, directed=False)


def _smallest_cuts(graph: csr_array) -> list[tuple[float, NDArray[np.bool_]]]:
    """Cuts among which the smallest between any two nodes is: value and members.

    Those between components cost nothing; they are all that is told if there are several and
    one of them is a single node or the like: each component is then searched for itself.
    """
    count, component = connected_components(graph, directed=False)
    found = []
    for number in range(count):
        nodes = np.flatnonzero(component == number)
        inside = np.zeros(len(component), dtype=bool)
        if count > 1:
            inside[nodes] = True
            found.append((0.0, inside))
        if len(nodes) > 2:
            for value, members in _cut_tree(graph[nodes][:, nodes]):
                inside = np.zeros(len(component), dtype=bool)
                inside[nodes[members]] = True
                found.append((value, inside))
    return found


def _cut_tree(graph: csr_array) -> list[tuple[float, NDArray[np.bool_]]]:
    """The cuts of the cut tree of a connected graph (Gusfield)."""
    size = graph.shape[0]
    parent, value = np.zeros(size, dtype=np.intp), np.zeros(size)
    for node in range(1, size):
        other = parent[node]
        flow, side = _cut(graph, node, other)
        value[node] = flow
        moved = side & (parent == other)
        moved[node] = False
        parent[moved] = node
        if side[parent[other]]:
            parent[node], parent[other] = parent[other], node
            value[node], value[other] = value[other], flow
    return [(value[node], _below(parent, node)) for node in range(1, size)]


def _cut(graph: csr_array, source: int, sink: int) -> tuple[float, NDArray[np.bool_]]:
    """The smallest cut between two nodes: its value and the side of the source."""
    result = maximum_flow(graph, source, int(sink))
    left = csr_array(graph - result.flow)
    left.eliminate_zeros()
    side = np.zeros(graph.shape[0], dtype=bool)
    side[breadth_first_order(left, source, return_predecessors=False)] = True
    return result.flow_value / UNITS, side


def _below(parent: NDArray[np.intp], top: int) -> NDArray[np.bool_]:
    """The nodes of a tree from which the way to the root leads through `top`."""
    inside = np.zeros(len(parent), dtype=bool)
    inside[top] = True
    while True:
        more = inside[parent] & ~inside
        more[0] = more[0] and parent[0] != 0
        if not more.any():
            return inside
        inside |= more
