"""Long lists come in pages of a hundred, whatever is asked of them."""

import re

import pytest

from tests import register

pytestmark = pytest.mark.django_db
DUE = "/due/?view=places&date=2026-11-22"


def rows(client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'<tr data-key="([^"]+)">', answer.content.decode())


def total(client, address: str) -> int:
    return int(re.search(r'id="list-count">(\d+)<', client.get(address).content.decode())[1])


def test_all_that_is_due_is_on_the_pages_together(client):
    count = total(client, DUE)
    pages = [rows(client, f"{DUE}&page={page}") for page in range(1, -(-count // 100) + 1)]
    assert len(pages) > 1
    assert [len(page) for page in pages[:-1]] == [100] * (len(pages) - 1)
    assert sum(map(len, pages)) == count == total(client, f"{DUE}&page={len(pages)}")
    assert rows(client, DUE) == pages[0]


def test_the_way_on_keeps_what_was_asked(client):
    text = client.get(f"{DUE}&kind=chief").content.decode()
    assert "?view=places&amp;date=2026-11-22&amp;kind=chief&amp;page=2" in text
    assert "page=0" not in text


@pytest.mark.parametrize("page", ["0", "-1", "99", "two", "1.5", ""])
def test_a_page_that_there_is_not_is_named(client, page):
    answer = client.get(f"{DUE}&page={page}")
    assert answer.status_code == 400
    assert "page" in answer.content.decode()


def test_a_list_of_people_has_no_pages(client):
    client.force_login(register.user("committee", register.reference_unit()))
    assert client.get("/due/?page=2").status_code == 400
