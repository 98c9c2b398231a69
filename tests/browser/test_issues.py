"""Issues in a browser: reported by a deputy, taken to closed by staff, by one at a time."""

import json
import threading
import urllib.error
import urllib.request

import pytest

from tests.browser.conftest import Visit
from tests.coverage.issues.conftest import new_id, photo
from tools.browser import DESK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PLACE = ("118.8494", "35.2237")
HANDLING = ("assign", "return", "start", "rectify", "verify", "reject", "close", "remind")


def file_of(name: str, color: str) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo(color, (640, 480))}


@pytest.fixture
def people(browser, server, passwords):
    """A function that gives the visit of a demo user who has logged in; all are checked."""
    visits, contexts = {}, []

    def visit_of(name: str) -> Visit:
        if name not in visits:
            context = browser.new_context(viewport=DESK, locale="zh-CN")
            context.set_default_timeout(60_000)
            contexts.append(context)
            visits[name] = Visit(server, context.new_page())
            page = visits[name].page
            page.goto(f"{server}/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", passwords[name])
            page.click("form.form button[type=submit]")
            page.wait_for_url(f"{server}/")
        return visits[name]

    yield visit_of
    for visit in visits.values():
        assert [fault for fault in visit.faults if "409" not in fault] == []
    for context in contexts:
        context.close()


def report(visit: Visit) -> str:
    """Report an issue with a photo through the page; return the address of its page."""
    page = visit.go("/issues/new/")
    page.select_option("[name=category]", "dumping")
    page.fill("[name=description]", "岸边新堆了渣土 <b>3</b> 立方米")
    page.fill("#lon", PLACE[0])
    page.fill("#lat", PLACE[1])
    page.set_input_files("[name=photo]", file_of("found.jpg", "red"))
    page.click("#issue-form button[type=submit]")
    page.wait_for_selector("#state[data-state=registered]")
    return page.url.removeprefix(visit.server)


def step(visit: Visit, address: str, action: str, **fields: str) -> str:
    """Take a step on an issue's page; return the state it is in then."""
    page = visit.go(address)
    form = page.locator(f"[data-action={action}]")
    form.locator("summary").click()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    page.wait_for_selector("html[data-ready=true]")
    return page.locator("#state").get_attribute("data-state")


def buttons(visit: Visit, address: str) -> set[str]:
    page = visit.go(address)
    found = page.locator("[data-action]").all()
    return {one.get_attribute("data-action") for one in found}


def test_closing_needs_an_after_photo_and_a_verifier_who_is_not_the_handler(people):
    deputy, coordinator, committee = map(
        people, ("demo_deputy", "demo_coordinator", "demo_committee")
    )
    address = report(deputy)
    assert not buttons(deputy, address) & set(HANDLING)
    assert deputy.page.locator("text=<b>3</b>").count() == 1
    assert deputy.page.locator(".photo-side[data-phase=before] img").count() == 1
    assert deputy.page.locator(".photo-side[data-phase=after] form").count() == 0
    assert step(committee, address, "assign", unit="示例环卫所") == "assigned"
    assert step(coordinator, address, "start") == "in_progress"
    assert step(coordinator, address, "rectify", note="已清运") == "rectified"
    assert not buttons(coordinator, address) & {"verify", "reject", "close"}
    assert step(committee, address, "verify") == "verified"
    # Without a photo of afterwards it stays as it is, and the page says why.
    assert step(committee, address, "close") == "verified"
    assert committee.page.locator("[role=alert]").inner_text()
    committee.go(address)
    committee.page.set_input_files(
        ".photo-side[data-phase=after] [name=photo]", file_of("after.jpg", "green")
    )
    committee.page.click(".photo-side[data-phase=after] button")
    committee.page.wait_for_selector(".photo-side[data-phase=after] img")
    assert step(committee, address, "close") == "closed"
    assert buttons(committee, address) == {"note"}
    assert not buttons(deputy, address) & set(HANDLING)


def test_a_wrong_place_is_said_and_nothing_is_lost(people):
    page = people("demo_coordinator").go("/issues/new/")
    page.select_option("[name=category]", "other")
    page.fill("[name=description]", "先写好的描述")
    page.fill("#lon", "35.2237")
    page.fill("#lat", "80")
    page.click("#issue-form button[type=submit]")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=description]") == "先写好的描述"
    assert page.locator("#lon[aria-invalid=true]").count() == 1
    people("demo_coordinator").faults.clear()


def test_a_click_on_the_map_says_where(people):
    page = people("demo_coordinator").go("/issues/new/")
    box = page.locator("#report_map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("document.getElementById('lon').value !== ''")
    assert 118 < float(page.input_value("#lon")) < 119
    assert 35 < float(page.input_value("#lat")) < 36


def test_the_layer_of_the_map_agrees_with_the_list(people):
    visit = people("demo_committee")
    page = visit.go("/issues/?view=list&state=returned")
    listed = int(page.locator("#list-count").inner_text())
    page = visit.go("/?layers=villages,issues")
    page.wait_for_selector(".legend-block[data-layer=issues]")
    lines = page.locator(".legend-block[data-layer=issues] li").all_inner_texts()
    assert len(lines) == 7
    assert int(lines[2].split()[-1]) == listed


def test_one_of_two_at_once_gets_the_state_it_is_in_now(people, server):
    """Two people of the staff assign at the same moment, over two connections."""
    deputy = people("demo_deputy")
    address = report(deputy)
    code = address.strip("/").split("/")[-1]
    answers, gate = [], threading.Barrier(2)
    visits = [people(name) for name in ("demo_committee", "demo_admin")]
    listing = visits[0].page.request.get(f"{server}/api/issues/?limit=1000").json()["issues"]
    issue = next(row["id"] for row in listing if row["code"] == code)
    prepared = [_request(visit, server, issue) for visit in visits]

    def act(request) -> None:
        gate.wait()
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                answers.append((answer.status, json.load(answer)))
        except urllib.error.HTTPError as error:
            answers.append((error.code, json.load(error)))

    threads = [threading.Thread(target=act, args=(request,)) for request in prepared]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _body in answers) == [200, 409]
    (_status, refused), (_ok, done) = sorted(answers, key=lambda one: -one[0])
    assert "assigned" in refused["detail"] or "已交办" in refused["detail"]
    assert [one["action"] for one in done["steps"]].count("assign") == 1


def _request(visit: Visit, server: str, issue: str) -> urllib.request.Request:
    cookies = {one["name"]: one["value"] for one in visit.page.context.cookies()}
    visit.go("/issues/")
    headers = {
        "Content-Type": "application/json",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
        "Referer": server,
    }
    body = json.dumps({"action": "assign", "unit": f"示例单位{new_id()[:4]}"}).encode()
    return urllib.request.Request(  # noqa: S310 - our own address
        f"{server}/api/issues/{issue}/steps", body, headers, method="POST"
    )
