"""Positions to text, thousands at a time: degrees with 7 decimals, metres with 3.

Numpy looks the digits of all coordinates up in tables and lays them out in rows of one width,
which takes a third of the time of printing each number. A number is a head of up to 4 digits and
7 digits more: of degrees the head is what stands before the point (``118`` ``.841`` ``2345``), of
metres what stands before the last four digits before it (``4039`` ``0584`` ``.903``).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import orjson

_THREE_DIGITS = np.array([b".%03d" % number for number in range(1000)]).view("u4")
_FOUR_DIGITS = np.array([b"%04d" % number for number in range(10_000)]).view("u4")
HEAD = 10**7


@dataclass(frozen=True)
class Layout:
    """How numbers with so many decimals are laid out.

    ``least`` and ``largest`` bound the numbers that the tables can write, ``heads`` is how many
    heads there are. Scaled to whole numbers, degrees fit 32 bits, which is faster.
    """

    decimals: int
    least: float
    largest: float
    heads: int
    integer: type

    def fits(self, positions: np.ndarray) -> bool:
        """Return whether the tables can write all coordinates."""
        if not len(positions):
            return False
        size = np.abs(positions)
        return bool(size.max() < self.largest and (not self.least or size.min() >= self.least))


DEGREES = Layout(7, 0.0, 199.0, 200, np.int32)
# Below 10,000 m the head would be a zero too many, which JSON forbids.
METRES = Layout(3, 10_000.0, 99_999_999.0, 10_000, np.int64)
LAYOUTS = {layout.decimals: layout for layout in (DEGREES, METRES)}


def texts(positions: np.ndarray, ends: list[int], decimals: int = DEGREES.decimals) -> list[bytes]:
    """Return the text of stretches of positions, such as ``[118.8,35.1],[118.9,35.2]``.

    ``positions`` has the shape (n, 2); a stretch goes from one of ``ends`` to the next.
    """
    layout = LAYOUTS[decimals]
    if not layout.fits(positions):
        rounded = np.ascontiguousarray(np.round(positions, decimals))
        option = orjson.OPT_SERIALIZE_NUMPY
        return [
            orjson.dumps(rounded[start:end], option=option)[1:-1] for start, end in pairwise(ends)
        ]
    rows = _rows(positions, layout)
    width, text = rows.dtype.itemsize, rows.tobytes()
    # Every row ends with a comma, which the last of a stretch does without.
    return [
        text[start * width : end * width - 1] if end > start else b""
        for start, end in pairwise(ends)
    ]


def _rows(positions: np.ndarray, layout: Layout) -> np.ndarray:
    """Return the characters of each position: ``[118.8412345,35.1712345],``."""
    scaled = np.rint(positions * 10**layout.decimals).astype(layout.integer)
    size = np.abs(scaled)
    head = size // HEAD
    rest = size - head * HEAD
    first, second = _digits(rest, layout)
    widths = [len(str(largest)) for largest in head.max(axis=0)]
    if scaled.min() < 0:
        # The second half of the tables holds the heads with a minus; -0.5 needs one as well.
        head += layout.heads * (scaled < 0)
        widths = [width + 1 for width in widths]
    rows = np.repeat(_pattern(*widths), len(positions))
    for axis, name in enumerate("xy"):
        rows[name] = _heads(widths[axis], layout.heads)[head[:, axis]]
        rows[f"{name}_first"] = first[:, axis]
        rows[f"{name}_second"] = second[:, axis]
    return rows


def _digits(rest: np.ndarray, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Return the characters of the 7 digits behind the head, with the point where it belongs."""
    if layout is DEGREES:
        first = rest // 10_000
        return _THREE_DIGITS[first], _FOUR_DIGITS[rest - first * 10_000]
    first = rest // 1000
    return _FOUR_DIGITS[first], _THREE_DIGITS[rest - first * 1000]


@lru_cache(maxsize=16)
def _heads(width: int, count: int) -> np.ndarray:
    """Return 0 and up, and the same with a minus, in ``width`` characters.

    JSON allows the blanks in front.
    """
    numbers = [b"%d" % number for number in range(count)]
    numbers += [b"-" + number for number in numbers]
    return np.array([number.rjust(width)[:width] for number in numbers], dtype=f"S{width}")


@lru_cache(maxsize=16)
def _pattern(width_x: int, width_y: int) -> np.ndarray:
    """Return the record of one position with its punctuation filled in."""
    pattern = np.zeros(
        1,
        dtype=[
            ("open", "S1"),
            ("x", f"S{width_x}"),
            ("x_first", "u4"),
            ("x_second", "u4"),
            ("comma", "S1"),
            ("y", f"S{width_y}"),
            ("y_first", "u4"),
            ("y_second", "u4"),
            ("close", "S2"),
        ],
    )
    pattern["open"], pattern["comma"], pattern["close"] = b"[", b",", b"],"
    return pattern
