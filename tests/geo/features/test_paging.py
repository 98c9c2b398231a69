"""Pages by key and by offset: complete, stable, and together with filters."""

import pytest
from django.db import connection

from geo.models import Village
from tests import register
from tests.geo.features.conftest import ITEMS, OURS, body, codes

pytestmark = pytest.mark.django_db


def walk(get, address: str) -> list[dict]:
    """Return the answers from the first page to the last."""
    answers = []
    while address:
        answers.append(get(address))
        following = [link for link in answers[-1]["links"] if link["rel"] == "next"]
        address = following[0]["href"] if following else ""
    return answers


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_following_next_gives_every_feature_once(get, villages, limit):
    answers = walk(get, f"{ITEMS}?{OURS}&limit={limit}")
    assert [code for answer in answers for code in codes(answer)] == [f"V{n}" for n in range(7)]
    assert {answer["numberMatched"] for answer in answers} == {7}
    assert len(answers) == -(-7 // limit)


def test_a_write_between_two_pages_neither_repeats_nor_drops_what_was_there(get, unit, villages):
    first = get(f"{ITEMS}?{OURS}&limit=3")
    villages[0].delete()
    register.village(unit, "A0")
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    rest = walk(get, following)
    assert codes(first) + [code for answer in rest for code in codes(answer)] == [
        "V0", "V1", "V2", "V3", "V4", "V5", "V6", "A0",
    ]  # fmt: skip


def test_next_keeps_the_filters(get, villages):
    Village.objects.filter(code__in=("V1", "V3", "V5")).update(kind="community")
    query = f"{OURS}&kind=community&bbox=118,35,118.35,36&limit=1"
    answers = walk(get, f"{ITEMS}?{query}")
    assert [codes(answer) for answer in answers] == [["V1"], ["V3"]]


@pytest.mark.parametrize(("offset", "expected"), [(0, "V0 V1"), (3, "V3 V4"), (6, "V6"), (7, "")])
def test_offset_skips(get, villages, offset, expected):
    answer = get(f"{ITEMS}?{OURS}&limit=2&offset={offset}")
    assert codes(answer) == expected.split()
    assert answer["numberMatched"] == 7


def test_next_after_an_offset_goes_on_by_key(get, villages):
    answers = walk(get, f"{ITEMS}?{OURS}&limit=2&offset=3")
    assert [codes(answer) for answer in answers] == [["V3", "V4"], ["V5", "V6"]]


def test_a_streamed_page_ends_and_links_like_a_short_one(get, client, monkeypatch, villages):
    monkeypatch.setattr("geo.features.answers.LONG_PAGE_ROWS", 2)
    monkeypatch.setattr("geo.features.sql.CHUNK_ROWS", 2)
    response = client.get(f"{ITEMS}?{OURS}&limit=4")
    assert response.streaming
    body(response)
    answers = walk(get, f"{ITEMS}?{OURS}&limit=4")
    assert [codes(answer) for answer in answers] == [["V0", "V1", "V2", "V3"], ["V4", "V5", "V6"]]
    assert [answer["numberReturned"] for answer in answers] == [4, 3]
    assert {answer["numberMatched"] for answer in answers} == {7}


def test_an_offset_reads_no_geometry_of_the_rows_before(villages):
    from geo.features.collections import find
    from geo.features.parameters import Period, Query
    from geo.features.sql import source

    statement = source(find("villages")).page(Query(Period(None, None), limit=1, offset=3))
    assert statement.sql.count("ST_AsBinary") == 1
    assert statement.sql.index("ST_AsBinary") < statement.sql.index("OFFSET")
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        assert len(cursor.fetchall()) == 2
