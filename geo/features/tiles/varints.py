"""Variable-length integers of Protocol Buffers, all of a tile at once."""

import numpy as np

_STEP_BITS = 7
_SHORT = [bytes([value]) for value in range(1 << _STEP_BITS)]


def zigzag(values: np.ndarray) -> np.ndarray:
    """Return signed integers as unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def widths(values: np.ndarray) -> np.ndarray:
    """Return how many bytes each unsigned integer takes."""
    found = np.ones(len(values), dtype=np.int64)
    largest, bits = int(values.max(initial=0)), _STEP_BITS
    while largest >> bits:
        found += values >= np.uint64(1 << bits)
        bits += _STEP_BITS
    return found


def encoded(values: np.ndarray) -> bytes:
    """Return unsigned integers one after the other: 7 bits a byte, the lowest first."""
    sizes = widths(values)
    ends = np.cumsum(sizes)
    text = np.empty(int(sizes.sum()), dtype=np.uint8)
    places, rest = ends - sizes, values
    while len(rest):
        has_more = rest >= np.uint64(1 << _STEP_BITS)
        text[places] = (rest & np.uint64(127)).astype(np.uint8) | (has_more.astype(np.uint8) << 7)
        places, rest = places[has_more] + 1, rest[has_more] >> np.uint64(_STEP_BITS)
    return text.tobytes()


def one(value: int) -> bytes:
    """Return one unsigned integer."""
    if value < len(_SHORT):
        return _SHORT[value]
    text = bytearray()
    while value >= 128:
        text.append(value & 127 | 128)
        value >>= _STEP_BITS
    text.append(value)
    return bytes(text)
