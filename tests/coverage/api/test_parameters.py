"""Every parameter of the coverage API given wrongly: 400, the parameter named, nothing else."""

import pytest

from coverage.figures.layers import NAMES

pytestmark = pytest.mark.django_db
WRONG = {
    "date": ["tomorrow", "2026-02-30", "20260101", "", "2026-01-01T00:00", "٢٠٢٦-01-01"],
    "minutes": ["0", "121", "-5", "1.5", "²", "", "9" * 5000],
    "mode": ["boat", "", "EBIKE"],
    "subdistrict": ["999", "3713", "' OR 1=1", ""],
    "colour": ["red"],
}
BANDS = ["", "5,", "0,5", "10,5", "5,5", "5;10", "5, 10", "121", ",".join(map(str, range(1, 14)))]
LAYERS = ["", "pairing,", "pairing,pairing", "river", "pairing,river"]
COUNTS = ["0", "3", "-1", "", "two", "1.0", "９"]
MONTHS = ["2026", "2026-13", "2026-00", "", "2026-1", "2026-01-01", "0000-01"]
FORMATS = ["html", "", "CSV", "geojson"]
LANGUAGES = ["fr", "", "zh-hans"]
TABLES = ["layers/pairing", "travel-times", "ranking", "trend", "changes"]
COLLECTIONS = ["service-areas", "layers/pairing/areas", "combined", "gaps", "routes"]
PLAIN = ["overview", "villages", "segments"]


def cases():
    for name in (*PLAIN, *COLLECTIONS, *TABLES):
        for parameter, values in WRONG.items():
            if name == "changes" and parameter == "date":
                continue
            for value in values:
                yield name, parameter, value
    for value in BANDS:
        yield "bands", "minutes", value
    for parameter in ("mode", "subdistrict", "colour", "date"):
        yield "bands", parameter, WRONG[parameter][0]
    for value in LAYERS:
        yield "combined", "layers", value
    for value in COUNTS:
        yield "combined", "at_least", value
    for value in LAYERS[3:]:
        yield "ranking", "layer", value
    for value in ("0", "-1", "", "ten", "1.5", "9" * 40):
        yield "ranking", "limit", value
    for value in MONTHS:
        yield "trend", "from", value
        yield "trend", "to", value
    for value in WRONG["date"]:
        yield "changes", "from", value
    yield "changes", "date", "2026-01-01"
    for value in ("deputies", "", "CHIEF"):
        yield "layers/patrol", "kind", value
    for layer in NAMES:
        if layer != "patrol":
            yield f"layers/{layer}", "kind", "chief"
    for name in TABLES:
        for value in FORMATS:
            yield name, "format", value
        for value in LANGUAGES:
            yield name, "lang", value
    for name in (*PLAIN, *COLLECTIONS):
        yield name, "format", "csv"


@pytest.mark.parametrize(("name", "parameter", "value"), list(cases()))
def test_a_wrong_value_is_named(client, name, parameter, value):
    query = {parameter: value}
    if name == "changes":
        query = {"from": "2026-01-01"} | query
    if parameter == "at_least":
        query["layers"] = "pairing,service"
    response = client.get(f"/api/coverage/{name}", query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["expected"]
    assert parameter in problem["detail"]


@pytest.mark.parametrize("name", [*PLAIN, *COLLECTIONS, *TABLES])
def test_a_parameter_given_twice_is_refused(client, name):
    response = client.get(f"/api/coverage/{name}?minutes=5&minutes=10")
    assert response.status_code == 400
    assert response.json()["parameter"] == "minutes"


@pytest.mark.parametrize("name", ["layers/rivers", "layers/Pairing", "layers/rivers/areas"])
def test_an_unknown_layer_is_not_found(client, name):
    response = client.get(f"/api/coverage/{name}")
    assert response.status_code == 404
    problem = response.json()
    assert problem["parameter"] == "layer"
    assert "pairing" in problem["expected"]


def problem_of(client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 400
    return response.json()


def test_periods_run_forwards(client):
    found = problem_of(client, "/api/coverage/changes?from=2026-02-01&to=2026-01-01")
    assert found["parameter"] == "from"
    found = problem_of(client, "/api/coverage/trend?from=2026-03&to=2026-02")
    assert found["parameter"] == "to"


def test_a_trend_is_of_ten_years_at_most(client):
    found = problem_of(client, "/api/coverage/trend?from=2016-01&to=2026-01")
    assert "120" in found["expected"]


def test_changes_need_a_day_to_compare_with(client):
    found = problem_of(client, "/api/coverage/changes")
    assert found["parameter"] == "from"
    assert "missing" in found["detail"]


def test_a_wrong_day_to_compare_is_named(client):
    found = problem_of(client, "/api/coverage/changes?from=2026-01-01&to=soon")
    assert found["parameter"] == "to"


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("accept", ["text/html", "image/png", "text/csv;q=0"])
def test_what_no_table_is_gets_406(client, name, accept):
    query = "?from=2026-01-01" if name == "changes" else "?from=2026-01" if name == "trend" else ""
    response = client.get(f"/api/coverage/{name}{query}", headers={"Accept": accept})
    assert response.status_code == 406
    if "html" not in accept:
        assert response.json()["parameter"] == "Accept"
