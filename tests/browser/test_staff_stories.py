"""What staff would call real: the stories 4, 5 and 7 of the domain, told with the browser."""

import re

import pytest

from tests.browser.pdf import page_sizes, text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DAY = "2026-11-22"
GREY = "#a9b0ad"
LAYERS = ("pairing", "service", "recency", "patrol", "chiefs")
STATES = ("covered", "due", "gap", "unknown")
# Where the number of a list stands, by what is counted.
LISTED = {
    "villages": "list-count",
    "people": "list-people",
    "people_by_area": "list-people",
    "area_m2": "list-area",
    "segments": "list-count",
    "waters": "list-count",
    "length_m": "list-length",
}
A4_ACROSS = (842, 595)


def figures(page) -> dict[str, tuple[str, str]]:
    """Return the value and the address of every number of the overview that opens a list."""
    links = page.locator("a[data-figure]").evaluate_all(
        "all => all.map(a => [a.dataset.figure, a.textContent, a.getAttribute('href')])"
    )
    return {name: (value, address) for name, value, address in links}


def test_story_4_reported_beside_loaded_and_each_number_opens_its_list(desk):
    page = desk.go(f"/?date={DAY}")
    assert page.locator("[data-total=villages] td").all_inner_texts() == ["50", "50"]
    assert page.locator("[data-total=area] td").all_inner_texts() == ["143.00", "143.00"]
    assert page.locator("[data-total=population] td").all_inner_texts() == ["160,000", "160,000"]

    page.click("[data-figure=villages-loaded]")

    page.wait_for_selector("#list-count")
    assert page.inner_text("#list-count") == "50"
    assert page.inner_text("#list-area") == "143.00"


def test_story_4_every_figure_of_every_layer_is_that_of_its_list(desk):
    page = desk.go(f"/?date={DAY}")
    found = {name: link for name, link in figures(page).items() if name.split("-")[-1] in STATES}
    layers = {name.split("-")[0] for name in found}
    assert layers == {*LAYERS, "supervision"}
    for name, (value, address) in found.items():
        assert f"date={DAY}" in address
        answer = page.request.get(desk.server + address)
        assert answer.ok, address
        member = LISTED[name.split("-")[1]]
        shown = re.search(rf'id="{member}">([^<]*)<', answer.text())
        assert shown, (name, address)
        assert shown[1] == value, (name, address)


def test_story_4_a_figure_opens_its_place_on_the_map(desk):
    page = desk.go(f"/?date={DAY}")
    page.locator("[data-section=villages] .coverage-name").nth(2).click()

    assert page.input_value("#indicator") == "recency"
    page.wait_for_selector(".leaflet-pane-gap-recency-pane path", state="attached")
    drawn = page.locator(".leaflet-pane-gap-recency-pane path").count()
    assert str(drawn) == page.inner_text("[data-figure='recency-villages-gap']")


def test_story_5_villages_without_a_deputy_are_exactly_the_grey_ones(desk):
    page = desk.go(f"/?by=pairing&date={DAY}")
    grey = page.locator(f".leaflet-pane-villages-pane path[fill='{GREY}']")
    codes = set()
    for i in range(grey.count()):
        grey.nth(i).dispatch_event("click", {"bubbles": True})
        codes.add(page.locator("#card code").inner_text())
    legend = page.locator("[data-layer=villages] .legend-count").all_inner_texts()
    page.keyboard.press("Escape")

    page.click("[data-figure='pairing-villages-gap']")

    page.wait_for_selector("#list-count")
    listed = page.locator("tr[data-code]").evaluate_all("rows => rows.map(r => r.dataset.code)")
    assert codes == set(listed)
    assert legend == [str(50 - len(listed)), "0", str(len(listed))]


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("", ["已有结对代表", "按期巡查", "盲区:工作站到不了"]),
        ("&by=recency&layers=villages,gap-recency,bands", ["近期走访过", "路程时间分级"]),
        ("&by=density&layers=villages,stations&at=14/35.17500/118.83000", ["代表联络工作站"]),
        ("&layers=villages,combined&together=pairing,service:all", ["多层叠加"]),
    ],
)
def test_story_7_any_view_prints_on_one_a4_page(desk, tmp_path, view, said):
    page = desk.go(f"/?date={DAY}{view}")
    path = tmp_path / "map.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)

    assert page_sizes(path) == [A4_ACROSS]
    sheet = text(path)
    for words in ("十字路街道", DAY, "图例", "来源", "虚线轮廓", "行政区划界线仅供参考", *said):
        assert words in sheet, words
    assert re.search(r"\d+ k?m\n", sheet)
    assert re.search(r"^N$", sheet, re.MULTILINE)
    assert re.search(r"第 1 .,共 1 .", sheet)


def test_story_7_with_every_layer_the_legend_still_fits_the_sheet(desk, tmp_path):
    page = desk.go(f"/?date={DAY}")
    for box in page.locator(".layer-switch").all():
        box.check()
    page.wait_for_selector(".leaflet-pane-roads-pane path", state="attached")
    page.wait_for_selector("#map-status", state="hidden")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    legend = page.locator(".panel-left").bounding_box()
    last = page.locator("#legend .legend-block").last.bounding_box()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    path = tmp_path / "full.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)

    assert last["y"] + last["height"] <= legend["y"] + legend["height"] + 1
    assert page_sizes(path) == [A4_ACROSS]


def test_story_7_the_print_waits_until_the_map_is_drawn(desk):
    page = desk.go(f"/?date={DAY}&layers=villages")
    page.evaluate(
        """() => { window.print = () => document.documentElement.setAttribute(
            "data-printed", document.querySelectorAll(".leaflet-pane-roads-pane path").length); }"""
    )
    page.check("#layer-roads")
    page.click("#print")

    page.wait_for_selector("html[data-printed]", state="attached")
    assert int(page.get_attribute("html", "data-printed")) > 1000
