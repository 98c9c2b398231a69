"""The pages of inspection routes: who sees which, and what they say."""

import pytest
from django.test import Client

from coverage.inspection import runs
from tests import register
from tests.coverage.inspection.conftest import DAY, UNIT, ask_for, finished

ENGLISH = {"Accept-Language": "en"}


def browse(user=None) -> Client:
    client = Client(headers=ENGLISH)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def somebody(unit):
    return register.user("committee", unit, name="somebody")


@pytest.fixture
def committee(somebody):
    return browse(somebody)


@pytest.fixture
def route(somebody):
    return finished(somebody, people=[{"start": "S1", "chief": "C1"}, {"start": "S1"}])


def test_strangers_log_in_first(route):
    stranger = browse()
    for path in ("/routes/", "/routes/new/", f"/routes/{route.public_id}/"):
        assert stranger.get(path)["Location"] == f"/login/?next={path}"


def test_others_see_nothing(route, unit):
    reader = browse(register.user("gis_reader", unit))
    assert "No round has been given to you." in reader.get("/routes/").content.decode()
    assert reader.get("/routes/new/").status_code == 403
    for path in ("", "sheet/", "delete/"):
        assert reader.get(f"/routes/{route.public_id}/{path}").status_code == 404
    assert reader.post(f"/routes/{route.public_id}/cancel/").status_code == 404


def test_a_route_is_listed_shown_and_printed(route, committee):
    assert route.name in committee.get("/routes/").content.decode()
    shown = committee.get(f"/routes/{route.public_id}/").content.decode()
    assert "No rounds that visit the same places can take less than" in shown
    assert shown.count('class="block round"') == 2
    assert "Chief C1" in shown
    assert "Person 2" in shown
    assert "Go east on 淮海路" in shown
    sheet = committee.get(f"/routes/{route.public_id}/sheet/?round=2").content.decode()
    assert "Person 2" in sheet
    assert "Chief C1" not in sheet
    assert committee.get(f"/routes/{route.public_id}/sheet/?round=7").status_code == 400
    assert committee.get(f"/routes/{route.public_id}/?compare=never").status_code == 400
    compared = committee.get(f"/routes/{route.public_id}/?compare=walked").content.decode()
    assert "not served" in compared


def test_names_are_only_text(somebody, committee):
    route = finished(somebody, name="<script>alert(1)</script>")
    for path in ("/routes/", f"/routes/{route.public_id}/", f"/routes/{route.public_id}/sheet/"):
        assert "<script>alert(1)" not in committee.get(path).content.decode()


def test_the_form_offers_who_is_in_office(committee, unit):
    register.chief(unit, "C2", name="Gone", valid_to=register.START)
    form = committee.get(f"/routes/new/?subdistrict={UNIT}&date={DAY}").content.decode()
    assert 'value="chief:C1"' in form
    assert 'value="deputy:D1"' in form
    assert "Gone" not in form
    assert "000-" not in form


def test_a_route_can_be_asked_again(route, committee):
    path = f"/routes/new/?subdistrict={UNIT}&date={DAY}&from={route.public_id}"
    form = committee.get(path).content.decode()
    assert "segment:R1-1\nsegment:R1-2" in form
    assert '"chief": "C1"' in form


def test_one_that_waits_is_followed_and_cancelled(somebody, committee):
    route = runs.ask(ask_for(somebody))
    page = committee.get(f"/routes/{route.public_id}/").content.decode()
    assert f'data-follow="/api/inspection-routes/{route.public_id}"' in page
    committee.post(f"/routes/{route.public_id}/cancel/")
    route.refresh_from_db()
    assert route.state == "cancelled"
    assert "It was cancelled" in committee.get(f"/routes/{route.public_id}/").content.decode()
    assert committee.get(f"/routes/{route.public_id}/sheet/").status_code == 404


def test_a_round_is_given_accepted_and_walked(route, committee, unit):
    one = route.rounds.get(number=2)
    assign = f"/routes/rounds/{one.public_id}/assign/"
    wrong = committee.post(assign, {"person": "chief:C9"}, follow=True).content.decode()
    assert "Choose somebody who is in office" in wrong
    given = committee.post(assign, {"person": "deputy:D1"}, follow=True).content.decode()
    assert "Round 2 was given to Deputy D1." in given
    person = browse(register.user("deputy", unit, name="d", deputy=unit.deputy_set.get()))
    page = person.get(f"/routes/{route.public_id}/").content.decode()
    assert page.count('class="block round"') == 1
    assert 'id="figures"' not in page
    for step, state in (("accept", "accepted"), ("walked", "walked")):
        assert f'data-step="{step}"' in page
        done = person.post(f"/routes/rounds/{one.public_id}/{step}/", follow=True)
        page = done.content.decode()
        one.refresh_from_db()
        assert one.state == state
    assert person.post(f"/routes/rounds/{one.public_id}/cancel/").status_code == 403
    assert person.post(f"/routes/rounds/{one.public_id}/explode/").status_code == 404
    assert person.get(f"/routes/{route.public_id}/delete/").status_code == 403


def test_a_route_is_deleted_after_a_question(route, committee):
    assert route.name in committee.get(f"/routes/{route.public_id}/delete/").content.decode()
    assert committee.post(f"/routes/{route.public_id}/delete/")["Location"] == "/routes/"
    assert committee.get(f"/routes/{route.public_id}/").status_code == 404
