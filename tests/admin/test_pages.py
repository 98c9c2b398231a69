"""Every page of the admin opens, obeys the policy, and finds what is looked for."""

import re

import pytest
from django.contrib import admin

from coverage.models import (
    BoardCheck,
    CoverageSettings,
    Deputy,
    DutyRecord,
    InspectionRoute,
    Issue,
    IssuePhoto,
    IssueStep,
    Membership,
    Pairing,
    Patrol,
    PatrolRule,
    PatrolStretch,
    PatrolTrack,
    RouteRound,
    RouteStop,
    Scenario,
    TrackPart,
    WaterVisit,
)
from geo.models import ColumnMapping, Import, ImportRow, Village
from geo.triggers import versioned_models
from tests import register
from tests.admin.conftest import form_of

pytestmark = pytest.mark.django_db
# What an import found is on its own page, and what it remembers of columns is its person's.
NOT_IN_THE_ADMIN = {ColumnMapping, ImportRow}
MODELS = [model for model in versioned_models() if model not in NOT_IN_THE_ADMIN]


# A scenario is made on the map, a file of places is sent, a check made at its board, an issue
# reported, a track recorded.
MADE_ELSEWHERE = {BoardCheck, Import, InspectionRoute, Issue, PatrolTrack, RouteRound, Scenario}
# What the admin does not delete.
KEPT = {Import, PatrolTrack, RouteRound}


def address(model, page: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"


PARTS = {inline.model for made in admin.site._registry.values() for inline in made.inlines}


def test_every_model_is_in_the_admin():
    assert set(MODELS) == set(admin.site._registry) & set(MODELS) | PARTS
    made = {PatrolStretch, WaterVisit, TrackPart, RouteStop, IssueStep, IssuePhoto}
    assert made == PARTS


@pytest.mark.parametrize("model", [model for model in MODELS if model not in {Membership, *PARTS}])
def test_pages_of_a_model(superuser, model):
    unit = register.unit()
    register.scenario(unit)
    register.place_import(unit, register.user("committee", unit))
    register.route_stop(register.route_round(register.inspection_route(unit)))
    row = model._default_manager.first()
    pages = ["", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/", "?q=1"]
    pages = [page for page in pages if page != f"{row.pk}/delete/" or model not in KEPT]
    pages += [] if model in MADE_ELSEWHERE else ["add/"]
    pages += ["?as_of=2025-01-01"] if hasattr(model, "valid_from") else []
    for page in pages:
        response = superuser.get(address(model, page))
        assert response.status_code == 200, page
        check_policy(response)


def test_a_patrol_shows_what_it_covered_and_takes_no_change_of_it(superuser):
    patrol = Patrol.objects.filter(stretches__isnull=False, kind="chief").first()
    stretch = patrol.stretches.first()
    page = address(Patrol, f"{patrol.pk}/change/")
    form = superuser.get(page)
    assert str(stretch.river_segment) in form.content.decode()
    values = form_of(superuser, page) | {
        "started_at_0": "2026-01-01",
        "started_at_1": "08:00",
        "ended_at_0": "2026-01-01",
        "ended_at_1": "09:00",
        "invalid_reason": "checked",
        "stretches-TOTAL_FORMS": "1",
        "stretches-INITIAL_FORMS": "1",
        "stretches-0-id": str(stretch.pk),
        "stretches-0-end_m": "1",
        "water_visits-TOTAL_FORMS": "0",
        "water_visits-INITIAL_FORMS": "0",
    }
    assert superuser.post(page, values).status_code == 302
    before = stretch.end_m
    stretch.refresh_from_db()
    patrol.refresh_from_db()
    assert (patrol.invalid_reason, stretch.end_m) == ("checked", before)


def test_patrols_are_found_by_who_walked_and_where(superuser):
    patrol = Patrol.objects.filter(stretches__isnull=False, kind="chief").first()
    segment = patrol.stretches.first().river_segment
    for text in (patrol.chief.name, segment.name, patrol.code):
        page = superuser.get(address(Patrol), {"q": text, "date__exact": patrol.date.isoformat()})
        assert address(Patrol, f"{patrol.pk}/change/") in page.content.decode(), text


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (DutyRecord, "?kind__exact=visit&is_valid__exact=1&date__year=2026"),
        (Patrol, "?kind__exact=supervision&status__exact=done"),
        (PatrolRule, "?target__exact=pond"),
        (CoverageSettings, "?mode__exact=ebike"),
    ],
)
def test_lists_are_filtered(superuser, model, query):
    response = superuser.get(address(model, query))
    assert response.status_code == 200
    shown = response.context["cl"].result_count
    assert 0 < shown <= model.objects.count()


def check_policy(response) -> None:
    """Check that a page needs nothing that the strict policy forbids."""
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    for tag in re.findall(r"<(?:script|style)[^>]*>", page):
        nonce = re.search(r'nonce="([^"]+)"', tag)
        if nonce:
            assert f"'nonce-{nonce[1]}'" in policy
        else:
            assert re.search(r'src="/(?!/)', tag) or "application/json" in tag, tag
    assert not re.search(r"<[^>]+\s(style|onclick|onload|onchange)=", page)
    foreign = set(re.findall(r'(?:src|href)="(https?://[^"]+)"', page))
    assert not foreign


def test_an_old_version_can_be_seen_and_brought_back(superuser):
    village = Village.objects.order_by("code").first()
    name = village.name
    village.name = "renamed"
    village.save()
    version = village.history.order_by("history_id").first()
    page = address(Village, f"{village.pk}/history/{version.pk}/")
    response = superuser.get(page)
    assert response.status_code == 200
    check_policy(response)
    assert name in response.content.decode()


def test_the_list_filters_by_day(superuser):
    row = Pairing.objects.first()
    row.valid_to = row.valid_from
    row.save()
    shown = superuser.get(address(Pairing, f"?as_of={row.valid_from}")).content.decode()
    assert address(Pairing, f"{row.pk}/change/") in shown
    later = superuser.get(address(Pairing, "?as_of=2999-01-01")).content.decode()
    assert address(Pairing, f"{row.pk}/change/") not in later


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0"])
def test_a_wrong_day_leads_back(superuser, day):
    response = superuser.get(address(Village, f"?as_of={day}"))
    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_search_finds_by_name_and_code(superuser):
    deputy = Deputy.objects.order_by("code").last()
    for text in (deputy.name, deputy.code):
        assert deputy.name in superuser.get(address(Deputy), {"q": text}).content.decode()
    assert deputy.name not in superuser.get(address(Deputy), {"q": "nobody"}).content.decode()


def test_lists_say_how_far_a_place_can_be_trusted(superuser):
    village = Village.objects.first()
    assert village.quality == "illustrative"
    page = superuser.get(address(Village, f"?q={village.code}")).content.decode()
    assert '<td class="field-quality">illustrative</td>' in page


def test_names_are_escaped(superuser):
    bad = "<script>alert(1)</script>`${x}\"'"
    village = register.village(register.unit(), name=bad, short_name=bad)
    for page in ("?q=V1", f"{village.pk}/change/", f"{village.pk}/history/"):
        assert "<script>alert(1)" not in superuser.get(address(Village, page)).content.decode()
