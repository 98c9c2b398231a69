"""What would help, asked and looked at in a real browser, with the worker beside the service."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WATCH_POLICY, Visit
from tests.browser.test_pages import too_small
from tools.browser import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# A machine that tests may be busy; this only ends a wait in vain.
LONGEST_RUN_MS = 180_000


def _member(browser, server, passwords, name: str, **options) -> Visit:
    context = browser.new_context(locale="zh-CN", **options)
    context.add_init_script(WATCH_POLICY)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{server}/login/?next=/scenarios/")
    page.fill("#id_username", name)
    page.fill("#id_password", passwords[name])
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/scenarios/")
    return Visit(server, page)


@pytest.fixture
def committee(browser, server, passwords):
    """Somebody of the committee's staff at a desk."""
    visit = _member(browser, server, passwords, "demo_committee", viewport=DESK)
    yield visit
    visit.check()
    visit.page.context.close()


@pytest.fixture
def committee_phone(browser, server, passwords):
    """Somebody of the committee's staff with a phone."""
    visit = _member(
        browser,
        server,
        passwords,
        "demo_committee",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    yield visit
    visit.check()
    visit.page.context.close()


def ask(visit: Visit, **members) -> str:
    """Ask for a scenario through the API with the page's session; return its id."""
    request = visit.page.context.request
    cookies = {cookie["name"]: cookie["value"] for cookie in visit.page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": visit.server}
    address = f"{visit.server}/api/coverage/scenarios"
    answer = request.post(address, data={"date": "2026-11-22", **members}, headers=headers)
    assert answer.status == 202, answer.text()
    return answer.json()["id"]


def wait_until(visit: Visit, identity: str, state: str) -> dict:
    """Wait until a scenario has a state."""
    latest = time.monotonic() + LONGEST_RUN_MS / 1000
    address = f"{visit.server}/api/coverage/scenarios/{identity}"
    while True:
        body = visit.page.context.request.get(address).json()
        if body["state"] == state:
            return body
        assert time.monotonic() < latest, body
        time.sleep(0.2)


def done(visit: Visit, **members) -> str:
    identity = ask(visit, **members)
    wait_until(visit, identity, "done")
    return identity


def open_done(visit: Visit, **members):
    return visit.go(f"/scenarios/{done(visit, **members)}/")


def test_from_the_question_to_the_answer(committee):
    page = committee.go("/scenarios/new/")
    page.check("input[name=kind][value=maximal_covering]")
    page.fill("#k", "2")
    page.fill("#name", "再建两个站")
    page.fill("#date", "2026-11-22")
    page.click(".form-end button[type=submit]")

    page.wait_for_selector("#measures", timeout=LONGEST_RUN_MS)
    page.wait_for_selector("html[data-ready='true']", state="attached")
    assert page.inner_text("h1") == "再建两个站"
    assert page.locator("#proposed tbody tr").count() == 2
    covered = page.locator("[data-measure='villages.covered'] td").all_inner_texts()
    assert int(covered[1]) - int(covered[0]) == int(covered[2])
    assert page.locator("#gained tbody tr").count() == int(covered[2]) > 0
    assert page.locator(".leaflet-pane-left-village-pane path").count() == 50
    assert page.locator(".leaflet-pane-right-new-station-pane path").count() == 2


def test_the_divider_moves_by_mouse_and_keyboard(committee):
    page = open_done(committee, kind="p_center", k=1)
    slider = page.locator("#swipe")
    frame = page.locator("#scenario_map").bounding_box()
    before = page.evaluate(CENTER)
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + 80)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + 90, steps=4)
    page.mouse.up()
    assert slider.get_attribute("aria-valuenow") == "25"
    assert page.evaluate(CENTER) == before
    assert page.evaluate(SEEN, "left") == pytest.approx(0.25, abs=0.01)
    assert page.evaluate(SEEN, "right") == pytest.approx(0.75, abs=0.01)
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuenow") == "27"
    slider.press("End")
    assert page.evaluate(SEEN, "left") == pytest.approx(1, abs=0.01)
    slider.press("Home")
    assert page.evaluate(SEEN, "left") == pytest.approx(0, abs=0.01)
    slider.press("PageUp")
    page.evaluate("scenario_map.panBy([120, 40], {animate: false})")
    assert page.evaluate(SEEN, "left") == pytest.approx(0.10, abs=0.01)
    assert page.inner_text("#side-left") != page.inner_text("#side-right")


CENTER = "JSON.stringify(scenario_map.getCenter())"
# The share of the map's width that the panes of a side show, from the clip in force.
SEEN = r"""side => {
    const pane = document.querySelector(`.leaflet-pane-${side}-village-pane`);
    const xs = [...pane.style.clipPath.matchAll(/(-?[\d.]+)px (-?[\d.]+)px/g)].map(m => +m[1]);
    return (Math.max(...xs) - Math.min(...xs)) / scenario_map.getSize().x;
}"""


def test_the_divider_moves_by_finger(committee_phone):
    page = open_done(committee_phone, kind="p_center", k=1)
    page.locator("#scenario-frame").scroll_into_view_if_needed()
    box = page.locator("#swipe").bounding_box()
    session = page.context.new_cdp_session(page)
    start = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 60}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for x in (150, 120, 90):
        point = {"x": x, "y": start["y"]}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.locator("#swipe").get_attribute("aria-valuenow") == "25"


def test_pairs_are_proposed_with_reasons_and_drawn(committee):
    page = open_done(committee, kind="pairing", limit=2)
    proposed = page.locator("#pairs tbody tr").count()
    assert proposed > 0
    assert page.locator(".leaflet-pane-right-pair-pane path").count() == proposed
    assert page.locator("#workload strong").count() > 0
    text = page.inner_text("main")
    assert "示例代表" in text
    page = open_done(committee, kind="pairing", limit=1)
    assert page.locator("#pairs").count() == 0
    assert page.locator("#left tbody tr td:last-child").first.inner_text()


def test_two_scenarios_are_compared(committee):
    other = done(committee, kind="maximal_covering", k=1, name="一个站")
    page = open_done(committee, kind="maximal_covering", k=3)
    page.select_option("select[name=with]", other)
    page.click(".filters button")
    page.wait_for_url(re.compile(r"\?with="))
    assert "一个站" in page.inner_text("#measures thead")
    assert page.inner_text("#side-left") == "一个站"
    page.wait_for_selector("html[data-ready='true']", state="attached")
    assert page.locator(".leaflet-pane-left-new-station-pane path").count() == 1
    page.select_option("select[name=with]", "today")
    page.click(".filters button")
    page.wait_for_url(re.compile(r"with=today"))
    page.wait_for_selector("html[data-ready='true']", state="attached")


def test_files_are_had(committee):
    page = open_done(committee, kind="set_covering")
    for name, ending in (("xlsx", ".xlsx"), ("CSV", ".csv"), ("GeoJSON", ".geojson")):
        with page.expect_download() as download:
            page.click(f".place-actions a:text-is('{name}')")
        assert download.value.suggested_filename.endswith(ending)


def test_one_that_waits_is_cancelled_and_deleted(committee):
    first = [ask(committee, kind="p_median", k=2) for _ in range(3)]
    last = ask(committee, kind="p_median", k=3, name="不要了")
    page = committee.page
    page.goto(f"{committee.server}/scenarios/{last}/")
    assert page.locator("#run-bar").is_visible()
    page.click("#run-cancel")
    expect(page.locator("#state")).to_have_text(re.compile("."))
    assert wait_until(committee, last, "cancelled")["state"] == "cancelled"
    page.goto(f"{committee.server}/scenarios/{last}/")
    assert page.locator("#run").count() == 0
    page.click(f"a[href='/scenarios/{last}/delete/']")
    assert "不要了" in page.inner_text("main")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/scenarios/")
    assert "不要了" not in page.inner_text("main")
    for identity in first:
        wait_until(committee, identity, "done")


def test_the_list_follows_what_runs(committee):
    ask(committee, kind="set_covering", name="跟随")
    page = committee.page
    page.goto(f"{committee.server}/scenarios/")
    row = page.locator("tr", has_text="跟随").first
    expect(row).to_have_attribute("data-state", "done", timeout=LONGEST_RUN_MS)


def test_a_wrong_field_is_told_beside_it(committee):
    page = committee.go("/scenarios/new/")
    page.check("input[name=candidates][value=points]")
    page.fill("#points", "村口, 35.18, 118.85")
    assert page.locator("#points-live").inner_text()
    assert not page.evaluate("document.getElementById('points').checkValidity()")
    page.fill("#points", "村口, 117.0, 35.18")
    page.click(".form-end button[type=submit]")
    page.wait_for_selector("#points-error")
    assert "村口" in page.inner_text("#points-error")
    assert page.input_value("#points") == "村口, 117.0, 35.18"
    assert page.is_checked("input[name=candidates][value=points]")
    committee.faults[:] = [fault for fault in committee.faults if "400" not in fault]


def test_points_are_given_by_clicks_and_taken_away(committee):
    page = committee.go("/scenarios/new/?kind=p_median")
    page.check("input[name=candidates][value=points]")
    ground = page.locator("#point_map")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    for share in (0.45, 0.55):
        ground.click(position={"x": box["width"] * share, "y": box["height"] * 0.5})
    lines = page.input_value("#points").splitlines()
    assert len(lines) == 2
    ground.click(position={"x": box["width"] * 0.45, "y": box["height"] * 0.5})
    assert page.input_value("#points").splitlines() == lines[1:]
    page.click(".form-end button[type=submit]")
    page.wait_for_selector("#measures", timeout=LONGEST_RUN_MS)


def test_only_the_fields_of_the_question_are_shown(committee):
    page = committee.go("/scenarios/new/")
    page.check("input[name=kind][value=pairing]")
    assert page.locator("#limit").is_visible()
    assert page.locator("#k").is_hidden()
    assert page.locator("#minutes").is_hidden()
    page.check("input[name=kind][value=set_covering]")
    assert page.locator("#k").is_hidden()
    assert page.locator("#minutes").is_visible()


def test_a_phone_shows_everything(committee_phone):
    identity = done(committee_phone, kind="maximal_covering", k=2)
    pairing = done(committee_phone, kind="pairing")
    for path in ("", "new/", f"{identity}/", f"{pairing}/", f"{identity}/delete/"):
        page = committee_phone.go(f"/scenarios/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert too_small(page, ".place-actions, .filters, .form-end") == [], path
        # A radio button is pressed through its label.
        heights = page.evaluate(
            "[...document.querySelectorAll('.kind, .choice')]"
            ".filter(label => label.checkVisibility()).map(label => label.offsetHeight)"
        )
        assert all(height >= 44 for height in heights), path


def test_strangers_log_in_first_and_members_only_look(desk, browser, server, passwords):
    page = desk.page
    page.goto(f"{server}/scenarios/")
    assert "/login/?next=/scenarios/" in page.url
    reader = _member(browser, server, passwords, "demo_deputy", viewport=DESK)
    assert reader.page.locator("a[href='/scenarios/new/']").count() == 0
    assert reader.page.goto(f"{server}/scenarios/new/").status == 403
    reader.page.context.close()


def test_a_hostile_name_is_only_text(committee):
    hostile = "<img src=x onerror=alert(1)>`${alert(2)}`"
    page = open_done(committee, kind="p_center", k=1, name=hostile)
    assert page.inner_text("h1") == hostile
    assert page.locator("main img").count() == 0
    committee.go("/scenarios/")
    assert hostile in page.inner_text("main")
