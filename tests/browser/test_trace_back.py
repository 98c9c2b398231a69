"""Story 14, told with the browser: a point, a date, and the trace-back, ready to print."""

import re

import pytest

from tests.browser.pdf import page_sizes, text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DAY = "2026-05-31"
A4_UPRIGHT = (595, 842)
# On 鸡龙河 08段, and the span of it that the radius cuts out.
LON, LAT = 118.8425, 35.1945


@pytest.fixture
def page(staff, server):
    """A page of somebody of the staff, with everything that goes wrong on it."""
    made = staff.new_page()
    faults = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield made
    assert faults == []


def opened(page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready='true']", state="attached")


def test_story_14_click_a_point_give_a_date_and_print(page, server, tmp_path):
    opened(page, f"{server}/trace-back/")
    # Near enough for a click to hit the river's bank.
    page.evaluate(f"trace_map.setView([{LAT}, {LON}], 17, {{animate: false}})")
    box = page.locator("#trace_map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert float(page.input_value("[name=lon]")) == pytest.approx(LON, abs=1e-4)
    assert float(page.input_value("[name=lat]")) == pytest.approx(LAT, abs=1e-4)
    page.fill("[name=date]", DAY)
    page.click("#trace-form button[type=submit]")
    page.wait_for_selector("#trace-chiefs")
    page.wait_for_selector("html[data-ready='true']", state="attached")

    assert "鸡龙河 08段" in page.inner_text("#trace-place")
    # The chief of the subdistrict's level whose last day this is.
    chiefs = page.locator("#trace-chiefs tbody tr").all_inner_texts()
    assert len(chiefs) == 3
    assert "2026-05-31" in chiefs[1]
    rows = page.locator("#trace-patrols tbody tr[data-code]")
    assert rows.count() == int(page.inner_text("#trace-count")) > 0
    assert page.locator(".leaflet-pane-trace-patrol-pane path").count() == rows.count()
    assert page.locator(".leaflet-pane-trace-circle-pane path").count() == 1

    path = tmp_path / "trace.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    assert set(page_sizes(path)) == {A4_UPRIGHT}
    sheet = text(path)
    for words in ("责任倒查", DAY, "08段", "R01-08", "示例河", "来源", "行政区划界线仅供参考"):
        assert words in re.sub(r"\s", "", sheet), words
    assert re.search(r"\d+ ?m\n", sheet)


def test_the_print_waits_for_the_map_and_the_button_prints(page, server):
    opened(page, f"{server}/trace-back/?lon={LON}&lat={LAT}&date={DAY}")
    page.evaluate("window.print = () => document.documentElement.setAttribute('data-printed', 1)")
    page.click("#print")
    page.wait_for_selector("html[data-printed]", state="attached")


def test_a_wrong_point_is_named(staff, server):
    page = staff.new_page()
    answer = page.goto(f"{server}/trace-back/?lon=35.19&lat=118.84&date={DAY}")
    assert answer.status == 400
    assert "118.84" in page.inner_text("main")


def test_strangers_are_sent_to_the_login(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/trace-back/")
    assert "/login/" in page.url
    context.close()


def test_what_is_due_and_surveys_agree_with_the_interface(page, server):
    opened(page, f"{server}/surveys/SV02/?date=2026-11-22")
    answer = page.request.get(f"{server}/api/surveys/SV02?date=2026-11-22").json()
    left = answer["summary"]["all"]["left"]
    assert page.inner_text("#list-count") == str(left)
    drawn = page.locator("[data-layer^=survey-] .legend-count").all_inner_texts()
    assert sum(map(int, drawn)) == len(answer["targets"])

    page.goto(f"{server}/due/?view=places&date=2026-11-22")
    due = page.request.get(f"{server}/api/patrols/due?date=2026-11-22").json()
    for state, count in due["summary"].items():
        assert page.inner_text(f"#count-{state}") == str(count)
    assert page.inner_text("#list-count") == str(len(due["items"]))
    shown = page.locator("tr[data-key]").count()
    while (following := page.locator(".links a", has_text="下一页")).count():
        page.goto(f"{server}/due/{following.get_attribute('href')}")
        shown += page.locator("tr[data-key]").count()
    assert shown == len(due["items"])


def test_a_check_is_recorded_at_the_board(page, server):
    opened(page, f"{server}/boards/NB04/?date=2026-11-22")
    count = page.locator("#checks tbody tr").count()
    page.select_option("#id_state", "good")
    page.fill("#id_note", "看过<b>了</b>")
    page.click("#check-form button[type=submit]")
    page.wait_for_selector("#checks")
    assert page.locator("#checks tbody tr").count() == count + 1
    assert "看过<b>了</b>" in page.inner_text("#checks")
