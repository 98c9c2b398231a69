"""The words that figures are explained with."""

import doctest

import numpy as np
import pytest

from coverage.figures import words


def test_examples_are_true():
    result = doctest.testmod(words)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.8, "80 %"), (0.29, "29 %"), (1, "100 %")]
)
def test_a_share_in_per_cent(share, text):
    assert words.percent(share) == text


def test_an_open_end_is_no_day():
    assert words.known_day(np.datetime64("NaT")) is None
    assert words.known_day(np.datetime64("9999-12-31")) is None
    assert words.known_day(np.datetime64("2026-11-22")).isoformat() == "2026-11-22"


def test_a_list_of_names_is_cut():
    assert words.listed(["a", "b", "c", "d"], "、") == ("a、b、c", True)
    assert words.listed([], ", ") == ("", False)
