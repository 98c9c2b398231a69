"""What the service does not take: nothing recorded is lost, and the page says what to do."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.patrol.conftest import NAME
from tests.browser.patrol.raw import points_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PARTS = "**/api/patrols/*/tracks/*/parts/*"
# Chromium writes every answer of 4xx to the console, whoever expects it.
REFUSED = r"the server responded with a status of 4\d\d"
WORDS = "示例：这一段不能接受"


def problem(status: int) -> dict:
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": WORDS}
    return {
        "status": status,
        "content_type": "application/problem+json",
        "body": json.dumps(body),
    }


def walk_a_little(phone, course) -> list[list[float]]:
    phone.begin(NAME)
    phone.walk(course.steps(0, 40, 10), 1.0)
    return phone.given()


def test_a_conflict_keeps_the_part_under_a_new_id(phone, course, own_service):
    phone.allow(REFUSED)
    ids = []

    def conflict_once(route) -> None:
        ids.append(route.request.url.rsplit("/", 1)[1])
        if len(ids) == 1:
            route.fulfill(**problem(409))
        else:
            route.continue_()

    phone.page.route(PARTS, conflict_once)
    given = walk_a_little(phone, course)
    phone.end()
    phone.page.click("#done [data-unsent]")
    phone.page.click("#send-now")

    patrol = phone.wait_until_sent()
    assert len(set(ids)) == 2
    assert points_of(own_service, patrol["remote"]) == given


def test_a_conflict_of_the_patrol_sends_it_under_new_ids(phone, course, own_service):
    phone.allow(REFUSED)
    asked = []

    def conflict_once(route) -> None:
        asked.append(route.request.url.rsplit("/", 1)[1])
        if len(asked) == 1:
            route.fulfill(**problem(409))
        else:
            route.continue_()

    phone.page.route(re.compile(r"/api/patrols/[0-9a-f-]{36}$"), conflict_once)
    given = walk_a_little(phone, course)
    phone.end()
    phone.page.click("#done [data-unsent]")
    phone.page.click("#send-now")

    patrol = phone.wait_until_sent()
    assert len(set(asked)) == 2
    assert points_of(own_service, asked[0]) == []
    assert points_of(own_service, patrol["remote"]) == given


def test_what_is_refused_stays_with_the_words_of_the_service(phone, course, own_service):
    phone.allow(REFUSED)
    phone.page.route(PARTS, lambda route: route.fulfill(**problem(400)))
    given = walk_a_little(phone, course)
    phone.end()

    phone.page.click("#done [data-unsent]")
    notice = phone.page.locator("#waiting .notice-alarm")
    expect(notice).to_contain_text(WORDS)
    assert phone.page.locator("#waiting a[href='/patrols/upload/']").count() == 1
    with phone.page.expect_download() as saved:
        phone.page.click("#waiting .kept >> text=存为 GPX")
    gpx = saved.value.path().read_text(encoding="utf-8")
    assert gpx.count("<trkpt") == len(given) == len(phone.recorded())

    phone.page.unroute(PARTS)
    phone.page.click("#send-now")

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given


def test_after_the_session_has_ended_everything_waits(phone, course, own_service, users):
    phone.allow(REFUSED)
    phone.begin(NAME)
    phone.context.clear_cookies()
    phone.walk(course.steps(0, 40, 10), 1.0)
    given = phone.given()
    phone.end()
    expect(phone.page.locator("#done [data-signal]")).to_have_text("请登录")
    expect(phone.page.locator("#done [data-unsent]")).to_have_text(
        re.compile(f"未上传：1 段 {len(given)} 点")
    )

    phone.log_in("demo_patroller", users["demo_patroller"], "/patrol/")

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given
