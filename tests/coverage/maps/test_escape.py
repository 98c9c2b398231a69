import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.maps.escape import html_text, script_json

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    "\"'><img src=x onerror=alert(1)>",
    "<!--",
    "a\u2028b\u2029c",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_cannot_end_it_and_keeps_its_content(text):
    written = script_json({"name": text})

    assert json.loads(written) == {"name": text}
    assert not set("<>&'`$\u2028\u2029") & set(written)


@given(st.text())
def test_any_text_survives_the_way_into_a_script(text):
    assert json.loads(script_json([text])) == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_html_text_has_nothing_that_markup_or_a_template_literal_understands(text):
    assert not set("<>\"'`$") & set(html_text(text))


def test_html_text_takes_what_is_no_text():
    assert html_text(None) == "None"
    assert html_text(3.5) == "3.5"
