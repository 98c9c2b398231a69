"""Steps through the API: who may, what they need, what two at once leave behind."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from coverage.issues import deadlines, due
from coverage.models import Issue, IssueStep, PatrolSettings
from tests import register
from tests.coverage.issues.conftest import Caller, member, new_id, photo

pytestmark = pytest.mark.django_db
UNIT = {"action": "assign", "unit": "A unit"}


def take(caller, issue: str, action: str, **more):
    return caller("POST", f"{issue}/steps", {"action": action, **more})


def to(state: str, issue: str, callers) -> None:
    """Take an issue to a state: the coordinator handles it, the committee verifies it."""
    order = ("registered", "assigned", "in_progress", "rectified", "verified", "closed")
    steps = (
        ("committee", {"action": "assign", "unit": "A unit"}),
        ("coordinator", {"action": "start"}),
        ("coordinator", {"action": "rectify", "note": "Carried away"}),
        ("committee", {"action": "verify"}),
    )
    for role, body in steps[: order.index(state)]:
        answer = callers[role]("POST", f"{issue}/steps", body)
        assert answer.status_code == 200, answer.content


def test_an_issue_goes_through_to_closed(callers, reported, people):
    to("verified", reported, callers)
    committee = callers["committee"]
    refused = take(committee, reported, "close")
    assert refused.status_code == 409
    assert "photo" in refused.json()["detail"]
    added = committee("PUT", f"{reported}/photos/{new_id()}?phase=after", photo())
    assert added.status_code == 201
    closed = take(committee, reported, "close")
    assert closed.status_code == 200
    body = closed.json()
    assert body["state"] == "closed"
    assert body["actions"] == ["note"]
    assert (body["handler"], body["verifier"]) == ("the-coordinator", "the-committee")
    assert [(step["action"], step["by"]) for step in body["steps"]] == [
        ("register", "the-deputy"),
        ("assign", "the-committee"),
        ("start", "the-coordinator"),
        ("rectify", "the-coordinator"),
        ("verify", "the-committee"),
        ("close", "the-committee"),
    ]


def test_who_handled_it_cannot_verify_it(callers, reported):
    to("rectified", reported, callers)
    for action in ("verify", "reject"):
        answer = take(callers["coordinator"], reported, action, note="No")
        assert answer.status_code == 403
    assert Issue.objects.get(public_id=reported).state == "rectified"
    other = Caller(member("coordinator", "another-coordinator"))
    assert take(other, reported, "verify").status_code == 200


def test_what_was_rejected_is_handled_again(callers, reported):
    to("rectified", reported, callers)
    assert take(callers["committee"], reported, "reject").json()["parameter"] == "note"
    answer = take(callers["committee"], reported, "reject", note="Still there")
    assert answer.json()["state"] == "in_progress"
    assert answer.json()["verifier"] is None


HANDLING = ("assign", "return", "start", "rectify", "verify", "reject", "close", "remind")


@pytest.mark.parametrize(
    "state", ["registered", "assigned", "in_progress", "rectified", "verified"]
)
def test_a_deputy_gets_403_for_every_handling_step(callers, reported, deputy, state):
    to(state, reported, callers)
    for action in HANDLING:
        answer = take(deputy, reported, action, note="x")
        assert answer.status_code == 403, action
        assert "eput" in answer.json()["detail"]
    assert Issue.objects.get(public_id=reported).state == state
    assert take(deputy, reported, "note", note="Seen again").status_code == 200


def test_a_named_handler_acts_and_a_deputy_cannot_be_one(callers, reported, people):
    committee, patroller = callers["committee"], callers["patroller"]
    refused = take(committee, reported, **UNIT, handler="the-deputy")
    assert refused.status_code == 400
    assert refused.json()["parameter"] == "handler"
    assert take(committee, reported, **UNIT, handler="the-patroller").status_code == 200
    assert patroller("GET", reported).json()["actions"] == ["return", "start", "note"]
    assert take(patroller, reported, "start").status_code == 200
    assert take(patroller, reported, "rectify", note="Done").status_code == 200
    after = patroller("PUT", f"{reported}/photos/{new_id()}?phase=after", photo())
    assert after.status_code == 201
    assert take(patroller, reported, "verify").status_code == 403


def test_the_deadline_counts_working_days(callers, reported):
    body = take(callers["committee"], reported, **UNIT).json()
    expected = deadlines.after(timezone.localdate(), 10, due.calendar())
    assert body["deadline"] == expected.isoformat()
    assert body["handling_unit"] == "A unit"


def test_returning_is_possible_for_24_hours(callers, reported):
    to("assigned", reported, callers)
    assert take(callers["coordinator"], reported, "return").json()["parameter"] == "note"
    step = IssueStep.objects.filter(issue__public_id=reported, action="assign")
    step.update(at=timezone.now() - timedelta(hours=25))
    late = take(callers["coordinator"], reported, "return", note="Not ours")
    assert late.status_code == 409
    assert "return" not in callers["coordinator"]("GET", reported).json()["actions"]
    step.update(at=timezone.now() - timedelta(hours=23))
    returned = take(callers["coordinator"], reported, "return", note="Not ours").json()
    assert (returned["state"], returned["deadline"]) == ("returned", None)
    assert take(callers["committee"], reported, **UNIT, days=3).status_code == 200


def test_the_hours_are_a_setting(callers, reported):
    PatrolSettings.objects.update(return_hours=0)
    to("assigned", reported, callers)
    answer = take(callers["coordinator"], reported, "return", note="Not ours")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "action"),
        ({"action": "burn"}, "action"),
        ({"action": 5}, "action"),
        ({"action": "assign"}, "unit"),
        ({"action": "assign", "unit": " "}, "unit"),
        ({"action": "assign", "unit": "x" * 121}, "unit"),
        ({"action": "assign", "unit": "A", "days": 0}, "days"),
        ({"action": "assign", "unit": "A", "days": 367}, "days"),
        ({"action": "assign", "unit": "A", "days": "soon"}, "days"),
        ({"action": "assign", "unit": "A", "days": True}, "days"),
        ({"action": "assign", "unit": "A", "handler": "nobody"}, "handler"),
        ({"action": "assign", "unit": "A", "handler": "a\x00"}, "handler"),
        ({"action": "assign", "unit": "A", "handler": ["x"]}, "handler"),
        ({"action": "note", "note": ""}, "note"),
        ({"action": "note", "note": "x" * 2001}, "note"),
        ({"action": "note", "note": "x", "unit": "A"}, "unit"),
        ({"action": "note", "note": "x", "when": "now"}, "when"),
    ],
)
def test_wrong_steps_are_named_and_change_nothing(committee, reported, body, parameter):
    before = IssueStep.objects.count()
    answer = committee("POST", f"{reported}/steps", body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["parameter"] == parameter
    assert IssueStep.objects.count() == before


def test_a_step_that_the_state_does_not_allow_says_the_state(committee, reported):
    answer = take(committee, reported, "close")
    assert answer.status_code == 409
    assert "registered" in answer.json()["detail"]
    assert "assign" in answer.json()["expected"]


def test_only_the_service_escalates(committee, reported):
    assert take(committee, reported, "escalate").status_code == 403


def test_late_issues_are_escalated_once(callers, reported):
    to("assigned", reported, callers)
    unit = register.reference_unit()
    Issue.objects.exclude(public_id=reported).update(state="closed")
    late = Issue.objects.filter(public_id=reported)
    late.update(deadline=date(2026, 9, 23))
    # Three working days later: 24, then Mid-autumn and a weekend, 28, 29.
    assert not due.to_escalate(unit, date(2026, 9, 28)).exists()
    assert due.to_escalate(unit, date(2026, 9, 29)).exists()
    for _ in range(2):
        call_command("escalate_issues", date="2026-09-29", verbosity=0)
    steps = IssueStep.objects.filter(issue__public_id=reported, action="escalate")
    assert steps.count() == 1
    assert late.get().escalated_on == date(2026, 9, 29)
    assert steps.get().by is None


def test_reminders_count_working_days(callers, reported):
    to("assigned", reported, callers)
    rows = Issue.objects.filter(public_id=reported)
    rows.update(deadline=date(2026, 10, 9))
    assert not due.to_remind(rows, date(2026, 9, 29)).exists()
    assert due.to_remind(rows, date(2026, 9, 30)).exists()
    assert not due.to_remind(rows, date(2026, 10, 10)).exists()
