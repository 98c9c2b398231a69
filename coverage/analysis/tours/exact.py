"""The shortest round over few jobs, by dynamic programming over the sets of jobs served.

Held and Karp, "A dynamic programming approach to sequencing problems" (1962); the last end of a
job takes the place of the last city.
"""

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit
from coverage.analysis.tours.problem import Problem

MOST_JOBS = 12


def shortest_round(given: Problem) -> NDArray[np.int32]:
    """The nodes where the jobs of the shortest round are entered, the depot first.

    For up to MOST_JOBS jobs: memory and time grow with 2 to their number.
    """
    return _shortest(given.cost, given.wrong)


@njit(cache=True)
def _shortest(cost, wrong):
    jobs = len(cost) // 2 - 1
    # least[served, node - 2]: to have served the set and have entered its last job at node.
    least = np.full((1 << jobs, 2 * jobs), np.int64(1) << 60)
    came = np.zeros((1 << jobs, 2 * jobs), dtype=np.int32)
    for node in range(2, 2 * jobs + 2):
        least[1 << ((node >> 1) - 1), node - 2] = np.int64(cost[1, node]) + wrong[node]
    for served in range(1, 1 << jobs):
        for at in range(2, 2 * jobs + 2):
            if not served >> ((at >> 1) - 1) & 1:
                continue
            before = least[served, at - 2]
            for node in range(2, 2 * jobs + 2):
                bit = 1 << ((node >> 1) - 1)
                if served & bit:
                    continue
                value = before + cost[at ^ 1, node] + wrong[node]
                if value < least[served | bit, node - 2]:
                    least[served | bit, node - 2] = value
                    came[served | bit, node - 2] = at
    served, at, best = (1 << jobs) - 1, 2, np.int64(1) << 61
    for node in range(2, 2 * jobs + 2):
        value = least[served, node - 2] + cost[node ^ 1, 0]
        if value < best:
            at, best = node, value
    round_ = np.zeros(jobs + 1, dtype=np.int32)
    for place in range(jobs, 0, -1):
        round_[place] = at
        before = came[served, at - 2]
        served -= 1 << ((at >> 1) - 1)
        at = before
    return round_
