"""Only some properties, no geometry: what is left out is not read, what is asked for is whole."""

import pytest

from tests import register
from tests.geo.features.conftest import ITEMS, OURS, codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(unit):
    for number in range(3):
        register.village(unit, f"V{number}", population=100 - number)


def test_properties_are_selected_and_id_and_geometry_stay(get, places):
    whole = get(f"{ITEMS}?{OURS}")["features"]
    some = get(f"{ITEMS}?{OURS}&properties=population,code")["features"]
    assert [feature["properties"] for feature in some] == [
        {"code": f"V{number}", "population": 100 - number} for number in range(3)
    ]
    for one, other in zip(whole, some, strict=True):
        assert (one["id"], one["geometry"]) == (other["id"], other["geometry"])


def test_geometry_is_left_out(get, places):
    features = get(f"{ITEMS}?{OURS}&skipGeometry=true")["features"]
    assert [feature["geometry"] for feature in features] == [None] * 3
    assert features[0]["properties"] == get(f"{ITEMS}?{OURS}")["features"][0]["properties"]
    assert get(f"{ITEMS}?{OURS}&skipGeometry=false")["features"][0]["geometry"]


def test_what_is_not_selected_still_filters_and_sorts(get, places):
    query = "properties=code&sortby=population&filter=population%20%3E%2098&skipGeometry=true"
    answer = get(f"{ITEMS}?{OURS}&{query}&bbox=118,35,119,36")
    assert codes(answer) == ["V1", "V0"]
    assert answer["features"][0]["properties"] == {"code": "V1"}


def test_each_selection_has_a_tag_of_its_own(client, places):
    parts = ("", "&properties=code", "&skipGeometry=true", "&sortby=code", "&filter=TRUE")
    tags = [client.get(f"{ITEMS}?{OURS}{part}")["ETag"] for part in parts]
    assert len(set(tags)) == len(parts)
    for part, tag in zip(parts, tags, strict=True):
        again = client.get(f"{ITEMS}?{OURS}{part}", headers={"If-None-Match": tag})
        assert again.status_code == 304


def test_the_number_of_matches_of_a_filter_is_counted_once(
    client, places, django_assert_num_queries
):
    address = f"{ITEMS}?{OURS}&filter=population%20%3E%201&limit=1"
    with django_assert_num_queries(3):  # version, rows, number of matches
        client.get(address)
    with django_assert_num_queries(2):
        client.get(f"{address}&offset=1")


def test_a_page_for_people_shows_the_filter_and_keeps_it(client, places):
    query = "filter=population%20%3E%201%20AND%20name%20%3C%3E%20'%3Cb%3E'&limit=1&sortby=-code"
    page = client.get(f"{ITEMS}?{OURS}&{query}&f=html").content.decode()
    assert "population &gt; 1 AND name &lt;&gt; &#x27;&lt;b&gt;&#x27;" in page
    onward = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "filter=population" in onward
    following = client.get(f"{ITEMS}{onward}").content.decode()
    assert "Village V1" in following
    assert "Village V2" not in following


def test_a_page_for_people_shows_the_selected_properties(client, places):
    page = client.get(f"{ITEMS}?{OURS}&properties=code,source&f=html").content.decode()
    assert 'title="source"' in page
    assert 'title="name"' not in page
