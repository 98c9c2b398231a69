"""What is due on a day by the rules of patrols, and how much it counts when not all fits."""

from coverage.analysis.shares import State
from coverage.figures import patrol
from coverage.figures.register import Register
from coverage.inspection.places import key_of
from geo.models import WaterBody

# What leaving a place out costs beside others: overdue places stay longest.
PRIZES = {State.GAP: 3.0, State.UNKNOWN: 2.0, State.DUE: 1.0}
ASKED_PRIZE = 2.0


def due(found: Register, duty: str, kinds: list[str]) -> dict[str, float]:
    """Return the keys of what is due, with what leaving each out costs."""
    return {key: prize for key, prize in _due(found, duty) if key.split(":")[0] in kinds}


def _due(found: Register, duty: str):
    state = patrol.measured(found, duty).state
    for row, one in zip([*found.segments.rows, *found.waters.rows], state, strict=True):
        if State(one) in PRIZES:
            yield key_of(_kind(row), row.code), PRIZES[State(one)]


def _kind(row) -> str:
    if not isinstance(row, WaterBody):
        return "segment"
    return "ditch" if row.kind == WaterBody.Kind.DITCH else "pond"
