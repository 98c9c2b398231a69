import re

import folium
import pytest
from django.utils.translation import gettext_lazy, override

from coverage.maps.base import BaseMap, MapPiece, plain, tianditu_bases
from coverage.maps.overview import overview_map, overview_parts

BOUNDS = (118.7, 35.1, 118.95, 35.27)
HOSTILE = "</script><script>alert(1)</script>`${alert(2)}`\"'><img src=x onerror=alert(3)>"


def everything(parts) -> str:
    return "\n".join([parts.style_links, parts.body, parts.script_links, parts.script])


def test_a_map_names_no_other_host():
    text = everything(BaseMap("small", BOUNDS, "label").parts())

    assert not re.search(r"(https?:)?//[a-z]", text)
    assert "leaflet" in text
    for stranger in ("bootstrap", "jquery", "fontawesome", "awesome"):
        assert stranger not in text.lower()


def test_folium_itself_is_left_as_it_was():
    before = list(folium.Map.default_js), list(folium.Map.default_css)

    BaseMap("one", BOUNDS, "label").parts()

    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert BaseMap.default_js == ()


def test_two_maps_share_nothing():
    one, two = BaseMap("one", BOUNDS, "label"), BaseMap("two", BOUNDS, "label")
    one.add_child(MapPiece({"id": "only-one", "title": "t"}))

    assert "only-one" in one.parts().script
    assert "only-one" not in two.parts().script


def test_the_pieces_have_no_inline_style_script_or_handler():
    parts = overview_map(BOUNDS, 15, (5, 15), "371327001").parts()

    assert "<style" not in everything(parts)
    assert "style=" not in parts.body
    assert "<script" not in parts.body + parts.script
    assert not re.search(r"\son\w+=", parts.body)


def test_a_hostile_label_and_a_hostile_layer_stay_text():
    made = BaseMap("small", BOUNDS, HOSTILE, focus=HOSTILE)
    made.add_child(MapPiece({"id": "x", "title": HOSTILE}))

    parts = made.parts()

    assert "<img" not in everything(parts)
    assert "alert(1)</script>" not in parts.script
    assert "`" not in everything(parts)
    assert "${" not in everything(parts)
    # Two script elements of ours at most: the links. None inside the body or the script.
    assert parts.body.count("<") == 2


def test_the_same_map_is_rendered_alike_twice():
    assert (
        overview_map(BOUNDS, 15, (5, 15), "1").parts()
        == overview_map(BOUNDS, 15, (5, 15), "1").parts()
    )


def test_parts_are_kept_for_each_language():
    with override("zh-hans"):
        chinese = overview_parts(BOUNDS, 15, (5, 15), "1")
        assert overview_parts(BOUNDS, 15, (5, 15), "1") == chinese
    with override("en"):
        english = overview_parts(BOUNDS, 15, (5, 15), "1")

    assert "代表联络工作站" in chinese.script
    assert "Deputy liaison stations" in english.script


def test_tianditu_needs_a_key():
    assert tianditu_bases("") == []


def test_tianditu_offers_map_and_imagery_with_their_labels(settings):
    settings.TIANDITU_KEY = "0123abc"

    script = BaseMap("small", BOUNDS, "label").parts().script

    for layer in ("vec", "cva", "img", "cia"):
        assert f"LAYER={layer}" in script.replace("\\u0026", "&")
    assert script.count("0123abc") == 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (gettext_lazy("Map"), "地图"),
        ({"a": [gettext_lazy("Map")]}, {"a": ["地图"]}),
        ((1, None), [1, None]),
    ],
)
def test_lazy_texts_become_texts(value, expected):
    with override("zh-hans"):
        assert plain(value) == expected
