"""A small register of its own beside the reference data, and requests that give JSON."""

import json

import pytest

from tests import register


@pytest.fixture
def get(client):
    """Return a function that gets an address and returns its JSON, whatever the status."""

    def got(address: str, status: int = 200, **headers) -> dict:
        response = client.get(address, headers=headers)
        assert response.status_code == status, body(response)
        return json.loads(body(response))

    return got


def body(response) -> bytes:
    """Return the whole body of a response, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def unit(db):
    """A subdistrict outside the reference data's county."""
    return register.unit()


@pytest.fixture
def villages(unit):
    """Seven villages of that subdistrict, in a row from west to east."""
    return [
        register.village(unit, f"V{number}", geom=register.square(118 + number / 10))
        for number in range(7)
    ]


OURS = f"subdistrict={register.ELSEWHERE}"
ITEMS = "/api/collections/villages/items"


def codes(answer: dict) -> list[str]:
    """Return the codes of the features of an answer."""
    return [feature["properties"]["code"] for feature in answer["features"]]
