"""PNG files made smaller without changing a pixel.

Browsers write screenshots quickly, with filters that suit photographs. Flat maps and letters are
smaller without any filter, compressed as far as zlib can.
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Bytes a pixel by colour type: grey, colour, grey with alpha, colour with alpha.
BYTES = {0: 1, 2: 3, 4: 2, 6: 4}


def squeeze(data: bytes) -> bytes:
    """Return the same picture with unfiltered rows.

    Takes files of 8 bits a channel that are not interlaced, as browsers write them. Raises
    ValueError for others.
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG file")
    chunks = list(_chunks(data))
    head = next(body for kind, body in chunks if kind == b"IHDR")
    width, _height, bits, color, _method, _filter, interlaced = struct.unpack(">IIBBBBB", head)
    if bits != 8 or color not in BYTES or interlaced:
        raise ValueError("only 8 bits a channel, without palette, not interlaced")
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    rows = _plain_rows(pixels, width * BYTES[color], BYTES[color])
    small = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    written = [(b"IHDR", head), (b"IDAT", small), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in written)


def _plain_rows(pixels: bytes, length: int, step: int) -> Iterator[bytes]:
    """Undo the filter of each row (PNG specification, section 9)."""
    above = bytes(length)
    for start in range(0, len(pixels), length + 1):
        predict = PREDICTORS[pixels[start]]
        row = bytearray(pixels[start + 1 : start + 1 + length])
        if predict is not None:
            for i in range(length):
                left, corner = (row[i - step], above[i - step]) if i >= step else (0, 0)
                row[i] = (row[i] + predict(left, above[i], corner)) & 255
        above = bytes(row)
        yield above


def _paeth(left: int, up: int, corner: int) -> int:
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


PREDICTORS = (
    None,
    lambda left, up, corner: left,
    lambda left, up, corner: up,
    lambda left, up, corner: (left + up) >> 1,
    _paeth,
)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
