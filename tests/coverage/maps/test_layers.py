from pathlib import Path

import pytest
from django.utils.translation import override

from coverage.maps import indicators
from coverage.maps.bands import BandLayer
from coverage.maps.overview import group_titles, layers
from coverage.maps.place import widened
from coverage.maps.states import LAYERS, LINEAR
from geo.features.collections import all_collections

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
ALL = layers(15, (5, 10, 15, 30, 45))


def definitions() -> dict[str, dict]:
    return {layer.definition["id"]: layer.definition for layer in ALL}


def test_layers_have_ids_of_their_own():
    assert len(definitions()) == len(ALL)


def test_every_layer_is_in_a_group_of_the_list():
    assert {layer["group"] for layer in definitions().values()} == set(group_titles())


def test_collections_of_the_layers_exist():
    known = {one.id for one in all_collections()}
    prefix = "/api/collections/"
    for layer in definitions().values():
        address = layer["source"]["features"]
        if address.startswith(prefix):
            assert address.removeprefix(prefix).removesuffix("/items") in known
        else:
            assert address.startswith("/api/coverage/")


def test_what_is_heavy_or_secondary_is_off_at_first():
    on = {name for name, layer in definitions().items() if layer["on"]}

    assert on == {"villages", "stations", "segments", "routes", "gap-service"}


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("patrol", {"covered", "due", "gap", "never"}),
        ("supervision", {"covered", "due", "gap", "never"}),
        ("levels", {"all", "some", "none"}),
    ],
)
def test_segments_differ_in_colour_and_in_dash(by, values):
    entries = definitions()["segments"]["drawings"][by]["entries"]

    assert {entry["value"] for entry in entries} == values
    assert len({entry["style"]["color"] for entry in entries}) == len(values)
    assert len({entry["style"].get("dashArray") for entry in entries}) == len(values)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_classes_of_a_layer_are_told_apart_without_colour(layer):
    drawing = definitions()["villages"]["drawings"][layer]
    fills = [entry["style"]["fillColor"] for entry in (*drawing["entries"], drawing["none"])]
    plain = [luminance(fill) for fill in fills if fill.startswith("#")]

    assert len(set(fills)) == len(fills)
    assert max(plain) - min(plain) > 0.2


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_layer_has_its_gaps_hatched_in_its_own_direction():
    patterns = (TEMPLATES / "includes/patterns.html").read_text()
    fills = []
    for layer in set(LAYERS) - set(LINEAR):
        entry = definitions()[f"gap-{layer}"]["drawings"][""]["entries"][0]
        fills.append(entry["style"]["fillColor"])
        assert f'id="{fills[-1].removeprefix("url(#").removesuffix(")")}"' in patterns

    assert len(set(fills)) == len(fills)
    assert {f"gap-{layer}" for layer in LAYERS} <= set(definitions())


def test_bands_name_their_limits_and_what_lies_beyond():
    with override("en"):
        drawing = BandLayer((5, 10, 30)).definition["drawings"][""]

    assert [entry["label"] for entry in drawing["entries"]] == [
        "0 – 5 min",
        "5 – 10 min",
        "10 – 30 min",
    ]
    assert drawing["none"]["label"] == "over 30 min"
    assert len({entry["style"]["fillColor"] for entry in drawing["entries"]}) == 3


def test_villages_offer_every_indicator_with_no_data_named():
    drawings = definitions()["villages"]["drawings"]

    assert tuple(drawings) == indicators.INDICATORS
    for drawing in drawings.values():
        assert len(drawing["entries"]) <= 5
        assert drawing["none"]["style"]["fillColor"] == "url(#hatch-no-data)"
        assert drawing["base"]["dashArray"]


@pytest.mark.parametrize("name", ["density", "travel", "chiefless"])
def test_classes_rise_and_the_last_is_open(name):
    below = [entry.below for entry in indicators.drawings(15)[name].entries]

    assert below[-1] is None
    assert below[:-1] == sorted(set(below[:-1]))


def test_the_time_allowed_is_a_limit_of_the_travel_classes():
    assert 20 in [entry.below for entry in indicators.drawings(20)["travel"].entries]


def test_class_labels_name_both_limits_and_the_unit():
    with override("en"):
        labels = [entry.label for entry in indicators.drawings(15)["density"].entries]
        counts = [entry.label for entry in indicators.drawings(15)["chiefless"].entries]

    assert labels[0] == "< 300 people per km²"
    assert labels[2] == "600 – 2,000 people per km²"
    assert labels[-1] == "≥ 5,000 people per km²"
    assert counts == ["0", "1", "2", "≥ 3"]


def test_gaps_let_clicks_through_to_the_place_below():
    for layer in definitions().values():
        if layer["kind"] == "gap":
            assert layer["interactive"] is False


def test_a_point_gets_surroundings():
    assert widened((118.8, 35.1, 118.8, 35.1)) == pytest.approx((118.792, 35.092, 118.808, 35.108))


def test_an_area_gets_a_part_of_its_extent_on_each_side():
    assert widened((118.0, 35.0, 119.0, 36.0)) == pytest.approx((117.7, 34.7, 119.3, 36.3))
