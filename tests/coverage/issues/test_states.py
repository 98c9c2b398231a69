"""The machine of states: every action from every state by everybody, against a table of its own."""

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from coverage.issues.states import ACTIONS, Actor, Need, may, possible
from coverage.models import Issue, Role

STATES = tuple(Issue.State.values)
ROLES = (*Role.values, None)
# What DOMAIN 2.9 says, written a second time: where each step starts and where it leads.
EXPECTED = {
    "assign": ({"registered", "returned"}, "assigned"),
    "return": ({"assigned"}, "returned"),
    "start": ({"assigned"}, "in_progress"),
    "rectify": ({"in_progress"}, "rectified"),
    "verify": ({"rectified"}, "verified"),
    "reject": ({"rectified", "verified"}, "in_progress"),
    "close": ({"verified"}, "closed"),
    "remind": ({"assigned", "in_progress"}, None),
    "note": (set(STATES), None),
    "escalate": ({"assigned", "in_progress"}, None),
}
COMMITTEE = {"committee", "administrator"}
STAFF = COMMITTEE | {"coordinator"}
HANDLING = {"assign", "return", "start", "rectify", "verify", "reject", "close", "remind"}
ACTORS = [Actor(*values) for values in itertools.product(ROLES, (False, True), (False, True))]


def test_the_table_is_what_the_domain_says():
    assert {name: (set(one.before), one.to) for name, one in ACTIONS.items()} == EXPECTED


def allowed(name: str, actor: Actor) -> bool:
    """Say who may, independently of the code."""
    if name == "note":
        return True
    if name in ("assign", "close"):
        return actor.role in COMMITTEE
    if name == "remind":
        return actor.role in STAFF
    if name in ("return", "start", "rectify"):
        return actor.role in STAFF or (actor.is_handler and actor.role != "deputy")
    if name in ("verify", "reject"):
        return actor.role in STAFF and not actor.is_handler and not actor.has_handled
    return False


@pytest.mark.parametrize("actor", ACTORS, ids=str)
def test_every_action_from_every_state_by_everybody(actor):
    for state in STATES:
        names = {action.name for action in possible(state, actor)}
        expected = {name for name, (before, _to) in EXPECTED.items() if state in before} & {
            name for name in EXPECTED if allowed(name, actor)
        }
        assert names == expected, state


@pytest.mark.parametrize("state", STATES)
def test_a_deputy_handles_nothing_even_if_named(state):
    for is_handler, has_handled in itertools.product((False, True), repeat=2):
        names = {one.name for one in possible(state, Actor("deputy", is_handler, has_handled))}
        assert not names & HANDLING


def test_closing_needs_a_photo_and_a_verifier():
    assert set(ACTIONS["close"].needs) == {Need.AFTER_PHOTO, Need.VERIFIER}


def test_every_state_can_be_reached_and_all_but_the_last_left():
    reached = {"registered"} | {to for _before, to in EXPECTED.values() if to}
    assert reached == set(STATES)
    left = set().union(*(before for before, to in EXPECTED.values() if to))
    assert left == set(STATES) - {"closed"}


class Lives(RuleBasedStateMachine):
    """Any order of steps by a few people: what is closed was verified by another."""

    people = ("coordinator", "committee", "administrator", "patroller", "deputy")

    @initialize()
    def begin(self):
        self.state = "registered"
        self.handled: set[str] = set()
        self.verifier = None

    @rule(name=st.sampled_from(sorted(EXPECTED)), role=st.sampled_from(people))
    def step(self, name, role):
        actor = Actor(role, has_handled=role in self.handled)
        action = ACTIONS[name]
        if self.state not in action.before or not may(action, actor):
            return
        if name == "assign":
            self.handled, self.verifier = set(), None
        if name in ("start", "rectify"):
            self.handled.add(role)
        if name == "verify":
            self.verifier = role
        self.state = action.to or self.state

    @invariant()
    def another_verifies(self):
        if self.state in ("verified", "closed"):
            assert self.verifier and self.verifier not in self.handled
            assert "deputy" not in self.handled | {self.verifier}


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
