"""The computation of an inspection route: asked, computed apart, and its rounds kept."""

from coverage.figures import register
from coverage.inspection.jobs import people_of, question_of, work_of
from coverage.inspection.results import Result, keep, result_of
from coverage.inspection.solve import solve
from coverage.models import InspectionRoute
from coverage.runs import life
from coverage.runs.apart import run_apart


def ask(route: InspectionRoute) -> InspectionRoute:
    """Keep a new route and put it into the queue, both or neither."""
    from coverage.inspection.tasks import compute_inspection_route

    return life.ask(route, compute_inspection_route)


def run(public_id: str) -> str:
    """Compute a waiting route and keep its rounds; return the state it ended in."""
    return life.compute(InspectionRoute, public_id, _computed, keep)


def _computed(route: InspectionRoute) -> Result:
    """Compute in another process and return what is to be kept."""
    asked = route.question
    found = register.read(route.subdistrict, route.day)
    work = work_of(asked, found)
    question = question_of(asked, found, work, people_of(asked, found), asked["seconds"])
    report = life.Report(route)
    answer = run_apart(solve, question, report.tell, report.is_unwanted, life.LONGEST_RUN_S)
    return result_of(asked, found, work, answer, question.names)
