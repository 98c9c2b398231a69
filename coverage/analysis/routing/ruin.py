"""Tearing jobs out of rounds, and joining the parts of two rounds anew."""

import numpy as np

from coverage.analysis.compiled import njit
from coverage.analysis.routing.state import Kept, State, Task, measure, touch

TORN_OUT = 10
LONGEST_STRING = 20
SPLIT_SHARE = 0.5
SPARED_MORE = 0.01
NEAR_TAILS = 10


@njit(cache=True)
def _tear(state: State, kept: Kept, row: int, first: int, length: int, spared: int) -> None:
    """Take `length` jobs out of a round from `first` on, but leave `spared` in their middle."""
    begin = first + (np.random.randint(1, length) if spared and length > 1 else length)
    taken, kept_here, write = 0, 0, first
    for place in range(first, state.size[row]):
        job = state.order[row, place]
        spare = place >= begin and kept_here < spared
        if taken < length and not spare:
            taken += 1
            state.vehicle[job] = -1
            kept.out[0] += 1
            kept.out[kept.out[0]] = job
        else:
            kept_here += spare
            state.order[row, write] = job
            write += 1
    state.size[row] = write


@njit(cache=True)
def ruin(task: Task, state: State, kept: Kept) -> None:
    """Tear strings of jobs out of rounds near one job."""
    jobs, rows = len(task.enter), len(task.start)
    used, served = 0, 0
    for row in range(rows):
        if state.size[row]:
            used += 1
            served += state.size[row]
    if not used:
        return
    longest = min(LONGEST_STRING, served / used)
    most = 4 * TORN_OUT / (1 + longest) - 1
    strings = int(np.random.random() * most + 1)
    seed = np.random.randint(jobs)
    for number in range(-1, task.near.shape[1]):
        job = seed if number < 0 else task.near[seed, number]
        row = state.vehicle[job]
        if row < 0 or kept.is_touched[row]:
            continue
        touch(state, kept, row)
        size = state.size[row]
        length = int(np.random.random() * min(size, longest) + 1)
        length = min(length, size)
        spared = 0
        if length < size and np.random.random() < SPLIT_SHARE:
            spared = 1
            while length + spared < size and np.random.random() < SPARED_MORE:
                spared += 1
        place = state.place[job]
        low, high = max(0, place - length - spared + 1), min(place, size - length - spared)
        _tear(state, kept, row, np.random.randint(low, high + 1), length, spared)
        measure(task, state, row, -1)
        strings -= 1
        if strings <= 0:
            return


@njit(cache=True)
def fit(task: Task, state: State, kept: Kept, row: int) -> None:
    """Tear out what another vehicle must serve, and jobs until a round keeps its limits."""
    for place in range(state.size[row] - 1, -1, -1):
        owner = task.owner[state.order[row, place]]
        if owner >= 0 and owner != row:
            _tear(state, kept, row, place, 1, 0)
    measure(task, state, row, -1)
    while state.size[row] > 0 and (
        state.spent[row, 0] + state.spent[row, 1] > task.limit[row]
        or state.spent[row, 2] > task.capacity[row]
    ):
        length = min(state.size[row], 2)
        _tear(state, kept, row, np.random.randint(state.size[row] - length + 1), length, 0)
        measure(task, state, row, -1)


@njit(cache=True)
def swap_tails(task: Task, state: State, kept: Kept) -> None:
    """Join the head of one round with the tail of a near one, or with its head turned round.

    What then breaks a limit is torn out.
    """
    if task.near.shape[1] == 0:
        return
    first = np.random.randint(len(task.enter))
    second = task.near[first, np.random.randint(min(task.near.shape[1], NEAR_TAILS))]
    one, other = state.vehicle[first], state.vehicle[second]
    if one < 0 or other < 0 or one == other:
        return
    touch(state, kept, one)
    touch(state, kept, other)
    cut, turned = state.place[first] + 1, np.random.random() < 0.5
    split = state.place[second] + turned
    size_one, size_other = kept.size[one], kept.size[other]
    old_one, old_other = kept.order[one], kept.order[other]
    write = cut
    for place in range(split - 1, -1, -1) if turned else range(split, size_other, 1):
        state.order[one, write] = old_other[place]
        write += 1
    state.size[one] = write
    write = 0
    if turned:
        for place in range(size_one - 1, cut - 1, -1):
            state.order[other, write] = old_one[place]
            write += 1
        for place in range(split, size_other):
            state.order[other, write] = old_other[place]
            write += 1
    else:
        write = split
        for place in range(cut, size_one):
            state.order[other, write] = old_one[place]
            write += 1
    state.size[other] = write
    fit(task, state, kept, one)
    fit(task, state, kept, other)
