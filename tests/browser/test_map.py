"""The map as staff would use it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from coverage.pages.numbers import minutes, number, percentage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
GREY = "#a9b0ad"
LARGEST_KB = 400


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def drawn(page, layer: str) -> int:
    return page.locator(f".leaflet-{layer}-pane path").count()


def test_the_first_view_opens_without_network_to_others_and_shows_every_layer(desk):
    page = desk.go()

    assert drawn(page, "pane-villages") == 50
    assert drawn(page, "pane-stations") == 3
    assert drawn(page, "pane-segments") == 43
    assert drawn(page, "pane-gap-service") >= 1
    assert drawn(page, "pane-routes") >= 3
    assert page.locator("#map-status").is_hidden()


def test_all_layers_can_be_switched_on_and_off(desk):
    page = desk.go()
    boxes = page.locator(".layer-switch")
    for i in range(boxes.count()):
        boxes.nth(i).check()
    page.wait_for_selector(".leaflet-pane-roads-pane path", state="attached")
    page.wait_for_selector("#map-status", state="hidden")
    assert drawn(page, "pane-roads") > 1000
    assert drawn(page, "pane-ponds") > 50
    page.wait_for_selector(".leaflet-pane-combined-pane path", state="attached")
    assert drawn(page, "pane-service") == 3
    assert drawn(page, "pane-bands") == 6
    for i in range(boxes.count()):
        boxes.nth(i).uncheck()
    assert page.locator(".leaflet-pane path").count() == 0
    assert page.url.endswith("?layers=")


def test_roads_are_fetched_only_when_they_are_wanted(desk):
    asked = []
    desk.page.on("request", lambda request: asked.append(request.url))
    page = desk.go()
    assert not any("/roads/" in url for url in asked)

    page.check("#layer-roads")
    page.wait_for_selector(".leaflet-pane-roads-pane path", state="attached")

    assert any("/roads/" in url for url in asked)


def test_the_address_holds_the_view_and_gives_it_back(desk):
    page = desk.go()
    page.select_option("#indicator", "density")
    page.check("#layer-ponds")
    page.uncheck("#layer-stations")
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_url(re.compile("[?&]at="))
    page.wait_for_timeout(400)
    page.locator(".leaflet-pane-villages-pane path").nth(5).dispatch_event("click")
    page.wait_for_url(re.compile("[?&]place="))
    address, title = page.url, page.inner_text("#card-title")
    center = page.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")

    page.goto("about:blank")
    again = desk.go(address.removeprefix(desk.server))

    assert again.input_value("#indicator") == "density"
    assert again.is_checked("#layer-ponds")
    assert not again.is_checked("#layer-stations")
    assert again.inner_text("#card-title") == title
    back = again.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    assert back == pytest.approx(center, abs=1e-4)
    assert again.url == address


def test_the_date_is_part_of_the_question(desk):
    page = desk.go()
    now = page.inner_text("[data-figure='pairing-villages-covered']")

    page.fill("#date", "2018-10-01")
    page.wait_for_url("**date=2018-10-01*")
    page.wait_for_selector("html[data-ready='true']", state="attached")

    assert page.inner_text("[data-figure='pairing-villages-covered']") == "0" != now
    assert "2018-10-01" in page.inner_text(".map-notes")


def test_a_day_before_everything_is_shown_as_empty(desk):
    page = desk.go("/?date=1999-01-01")

    assert drawn(page, "pane-villages") == 0
    assert "1999-01-01" in page.inner_text("#map-status")


def test_search_finds_and_opens_the_card(desk):
    page = desk.go()
    page.fill("#search-text", "玉泉")
    page.locator("#search-results a").first.click()

    page.wait_for_selector("#card-title")
    assert "玉泉" in page.inner_text("#card-title")
    assert query(page)["place"][0].startswith("villages:")


def test_search_by_keyboard_and_a_deputy_has_a_page(desk):
    page = desk.go()
    page.focus("#search-text")
    page.keyboard.type("示例代表07")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/deputies/**")
    assert page.inner_text("h1") == "示例代表07"


def test_search_that_finds_nothing_says_what_to_do(desk):
    page = desk.go()
    page.fill("#search-text", "没有这个地方")

    page.wait_for_selector("#search-results p")
    assert "编码" in page.inner_text("#search-results p")


def test_ranking_and_map_are_linked_both_ways(desk):
    page = desk.go()
    row = page.locator(".ranking-row").nth(1)
    gap = row.get_attribute("data-gap")
    row.click()
    page.wait_for_selector("#card-title")
    assert row.get_attribute("aria-current") == "true"
    assert query(page)["place"] == [f"gap:{gap}"]

    page.click(".card-close")
    assert page.locator(".ranking-row[aria-current]").count() == 0
    page.locator(f".leaflet-pane-villages-pane path[fill='{GREY}']").nth(3).dispatch_event("click")
    marked = page.locator(".ranking-row[aria-current]")
    assert marked.count() >= 1
    assert any(page.inner_text("#card-title") in text for text in marked.all_inner_texts())


def test_the_card_leads_to_page_and_data(desk):
    page = desk.go("/?place=villages:371327001001")
    data = page.locator("#card a", has_text="GeoJSON").get_attribute("href")
    answer = page.request.get(desk.server + data)
    assert answer.ok
    assert answer.json()["properties"]["code"] == "371327001001"

    page.click("#card .button-main")

    page.wait_for_url("**/villages/371327001001/*")
    assert page.inner_text("h1") == "福祥社区"


def test_escape_closes_the_card(desk):
    page = desk.go("/?place=stations:ST01")
    assert page.locator("#card").is_visible()

    page.keyboard.press("Escape")

    assert page.locator("#card").is_hidden()
    assert "place" not in query(page)


def test_names_stay_apart_and_more_of_them_come_nearer_by(desk):
    page = desk.go()
    boxes = """() => [...document.querySelectorAll('.map-label:not(.is-hidden)')]
        .map(label => label.getBoundingClientRect().toJSON())"""
    far = page.evaluate(boxes)
    for i, a in enumerate(far):
        for b in far[i + 1 :]:
            apart = (
                a["right"] <= b["left"]
                or b["right"] <= a["left"]
                or a["bottom"] <= b["top"]
                or b["bottom"] <= a["top"]
            )
            assert apart
    hidden = page.locator(".map-label.is-hidden").count()
    assert far
    assert hidden

    page.evaluate("map.setView([35.176, 118.83], 14, {animate: false})")

    shown = page.evaluate(boxes)
    assert len(shown) < len(far) + hidden


def test_the_name_under_the_pointer_is_shown(desk):
    page = desk.go("/?place=villages:371327001203")
    name = page.inner_text("#card-title")
    page.keyboard.press("Escape")
    box = page.locator("#map").bounding_box()
    center = page.evaluate("(() => { const p = map.getSize(); return [p.x, p.y]; })()")
    page.mouse.move(box["x"] + center[0] / 2 - 160, box["y"] + center[1] / 2)
    page.mouse.move(box["x"] + center[0] / 2 - 164, box["y"] + center[1] / 2 + 20)

    page.wait_for_selector(".map-tip")
    assert name in page.inner_text(".map-tip")


def test_a_failed_request_is_told_with_a_way_to_try_again(desk):
    desk.page.route("**/river-segments/**", lambda route: route.abort())
    page = desk.go()
    assert "河段" in page.inner_text(".status-failed")
    assert drawn(page, "pane-villages") == 50

    desk.page.unroute("**/river-segments/**")
    page.click(".status-failed button")

    page.wait_for_selector(".leaflet-pane-segments-pane path", state="attached")
    assert page.locator("#map-status").is_hidden()
    desk.faults.clear()


def test_the_first_view_weighs_at_most_400_kb(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    page.goto(server)
    page.wait_for_selector("html[data-ready='true']", state="attached")
    page.wait_for_load_state("networkidle")
    context.close()

    assert len(weights) > 20
    assert sum(weights) <= LARGEST_KB * 1000


def test_panels_fold_and_the_map_takes_their_room(desk):
    page = desk.go()
    before = page.evaluate("map.getSize().x")

    page.click(".fold-left")
    page.click(".fold-right")

    assert page.evaluate("map.getSize().x") > before + 500
    assert page.get_attribute(".fold-left", "aria-expanded") == "false"
    page.click(".fold-left")
    assert page.is_visible("#panel-layers")


def test_main_controls_are_reached_by_keyboard(desk):
    page = desk.go()
    reached = set()
    for _ in range(180):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.id || String(document.activeElement.getAttribute('class'))"
            )
        )
    wanted = {
        "search-text",
        "date",
        "layer-villages",
        "indicator",
        "segments-by",
        "months-range",
        "print",
        "map",
        "ranking-filter",
    }

    assert wanted <= reached
    assert any("ranking-row" in name for name in reached)
    assert any("leaflet-control-zoom-in" in name for name in reached)


def test_switched_to_english_the_view_stays(desk):
    page = desk.go("/?by=travel&layers=villages,stations")
    page.click(".language button")
    page.wait_for_url("**/?*by=travel*")
    page.wait_for_selector("html[data-ready='true']", state="attached")

    assert page.get_attribute("html", "lang") == "en"
    assert page.input_value("#indicator") == "travel"
    assert re.search(r"layers=villages(,|%2C)stations", page.url)


def test_the_map_and_the_pages_round_alike(desk):
    page = desk.go()
    times = [*range(0, 3600, 7), 717, 723, 3]
    shares = [i / 10000 for i in range(0, 10001, 37)]
    areas = [i * 1234.567 for i in range(200)] + [5000, 15000, 1005000]
    written = page.evaluate(
        """async ([script, times, shares, areas]) => {
            const text = await import(script);
            return [times.map(text.minutes), shares.map(text.percent),
                    areas.map(text.squareKilometres)].map(list => list.map(s => s.split(" ")[0]));
        }""",
        [page.locator("link[href*='/text.']").get_attribute("href"), times, shares, areas],
    )

    assert written[0] == [minutes(value) for value in times]
    assert written[1] == [percentage(value) for value in shares]
    assert written[2] == [number(value / 1e6, 2) for value in areas]
