"""The admin's maps and the editing interface's pages in a real browser, under the policy."""

import pytest

from tests.browser.conftest import DESK, WATCH_POLICY, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CHANGE = "/admin/geo/village/?q=371327001001"


@pytest.fixture
def committee(browser, server, passwords):
    """Somebody of the committee, logged in through the admin's own page."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    context.add_init_script(WATCH_POLICY)
    context.set_default_timeout(20_000)
    visit = Visit(server, context.new_page())
    visit.page.goto(f"{server}/admin/login/?next=/admin/")
    visit.page.fill("#id_username", "demo_committee")
    visit.page.fill("#id_password", passwords["demo_committee"])
    visit.page.click("input[type=submit]")
    visit.page.wait_for_url(f"{server}/admin/")
    yield visit
    visit.check()
    context.close()


def open_village(visit: Visit):
    page = visit.page
    page.goto(visit.server + CHANGE)
    page.click("#result_list tbody th a")
    page.wait_for_selector("#id_geom-map path.leaflet-interactive", state="attached")
    return page


def test_a_village_is_drawn_and_saved_unchanged(committee, record):
    record("villages", "371327001001")
    page = open_village(committee)
    before = page.input_value("#id_geom")
    assert '"MultiPolygon"' in before
    assert page.locator("#id_geom-map .leaflet-draw-edit-edit").count() == 1
    page.fill("#id_population", "4321")
    page.click("input[name=_continue]")
    page.wait_for_selector("ul.messagelist .success")
    page.wait_for_selector("#id_geom-map path.leaflet-interactive", state="attached")
    assert page.input_value("#id_population") == "4321"
    assert page.input_value("#id_geom") == before


def test_a_point_can_be_placed_on_the_map(committee, record):
    record("stations", "ST01")
    page = committee.page
    page.goto(committee.server + "/admin/geo/liaisonstation/?q=ST01")
    page.click("#result_list tbody th a")
    page.wait_for_selector("#id_geom-map .leaflet-marker-icon", state="visible")
    before = page.input_value("#id_geom")
    page.click("#id_geom-map .leaflet-draw-edit-edit")
    marker = page.locator("#id_geom-map .leaflet-marker-icon").first
    assert marker.evaluate("picture => picture.naturalWidth") > 0
    box = marker.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=5)
    page.mouse.up()
    page.click("#id_geom-map .leaflet-draw-actions a >> nth=0")
    moved = page.input_value("#id_geom")
    assert '"Point"' in moved
    assert moved != before
    page.click("input[name=_save]")
    page.wait_for_selector("ul.messagelist .success")


def test_the_pages_of_the_editing_interface_write(committee):
    page = committee.page
    page.goto(committee.server + "/api/manage/pairings/?limit=1")
    address = page.evaluate(
        "fetch(location.href, {headers: {Accept: 'application/json'}})"
        ".then(answer => answer.json()).then(body => body.results[0].public_id)"
    )
    page.goto(f"{committee.server}/api/manage/pairings/{address}/")
    page.click("a[name=raw-tab]")
    page.click("#put-generic-content-form button:has-text('PUT')")
    page.wait_for_selector(".response-info :text('200 OK')")
