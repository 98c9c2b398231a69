"""What is due on a day, who must do it, and how much it counts when not all fits."""

from dataclasses import dataclass

from coverage.figures import recency
from coverage.figures.due import due_items
from coverage.figures.register import Register
from coverage.inspection.places import key_of
from coverage.models import Deputy, RiverChief

# What leaving a place out costs beside others: what is overdue stays longest.
PRIZES = {"overdue": 3.0, "due": 1.0}
VILLAGE_PRIZES = {"gap": 3.0, "due": 1.0}
ASKED_PRIZE = 2.0
SCOPES = ("everybody", "people")


@dataclass(frozen=True)
class Due:
    """A place that is to be visited: by the person of a row, or by anybody (None)."""

    key: str
    prize: float
    person: int | None = None


def of_everybody(found: Register, duty: str, kinds: list[str]) -> list[Due]:
    """Return what is due, whoever does it; a segment once, though several levels owe it.

    Villages are those that nobody reached in the allowed time, by the layer of recency.
    """
    prizes: dict[str, float] = {}
    for item in due_items(found, None, duty):
        if item.kind in kinds and item.state in PRIZES:
            prizes[item.key] = max(PRIZES[item.state], prizes.get(item.key, 0.0))
    if "village" in kinds:
        for row in recency.layer(found).rows:
            if row["state"] in VILLAGE_PRIZES:
                prizes[key_of("village", row["code"])] = VILLAGE_PRIZES[row["state"]]
    return [Due(key, prize) for key, prize in prizes.items()]


def of_people(
    found: Register, people: list[RiverChief | Deputy | None], kinds: list[str]
) -> list[Due]:
    """Return what each of the people owes, for that person alone: nobody can do it for them."""
    dues: dict[tuple[str, int], float] = {}
    for row, person in enumerate(people):
        for item in due_items(found, person) if person is not None else []:
            if item.kind in kinds and item.state in PRIZES:
                dues[item.key, row] = max(PRIZES[item.state], dues.get((item.key, row), 0.0))
    return [Due(key, prize, row) for (key, row), prize in dues.items()]
