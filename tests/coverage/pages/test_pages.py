"""Pages of places and people: what they show, in both languages, and what they keep back."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from coverage.models import Deputy, Pairing, RiverChiefAssignment
from geo.models import LiaisonStation, RiverSegment, Village

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
HOSTILE = "</script><script>alert(1)</script>`${2}`\"'><img src=x onerror=alert(3)>"


def text(client, address: str, **headers) -> str:
    response = client.get(address, **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_paired_village_names_its_deputy_and_since_when(client):
    pairing = Pairing.objects.as_of(date(2026, 11, 1)).select_related("deputy", "village").first()
    page = text(client, f"/villages/{pairing.village.code}/?date=2026-11-01")

    assert f"由{pairing.deputy.name}（自 {pairing.valid_from}）" in page
    assert f'<td class="number-left">{pairing.valid_from.isoformat()}</td>' in page
    assert f'href="/deputies/{pairing.deputy.code}/?date=2026-11-01"' in page
    assert "覆盖" in page


def test_the_reason_is_in_english_too(client):
    pairing = Pairing.objects.as_of(date(2026, 11, 1)).select_related("deputy", "village").first()
    address = f"/villages/{pairing.village.code}/?date=2026-11-01"

    said = f"Paired with {pairing.deputy.name} (since {pairing.valid_from})"
    assert said in text(client, address, **ENGLISH)


def test_a_village_without_a_deputy_says_so_with_the_day(client):
    paired = Pairing.objects.as_of(date(2026, 11, 1)).values("village")
    village = Village.objects.exclude(pk__in=paired).first()

    page = text(client, f"/villages/{village.code}/?date=2026-11-01")

    assert "2026-11-01 没有代表对口帮扶" in page


def test_every_place_says_it_is_illustrative_and_where_it_comes_from(client):
    for name, model in (
        ("village", Village),
        ("station", LiaisonStation),
        ("segment", RiverSegment),
    ):
        place = model.objects.first()
        page = text(client, reverse(name, args=[place.code]))
        assert "mark-illustrative" in page
        assert "示意" in page
        assert place.source.split(" (")[0] in page


def test_a_segment_lists_its_chiefs_with_their_days(client):
    term = RiverChiefAssignment.objects.select_related("chief", "river_segment").first()
    page = text(client, reverse("segment", args=[term.river_segment.code]))

    assert term.chief.name in page
    assert term.valid_from.isoformat() in page


def test_changing_a_chief_leaves_the_day_before_with_the_old_one(client):
    term = RiverChiefAssignment.objects.filter(valid_to__isnull=True, level="village").first()
    term.valid_to = date(2026, 5, 31)
    term.save()
    address = f"/segments/{term.river_segment.code}/"

    def findings(day: str) -> str:
        return re.search(
            r"<dl class=\"findings\">.*?</dl>", text(client, f"{address}?date={day}"), re.S
        )[0]

    assert "村级空缺" not in findings("2026-05-31")
    assert "村级空缺" in findings("2026-06-01")


@pytest.mark.parametrize(
    ("address", "layers"),
    [
        ("/villages/371327001001/", ["对口帮扶", "工作站可达", "近期走访", "巡查", "河长"]),
        ("/stations/ST01/", ["对口帮扶", "工作站可达", "近期走访", "巡查", "河长"]),
        ("/segments/R01-03/", ["巡查", "代表监督巡查", "河长"]),
    ],
)
def test_a_place_says_every_layer_with_its_reason(client, address, layers):
    findings = re.search(r"<dl class=\"findings\">.*?</dl>", text(client, address), re.S)[0]

    assert re.findall(r"<dt>(.*?)</dt>", findings) == layers
    reasons = re.findall(r"<dd>(?:<span.*?</span>)?(.*?)</dd>", findings, re.S)
    assert all(len(reason.strip()) > 3 for reason in reasons)


def test_the_timeline_is_in_order_with_the_latest_first(client):
    page = text(client, f"/segments/{RiverSegment.objects.first().code}/")
    timeline = re.search(r'<ol class="timeline">.*?</ol>', page, re.S)[0]
    days = re.findall(r'datetime="([\d-]+)"', timeline)

    assert len(days) >= 2
    assert days == sorted(days, reverse=True)


def test_no_page_has_a_phone_number_or_a_home(client):
    deputy = Deputy.objects.first()
    deputy.phone, deputy.home_address = "13900001111", "一个住址"
    deputy.save()
    pairing = Pairing.objects.select_related("village").filter(deputy=deputy).first()
    addresses = [
        "/",
        "/deputies/",
        f"/deputies/{deputy.code}/",
        f"/search/?q={deputy.name}",
        "/villages/",
        "/stations/ST01/",
        *([f"/villages/{pairing.village.code}/"] if pairing else []),
    ]
    for address in addresses:
        shown = text(client, address)
        assert "13900001111" not in shown, address
        assert "一个住址" not in shown, address


def test_a_search_does_not_look_into_phone_numbers(client):
    Deputy.objects.filter(code="DB01").update(phone="13900001111")

    assert client.get("/search/suggestions/", {"q": "139000"}).json() == {"results": [], "total": 0}


def test_an_unlocated_station_has_a_page_that_says_so(client):
    station = LiaisonStation.objects.first()
    station.geom, station.quality = None, "unlocated"
    station.save()

    assert "尚未在地图上定位" in text(client, f"/stations/{station.code}/")
    assert station.code in text(client, "/stations/")


@pytest.mark.parametrize("headers", [{}, ENGLISH])
def test_a_hostile_name_stays_text_on_every_page(client, headers):
    village = Village.objects.first()
    village.name = village.short_name = HOSTILE[:60]
    village.save()
    for address in (f"/villages/{village.code}/", "/villages/", "/search/?q=alert", "/gaps/"):
        page = text(client, address, **headers)
        assert "<script>alert" not in page
        assert "alert(1)" in page or address == "/gaps/"
    assert "<script>alert" not in text(client, f"/search/?q={HOSTILE[:60]}", **headers)


def test_suggestions_lead_to_page_and_map(client):
    village = Village.objects.order_by("code").first()

    answer = client.get("/search/suggestions/", {"q": village.code}).json()

    assert answer == {
        "results": [
            {
                "name": village.short_name,
                "kind": "社区",
                "path": f"/villages/{village.code}/",
                "place": f"villages:{village.code}",
            }
        ],
        "total": 1,
    }


def test_a_segment_is_found_by_its_rivers_name(client):
    segment = RiverSegment.objects.select_related("river").first()
    answer = client.get("/search/suggestions/", {"q": segment.river.name}).json()

    assert answer["total"] >= 2
    assert len(answer["results"]) <= 8


def test_search_without_words_finds_nothing(client):
    assert client.get("/search/suggestions/", {"q": "  "}).json() == {"results": [], "total": 0}
    assert client.get("/search/").status_code == 200


def test_wildcards_are_only_characters(client):
    assert client.get("/search/suggestions/", {"q": "%"}).json()["total"] == 0
    assert client.get("/search/suggestions/", {"q": "' OR 1=1 --"}).json()["total"] == 0


def test_the_map_page_carries_no_features(client):
    page = text(client, "/")

    assert "coordinates" not in page
    assert '"type":"Feature"' not in page


def test_the_map_page_says_what_the_law_of_maps_wants(client, settings):
    settings.MAP_REVIEW_NUMBER = "GS(2026)0001号"
    page = text(client, "/")

    assert "行政区划界线仅供参考" in page
    assert "GS(2026)0001号" in page
    assert "示意" in page


def test_layers_of_the_address_are_ticked(client):
    page = text(client, "/?layers=roads,stations&by=density")
    ticked = set(re.findall(r'id="layer-([\w-]+)" value="[\w-]+" checked', page))

    assert ticked == {"roads", "stations"}
    assert '<option value="density" selected>' in page


def test_every_script_of_a_page_is_external_or_has_the_nonce(client):
    for address in ("/", "/villages/371327001001/", "/deputies/DB01/", "/villages/"):
        response = client.get(address)
        policy = response.headers["Content-Security-Policy"]
        page = response.content.decode()
        for tag in re.findall(r"<script[^>]*>", page):
            nonce = re.search(r'nonce="([^"]+)"', tag)
            allowed = "src=" in tag or "application/json" in tag or f"'nonce-{nonce[1]}'" in policy
            assert allowed, tag
        assert "<style" not in page
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert "unsafe" not in policy


def test_nothing_on_a_page_names_another_host(client):
    for address in ("/", "/villages/371327001001/", "/login/", "/nothing-here"):
        page = client.get(address).content.decode()
        assert not re.search(r'(src|href|action)="(https?:)?//', page)


def test_the_module_list_names_what_the_first_script_imports(client):
    page = text(client, "/")
    named = set(re.findall(r'modulepreload" href="/static/js/(\w+)\.', page))
    folder = Path(__file__).resolve().parents[3] / "static/js"
    wanted, waiting = set(), ["map_page"]
    while waiting:
        source = (folder / f"{waiting.pop()}.js").read_text()
        found = set(re.findall(r'from "\./(\w+)\.js"', source)) - wanted
        wanted |= found
        waiting += found
    assert named == wanted


def test_errors_are_pages_of_our_own(client):
    missing = client.get("/nothing-here")

    assert missing.status_code == 404
    assert "没有找到" in missing.content.decode()
    assert "Not found" in client.get("/nothing-here", **ENGLISH).content.decode()


def test_a_form_without_its_token_is_refused_with_our_page(client):
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "没有权限" in response.content.decode()


def test_the_language_is_switched_by_a_form_and_stays(client):
    response = client.post("/language/", {"language": "en", "next": "/villages/?pairing=gap"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/villages/?pairing=gap"
    assert "Villages and communities" in text(client, "/villages/")


def test_the_language_form_does_not_lead_to_another_site(client):
    response = client.post("/language/", {"language": "en", "next": "https://example.org/"})

    assert response.headers["Location"].startswith("/")


def test_staff_see_the_administration_and_others_do_not(client, admin_client):
    assert "后台管理" not in text(client, "/")
    assert "后台管理" in text(admin_client, "/")
    assert admin_client.post("/logout/").status_code == 302
    assert "后台管理" not in text(admin_client, "/")


def test_the_page_of_a_failure_needs_nothing_but_its_template():
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "服务出错" in response.content.decode()
