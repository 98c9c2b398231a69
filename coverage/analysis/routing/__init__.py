"""Inspection rounds: what is due is visited by one or several people, by the quickest ways."""

from coverage.analysis.routing.jobs import Job, Person
from coverage.analysis.routing.plan import Plan, inspection_plan
from coverage.analysis.routing.rounds import Leg, Round, Visit
from coverage.analysis.routing.single import Route, inspection_route
from coverage.analysis.ways import Stretch

__all__ = [
    "Job",
    "Leg",
    "Person",
    "Plan",
    "Round",
    "Route",
    "Stretch",
    "Visit",
    "inspection_plan",
    "inspection_route",
]
