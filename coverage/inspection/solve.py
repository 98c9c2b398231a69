"""The rounds of a question, computed without Django so that another process can do it."""

from collections.abc import Callable
from dataclasses import dataclass

from coverage.analysis.errors import EmptyNetworkError
from coverage.analysis.routing import Job, Person, Plan, inspection_plan
from coverage.analysis.turns import Turn, turns
from coverage.scenarios.stations import Roads

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class RouteQuestion:
    """What is visited by whom; ``names`` are the name and the class of each road."""

    roads: Roads
    names: list[tuple[str, str]]
    jobs: tuple[Job, ...]
    people: tuple[Person, ...]
    mode: str
    walk_m: float
    balance: bool
    budget_s: float


@dataclass(frozen=True)
class Answer:
    """The plan, and the turns of each leg of each round."""

    plan: Plan
    turns: list[list[list[Turn]]]


def solve(question: RouteQuestion, progress: Progress) -> Answer:
    """Answer the question; ``progress`` is told a fraction and a word.

    Raises AnalysisError, which names what cannot be answered.
    """
    network = question.roads.network()
    if network is None:
        raise EmptyNetworkError("roads", 0, "at least one road that may be used")
    plan = inspection_plan(
        network,
        question.jobs,
        question.people,
        question.mode,
        walk_m=question.walk_m,
        balance=question.balance,
        budget_s=question.budget_s,
        progress=progress,
    )
    names = [name for name, _ in question.names]
    found = [[turns(network, leg.edges, names) for leg in one.legs] for one in plan.rounds]
    return Answer(plan, found)
