"""An inspection route in the browser: asked, followed, given to somebody, compared, printed."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.pdf import page_sizes
from tests.browser.test_pages import too_small
from tests.browser.test_scenarios import LONGEST_RUN_MS, _member, committee, committee_phone
from tools.browser import PHONE, wait_until_drawn

# Fixtures of the scenarios' tests.
__all__ = ["committee", "committee_phone"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
A4 = (595, 842)


def ask(visit: Visit, **more):
    """Ask through the form for the due segments, for two people; wait for the answer."""
    page = visit.go("/routes/new/?date=2026-11-22")
    page.click("#add-person")
    page.select_option(".person:nth-child(1) [data-part=who]", "chief:RC01")
    page.select_option(".person:nth-child(2) [data-part=start]", "ST02")
    page.click(".more summary")
    page.fill("#seconds", "1")
    page.fill("#name", more.get("name", "周二巡查"))
    page.click(".form-end [type=submit]")
    page.wait_for_url("**/routes/*-*/")
    page.wait_for_selector("#figures", timeout=LONGEST_RUN_MS)
    wait_until_drawn(page)
    return page


def test_from_the_question_to_the_printed_sheet(committee, tmp_path):
    page = ask(committee)
    assert page.inner_text("h1") == "周二巡查"
    assert page.locator(".round").count() == 2
    assert page.locator(".leaflet-pane-route-way-pane path").count() == 2
    stops = page.locator(".route-stops tbody tr[data-code]").count()
    assert page.locator(".leaflet-pane-route-mark-pane path").count() == stops > 0
    assert str(stops) in page.inner_text("#figures")
    assert page.locator(".turn-list li").first.is_hidden()
    page.click("#round-1 .turns summary")
    assert page.locator("#round-1 .turn-list li").first.is_visible()

    page.click("#round-1 .round-assign button")
    page.wait_for_selector(".notices")
    wait_until_drawn(page)
    assert page.locator("#round-1 .mark-due").count() == 1
    page.click("#compare")
    page.wait_for_url("**compare=walked")
    wait_until_drawn(page)
    assert page.locator(".compare-stops tbody tr").count() == stops

    page.go_back()
    wait_until_drawn(page)
    with page.expect_download() as download:
        page.click("#round-1 a[href*='export.gpx']")
    assert download.value.suggested_filename.endswith("-1.gpx")
    page.click("#round-1 a[href*='sheet']")
    page.wait_for_url("**/sheet/?round=1")
    wait_until_drawn(page)
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    assert set(page_sizes(tmp_path / "sheet.pdf")) == {A4}


def test_a_wrong_field_is_named_and_nothing_is_asked(committee):
    page = committee.go("/routes/new/?date=2026-11-22")
    page.click(".more summary")
    page.fill("#excluded_roads", "RD9999")
    page.select_option(".person [data-part=start]", "own")
    page.fill(".person [data-place=start]", "35.18, 118.85")
    page.click(".form-end [type=submit]")
    page.wait_for_selector("#form-faults li")
    named = page.eval_on_selector_all(
        "#form-faults li", "items => items.map(item => item.dataset.parameter)"
    )
    assert set(named) == {"excluded_roads", "people[0].start.lat"}
    assert page.get_attribute("#excluded_roads", "aria-invalid") == "true"
    committee.faults[:] = [fault for fault in committee.faults if "400" not in fault]


def test_places_are_picked_on_the_map(committee):
    page = committee.go("/routes/new/?date=2026-11-22")
    page.evaluate(CLICK, ["segments", "R01-03"])
    assert page.input_value("#codes") == "segment:R01-03"
    page.evaluate(CLICK, ["ponds", "P01"])
    assert page.input_value("#codes") == "segment:R01-03\npond:P01"
    page.evaluate(CLICK, ["segments", "R01-03"])
    assert page.input_value("#codes") == "pond:P01"
    page.select_option(".person [data-part=start]", "own")
    page.locator("#question_map").click(position={"x": 60, "y": 40})
    lon, lat = map(float, page.input_value(".person [data-place=start]").split(","))
    assert 118 < lon < 120
    assert 35 < lat < 36


# A click on a feature of a layer, as Leaflet tells it.
CLICK = """([layer, code]) => question_map.eachLayer((drawn) => {
    const isIt = drawn.feature?.properties.code === code && drawn.options.pane === `pane-${layer}`;
    if (isIt) drawn.fire("click", { latlng: L.latLng(35.1, 118.8) });
})"""


def test_the_person_accepts_on_a_phone(committee, browser, server, passwords):
    page = ask(committee, name="给代表")
    page.select_option("#round-2 .round-assign select", "deputy:DB03")
    page.click("#round-2 .round-assign button")
    page.wait_for_selector(".notices")
    wait_until_drawn(page)
    path = page.url.removeprefix(committee.server)
    person = _member(browser, server, passwords, "demo_deputy", viewport=PHONE)
    own = person.go(path)
    assert own.locator(".round").count() == 1
    assert own.evaluate("document.documentElement.scrollWidth") <= 360
    assert too_small(own, ".round-actions, .place-actions") == []
    own.click("[data-step=accept]")
    own.wait_for_selector(".round .mark-covered")
    person.page.context.close()


def test_a_phone_shows_everything(committee_phone):
    page = ask(committee_phone)
    path = page.url.removeprefix(committee_phone.server)
    for address in ("/routes/", "/routes/new/", path, f"{path}sheet/", f"{path}delete/"):
        page = committee_phone.go(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert too_small(page, ".place-actions, .filters, .form-end, .round-actions") == [], address
