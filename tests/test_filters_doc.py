"""The examples of docs/filters.md, asked of the reference data."""

import doctest
from pathlib import Path
from urllib.parse import urlencode

import orjson
import pytest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "filters.md"
DAY = "2026-11-22"


@pytest.mark.django_db
def test_the_examples_of_the_page(client):
    def get(collection: str, parameters: dict) -> dict:
        query = urlencode({"datetime": DAY} | parameters)
        return client.get(f"/api/collections/{collection}/items?{query}").json()

    def matched(collection: str, condition: str | dict, **more: str):
        asked = {"filter": condition, **more}
        if isinstance(condition, dict):
            asked |= {"filter": orjson.dumps(condition).decode(), "filter-lang": "cql2-json"}
        answer = get(collection, asked)
        if "status" not in answer:
            return answer["numberMatched"]
        return print(answer["detail"].split(" Right would be")[0])

    def items(collection: str, **parameters: str) -> None:
        for feature in get(collection, parameters)["features"]:
            print(*feature["properties"].values())

    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, globs={"matched": matched, "items": items}
    )
    assert tried > 0
    assert failed == 0
