"""What ruin and recreate works on, as arrays that compiled code can read and change."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit

# A round is told from others by a number made of its jobs in order; it may overflow.
NAMING = 6364136223846793005

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Task(NamedTuple):
    """A problem as the search reads it: `back` is `travel` turned, `near` the nearest jobs.

    `through` is the way from end to end of a job: as much may a round save by taking it in, since
    what it costs to serve it is counted elsewhere; `far` the way to it from the nearest start.
    """

    travel: Floats
    back: Floats
    enter: Ints
    leave: Ints
    service: Floats
    load: Floats
    prize: Floats
    owner: Ints
    start: Ints
    end: Ints
    limit: Floats
    capacity: Floats
    kind: Ints
    near: Ints
    through: Floats
    far: Floats


class State(NamedTuple):
    """Rounds as orders, and what is known of them.

    `order` (k, n) and `size` (k,); `vehicle` and `place` (n,), -1 for a job left out; `spent`
    (k, 3): travel, service, load; `until` and `since` (k, n + 1, 2): least travel to have left
    the job before a place, and from entering the job at a place, in either direction, and the
    terminals where that is.
    """

    order: Ints
    size: Ints
    name: Ints
    vehicle: Ints
    place: Ints
    spent: Floats
    until: Floats
    until_at: Ints
    since: Floats
    since_at: Ints


class Kept(NamedTuple):
    """What must be restored when a change is refused, and lists in use."""

    order: Ints
    size: Ints
    travel: Floats
    touched: Ints
    is_touched: NDArray[np.bool_]
    out: Ints
    left_out: Ints
    key: Floats
    tried: NDArray[np.bool_]


class Known(NamedTuple):
    """Of each job and round, shape (n, k): the least total travel with the job inserted, and
    where, as long as the round is the same."""

    name: Ints
    total: Floats
    place: Ints


@njit(cache=True)
def measure(task: Task, state: State, row: int, inserted: int) -> None:
    """Work out everything that is known of one round from its order.

    If only a job was `inserted` at a place (-1: anything may have changed), what is known of the
    beginning still holds, and what is known of the end only moves.
    """
    travel, size = task.travel, state.size[row]
    start, end = task.start[row], task.end[row]
    until, until_at = state.until[row], state.until_at[row]
    since, since_at = state.since[row], state.since_at[row]
    service, load, name = 0.0, 0.0, 1
    for way in range(2):
        until[0, way], until_at[0, way] = 0.0, start
        since[size, way], since_at[size, way] = 0.0, end
    for place in range(size):
        job = state.order[row, place]
        service += task.service[job]
        load += task.load[job]
        name = name * NAMING + job
        state.vehicle[job], state.place[job] = row, place
        if place < inserted:
            continue
        for way in range(2):
            terminal = task.enter[job, way]
            until[place + 1, way] = min(
                until[place, 0] + travel[until_at[place, 0], terminal],
                until[place, 1] + travel[until_at[place, 1], terminal],
            )
            until_at[place + 1, way] = task.leave[job, way]
    last = size - 1
    if inserted >= 0:
        for place in range(size - 1, inserted, -1):
            for way in range(2):
                since[place, way] = since[place - 1, way]
                since_at[place, way] = since_at[place - 1, way]
        last = inserted
    for place in range(last, -1, -1):
        job = state.order[row, place]
        for way in range(2):
            terminal = task.leave[job, way]
            since[place, way] = min(
                travel[terminal, since_at[place + 1, 0]] + since[place + 1, 0],
                travel[terminal, since_at[place + 1, 1]] + since[place + 1, 1],
            )
            since_at[place, way] = task.enter[job, way]
    state.spent[row, 0] = min(
        until[size, 0] + travel[until_at[size, 0], end],
        until[size, 1] + travel[until_at[size, 1], end],
    )
    state.name[row] = name
    state.spent[row, 1] = service
    state.spent[row, 2] = load


@njit(cache=True, inline="always")
def touch(state: State, kept: Kept, row: int) -> None:
    """Keep a round as it is before its first change."""
    if kept.is_touched[row]:
        return
    kept.is_touched[row] = True
    kept.touched[0] += 1
    kept.touched[kept.touched[0]] = row
    size = state.size[row]
    kept.size[row], kept.travel[row] = size, state.spent[row, 0]
    kept.order[row, :size] = state.order[row, :size]


@njit(cache=True)
def value(task: Task, state: State) -> float:
    """Travel of all rounds and what the jobs left out cost."""
    total = state.spent[:, 0].sum()
    for job in range(len(task.enter)):
        if state.vehicle[job] < 0:
            total += task.prize[job]
    return total
