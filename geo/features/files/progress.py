"""How a writer reports: rows written so far, and whether anybody still wants the file."""

from collections.abc import Callable

# Called with the number of rows written since the last call; raises to break off.
Progress = Callable[[int], None]


def unheard(rows: int) -> None:
    """Report to nobody."""
