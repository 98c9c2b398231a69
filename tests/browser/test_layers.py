"""Layers, months and changes of coverage, as staff would look at them."""

import pytest

from tests.browser.test_map import GREY, query
from tools.browser import wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_slider_shows_another_month_without_loading_the_page_again(desk):
    page = desk.go()
    page.evaluate("window.sameness = true")
    today = page.inner_text(".months-day")
    page.focus("#months-range")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**date=*")
    wait_until_drawn(page)

    day = query(page)["date"][0]
    assert page.evaluate("window.sameness")
    assert page.inner_text(".months-day") == day < today
    assert page.input_value("#date") == day
    assert day in page.inner_text(".map-notes")
    assert page.get_attribute("#months-range", "aria-valuetext") == day
    shown = page.inner_text("[data-figure='recency-villages-gap']")
    answer = page.request.get(f"{desk.server}/api/coverage/overview?date={day}").json()
    assert shown == str(answer["layers"]["recency"]["villages"]["gap"])
    link = page.locator("[data-figure='recency-villages-gap']").get_attribute("href")
    assert f"date={day}" in link

    page.keyboard.press("End")
    page.wait_for_url(lambda address: "date=" not in address)
    wait_until_drawn(page)
    assert page.inner_text(".months-day") == today


def test_the_months_play_and_stop_at_today(desk):
    page = desk.go()
    page.evaluate("const range = document.getElementById('months-range'); range.value = 11")
    page.click("#months-play")
    assert page.get_attribute("#months-play", "aria-pressed") == "true"

    page.wait_for_selector("#months-play[aria-pressed=false]")
    assert page.input_value("#months-range") == "12"


def test_villages_are_drawn_by_their_state_in_each_layer(desk):
    page = desk.go()
    rows = page.request.get(f"{desk.server}/api/coverage/villages").json()["villages"]
    for layer in ("pairing", "service", "recency", "patrol", "chiefs"):
        page.select_option("#indicator", layer)
        states = [row["states"][layer] for row in rows]
        gaps = page.locator(f".leaflet-pane-villages-pane path[fill='{GREY}']").count()
        due = page.locator(".leaflet-pane-villages-pane path[fill='url(#dots-due)']").count()
        unknown = page.locator(
            ".leaflet-pane-villages-pane path[fill='url(#hatch-no-data)']"
        ).count()
        assert (gaps, due, unknown) == tuple(states.count(s) for s in ("gap", "due", "unknown"))
        counts = page.locator("[data-layer=villages] .legend-count").all_inner_texts()
        assert sum(int(count) for count in counts) == 50


def test_layers_are_combined_and_their_shares_are_those_of_the_api(desk):
    page = desk.go("/?layers=villages,combined&together=pairing,service,patrol:2")
    answer = page.request.get(
        f"{desk.server}/api/coverage/combined?layers=pairing,service,patrol&at_least=2"
    ).json()["shares"]
    cells = page.locator("[data-combined=villages] td").all_inner_texts()
    assert cells[:4] == [str(answer["villages"][s]) for s in ("covered", "due", "gap", "unknown")]

    page.select_option("#combination-least", "all")
    page.wait_for_url("**together=*all*")
    page.wait_for_selector("#map-status", state="hidden")
    fewer = page.locator("[data-combined=villages] td").first.inner_text()
    assert int(fewer) <= int(cells[0])
    for layer in ("pairing", "service", "patrol"):
        page.uncheck(f".combination-layer[value={layer}]")
    assert not page.is_checked("#layer-combined")


def test_the_ranking_says_its_formula_and_each_row_why(desk):
    page = desk.go()
    assert page.inner_text("#ranking-formula").startswith("得分 = 人口")
    sentences = page.locator(".ranking-sentence").all_inner_texts()
    points = [float(text) for text in page.locator(".ranking-points").all_inner_texts()]

    assert all(sentences)
    assert points == sorted(points, reverse=True)
    page.select_option("#ranking-filter", "patrol")
    gaps = page.locator(".ranking-row").evaluate_all("rows => rows.map(row => row.dataset.gap)")
    assert gaps
    assert all(gap.startswith("patrol-") for gap in gaps)


def test_the_trend_has_a_chart_a_layer_and_a_table_behind_it(desk):
    page = desk.go("/trend/?from=2026-01&to=2026-03")
    wait_until_drawn(page)

    assert page.locator("svg.chart").count() == 5
    assert page.locator("[data-month]").count() == 3
    assert all(
        label.count("%") == 3
        for label in page.locator("svg.chart").evaluate_all("all => all.map(c => c.ariaLabel)")
    )


def test_what_changed_is_listed_and_drawn_alike(desk):
    page = desk.go("/changes/?from=2026-01-31&to=2026-10-31&layer=recency")
    listed = {
        change: page.locator(f"#recency-{change} tr[data-code]").count()
        for change in ("gained", "lost")
    }
    legend = page.locator("[data-layer=villages] .legend-count").all_inner_texts()

    assert sum(listed.values()) > 0
    assert [int(count) for count in legend[:2]] == [listed["gained"], listed["lost"]]
    for change, count in listed.items():
        if count:
            assert page.inner_text(f"[data-figure=recency-village-{change}]") == str(count)
