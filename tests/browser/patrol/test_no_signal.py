"""Story 9: without a signal nothing is lost, and what was walked arrives exactly once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.patrol.conftest import CODE, NAME
from tests.browser.patrol.raw import points_of
from tests.browser.patrol.test_walk import STEP_S, WALK_MS, yesterday

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Chromium writes every request without an answer to the console, whoever expects it.
NO_ANSWER = r"Failed to load resource: net::ERR_"


def unsent(phone):
    return phone.page.locator("#walking [data-unsent]")


def test_twenty_minutes_without_signal_lose_nothing(phone, course, own_service):
    phone.allow(NO_ANSWER)
    phone.set_clock(yesterday(9))
    phone.open()
    phone.begin(NAME)
    phone.walk(course.steps(0, 200, WALK_MS * STEP_S), STEP_S)

    phone.context.set_offline(True)
    phone.walk(course.steps(206, 1_700, 1_494 / 200), 6.0)

    # Twenty minutes: what waits is said, and all of it is on the phone.
    expect(phone.page.locator("#walking [data-unsent]")).to_have_text(re.compile(r"未上传：\d+ 段"))
    assert re.search(r"(\d+) 段", unsent(phone).inner_text()) is not None
    assert int(re.search(r"(\d+) 点", unsent(phone).inner_text()).group(1)) >= 180
    phone.context.set_offline(False)
    phone.walk(course.steps(1_706, 1_800, WALK_MS * STEP_S), STEP_S)
    given = phone.given()
    phone.end()

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given
    covered = {one["code"]: one for one in patrol["answer"]["covered"]}
    assert covered[CODE]["share"] == pytest.approx(0.9, abs=0.02)
    expect(phone.page.locator("#done [data-unsent]")).to_have_text("未上传：0")


def test_a_killed_page_goes_on_and_sends_what_was_left(phone, course, own_service):
    phone.allow(NO_ANSWER)
    phone.set_clock(yesterday(10))
    phone.open()
    phone.begin(NAME)
    phone.context.set_offline(True)
    phone.walk(course.steps(0, 300, WALK_MS * STEP_S), STEP_S)
    before = phone.given()
    phone.wait_until_recorded(len(before))

    phone.crash()
    phone.context.set_offline(False)
    phone.open()
    expect(phone.page.locator("#ask-text")).to_contain_text(NAME)
    phone.page.click("#ask-yes")
    expect(phone.page.locator("#share")).to_have_text(re.compile("^1[45] %$"))
    phone.walk(course.steps(306, 600, WALK_MS * STEP_S), STEP_S)
    given = before + phone.given()
    phone.end()

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given
    assert len(phone.stores()["patrols"]) == 1


def test_the_service_is_killed_between_parts(phone, course, own_service):
    phone.allow(NO_ANSWER)
    phone.set_clock(yesterday(11))
    phone.open()
    phone.begin(NAME)
    phone.walk(course.steps(0, 500, WALK_MS * STEP_S), STEP_S)

    own_service.kill()
    phone.walk(course.steps(506, 900, WALK_MS * STEP_S), STEP_S)
    own_service.start()
    phone.walk(course.steps(906, 1_200, WALK_MS * STEP_S), STEP_S)
    given = phone.given()
    phone.end()

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given


def test_a_lost_receipt_makes_no_second_copy(phone, course, own_service):
    phone.allow(NO_ANSWER)
    phone.set_clock(yesterday(12))
    phone.open()
    phone.begin(NAME)
    lost = []

    def lose_the_answer(route) -> None:
        # The service takes the part, and the answer is lost on its way back.
        if len(lost) < 3:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.page.route("**/api/patrols/*/tracks/*/parts/*", lose_the_answer)
    phone.walk(course.steps(0, 600, WALK_MS * STEP_S), STEP_S)
    given = phone.given()
    phone.end()

    patrol = phone.wait_until_sent()
    assert lost[0] == 201
    assert 200 in lost
    assert points_of(own_service, patrol["remote"]) == given


def test_the_page_opens_and_records_without_the_service(phone, course, own_service):
    phone.allow(NO_ANSWER)
    own_service.kill()

    phone.open()
    expect(phone.page.locator("#data-age")).to_contain_text("没有应答")
    phone.begin(NAME)
    expect(phone.page.locator("#walking-map path.rest")).to_have_count(1)
    phone.walk(course.steps(0, 30, 10), 1.0)
    given = phone.given()
    phone.end()
    expect(phone.page.locator("#done .notice")).to_contain_text("已存在手机上")
    own_service.start()
    phone.page.click("#done [data-unsent]")
    phone.page.click("#send-now")

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given
