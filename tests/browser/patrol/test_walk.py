"""Stories 8 and 10: a patrol started with two taps, what is seen of it, and how it is judged."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from tests.browser.patrol.conftest import CODE, NAME

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHANGHAI = timezone(timedelta(hours=8))
LEAST_TARGET_PX = 48
LEAST_TEXT_PX = 16
WALK_MS, STEP_S = 1.3, 5.0


def yesterday(hour: int) -> datetime:
    """A walk in the daytime, whenever the tests run; nothing of it lies in the future."""
    day = datetime.now(SHANGHAI) - timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def judged(phone) -> dict:
    """Wait until the service has judged the patrol that was ended, and return what it says."""
    phone.page.wait_for_selector("#done .verdict-covered, #done .mark")
    patrol = phone.stores()["patrols"][-1]
    return phone.get(f"/api/patrols/{patrol['remote']}")


def test_two_taps_start_a_patrol(phone, course):
    page = phone.page
    assert page.evaluate("innerWidth") == 360
    taps = 0

    page.click(f"#due .row:has-text('{NAME}')")
    taps += 1
    page.click("#begin")
    taps += 1

    assert taps == 2
    expect(page.locator("#walking-name")).to_have_text(NAME)
    # Where I am, how exact that is, what is not yet covered, and how much that is.
    expect(page.locator("#fix")).to_have_text("精度 ±6 米")
    expect(page.locator("#walking-map path.me")).to_have_count(1)
    expect(page.locator("#walking-map path.me-accuracy")).to_have_count(1)
    expect(page.locator("#walking-map path.rest")).to_have_count(1)
    expect(page.locator("#share")).to_have_text("0 %")
    expect(page.locator("#metres")).to_have_text("0.00 / 2.00 km")
    expect(page.locator("#walking [data-unsent]")).to_contain_text("未上传")
    phone.end()


def test_what_is_walked_is_drawn_while_one_walks(phone, course):
    phone.set_clock(yesterday(9))
    phone.open()
    phone.begin(NAME)

    phone.walk(course.steps(0, 500, WALK_MS * STEP_S), STEP_S)

    expect(phone.page.locator("#share")).to_have_text("24 %")
    path = phone.page.locator("#walking-map path.walked").first
    assert path.evaluate("node => parseFloat(getComputedStyle(node).strokeWidth)") >= 8
    rest = phone.page.locator("#walking-map path.rest")
    assert rest.evaluate("node => parseFloat(getComputedStyle(node).strokeWidth)") <= 5
    phone.end()


def test_a_part_of_the_segment_counts_and_the_rest_is_a_gap(phone, course):
    phone.set_clock(yesterday(10))
    phone.open()
    phone.begin(NAME)
    phone.walk(course.steps(0, 1_200, WALK_MS * STEP_S), STEP_S)
    expect(phone.page.locator("#share")).to_have_text(re.compile("^(59|60|61) %$"))

    phone.end()

    patrol = judged(phone)
    assert patrol["is_valid"], patrol["reasons"]
    covered = next(one for one in patrol["covered"] if one["code"] == CODE)
    assert covered["share"] == pytest.approx(0.60, abs=0.02)
    shapes = phone.get(f"/api/patrols/{patrol['id']}/track")["features"]
    gaps = [
        feature
        for feature in shapes
        if feature["properties"]["kind"] == "gap" and feature["properties"]["code"] == CODE
    ]
    assert sum(gap["properties"]["length_m"] for gap in gaps) == pytest.approx(800, abs=40)
    assert max(gap["properties"]["length_m"] for gap in gaps) > 760
    words = phone.page.inner_text(f"#done .verdict-covered[data-code='{CODE}']")
    assert f"{covered['share'] * 100:.0f} %" in words or "59 %" in words


def test_a_road_300_m_away_covers_nothing(phone, course):
    phone.set_clock(yesterday(11))
    phone.open()
    phone.begin(NAME)
    phone.walk(course.aside(300).steps(0, 1_200, WALK_MS * STEP_S * 2), STEP_S * 2)
    expect(phone.page.locator("#share")).to_have_text("0 %")

    phone.end()

    assert CODE not in {one["code"] for one in judged(phone)["covered"]}


def test_driving_is_flagged_and_covers_nothing(phone, course, river):
    phone.set_clock(yesterday(13))
    phone.open()
    phone.begin(NAME)
    # 6 km in 12 minutes, along the river.
    phone.walk(river.steps(0, 6_000, 6_000 / 144), 5.0)
    expect(phone.page.locator("#share")).to_have_text("0 %")

    phone.end()

    patrol = judged(phone)
    assert "driven" in {mark["code"] for mark in (*patrol["flags"], *patrol["reasons"])}, patrol
    assert sum(one["covered_m"] for one in patrol["covered"]) == 0
    assert not patrol["is_valid"]
