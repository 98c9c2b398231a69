"""Sets of ends that a fractional solution leaves less often than any round does.

A round joins every end of a job to one other end. So it leaves a set of whole jobs (without the
depot or without another job) at least twice, and a set with an odd number of ends at least once:
the constraints of Dantzig, Fulkerson and Johnson (1954) and of Edmonds for matchings (1965). Both
are separated exactly, on a graph from which everything whole has been shrunk, by a tree of
its smallest cuts (Gomory and Hu, 1961; Gusfield, 1990; Padberg and Rao, 1982, for odd sets).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from coverage.analysis.compiled import njit

Ends = NDArray[np.intp]
Floats = NDArray[np.float64]

WHOLE = 1e-6
VIOLATED = 1e-3
# For the search of flows: what counts as nothing, and how a node was not reached by an arc.
EMPTY = 1e-9
UNREACHED, SOURCE = -1, -2
# Shares at which the quick search joins, and how many cuts are enough not to search exactly.
JOINED = (1e-6, 0.3, 0.6, 0.9)
PARTLY, NOT_WHOLE = (1e-6, 0.1, 0.3), (1 - 1e-6, 0.8)
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
        both = group[start[apart]], group[end[apart]]
        group = np.repeat(group, 2)
        return [
            self._cut(members[group], 2)
            for value, members in _smallest_cuts(*both, self.share[apart], count)
            if value < 2 - VIOLATED
        ]

    def odd(self) -> list[Cut]:
        """Odd sets of ends left less than once, if there is any: where ends are joined in part."""
        part = self.share < 1 - WHOLE
        start, end = self.start[part], self.end[part]
        nodes, number = np.unique(np.concatenate([start, end]), return_inverse=True)
        both = number[: len(start)], number[len(start) :]
        return [
            self._cut(np.isin(np.arange(2 * self.size), nodes[members]), 1)
            for value, members in _smallest_cuts(*both, self.share[part], len(nodes))
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
        """The smaller side of a cut, of halves the one without the depot's first end."""
        count = int(inside.sum())
        if count > self.size or (count == self.size and inside[0]):
            inside = ~inside
        return Cut(np.flatnonzero(inside), least)


def _distinct(cuts: list[Cut]) -> list[Cut]:
    return list({(cut.least, cut.ends.tobytes()): cut for cut in cuts}.values())


def _components(start: Ends, end: Ends, size: int) -> tuple[int, NDArray[np.int32]]:
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(size, size))
    return connected_components(graph, directed=False)


def _smallest_cuts(
    start: Ends, end: Ends, share: Floats, size: int
) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """Cuts among which there is a smallest one between any two nodes: value and members."""
    count, component = _components(start, end, size)
    for number in range(count):
        inside = component == number
        if count > 1:
            yield 0.0, inside
        nodes, kept = np.flatnonzero(inside), inside[start]
        if len(nodes) > 1:
            here, there = np.searchsorted(nodes, start[kept]), np.searchsorted(nodes, end[kept])
            for value, members in _tree_cuts(here, there, share[kept], len(nodes)):
                yield value, np.isin(np.arange(size), nodes[members])


def _tree_cuts(
    start: Ends, end: Ends, share: Floats, size: int
) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """The cuts of the cut tree of a connected graph."""
    arcs = len(start)
    tail, head = np.concatenate([start, end]), np.concatenate([end, start])
    order = np.argsort(tail, kind="stable")
    place = np.empty(2 * arcs, dtype=np.intp)
    place[order] = np.arange(2 * arcs)
    turned = place[(order + arcs) % (2 * arcs)]
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=size))])
    parent, value = _cut_tree(first, head[order], turned, np.tile(share, 2)[order])
    for node in range(1, size):
        yield float(value[node]), _below(parent, node)


@njit(cache=True)
def _cut_tree(first, head, turned, share):
    """The parents of the nodes but 0 in the cut tree, and the cuts between both (Gusfield).

    The arcs of node i are those from `first[i]` on; `turned` is the same arc the other way.
    """
    size = len(first) - 1
    parent, value = np.zeros(size, dtype=np.int64), np.zeros(size)
    left = share.copy()
    came, queue = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    for node in range(1, size):
        other = parent[node]
        left[:] = share
        flow = 0.0
        while _reach(first, head, left, node, other, came, queue):
            least, at = np.inf, other
            while at != node:
                least = min(least, left[came[at]])
                at = head[turned[came[at]]]
            at = other
            while at != node:
                left[came[at]] -= least
                left[turned[came[at]]] += least
                at = head[turned[came[at]]]
            flow += least
        value[node] = flow
        for also in range(size):
            if also != node and came[also] != UNREACHED and parent[also] == other:
                parent[also] = node
        if came[parent[other]] != UNREACHED:
            parent[node], parent[other] = parent[other], node
            value[node], value[other] = value[other], flow
    return parent, value


@njit(cache=True)
def _reach(first, head, left, source, sink, came, queue):
    """Search the sink, breadth first, over arcs with something left; `came` by which arcs."""
    came[:] = UNREACHED
    came[source] = SOURCE
    queue[0], begin, end = source, 0, 1
    while begin < end:
        at = queue[begin]
        begin += 1
        for arc in range(first[at], first[at + 1]):
            to = head[arc]
            if left[arc] > EMPTY and came[to] == UNREACHED:
                came[to] = arc
                if to == sink:
                    return True
                queue[end] = to
                end += 1
    return False


def _below(parent: NDArray[np.intp], top: int) -> NDArray[np.bool_]:
    """The nodes of a tree with the root 0 from which the way there leads through `top`."""
    inside = np.zeros(len(parent), dtype=bool)
    inside[top] = True
    while True:
        more = inside[parent] & ~inside
        if not more.any():
            return inside
        inside |= more
