import pytest

from coverage.pages.numbers import minutes, number, percentage


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (160000, 0, "160,000"),
        (1234.5, 0, "1,235"),
        (2.5, 0, "3"),
        (0.125, 2, "0.13"),
        (143.004999, 2, "143.00"),
        (-2.5, 0, "-3"),
        (1e7, 0, "10,000,000"),
        (1e-9, 2, "0.00"),
        (None, 2, "–"),
        ("", 0, "–"),
    ],
)
def test_numbers_are_rounded_as_a_reader_does(value, decimals, written):
    assert number(value, decimals) == written


def test_half_a_tenth_of_a_minute_goes_up():
    assert minutes(717) == "12.0"
    assert minutes(None) == "–"


def test_percentages_have_one_digit():
    assert percentage(0.66) == "66.0"
    assert percentage(1) == "100.0"
    assert percentage(None) == "–"
