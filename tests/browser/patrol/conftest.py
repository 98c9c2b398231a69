"""A service of its own, a segment of 2.0 km, and somebody with a phone who is its chief."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.patrol.courses import Course
from tests.browser.patrol.phone import Phone
from tests.conftest import empty_database
from tools.service import Service

CODE, NAME, LENGTH_M = "R99-01", "示例河 99段", 2_000.0


@pytest.fixture(scope="session")
def own_service(tmp_path_factory) -> Iterator[Service]:
    """A service that tests may change, kill and start again, on a port that it keeps."""
    folder = tmp_path_factory.mktemp("patrol-server")
    served = Service(folder, empty_database(folder, "patrol"))
    try:
        served.start()
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="session")
def users(own_service) -> dict[str, str]:
    """The passwords of the demo users."""
    known = json.loads((own_service.folder / "demo_users.json").read_text())
    return {name: user["password"] for name, user in known.items()}


@pytest.fixture(scope="session")
def ways(own_service, browser, users) -> tuple[Course, Course]:
    """The courses of a segment of 2.0 km, made with the editing interface, and of its river."""
    office = Phone(browser, own_service.url, geolocation=None)
    try:
        office.log_in("demo_admin", users["demo_admin"], "/")
        river = office.get("/api/manage/rivers/?code=R01&format=json")["features"][0]
        whole = river["geometry"]["coordinates"]
        shape = Course.along(whole, 3_000.0, LENGTH_M)
        made = Course.free(shape, _lines(office, "rivers"), _lines(office, "roads"))
        _make(office, river, made)
        return made, Course.along(whole, 3_000.0, 7_000.0)
    finally:
        office.close()


@pytest.fixture
def course(ways) -> Course:
    """The course of the segment of 2.0 km."""
    return ways[0]


@pytest.fixture
def river(ways) -> Course:
    """Seven kilometres of a river of the reference data."""
    return ways[1]


def _lines(office: Phone, collection: str) -> list:
    found = office.get(f"/api/collections/{collection}/items?limit=10000&f=json")["features"]
    return [feature["geometry"]["coordinates"] for feature in found if feature["geometry"]]


def _make(office: Phone, river: dict, made: Course) -> None:
    subdistrict = river["properties"]["subdistrict"]
    segment = {
        "subdistrict": subdistrict,
        "river": river["id"],
        "code": CODE,
        "name": NAME,
        "sequence": 99,
        "start_chainage_m": 0,
        "end_chainage_m": LENGTH_M,
        "valid_from": "2026-01-01",
        "quality": "illustrative",
        "source": "示例",
        "as_of": "2026-01-01",
    }
    geometry = {"type": "LineString", "coordinates": made.lonlat}
    feature = {"type": "Feature", "geometry": geometry, "properties": segment}
    kept = office.post("/api/manage/river-segments/", feature)
    term = {
        "code": "T99-01",
        "chief": _chief(office),
        "river_segment": kept["id"],
        "level": "village",
        "valid_from": "2026-01-01",
    }
    office.post("/api/manage/river-chief-assignments/", term)


def _chief(office: Phone) -> str:
    """Return the id of the chief that the demo patroller stands for: the first of a village."""
    rows = office.get("/api/manage/river-chiefs/?level=village&limit=1000&format=json")["results"]
    return min(rows, key=lambda row: row["code"])["public_id"]


@pytest.fixture
def phone(browser: Browser, own_service, users, course) -> Iterator[Phone]:
    """The demo patroller's phone, logged in and on the patrol page, standing at the start."""
    carried = Phone(browser, own_service.url, geolocation=course.at(0.0))
    carried.log_in("demo_patroller", users["demo_patroller"], "/patrol/")
    carried.wait_until_kept()
    yield carried
    carried.check()
    carried.close()
