"""The lists behind the figures: they hold exactly what the figures count."""

import re

import pytest

from coverage.maps.states import LAYERS, STATES

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

    assert codes(client, "/villages/?pairing=gap") == grey
    assert len(grey) == overview["layers"]["pairing"]["villages"]["gap"] >= 20


@pytest.mark.parametrize("layer", LAYERS)
def test_the_states_of_a_layer_make_the_whole(client, villages, layer):
    parts = {state: codes(client, f"/villages/?{layer}={state}") for state in STATES}

    assert sorted(code for part in parts.values() for code in part) == [
        row["code"] for row in villages
    ]
    for state, part in parts.items():
        assert part == [row["code"] for row in villages if row["states"][layer] == state]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("state", STATES)
def test_sums_of_a_list_are_the_figures_to_the_digit(client, overview, layer, state):
    figures, address = overview["layers"][layer], f"/villages/?{layer}={state}"

    assert figure(client, address, "list-count") == str(figures["villages"][state])
    assert figure(client, address, "list-people") == f"{figures['people'][state]:,}"
    if layer != "service":
        assert figure(client, address, "list-area") == f"{figures['area_m2'][state] / 1e6:,.2f}"


@pytest.mark.parametrize("state", STATES)
def test_villages_under_supervision_patrols_are_the_figure(client, overview, state):
    listed = codes(client, f"/villages/?supervision={state}")

    assert len(listed) == overview["supervision"]["villages"][state]


@pytest.mark.parametrize("name", ["patrol", "supervision", "chiefs"])
@pytest.mark.parametrize("state", STATES)
def test_segments_in_a_state_are_the_figure(client, overview, name, state):
    figures = overview["supervision"] if name == "supervision" else overview["layers"][name]
    address = f"/segments/?{name}={state}"

    assert figure(client, address, "list-count") == str(figures["segments"][state])
    if name == "chiefs":
        length_m = figures["length_m"][state]
        assert figure(client, address, "list-length") == f"{length_m / 1e3:,.2f}"


@pytest.mark.parametrize(("name", "layer"), [("stretch", "patrol"), ("supervised", "supervision")])
@pytest.mark.parametrize("state", ["covered", "due", "gap"])
def test_the_length_of_stretches_is_the_figure(client, overview, name, layer, state):
    figures = overview["supervision"] if name == "supervised" else overview["layers"][layer]
    length_m = figures["length_m"][state]

    address = f"/segments/?{name}={state}"
    # The list sums rows that are rounded, so that its last digit may differ by one.
    shown_km = float(figure(client, address, "list-length").replace(",", ""))
    assert shown_km == pytest.approx(length_m / 1e3, abs=0.0101)


@pytest.mark.parametrize("name", ["patrol", "supervision"])
@pytest.mark.parametrize("state", STATES)
def test_ponds_and_ditches_in_a_state_are_the_figure(client, overview, name, state):
    figures = overview["supervision"] if name == "supervision" else overview["layers"][name]

    listed = codes(client, f"/waters/?{name}={state}")
    assert len(listed) == figures["waters"][state]
    assert figure(client, f"/waters/?{name}={state}", "list-count") == str(len(listed))


def test_segments_by_levels_make_the_whole(client):
    parts = [codes(client, f"/segments/?levels={state}") for state in ("all", "some", "none")]

    assert sorted(code for part in parts for code in part) == sorted(codes(client, "/segments/"))


def test_area_within_and_out_of_reach_are_the_figures(client, overview):
    area = overview["layers"]["service"]["area_m2"]

    assert figure(client, "/stations/", "list-area") == f"{area['covered'] / 1e6:,.2f}"
    assert figure(client, "/gaps/?layer=service", "list-area") == f"{area['gap'] / 1e6:,.2f}"


def test_gaps_are_listed_in_the_order_of_the_ranking(client, overview):
    text = client.get("/gaps/").content.decode()

    assert re.findall(r'data-gap="([^"]+)"', text) == [gap["id"] for gap in overview["gaps"]]


def test_the_formula_stands_beside_the_ranking_and_each_row_says_why(client, overview):
    text = client.get("/gaps/").content.decode()

    assert figure(client, "/gaps/", "formula").startswith("得分 = 人口")
    for gap in overview["gaps"][:20]:
        assert gap["sentence_zh"] in text


def test_every_village_has_its_time_to_every_station(client):
    text = client.get("/travel-times/?mode=foot").content.decode()
    rows = re.findall(r"<tr data-code.*?</tr>", text, re.DOTALL)

    assert len(rows) == 50
    assert all(len(re.findall(r'<td class="number">', row)) == 3 for row in rows)
    assert all(row.count("mark-covered") == 1 for row in rows)


def test_deputies_of_a_level_and_with_a_village(client):
    everybody = codes(client, "/deputies/")

    assert len(everybody) == 32
    assert len(codes(client, "/deputies/?level=city")) == 2
    paired, single = codes(client, "/deputies/?paired=yes"), codes(client, "/deputies/?paired=no")
    assert sorted(paired + single) == everybody


def test_before_the_first_day_lists_are_empty_and_say_so(client):
    for address in ("/villages/", "/stations/", "/segments/", "/deputies/", "/waters/"):
        response = client.get(address, {"date": "1999-01-01"})
        assert response.status_code == 200
        assert "没有结果" in response.content.decode()


def test_another_day_has_other_pairings_and_links_keep_the_day(client):
    text = client.get("/villages/", {"date": "2022-01-20", "pairing": "covered"}).content.decode()

    assert re.search(r'href="/villages/\d{12}/\?date=2022-01-20"', text)
    assert 'value="2022-01-20"' in text


@pytest.mark.parametrize("address", ["/villages/", "/segments/", "/deputies/", "/stations/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, django_assert_max_num_queries, address
):
    client.get(address)
    with django_assert_max_num_queries(16):
        client.get(address)
