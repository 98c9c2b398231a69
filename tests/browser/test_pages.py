"""Pages, languages, phones, print and hostile names in a real browser."""

import re

import pytest

from tests.browser.pdf import page_sizes
from tools.browser import wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PLACES = [
    "/villages/371327001001/",
    "/villages/371327001203/",
    "/stations/ST01/",
    "/segments/R01-03/",
    "/deputies/DB03/",
]
LISTS = [
    "/villages/",
    "/stations/",
    "/segments/",
    "/waters/",
    "/deputies/",
    "/gaps/",
    "/travel-times/",
    "/trend/",
    "/changes/?from=2026-06-30",
    "/search/?q=河",
    "/due/",
    "/surveys/",
    "/surveys/SV01/",
]
EVERYTHING = ["/", *PLACES, *LISTS, "/login/"]
# What only those see who have signed in.
WORK = [
    "/boards/",
    "/boards/NB03/",
    "/due/",
    "/issues/",
    "/issues/?view=list",
    "/issues/new/",
    "/patrols/",
    "/patrols/upload/",
    "/routes/",
    "/routes/new/",
    "/scenarios/",
    "/trace-back/?lon=118.868&lat=35.1887&date=2026-11-22",
]
CHINESE = re.compile(r"[一-鿿]+")
LEAST_TARGET_PX = 44
# What a reader of English still meets in Chinese: names, and the sources' own words.
NAMES = """
    [...new Set([...document.querySelectorAll('main *, header *')]
        .flatMap(node => [...node.childNodes])
        .filter(node => node.nodeType === 3 && node.data.trim())
        .filter(node => !node.parentElement.closest(
            '[hidden], script, noscript, .map, [lang], .masthead-place'))
        .map(node => node.data.trim()))]
"""
WIDTH = "document.documentElement.scrollWidth"
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`'\""


def texts(page) -> list[str]:
    return page.evaluate(NAMES)


@pytest.fixture(scope="module")
def names(server, browser) -> set[str]:
    """Every Chinese text that is data: names, hosts, posts, notes, sources."""
    context = browser.new_context()
    found: set[str] = set()
    collections = context.request.get(f"{server}/api/collections?f=json").json()["collections"]
    for collection in collections:
        address = f"{server}/api/collections/{collection['id']}/items?limit=10000&f=json"
        for feature in context.request.get(address).json()["features"]:
            found |= {str(value) for value in feature["properties"].values()}
    for layer in ("segments", "overview", "gaps", "layers/pairing", "layers/patrol"):
        found |= set(CHINESE.findall(context.request.get(f"{server}/api/coverage/{layer}").text()))
    context.close()
    return {part for text in found for part in CHINESE.findall(text)}


@pytest.mark.parametrize("path", EVERYTHING)
def test_english_has_no_chinese_but_names(english, names, path):
    page = english.go(path)

    left = {part for text in texts(page) for part in CHINESE.findall(text)} - names

    assert left <= {"示意", "河"}, left


@pytest.mark.parametrize("path", EVERYTHING)
def test_chinese_has_no_english_but_abbreviations(desk, path):
    page = desk.go(path)
    allowed = re.compile(
        r"GeoJSON|CSV|xlsx|EN|A4|GIS|DB\d+|ST\d+|R\d+-\d+|km²|km|m|min|demo_\w+|N", re.IGNORECASE
    )
    # The sources and notes of the reference data are data, in the words of whoever wrote them.
    sources = page.locator(
        ".map-source, .notice, .reported, dd, .place-unlocated"
    ).all_inner_texts()
    own = {line for text in sources for line in text.splitlines()}
    words = {
        word
        for text in texts(page)
        if not any(text in line for line in own)
        for word in re.findall(r"[A-Za-z][\w²-]*", text)
    }

    assert {word for word in words if not allowed.fullmatch(word)} == set()


@pytest.mark.parametrize("path", PLACES)
def test_a_place_has_its_map_and_opens_in_the_large_one(desk, path):
    page = desk.go(path)
    if not page.locator(".map").count():
        assert "/deputies/" in path
        return
    assert page.locator(".leaflet-pane-villages-pane path").count() >= 1
    assert "行政区划界线仅供参考" in page.inner_text(".map-notes")

    page.click(".place-actions .button-main")

    page.wait_for_selector("#card-title")
    assert page.locator("#card").is_visible()


def test_a_neighbour_on_the_small_map_is_a_way_to_its_page(desk):
    page = desk.go("/villages/371327001203/")
    neighbours = page.locator(".leaflet-pane-villages-pane path")
    assert neighbours.count() > 3

    neighbours.nth(0).dispatch_event("click")

    page.wait_for_url(re.compile(r"/villages/(?!371327001203)\d{12}/"))
    wait_until_drawn(page)


@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_scrolls_sideways_on_a_phone(phone, path):
    page = phone.go(path)

    assert page.evaluate(WIDTH) <= 360
    size = page.evaluate("getComputedStyle(document.body).fontSize")
    assert size == "16px"


def sign_in(page, server: str, name: str, passwords: dict[str, str]) -> None:
    page.goto(f"{server}/login/?next=/surveys/")
    page.fill("#id_username", name)
    page.fill("#id_password", passwords[name])
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/surveys/")


def test_no_page_of_the_staff_scrolls_sideways_on_a_phone(phone, passwords):
    sign_in(phone.page, phone.server, "demo_committee", passwords)

    widths = {path: phone.go(path).evaluate(WIDTH) for path in WORK}

    assert {path: width for path, width in widths.items() if width > 360} == {}


@pytest.mark.parametrize("name", ["demo_committee", "demo_patroller"])
def test_the_menu_fits_on_a_phone_and_every_entry_opens(phone, passwords, name):
    page = phone.page
    sign_in(page, phone.server, name, passwords)
    page.click(".menu summary")
    box = page.locator(".menu-list").bounding_box()
    paths = page.locator(".menu-list a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )

    assert box["x"] >= 0
    assert box["y"] + box["height"] <= 740
    assert too_small(page, ".menu-list") == []
    assert len(paths) == len(set(paths))
    answers = {path: page.request.get(phone.server + path).status for path in paths}
    assert {path: status for path, status in answers.items() if status != 200} == {}


def too_small(page, within: str) -> list:
    """Return the controls inside ``within`` that are visible and smaller than a finger."""
    return page.evaluate(
        """([within, least]) => [...document.querySelectorAll(within)]
            .flatMap(part => [...part.querySelectorAll(
                'a, button, select, input:not([type=hidden]), summary')])
            .map(node => node.type === 'checkbox' ? node.closest('label') : node)
            .filter(node => node.checkVisibility() && !node.closest('.visually-hidden'))
            .map(node => [node, node.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
            .map(([node, box]) => [node.outerHTML.slice(0, 80), box.width, box.height])""",
        [within, LEAST_TARGET_PX],
    )


def test_the_map_on_a_phone_fills_the_screen_and_targets_fit_a_finger(phone):
    page = phone.go()
    assert page.evaluate("map.getSize().x") == 360
    assert page.evaluate("map.getSize().y") >= 540
    assert too_small(page, ".masthead, .stage, .sheet-tabs") == []

    for panel in ("left", "right"):
        page.click(f".sheet-tabs [data-panel={panel}]")
        assert page.locator(f".panel-{panel}").is_visible()
        assert too_small(page, f".panel-{panel}") == []
    page.click(".sheet-tabs [data-panel=right]")
    assert page.locator(".panel-right").is_hidden()


def test_a_tap_on_a_phone_opens_the_card_over_the_map(phone):
    page = phone.go("/?layers=villages")
    box = page.locator("#map").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 20)

    page.wait_for_selector("#card-title")
    assert too_small(page, ".card") == []
    assert page.locator("#card").bounding_box()["height"] < 0.7 * box["height"]


def test_the_map_prints_on_one_a4_page(desk, tmp_path):
    page = desk.go()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = {
        name: page.locator(selector).first.is_visible()
        for name, selector in {
            "title": ".print-title",
            "legend": "#legend .legend-block",
            "scale": ".leaflet-control-scale-line",
            "north": ".north",
            "source": ".map-source",
            "figures": "#figures table",
        }.items()
    }
    title, notes = page.inner_text(".print-title"), page.inner_text(".map-notes")
    sheet = page.locator(".workspace").bounding_box()
    legend = page.locator(".panel-left").bounding_box()
    last = page.locator("#legend .legend-block").last.bounding_box()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    path = tmp_path / "map.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)

    assert all(shown.values()), shown
    assert "十字路街道" in title
    assert re.search(r"\d{4}-\d\d-\d\d", title)
    assert "行政区划界线仅供参考" in notes
    assert sheet["width"] <= 277 / 25.4 * 96 + 1
    assert last["y"] + last["height"] <= legend["y"] + legend["height"] + 1
    assert page_sizes(path) == [(842, 595)]


@pytest.mark.parametrize("path", ["/villages/371327001001/", "/villages/?pairing=gap"])
def test_pages_print_on_a4(desk, tmp_path, path):
    desk.go(path).pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)

    sizes = page_sizes(tmp_path / "page.pdf")
    assert set(sizes) == {(595, 842)}
    assert len(sizes) <= 2


def test_logging_in_and_out(desk, passwords):
    page = desk.go("/login/?next=/villages/")
    page.fill("#id_username", "demo_committee")
    page.fill("#id_password", passwords["demo_committee"])
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/villages/")
    page.click(".menu summary")
    page.click(".menu button")

    page.wait_for_selector("html[data-ready='true']", state="attached")
    assert page.locator(".menu summary").inner_text() == "菜单"


def test_a_wrong_password_is_told(desk):
    page = desk.go("/login/")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.click("form.form button[type=submit]")

    assert page.locator("[role=alert]").is_visible()


@pytest.fixture
def hostile_village(record):
    """A village whose name attacks every place it could be written to; renamed back after."""
    code = "371327001203"
    properties = {"short_name": HOSTILE, "name": HOSTILE}
    record("villages", code).patch({"properties": properties})
    return code


def test_a_hostile_name_is_only_text_everywhere(desk, hostile_village):
    alerts = []
    desk.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page = desk.go(f"/?place=villages:{hostile_village}")
    assert page.inner_text("#card-title") == HOSTILE
    assert HOSTILE in page.locator(".map-label").all_text_contents()
    page.evaluate("map.eachLayer(layer => layer.getTooltip?.() && layer.openTooltip())")
    assert HOSTILE in page.locator(".map-tip").all_text_contents()
    page.fill("#search-text", "onerror")
    page.wait_for_selector("#search-results a")
    assert HOSTILE in page.inner_text("#search-results")
    for path in (f"/villages/{hostile_village}/", "/villages/", "/gaps/", "/search/?q=onerror"):
        desk.go(path)
        assert HOSTILE in page.inner_text("main"), path
    page.goto(f"{desk.server}/villages/371327001202/")
    assert page.locator("img").count() == 0
    assert alerts == []
    desk.faults[:] = [fault for fault in desk.faults if "404" not in fault]


def test_an_error_page_names_the_parameter_in_the_readers_language(browser, server):
    for locale, word in (("zh-CN", "正确的写法"), ("en-GB", "What would be right")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        answer = page.goto(f"{server}/?date=2026-02-30")
        assert answer.status == 400
        assert word in page.inner_text("main")
        assert "2026-02-30" in page.inner_text("main")
        context.close()


def test_a_page_waits_for_its_map_before_it_says_it_is_drawn(desk):
    page = desk.go("/segments/R01-03/")
    wait_until_drawn(page)

    assert page.locator("#map-status").is_hidden()
