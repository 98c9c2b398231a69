"""Imports in a browser: stories 2 and 3 of the staff, from the dropped file to its undoing."""

import json
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyogrio
import pytest
import shapely
from playwright.sync_api import Page, expect

from geo import crs
from tests.browser.conftest import WATCH_POLICY, Visit
from tests.browser.test_pages import too_small
from tools.browser import DESK, PHONE, wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NEW = ("371327001999", "示例新村", 123, "行政村")


@pytest.fixture(params=["desk", "phone"])
def size(request) -> dict:
    """The options of a browser at a desk and of one on a phone."""
    if request.param == "desk":
        return {"viewport": DESK}
    return {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def committee(browser, server, passwords, size):
    """Somebody of the committee's staff."""
    context = browser.new_context(locale="zh-CN", **size)
    context.add_init_script(WATCH_POLICY)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{server}/login/?next=/imports/")
    page.fill("#id_username", "demo_committee")
    page.fill("#id_password", passwords["demo_committee"])
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/imports/")
    visit = Visit(server, page)
    yield visit
    # What is refused is answered with 400, which the browser says on its console.
    assert [fault for fault in visit.faults if "400" not in fault] == []
    context.close()


def villages(server: str) -> list[dict]:
    with urllib.request.urlopen(f"{server}/data/villages.geojson") as answer:  # noqa: S310 - ours
        return json.load(answer)["features"]


def shapes_of(features: list[dict]) -> np.ndarray:
    return shapely.from_geojson([json.dumps(one["geometry"]) for one in features])


def survey(server: str, folder: Path) -> Path:
    """Return a zipped shapefile in EPSG:4528 and GBK without .cpg: one changed, new, bad each."""
    found = villages(server)
    rows = [
        (
            one["properties"]["code"],
            one["properties"]["name"],
            one["properties"]["population"],
            "社区" if one["properties"]["kind"] == "community" else "行政村",
        )
        for one in found
    ]
    shapes = list(crs.project(shapes_of(found), 4528))
    code, name, people, kind = rows[5]
    rows[5] = (code, name, people + 7, kind)
    rows[7] = ("", *rows[7][1:])
    rows.append(NEW)
    # Within the county, beside the subdistrict.
    west, south, *_ = shapely.total_bounds(np.array(shapes))
    shapes.append(shapely.box(west - 900, south - 900, west - 500, south - 500))
    layer = folder / "layer"
    layer.mkdir()
    pyogrio.raw.write(
        layer / "村居.shp",
        geometry=shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[np.array(column, dtype=object) for column in zip(*rows, strict=True)],
        fields=["代码", "村名", "人口", "类型"],
        geometry_type="Polygon",
        crs="EPSG:4528",
        driver="ESRI Shapefile",
        encoding="GBK",
    )
    (layer / "村居.cpg").unlink(missing_ok=True)
    path = folder / "villages.zip"
    with ZipFile(path, "w") as archive:
        for part in sorted(layer.iterdir()):
            archive.write(part, part.name)
    return path


def send(visit: Visit, path: Path, target: str = "villages") -> Page:
    page = visit.go("/imports/new/")
    page.select_option("#target", target)
    page.set_input_files("#file", path)
    page.click("#send")
    page.wait_for_selector("#state")
    wait_until_drawn(page)
    return page


def check(page: Page) -> None:
    page.fill("#as_of", "2026-11-01")
    page.select_option("#quality", "surveyed")
    page.click("button[value=check]")
    page.wait_for_selector("#state[data-state=checked]")
    wait_until_drawn(page)


def counts(page: Page) -> dict[str, str]:
    marks = page.locator("#counts a").all()
    return {one.get_attribute("data-action"): one.locator("strong").inner_text() for one in marks}


def test_a_gbk_shapefile_of_another_system(committee, server, tmp_path):
    before = villages(server)
    path = survey(server, tmp_path)
    page = send(committee, path)
    assert page.locator("#encoding option").first.inner_text().startswith("gb18030")
    assert page.locator("#crs option").first.inner_text().startswith("EPSG:4528")
    expect(page.locator("#preview")).to_contain_text(before[0]["properties"]["name"])
    answer = page.context.request.get(
        f"{server}/api/imports/{page.url.rstrip('/').split('/')[-1]}/preview"
    ).json()
    read = crs.project(shapes_of(answer["features"][: len(before)]), crs.DEFAULT_METRIC_SRID)
    true = crs.project(shapes_of(before), crs.DEFAULT_METRIC_SRID)
    assert shapely.hausdorff_distance(read, true).max() < 1
    if page.viewport_size == PHONE:
        assert too_small(page, ".place-actions, .form-end, .sums") == []
    check(page)
    assert counts(page) == {"added": "1", "changed": "1", "unchanged": "48", "rejected": "1"}
    assert villages(server) == before
    rejected = page.locator("#rows tr[data-action=rejected]")
    assert rejected.get_attribute("data-row") == "8"
    expect(rejected).to_contain_text("代码")
    changed = page.locator("#rows tr[data-action=changed]")
    people = before[5]["properties"]["population"]
    expect(changed.locator("del")).to_have_text(str(people))
    expect(changed.locator("ins")).to_have_text(str(people + 7))
    page.check("input[name=confirm]")
    page.click("button[value=commit]")
    page.wait_for_selector("#state[data-state=committed]")
    after = {one["properties"]["code"]: one for one in villages(server)}
    assert len(after) == len(before) + 1
    assert after[NEW[0]]["properties"]["name"] == NEW[1]
    taken = page.url

    page = send(committee, path)
    check(page)
    assert counts(page) == {"added": "0", "changed": "0", "unchanged": "50", "rejected": "1"}
    page.click("button[value=discard]")
    page.wait_for_url("**/imports/")

    page.goto(taken)
    wait_until_drawn(page)
    page.click("button[value=undo]")
    page.wait_for_selector("#state[data-state=undone]")
    assert villages(server) == before


def test_swapped_and_far_coordinates_are_questioned(committee, tmp_path):
    """Story 3: never guessed; the answer is the person's."""
    path = tmp_path / "boards.csv"
    rows = ["代码,名称,纬度,经度", "X1,示例牌1,118.83,35.17", "X2,示例牌2,118.84,35.18"]
    path.write_text("\n".join(rows), encoding="utf-8")
    page = send(committee, path, "notice-boards")
    assert page.locator("[data-question]").count() > 0
    page.fill("#as_of", "2026-11-01")
    page.select_option("#quality", "surveyed")
    page.click("button[value=check]")
    page.wait_for_selector("#refused")
    assert page.locator("#state").get_attribute("data-state") == "open"
    page.select_option("#axes", "yx")
    page.click("button[value=save]")
    page.wait_for_load_state()
    wait_until_drawn(page)
    expect(page.locator("[data-question=outside], [data-question=swapped]")).to_have_count(0)
    page.click("button[value=discard]")
    page.wait_for_url("**/imports/")


def test_what_is_no_table_is_refused(committee, tmp_path):
    path = tmp_path / "broken.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 500)
    page = committee.go("/imports/new/")
    page.set_input_files("#file", path)
    page.click("#send")
    page.wait_for_selector("#refused[data-parameter=file]")
    committee.go("/imports/")
    expect(page.locator("main")).not_to_contain_text("broken.gpkg")
