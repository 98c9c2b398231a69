"""Part 1 (OGC 17-069r4, annex A), what it asserts of features, test by test for every collection.

These are the assertions of the executable test suite; test_part1 has those of the documents.
"""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import shapely
from django.utils import timezone

from geo.features import views
from geo.features.collections import all_collections
from geo.features.kept import Kept
from tests.geo.features.conftest import body

pytestmark = pytest.mark.django_db
IDS = [item.id for item in all_collections()]
each_collection = pytest.mark.parametrize("collection_id", IDS)
WORLD = (-180, -90, 180, 90)


def items(collection_id: str, query: str = "") -> str:
    return f"/api/collections/{collection_id}/items?{query}"


def link(document: dict, rel: str) -> dict:
    (found,) = [one for one in document["links"] if one["rel"] == rel]
    return found


@each_collection
def test_core_fc_md_items_links_lead_somewhere(client, get, collection_id):
    """/conf/core/fc-md-items-links, sfc-md-success: every link of a collection has its type."""
    for one in get(f"/api/collections/{collection_id}")["links"]:
        response = client.get(one["href"], headers={"Accept": one["type"]})
        assert response.status_code == 200, one
        assert response["Content-Type"].partition(";")[0] == one["type"].partition(";")[0]
        body(response)


@each_collection
def test_core_fc_response_links(client, get, collection_id):
    """/conf/core/fc-links, fc-rel-type: self and alternate lead to the same features."""
    answer = get(items(collection_id, "limit=3"))
    assert get(link(answer, "self")["href"])["features"] == answer["features"]
    alternate = link(answer, "alternate")
    response = client.get(alternate["href"])
    assert response["Content-Type"].startswith(alternate["type"])
    assert all(one["rel"] and one["type"] for one in answer["links"])


@each_collection
def test_core_fc_time_stamp(get, collection_id, monkeypatch):
    """/conf/core/fc-timeStamp: the moment the answer was made, in UTC; nothing is kept yet."""
    monkeypatch.setattr(views, "kept", Kept())
    before = datetime.now(UTC).replace(microsecond=0)
    made = datetime.fromisoformat(get(items(collection_id, "limit=3"))["timeStamp"])
    assert made.utcoffset() == timedelta(0)
    assert abs((made - before).total_seconds()) < 60


@each_collection
def test_core_fc_number_matched(get, collection_id):
    """/conf/core/fc-numberMatched, -numberReturned: as many as all pages hold, each one once."""
    seen, address, matched = [], items(collection_id, "limit=400&datetime=../.."), None
    while address:
        page = get(address)
        assert page["numberReturned"] == len(page["features"]) <= 400
        assert matched in (None, page["numberMatched"])
        matched = page["numberMatched"]
        seen += [feature["id"] for feature in page["features"]]
        onward = [one["href"] for one in page["links"] if one["rel"] == "next"]
        address = onward[0] if onward else None
    assert len(seen) == len(set(seen)) == matched > 0


@each_collection
def test_core_fc_limit_response(get, collection_id):
    """/conf/core/fc-limit-response: the least, the default, the largest, and more than that."""
    schema = get("/api/openapi.json")["components"]["parameters"]["limit"]["schema"]
    for limit in (schema["minimum"], schema["default"], schema["maximum"], schema["maximum"] + 1):
        answer = get(items(collection_id, f"limit={limit}"))
        expected = min(limit, schema["maximum"], answer["numberMatched"])
        assert len(answer["features"]) == answer["numberReturned"] == expected
    assert get(items(collection_id))["numberReturned"] <= schema["default"]


def boxes(extent: dict) -> list[tuple[float, ...]]:
    """Return boxes: the world, across the antimeridian, with heights, the extent and in it."""
    west, south, east, north = extent.get("spatial", {"bbox": [WORLD]})["bbox"][0]
    middle = (west + east) / 2, (south + north) / 2
    return [
        WORLD,
        (177.0, 65.0, -177.0, 70.0),
        (-180, -90, 0, 180, 90, 8000),
        (west, south, east, north),
        (west, south, *middle),
        (*middle, east, north),
        (*middle, *middle),
    ]


@each_collection
def test_core_fc_bbox_response(get, collection_id):
    """/conf/core/fc-bbox-response: what meets the box, and what has no geometry; nothing else."""
    everything = get(items(collection_id, "limit=10000"))["features"]
    names = np.array([one["id"] for one in everything])
    shapes = shapes_of(everything)
    nowhere = shapely.is_missing(shapes)
    for box in boxes(get(f"/api/collections/{collection_id}")["extent"]):
        text = ",".join(str(number) for number in box)
        answer = get(items(collection_id, f"limit=10000&bbox={text}"))
        found = {feature["id"] for feature in answer["features"]}
        assert answer["numberMatched"] == len(answer["features"]) == len(found)
        # Written positions are rounded to 7 decimals, the box is compared with stored ones.
        away = shapely.distance(shapes, area_of(box))
        assert set(names[nowhere | (away == 0)]) - found <= set(names[on_the_edge(shapes, box)])
        assert found <= set(names[nowhere | (away < 1e-6)]), box


def shapes_of(features: list[dict]) -> np.ndarray:
    """Return the geometries of features, None of those without one."""
    texts = [one["geometry"] and json.dumps(one["geometry"]) for one in features]
    return shapely.from_geojson(np.array(texts, dtype=object))


def area_of(box: tuple[float, ...]) -> shapely.Geometry:
    west, south, east, north = (*box[:2], *box[len(box) // 2 :][:2])
    if west == east:
        return shapely.Point(west, south)
    parts = [(west, east)] if west < east else [(west, 180), (-180, east)]
    return shapely.MultiPolygon([shapely.box(w, south, e, north) for w, e in parts])


def on_the_edge(shapes: np.ndarray, box: tuple[float, ...]) -> np.ndarray:
    """Return which shapes the rounding alone may have brought into the box."""
    return shapely.distance(shapes, area_of(box).buffer(-1e-6)) > 0


@each_collection
def test_core_fc_time_response(get, collection_id):
    """/conf/core/fc-time-response: instants and intervals, closed and open at either end."""
    everything = get(items(collection_id, "limit=10000&datetime=../.."))["features"]
    begin, _ = get(f"/api/collections/{collection_id}")["extent"]["temporal"]["interval"][0]
    first, today = date.fromisoformat(begin[:10]), timezone.localdate()
    day = timedelta(days=1)
    cases = [
        (begin, first, first),
        (str(first), first, first),
        (f"{begin}/..", first, None),
        (f"{begin}/", first, None),
        (f"../{first}", None, first),
        (f"/{first}", None, first),
        (f"{first}/{today}", first, today),
        (str(first - day), first - day, first - day),
        (f"{today}T12:00:00%2B08:00", today, today),
    ]
    for text, start, end in cases:
        expected = {one["id"] for one in everything if is_valid(one["properties"], start, end)}
        answer = get(items(collection_id, f"limit=10000&datetime={text}"))
        assert {feature["id"] for feature in answer["features"]} == expected, text
        assert answer["numberMatched"] == len(expected)


def is_valid(properties: dict, start: date | None, end: date | None) -> bool:
    first, last = properties["valid_from"], properties["valid_to"]
    begins_in_time = end is None or first <= str(end)
    return begins_in_time and (start is None or last is None or last >= str(start))


@each_collection
def test_core_fc_filters_combine(get, collection_id):
    """/conf/core/fc-filters, fc-combinations: all conditions hold together."""
    (one,) = get(items(collection_id, "limit=1"))["features"]
    code = one["properties"]["code"]
    query = (
        f"code={code}&datetime={one['properties']['valid_from']}&bbox=-180,-90,180,90&limit=10000"
    )
    answer = get(items(collection_id, query))
    assert one["id"] in [feature["id"] for feature in answer["features"]]
    assert {feature["properties"]["code"] for feature in answer["features"]} == {code}
    nowhere = get(items(collection_id, f"code={code}&datetime=1000-01-01"))
    assert (nowhere["features"], nowhere["numberMatched"]) == ([], 0)


@each_collection
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("unknownParameter=x", "unknownParameter"),
        ("limit=-1", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=200,0,201,1", "bbox"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2020-01-01/2019-01-01", "datetime"),
    ],
)
def test_core_query_param_unknown_and_invalid(get, collection_id, query, parameter):
    """/conf/core/query-param-unknown, query-param-invalid: 400 for every collection."""
    assert get(items(collection_id, query), status=400)["parameter"] == parameter


@each_collection
def test_core_f_links(client, get, collection_id):
    """/conf/core/f-links: a feature links itself, its page and its collection."""
    (one,) = get(items(collection_id, "limit=1"))["features"]
    alone = get(f"/api/collections/{collection_id}/items/{one['id']}")
    assert get(link(alone, "self")["href"])["id"] == one["id"]
    assert get(link(alone, "collection")["href"])["id"] == collection_id
    alternate = link(alone, "alternate")
    assert client.get(alternate["href"])["Content-Type"].startswith(alternate["type"])


@each_collection
def test_core_fc_md_extent_holds_everything(get, collection_id):
    """/conf/core/fc-md-extent: the box holds all features of all times, the interval all days."""
    extent = get(f"/api/collections/{collection_id}")["extent"]
    everything = get(items(collection_id, "limit=10000&datetime=../.."))["features"]
    shapes = shapes_of(everything)
    if "spatial" in extent:
        found = shapely.total_bounds(shapes).tolist()
        assert extent["spatial"]["bbox"][0] == pytest.approx(found, abs=1.01e-7)
    else:
        assert shapely.is_missing(shapes).all()
    begin, end = extent["temporal"]["interval"][0]
    assert begin[:10] == min(one["properties"]["valid_from"] for one in everything)
    ends = [one["properties"]["valid_to"] for one in everything]
    assert end is None if None in ends else end[:10] == max(ends)
