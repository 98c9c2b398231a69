"""Ruin and recreate: strings of neighbouring jobs are torn out of rounds and put back elsewhere.

After Christiaens and Vanden Berghe, Slack Induction by String Removals for Vehicle Routing
Problems, Transportation Science 54(2), 2020, with one change: a round is an order of jobs, its
directions follow from a dynamic programme. The costs of both directions are kept for the
beginning and the end of every round, so that an insertion is weighed with the best directions
of the whole round in constant time.
"""

import numpy as np

from coverage.analysis.compiled import njit
from coverage.analysis.routing.ruin import fit, ruin, swap_tails
from coverage.analysis.routing.state import (
    Ints,
    Kept,
    Known,
    State,
    Task,
    measure,
    touch,
    value,
)

BLINKED = 0.01
MOST_TRIED = 20
SWAPPED = 0.1


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
def _insert(task: Task, state: State, kept: Kept, known: Known, job: int) -> float:
    """Put a job where it costs least, if it fits anywhere and costs less than leaving it out.

    Returns what that costs.
    """
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
        return best
    touch(state, kept, best_row)
    size = state.size[best_row]
    for place in range(size, known.place[job, best_row], -1):
        state.order[best_row, place] = state.order[best_row, place - 1]
    state.order[best_row, known.place[job, best_row]] = job
    state.size[best_row] = size + 1
    measure(task, state, best_row, known.place[job, best_row])
    return best


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
        measure(task, state, row, -1)


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
        fit(task, state, kept, row)
    return fill(task, state, kept, known, seed)


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
            swap_tails(task, state, kept)
        else:
            ruin(task, state, kept)
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
        change, left_out = -before, False
        for number in range(1, kept.touched[0] + 1):
            row = kept.touched[number]
            change += state.spent[row, 0] - kept.travel[row]
        saved = 0.0
        for number in range(1, kept.out[0] + 1):
            saved += task.through[kept.out[number]]
        worst = -heat * np.log(np.random.random())
        for number in range(1, kept.out[0] + 1):
            job = kept.out[number]
            change += _insert(task, state, kept, known, job)
            left_out = left_out or state.vehicle[job] < 0
            saved -= task.through[job]
            # What is still to be inserted cannot make up for it.
            if change - saved > worst:
                break
        if change - saved <= worst:
            now += change
            if kept.left_out[0] or left_out:
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
