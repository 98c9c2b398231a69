"""What Hypothesis draws in several tests of analyses."""

from hypothesis import strategies as st


def metres(low: int, high: int):
    """Whole millimetres: nobody measures 5e-324 m, and GEOS divides by it."""
    return st.integers(low * 1000, high * 1000).map(lambda millimetres: millimetres / 1000)
