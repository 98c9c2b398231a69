"""How figures are written: the same digits as the map's scripts write, in every language."""

from decimal import ROUND_HALF_UP, Decimal

NOTHING = "–"


def number(value: float | None, decimals: int = 0) -> str:
    """Return ``value`` with ``decimals`` digits and commas between thousands.

    Half is rounded away from zero, as a reader does it with the shortest decimal that stands for
    the value; 717 s / 60 is 11.95 and becomes 12.0. Browsers' Intl.NumberFormat does the same,
    Python's own formatting (11.9) does not.
    """
    if value is None or value == "":
        return NOTHING
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}"


def minutes(value_s: float | None) -> str:
    """Return seconds as minutes with one digit."""
    return NOTHING if value_s is None else number(value_s / 60, 1)


def percentage(share: float | None) -> str:
    """Return a share of 1 as a percentage with one digit, without its sign."""
    return NOTHING if share is None else number(share * 100, 1)
