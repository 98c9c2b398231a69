"""Where more places would help most, and who should be paired with whom.

Location models over a matrix of costs (demand by candidates, seconds or metres), each with a
bound that says how good its answer is, and the assignment of deputies to villages.
"""

from coverage.analysis.siting.assignment import Pairings, Reason, assign_pairings
from coverage.analysis.siting.clock import Progress, Step
from coverage.analysis.siting.covering import maximal_covering, set_covering
from coverage.analysis.siting.p_center import p_center
from coverage.analysis.siting.p_median import p_median
from coverage.analysis.siting.result import Method, Siting

__all__ = [
    "Method",
    "Pairings",
    "Progress",
    "Reason",
    "Siting",
    "Step",
    "assign_pairings",
    "maximal_covering",
    "p_center",
    "p_median",
    "set_covering",
]
