import struct
import zlib

import pytest

from tools.png import SIGNATURE, _chunk, _chunks, squeeze


def picture(rows: list[bytes], width: int, color: int = 2) -> bytes:
    """Return a PNG whose rows start with the number of their filter."""
    head = struct.pack(">IIBBBBB", width, len(rows), 8, color, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def pixels(data: bytes) -> bytes:
    return zlib.decompress(dict(_chunks(data))[b"IDAT"])


def test_every_filter_is_undone():
    # Two pixels a row. Worked by hand: each row means 10,20,30 then 14,25,36.
    first = bytes([1, 10, 20, 30, 4, 5, 6])
    up = bytes([2, 0, 0, 0, 0, 0, 0])
    average = bytes([3, 5, 10, 15, 2, 3, 3])
    paeth = bytes([4, 0, 0, 0, 0, 0, 0])
    plain = bytes([0, 10, 20, 30, 14, 25, 36])

    assert pixels(squeeze(picture([first, up, average, paeth, plain], 2))) == plain * 5


def test_a_flat_picture_gets_smaller():
    rows = [bytes([0]) + bytes([200, 210, 220]) * 300] * 300

    assert len(squeeze(picture(rows, 300))) < 2000


def test_the_head_is_kept():
    made = picture([bytes([0, 1, 2, 3, 4])], 1, color=6)

    assert dict(_chunks(squeeze(made)))[b"IHDR"] == dict(_chunks(made))[b"IHDR"]


@pytest.mark.parametrize("data", [b"", b"GIF89a", picture([b"\0\0"], 1, color=3)])
def test_other_files_are_refused(data):
    with pytest.raises(ValueError, match=r"PNG|palette"):
        squeeze(data)
