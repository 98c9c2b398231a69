"""Who owns what on a phone that several people use, and story 11: what a deputy owes."""

import pytest
from playwright.sync_api import expect

from tests.browser.patrol.conftest import NAME
from tests.browser.patrol.phone import Phone
from tests.browser.patrol.raw import points_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STORED = "async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async " + (
    "(name) => [name, (await (await caches.open(name)).keys()).map((one) => one.url)])))"
)
PATROLS = "**/api/patrols/**"


def stored(phone) -> list[str]:
    """Return the addresses that the browser has stored."""
    return [url for urls in phone.page.evaluate(STORED).values() for url in urls]


def log_out(phone) -> None:
    phone.page.click("#home summary")
    phone.page.click("#home form[data-leave] button")
    phone.page.wait_for_url(f"{phone.server}/")


def test_another_person_sees_nothing_of_the_former_and_sends_nothing(
    phone, course, own_service, users
):
    phone.allow(r"Failed to load resource: net::ERR_FAILED")
    phone.page.route(PATROLS, lambda route: route.abort())
    phone.begin(NAME)
    phone.walk(course.steps(0, 40, 10), 1.0)
    given = phone.given()
    phone.end()
    phone.page.click("#done-close")
    assert f"{phone.server}/patrol/data" in stored(phone)

    log_out(phone)

    assert not {f"{phone.server}/patrol/", f"{phone.server}/patrol/data"} & set(stored(phone))
    assert phone.recorded() == given
    phone.page.unroute(PATROLS)
    phone.log_in("demo_deputy", users["demo_deputy"], "/patrol/")
    phone.wait_until_kept()
    page = phone.page
    expect(page.locator("#due .row").first).to_be_visible()
    assert NAME not in page.content()
    expect(page.locator("#home [data-unsent]")).to_have_text("未上传：0")
    page.click("#home [data-unsent]")
    expect(page.locator("#waiting-body")).to_contain_text(f"本机还有另一人的 {len(given)} 个点待传")
    assert NAME not in page.inner_text("#waiting")
    page.click("#send-now")
    page.click("#waiting [data-back]")
    log_out(phone)
    assert phone.recorded() == given

    phone.log_in("demo_patroller", users["demo_patroller"], "/patrol/")

    patrol = phone.wait_until_sent()
    assert points_of(own_service, patrol["remote"]) == given


def test_an_opened_page_of_another_person_sends_nothing(phone, course, own_service, users):
    phone.allow(r"Failed to load resource: net::ERR_FAILED")
    phone.page.route(PATROLS, lambda route: route.abort())
    phone.begin(NAME)
    phone.walk(course.steps(0, 40, 10), 1.0)
    # In another tab somebody else logs in: the session is theirs now.
    tab = phone.context.new_page()
    tab.goto(f"{phone.server}/login/?next=/trend/")
    tab.fill("#id_username", "demo_deputy")
    tab.fill("#id_password", users["demo_deputy"])
    tab.click("form.form button[type=submit]")
    tab.wait_for_url("**/trend/")
    tab.close()
    phone.page.unroute(PATROLS)

    phone.end()

    expect(phone.page.locator("#done [data-signal]")).to_have_text("请登录")
    assert points_of(own_service, phone.patrol()["remote"]) == []
    assert len(phone.recorded()) == len(phone.given())


def test_a_deputy_sees_what_is_owed_this_quarter(browser, own_service, users, course):
    carried = Phone(browser, own_service.url, geolocation=course.at(0.0))
    carried.log_in("demo_deputy", users["demo_deputy"], "/patrol/")
    carried.wait_until_kept()
    data = carried.get("/patrol/data")

    owed = carried.page.inner_text("#owed")

    assert f"{data['duties']['year']} 年第 {data['duties']['quarter']} 季度" in owed
    for row in data["duties"]["rows"]:
        assert row["title_zh"] in owed
        left = f"季末前还差 {row['owed']} 次" if row["owed"] else "已达标"
        assert left in owed
    names = carried.page.locator("#due .row-name").all_inner_texts()
    assert len(names) == len(data["due"]["items"]) > 0
    carried.check()
    carried.close()


def test_others_are_told_for_whom_the_page_is(browser, own_service, users):
    office = Phone(browser, own_service.url, geolocation=None)
    office.allow(r"the server responded with a status of 403")
    office.log_in("demo_committee", users["demo_committee"], "/patrol/")

    expect(office.page.locator("h1")).to_have_text("本页供人大代表和河长使用。")
    office.check()
    office.close()
