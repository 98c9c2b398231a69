"""Inspection rounds: what is due is visited by one or several people, by the quickest ways."""

from coverage.analysis.routing.jobs import Job, Person
from coverage.analysis.routing.plan import Plan, inspection_plan
from coverage.analysis.routing.rounds import Leg, Round, Visit
from coverage.analysis.routing.single import Route, inspection_route
from coverage.analysis.routing.turns import Step, Turn, turn_list
from coverage.analysis.ways import Stretch

__all__ = [
    "Job",
    "Leg",
    "Person",
    "Plan",
    "Round",
    "Route",
    "Step",
    "Stretch",
    "Turn",
    "Visit",
    "inspection_plan",
    "inspection_route",
    "turn_list",
]
