"""Variable-length integers of Protocol Buffers: 7 bits a byte, the lowest first."""

import numpy as np

from geo.compiled import njit

_STEP_BITS = np.uint64(7)
_STEP, _MORE = np.uint64(127), np.uint64(128)
_SHORT = [bytes([value]) for value in range(128)]


@njit(cache=True)
def put(text, at, value):
    """Write an unsigned integer into an array of bytes, and return the place after it."""
    rest = np.uint64(value)
    while rest > _STEP:
        text[at] = np.uint8(rest & _STEP | _MORE)
        rest >>= _STEP_BITS
        at += 1
    text[at] = np.uint8(rest)
    return at + 1


@njit(cache=True)
def zigzag(value):
    """Return a signed integer as an unsigned one: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return np.uint64((value << 1) ^ (value >> 63))


def one(value: int) -> bytes:
    """Return one unsigned integer."""
    if value < len(_SHORT):
        return _SHORT[value]
    text = bytearray()
    while value >= len(_SHORT):
        text.append(value & 127 | 128)
        value >>= 7
    text.append(value)
    return bytes(text)
