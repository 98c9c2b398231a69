"""Issues with photos, reported where there is no signal, and the route of the day."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.patrol.conftest import CODE, NAME
from tests.browser.patrol.raw import run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Chromium writes every request without an answer to the console, whoever expects it.
NO_ANSWER = r"Failed to load resource: net::ERR_"
GIVE_ROUND = """
from django.contrib.gis.geos import LineString, MultiLineString
from django.utils import timezone
from coverage.models import InspectionRoute, Membership, RouteRound, RouteStop
from geo.models import RiverSegment
who = Membership.objects.get(user__username="demo_patroller")
segment = RiverSegment.objects.get(code={code!r})
route = InspectionRoute.objects.create(
    subdistrict=who.subdistrict, name="示例路线", day=timezone.localdate(), state="done",
    question={{"start_time": "08:00"}},
)
made = RouteRound.objects.create(
    route=route, number=1, chief=who.chief, state="assigned", time_s=3600, length_m=4200,
    turns=[{{"kind": "start", "zh": "从示例站出发", "en": "Start at the station",
             "length_m": 0, "lon": None, "lat": None}}],
    geom=MultiLineString(segment.geom),
)
RouteStop.objects.create(
    round=made, order=1, river_segment=segment, arrive_s=600, leave_s=2400, geom=segment.geom
)
print(made.public_id)
"""


def photo() -> bytes:
    """A picture larger than the phone sends, with a camera's name in it."""
    image = Image.new("RGB", (2400, 1200), "#3f7fae")
    metadata = Image.Exif()
    metadata[0x0110] = "SecretCamera"
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=metadata)
    return kept.getvalue()


def test_an_issue_waits_for_the_signal_with_its_photo(phone, course):
    phone.allow(NO_ANSWER)
    phone.begin(NAME)
    phone.walk(course.steps(0, 20, 10), 1.0)
    phone.context.set_offline(True)
    page = phone.page
    page.click("#report")

    page.click("#issue button[type=submit]")
    expect(page.locator("#issue-error")).to_have_text("请选择问题类别。")
    page.select_option("#issue-category", "dumping")
    page.fill("#issue-description", "示例：岸边有垃圾")
    page.set_input_files(
        "#issue-photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(page.locator("#issue-shown li")).to_have_count(1)
    page.click("#issue button[type=submit]")

    expect(page.locator("#walking")).to_be_visible()
    expect(page.locator("#walking [data-unsent]")).to_contain_text("1 个问题 · 1 张照片")
    kept = phone.stores()
    public_id = kept["issues"][0]["id"]
    phone.context.set_offline(False)
    expect(page.locator("#walking [data-unsent]")).not_to_contain_text("问题")
    expect(page.locator("#walking [data-unsent]")).not_to_contain_text("照片")
    issue = phone.get(f"/api/issues/{public_id}")
    assert (issue["category"], issue["description"]) == ("dumping", "示例：岸边有垃圾")
    assert issue["patrol"] == phone.patrol()["remote"]
    assert len(issue["photos"]) == 1
    assert (issue["photos"][0]["width"], issue["photos"][0]["height"]) == (1600, 800)
    assert phone.stores()["issues"] == phone.stores()["photos"] == []
    phone.end()
    phone.wait_until_sent()


def test_the_route_of_the_day_is_shown_and_walked(phone, own_service):
    round_id = run(own_service, GIVE_ROUND.format(code=CODE))
    phone.open()
    page = phone.page

    page.click("#open-route")

    expect(page.locator("#route-body")).to_contain_text("4.20 km，约 60 分钟")
    expect(page.locator("#route-body")).to_contain_text(NAME)
    expect(page.locator("#route-body")).to_contain_text("从示例站出发")
    expect(page.locator("#route-map path.rest")).to_have_count(1)
    page.click("#begin-route")
    expect(page.locator("#walking-map path.way")).to_have_count(1)
    phone.wait_until_recorded(1)
    phone.end()
    patrol = phone.wait_until_sent()
    assert patrol["answer"]["route_round"] == round_id


@pytest.mark.parametrize("screen", ["home", "walking", "waiting", "issue", "ask"])
def test_everything_to_tap_is_large_and_fits(phone, course, screen):
    page = phone.page
    if screen in ("walking", "issue", "ask"):
        phone.begin(NAME)
    press = {"waiting": "#home [data-unsent]", "issue": "#report", "ask": "#end"}
    if screen in press:
        page.click(press[screen])
    small = page.evaluate(
        """() => [...document.querySelectorAll('main:not([hidden]), dialog[open]')]
            .flatMap((node) => [...node.querySelectorAll('button, summary, select, textarea')])
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 47.5)
            .map((node) => node.outerHTML)"""
    )
    assert small == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == 360
    text = page.evaluate(
        """() => [...document.querySelectorAll('main:not([hidden]) :is(button, p, h1, h2, label)')]
            .filter((node) => node.checkVisibility() && !node.matches('.phone-map-notes, .fine'))
            .map((node) => [parseFloat(getComputedStyle(node).fontSize), node.textContent.trim()])
            .filter(([size]) => size < 16)"""
    )
    assert text == []
    if screen in ("walking", "issue", "ask"):
        page.reload()
        page.click("#ask-no")
