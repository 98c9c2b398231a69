"""Every page of the admin opens, obeys the policy, and finds what is looked for."""

import re

import pytest
from django.contrib import admin

from coverage.models import Deputy, Membership, Pairing
from geo.models import Village
from geo.triggers import versioned_models
from tests import register

pytestmark = pytest.mark.django_db
MODELS = versioned_models()


def address(model, page: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"


def test_every_model_is_in_the_admin():
    assert set(MODELS) <= set(admin.site._registry)


@pytest.mark.parametrize("model", [model for model in MODELS if model is not Membership])
def test_pages_of_a_model(superuser, model):
    row = model._default_manager.first()
    pages = ["", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/", "?q=1"]
    for page in [*pages, "?as_of=2025-01-01"]:
        response = superuser.get(address(model, page))
        assert response.status_code == 200, page
        check_policy(response)


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
