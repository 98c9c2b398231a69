"""The lists behind the figures: they hold exactly what the figures count."""

import re

import pytest

pytestmark = pytest.mark.django_db


def codes(client, address: str) -> list[str]:
    return re.findall(r'data-code="([^"]+)"', client.get(address).content.decode())


def figure(client, address: str, name: str) -> str:
    text = client.get(address).content.decode()
    return re.search(rf'id="{name}">([^<]*)<', text).group(1)


@pytest.fixture
def overview(client):
    return client.get("/api/coverage/overview").json()


@pytest.fixture
def villages(client):
    return client.get("/api/coverage/villages").json()["villages"]


def test_villages_without_a_deputy_are_those_the_map_shows_grey(client, villages, overview):
    grey = [row["code"] for row in villages if not row["paired"]]

    assert codes(client, "/villages/?paired=no") == grey
    assert len(grey) == overview["layers"]["pairing"]["villages"]["gap"] >= 20


def test_a_yes_and_a_no_make_the_whole(client, villages):
    for name in ("paired", "chiefless"):
        yes, no = codes(client, f"/villages/?{name}=yes"), codes(client, f"/villages/?{name}=no")
        assert sorted(yes + no) == [row["code"] for row in villages]


def test_villages_by_reach(client, villages):
    for value, reached in (("yes", True), ("no", False), ("unknown", None)):
        expected = [row["code"] for row in villages if row["reached"] is reached]
        assert codes(client, f"/villages/?reached={value}") == expected


@pytest.mark.parametrize(
    ("address", "layer", "part"),
    [
        ("/villages/?paired=yes", "pairing", "covered"),
        ("/villages/?paired=no", "pairing", "gap"),
    ],
)
def test_sums_of_a_list_are_the_figures_to_the_digit(client, overview, address, layer, part):
    figures = overview["layers"][layer]

    assert figure(client, address, "list-count") == str(figures["villages"][part])
    assert figure(client, address, "list-people") == f"{figures['people'][part]:,}"
    assert figure(client, address, "list-area") == f"{figures['area_m2'][part] / 1e6:,.2f}"


def test_people_within_reach_are_the_figure(client, overview):
    people = overview["layers"]["service"]["people"]

    assert figure(client, "/villages/?reached=no", "list-people") == f"{people['gap']:,}"


@pytest.mark.parametrize(("chiefs", "part"), [("any", "covered"), ("none", "gap")])
def test_segments_and_their_length_are_the_figures(client, overview, chiefs, part):
    figures = overview["layers"]["chiefs"]
    address = f"/segments/?chiefs={chiefs}"

    assert figure(client, address, "list-count") == str(figures["segments"][part])
    assert figure(client, address, "list-length") == f"{figures['length_m'][part] / 1e3:,.2f}"


def test_segments_by_state_make_the_whole(client):
    parts = [codes(client, f"/segments/?chiefs={state}") for state in ("all", "some", "none")]

    assert sorted(code for part in parts for code in part) == sorted(codes(client, "/segments/"))


def test_area_within_and_out_of_reach_are_the_figures(client, overview):
    area = overview["layers"]["service"]["area_m2"]

    assert figure(client, "/stations/", "list-area") == f"{area['covered'] / 1e6:,.2f}"
    assert figure(client, "/gaps/?layer=service", "list-area") == f"{area['gap'] / 1e6:,.2f}"


def test_gaps_are_listed_in_the_order_of_the_ranking(client, overview):
    text = client.get("/gaps/").content.decode()

    assert re.findall(r'data-gap="([^"]+)"', text) == [gap["id"] for gap in overview["gaps"]]


def test_deputies_of_a_level_and_with_a_village(client):
    everybody = codes(client, "/deputies/")

    assert len(everybody) == 32
    assert len(codes(client, "/deputies/?level=city")) == 2
    paired, single = codes(client, "/deputies/?paired=yes"), codes(client, "/deputies/?paired=no")
    assert sorted(paired + single) == everybody


def test_before_the_first_day_lists_are_empty_and_say_so(client):
    for address in ("/villages/", "/stations/", "/segments/", "/deputies/"):
        response = client.get(address, {"date": "1999-01-01"})
        assert response.status_code == 200
        assert "没有结果" in response.content.decode()


def test_another_day_has_other_pairings_and_links_keep_the_day(client):
    text = client.get("/villages/", {"date": "2022-01-20", "paired": "yes"}).content.decode()

    assert re.search(r'href="/villages/\d{12}/\?date=2022-01-20"', text)
    assert 'value="2022-01-20"' in text


@pytest.mark.parametrize("address", ["/villages/", "/segments/", "/deputies/", "/stations/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, django_assert_max_num_queries, address
):
    client.get(address)
    with django_assert_max_num_queries(16):
        client.get(address)
