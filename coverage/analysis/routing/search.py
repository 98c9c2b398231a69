"""Ruin and recreate: strings of neighbouring jobs are torn out of rounds and put back elsewhere.

After Christiaens and Vanden Berghe, Slack Induction by String Removals for Vehicle Routing
Problems, Transportation Science 54(2), 2020, with one change: a round is an order of jobs, its
directions follow from a dynamic programme. The costs of both directions are kept for the
beginning and the end of every round, so that an insertion is weighed with the best directions
of the whole round in constant time.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit

TORN_OUT = 10
LONGEST_STRING = 10
SPLIT_SHARE = 0.5
SPARED_MORE = 0.01
BLINKED = 0.01
SWAPPED, NEAR_TAILS = 0.1, 10
MOST_TRIED = 20
# A round is told from others by a number made of its jobs in order; it may overflow.
NAMING = 6364136223846793005

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Task(NamedTuple):
    """A problem as the search reads it: `back` is `travel` turned, `near` the nearest jobs."""

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
def measure(task: Task, state: State, row: int) -> None:
    """Work out everything that is known of one round from its order."""
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
        for way in range(2):
            terminal = task.enter[job, way]
            until[place + 1, way] = min(
                until[place, 0] + travel[until_at[place, 0], terminal],
                until[place, 1] + travel[until_at[place, 1], terminal],
            )
            until_at[place + 1, way] = task.leave[job, way]
    for place in range(size - 1, -1, -1):
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
def _touch(state: State, kept: Kept, row: int) -> None:
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
def _ruin(task: Task, state: State, kept: Kept) -> None:
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
        _touch(state, kept, row)
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
        measure(task, state, row)
        strings -= 1
        if strings <= 0:
            return


@njit(cache=True)
def _swap_tails(task: Task, state: State, kept: Kept) -> None:
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
    _touch(state, kept, one)
    _touch(state, kept, other)
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
    _fit(task, state, kept, one)
    _fit(task, state, kept, other)


@njit(cache=True)
def _fit(task: Task, state: State, kept: Kept, row: int) -> None:
    """Tear out what another vehicle must serve, and jobs until a round keeps its limits."""
    for place in range(state.size[row] - 1, -1, -1):
        owner = task.owner[state.order[row, place]]
        if owner >= 0 and owner != row:
            _tear(state, kept, row, place, 1, 0)
    measure(task, state, row)
    while state.size[row] > 0 and (
        state.spent[row, 0] + state.spent[row, 1] > task.limit[row]
        or state.spent[row, 2] > task.capacity[row]
    ):
        length = min(state.size[row], 2)
        _tear(state, kept, row, np.random.randint(state.size[row] - length + 1), length, 0)
        measure(task, state, row)


@njit(cache=True)
def _sort_out(task: Task, kept: Kept) -> None:
    """Put what is to be inserted into one of several orders."""
    count, choice = kept.out[0], np.random.random()
    for number in range(1, count + 1):
        job = kept.out[number]
        if choice < 0.36:
            kept.key[number] = np.random.random()
        elif choice < 0.72:
            kept.key[number] = -task.load[job] - task.service[job]
        elif choice < 0.9:
            kept.key[number] = -task.far[job]
        else:
            kept.key[number] = task.far[job]
    for number in range(2, count + 1):
        key, job, place = kept.key[number], kept.out[number], number
        while place > 1 and kept.key[place - 1] > key:
            kept.key[place], kept.out[place] = kept.key[place - 1], kept.out[place - 1]
            place -= 1
        kept.key[place], kept.out[place] = key, job


@njit(cache=True)
def _weigh(task: Task, state: State, known: Known, job: int, row: int) -> None:
    """Find the place in a round where a job costs least, and remember it."""
    into_0, into_1 = task.back[task.enter[job, 0]], task.back[task.enter[job, 1]]
    from_0, from_1 = task.travel[task.leave[job, 0]], task.travel[task.leave[job, 1]]
    until, until_at = state.until[row], state.until_at[row]
    since, since_at = state.since[row], state.since_at[row]
    least, best_place = np.inf, 0
    for place in range(state.size[row] + 1):
        a, b = until_at[place, 0], until_at[place, 1]
        c, d = since_at[place, 0], since_at[place, 1]
        at_0 = min(until[place, 0] + into_0[a], until[place, 1] + into_0[b])
        at_1 = min(until[place, 0] + into_1[a], until[place, 1] + into_1[b])
        if min(at_0, at_1) + min(since[place, 0], since[place, 1]) >= least:
            continue
        to_0 = min(from_0[c] + since[place, 0], from_0[d] + since[place, 1])
        to_1 = min(from_1[c] + since[place, 0], from_1[d] + since[place, 1])
        total = min(at_0 + to_0, at_1 + to_1)
        if total < least:
            least, best_place = total, place
    known.name[job, row] = state.name[row]
    known.total[job, row] = least
    known.place[job, row] = best_place


@njit(cache=True, inline="always")
def _insert(task: Task, state: State, kept: Kept, known: Known, job: int) -> None:
    """Put a job where it costs least, if it fits anywhere and costs less than leaving it out."""
    best, best_row = task.prize[job], -1
    service, load = task.service[job], task.load[job]
    for row in range(len(task.start)):
        kept.tried[row] = False
    for row in range(len(task.start)):
        if task.owner[job] >= 0:
            if row != task.owner[job]:
                continue
        elif state.size[row] == 0:
            if kept.tried[task.kind[row]]:
                continue
            kept.tried[task.kind[row]] = True
        if state.spent[row, 2] + load > task.capacity[row]:
            continue
        travel, room = state.spent[row, 0], task.limit[row] - state.spent[row, 1] - service
        if travel > room:
            continue
        if known.name[job, row] != state.name[row]:
            _weigh(task, state, known, job, row)
        total = known.total[job, row]
        if total - travel < best and total <= room and np.random.random() >= BLINKED:
            best, best_row = total - travel, row
    if best_row < 0:
        return
    _touch(state, kept, best_row)
    size = state.size[best_row]
    for place in range(size, known.place[job, best_row], -1):
        state.order[best_row, place] = state.order[best_row, place - 1]
    state.order[best_row, known.place[job, best_row]] = job
    state.size[best_row] = size + 1
    measure(task, state, best_row)


@njit(cache=True)
def _restore(task: Task, state: State, kept: Kept) -> None:
    for number in range(1, kept.touched[0] + 1):
        row = kept.touched[number]
        for place in range(state.size[row]):
            state.vehicle[state.order[row, place]] = -1
    for number in range(1, kept.touched[0] + 1):
        row = kept.touched[number]
        state.size[row] = kept.size[row]
        state.order[row, : kept.size[row]] = kept.order[row, : kept.size[row]]
        measure(task, state, row)


@njit(cache=True)
def _list_left_out(state: State, kept: Kept) -> None:
    count = 0
    for job in range(len(state.vehicle)):
        if state.vehicle[job] < 0:
            count += 1
            kept.left_out[count] = job
    kept.left_out[0] = count


@njit(cache=True)
def fill(task: Task, state: State, kept: Kept, known: Known, seed: int) -> float:
    """Insert all jobs left out, one after the other, where each costs least."""
    np.random.seed(seed)
    kept.touched[0] = kept.out[0] = 0
    for job in range(len(task.enter)):
        if state.vehicle[job] < 0:
            kept.out[0] += 1
            kept.out[kept.out[0]] = job
    _sort_out(task, kept)
    for number in range(1, kept.out[0] + 1):
        _insert(task, state, kept, known, kept.out[number])
    kept.is_touched[:] = False
    _list_left_out(state, kept)
    return value(task, state)


@njit(cache=True)
def tighten(task: Task, state: State, kept: Kept, known: Known, seed: int) -> float:
    """Make all rounds keep limits that may have become lower; return the value."""
    np.random.seed(seed)
    kept.touched[0] = kept.out[0] = 0
    for row in range(len(task.start)):
        _fit(task, state, kept, row)
    return fill(task, state, kept, known, seed)


@njit(cache=True)
def value(task: Task, state: State) -> float:
    """Travel of all rounds and what the jobs left out cost."""
    total = state.spent[:, 0].sum()
    for job in range(len(task.enter)):
        if state.vehicle[job] < 0:
            total += task.prize[job]
    return total


@njit(cache=True)
def search(
    task: Task,
    state: State,
    kept: Kept,
    known: Known,
    best_order: Ints,
    best_size: Ints,
    best: float,
    steps: int,
    heat: float,
    seed: int,
) -> float:
    """Take `steps` steps at one temperature; return the best value and keep its rounds."""
    np.random.seed(seed)
    now = value(task, state)
    for _ in range(steps):
        kept.touched[0], kept.out[0] = 0, 0
        if np.random.random() < SWAPPED:
            _swap_tails(task, state, kept)
        else:
            _ruin(task, state, kept)
        torn = kept.out[0]
        again = min(kept.left_out[0], MOST_TRIED)
        for _ in range(again):
            number = np.random.randint(1, kept.left_out[0] + 1)
            job = kept.left_out[number]
            fresh = True
            for place in range(torn + 1, kept.out[0] + 1):
                fresh = fresh and kept.out[place] != job
            if fresh:
                kept.out[0] += 1
                kept.out[kept.out[0]] = job
        before = 0.0
        for number in range(torn + 1, kept.out[0] + 1):
            before += task.prize[kept.out[number]]
        _sort_out(task, kept)
        after = 0.0
        for number in range(1, kept.out[0] + 1):
            _insert(task, state, kept, known, kept.out[number])
            if state.vehicle[kept.out[number]] < 0:
                after += task.prize[kept.out[number]]
        change = after - before
        for number in range(1, kept.touched[0] + 1):
            row = kept.touched[number]
            change += state.spent[row, 0] - kept.travel[row]
        if change <= -heat * np.log(np.random.random()):
            now += change
            if kept.left_out[0] or after:
                _list_left_out(state, kept)
            if now < best - 1e-9:
                best = now
                best_size[:] = state.size
                for row in range(len(best_size)):
                    best_order[row, : best_size[row]] = state.order[row, : best_size[row]]
        else:
            _restore(task, state, kept)
        for number in range(1, kept.touched[0] + 1):
            kept.is_touched[kept.touched[number]] = False
    return best
