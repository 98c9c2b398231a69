"""Photos of strangers: drawn anew without metadata, or refused with what would be right."""

import contextlib
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from coverage import pictures
from coverage.pictures import PictureError, TooLargeError, UnknownFormatError, draw

SECRET = "SECRETMARK"


def encoded(image: Image.Image, form: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def plain(mode: str = "RGB", size=(64, 48), color="red") -> Image.Image:
    return Image.new(mode, size, color)


def exif(**gps) -> Image.Exif:
    made = Image.Exif()
    made[0x010F] = SECRET  # the maker of the camera
    made[0x9286] = SECRET.encode()
    made.get_ifd(0x8769)[0x9003] = "2026:11:02 09:30:00"
    made.get_ifd(0x8769)[0x9011] = "+08:00"
    position = {1: "N", 2: (35.0, 10.0, 30.0), 3: "E", 4: (118.0, 50.0, 6.0)}
    made.get_ifd(0x8825).update(position | gps)
    return made


def test_nothing_of_the_metadata_is_kept():
    body = encoded(
        plain(), exif=exif(), comment=SECRET.encode(), icc_profile=SECRET.encode() * 3,
        xmp=f"<x>{SECRET}</x>".encode(),
    )  # fmt: skip
    assert body.count(SECRET.encode()) >= 5
    found = draw(body)
    for written in (found.image, found.thumbnail):
        assert SECRET.encode() not in written
        assert b"Exif" not in written
        opened = Image.open(io.BytesIO(written))
        assert opened.format == "JPEG"
        assert not opened.getexif()
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_time_and_place_of_the_camera_are_told():
    found = draw(encoded(plain(), exif=exif()))
    assert found.position == (118.835, 35.175)
    assert found.taken_at.isoformat() == "2026-11-02T09:30:00+08:00"


def test_the_southern_and_western_hemisphere():
    given = exif()
    given.get_ifd(0x8825)[1] = "S"
    given.get_ifd(0x8825)[3] = "W"
    assert draw(encoded(plain(), exif=given)).position == (-118.835, -35.175)


@pytest.mark.parametrize("values", [{2: (95.0, 0.0, 0.0)}, {2: (0.0,) * 3, 4: (0.0,) * 3}])
def test_a_position_that_makes_no_sense_is_none(values):
    given = exif()
    given.get_ifd(0x8825).update(values)
    assert draw(encoded(plain(), exif=given)).position is None


def test_a_photo_on_its_side_is_turned():
    image = plain(size=(60, 40))
    image.paste("blue", (0, 0, 30, 40))
    given = Image.Exif()
    given[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise
    found = draw(encoded(image, exif=given, quality=95))
    assert (found.width, found.height) == (40, 60)
    upper = Image.open(io.BytesIO(found.image)).getpixel((20, 5))
    assert upper[2] > 200 > upper[0]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_format_is_taken(form):
    found = draw(encoded(plain(), form))
    red, green, blue = Image.open(io.BytesIO(found.image)).getpixel((10, 10))
    assert red > 240 and green < 20 and blue < 20


@pytest.mark.parametrize(
    ("mode", "form", "color", "expected"),
    [
        ("CMYK", "JPEG", (0, 0, 0, 0), 255),
        ("L", "PNG", 128, 128),
        ("I;16", "PNG", 128 * 256, 128),
        ("1", "PNG", 1, 255),
        ("P", "PNG", 0, 0),
        ("RGBA", "PNG", (0, 0, 0, 0), 255),
        ("LA", "PNG", (0, 0), 255),
        ("RGBA", "WEBP", (0, 0, 0, 0), 255),
    ],
)
def test_each_mode_becomes_rgb(mode, form, color, expected):
    found = draw(encoded(Image.new(mode, (64, 48), color), form))
    opened = Image.open(io.BytesIO(found.image))
    assert opened.mode == "RGB"
    assert all(abs(value - expected) <= 3 for value in opened.getpixel((10, 10)))


def test_large_photos_become_smaller_and_thumbnails_small():
    found = draw(encoded(plain(size=(4000, 1000))))
    assert (found.width, found.height) == (2560, 640)
    assert Image.open(io.BytesIO(found.image)).size == (2560, 640)
    assert Image.open(io.BytesIO(found.thumbnail)).size == (320, 80)


def test_small_ones_are_not_blown_up():
    found = draw(encoded(plain(size=(100, 50))))
    assert Image.open(io.BytesIO(found.thumbnail)).size == (100, 50)


def noise(size=(200, 150)) -> Image.Image:
    values = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    return Image.fromarray(values)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_off_is_refused(form):
    body = encoded(noise(), form)
    for share in (0.9, 0.5, 0.2):
        with pytest.raises(PictureError):
            draw(body[: int(len(body) * share)])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_any_damaged_byte_is_drawn_or_refused(form):
    """Whatever is broken: an answer, never another error."""
    body = encoded(noise((60, 40)), form)
    dice = np.random.default_rng(2)
    for _ in range(150):
        broken = bytearray(body)
        for place in dice.integers(0, len(body), 4):
            broken[place] = int(dice.integers(0, 256))
        with contextlib.suppress(PictureError):
            assert draw(bytes(broken)).image


def test_a_bomb_is_refused_by_its_size(settings):
    settings.ISSUE_PHOTO_MEGAPIXELS = 40
    body = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(body) < 100_000
    with pytest.raises(TooLargeError) as caught:
        draw(body)
    assert caught.value.status_code == 413
    with pytest.raises(TooLargeError):
        draw(encoded(Image.new("1", (9_000, 9_000)), "PNG"))
    with pytest.raises(TooLargeError):
        draw(encoded(Image.new("1", (10_000, 9_999)), "PNG"))


def test_huge_texts_in_a_png_are_refused_or_ignored():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET * 500_000, zip=True)
    with pytest.raises(PictureError):
        draw(encoded(plain(), "PNG", pnginfo=texts))
    small = PngImagePlugin.PngInfo()
    small.add_text("Comment", SECRET)
    assert SECRET.encode() not in draw(encoded(plain(), "PNG", pnginfo=small)).image


def test_a_png_whose_header_lies_is_refused():
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 5_000, 5_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100)
    body = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data)
    with pytest.raises(PictureError):
        draw(body + chunk(b"IEND", b""))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_image_is_refused(form):
    frames = {"save_all": True, "append_images": [plain(color="blue")], "duration": 100}
    with pytest.raises(PictureError) as caught:
        draw(encoded(plain(), form, **frames))
    assert caught.value.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        encoded(plain(), "GIF"),
        encoded(plain(), "BMP"),
        encoded(plain(), "TIFF"),
        b"%PDF-1.7 and more of it",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00" * 100,
        b"\xff\xd8\xff",
    ],
    ids=["gif", "bmp", "tiff", "pdf", "svg", "zeros", "start"],
)
def test_other_formats_are_refused(body):
    with pytest.raises(UnknownFormatError) as caught:
        draw(body)
    assert caught.value.status_code == 415
    assert "image/jpeg" in caught.value.expected


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_heic_is_refused_with_what_to_do(brand):
    with pytest.raises(UnknownFormatError) as caught:
        draw(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 100)
    assert "JPEG" in str(caught.value.detail)


def test_too_many_bytes_nothing_and_too_few_pixels(settings):
    with pytest.raises(PictureError):
        draw(b"")
    with pytest.raises(PictureError):
        draw(encoded(plain(size=(4, 4))))
    settings.ISSUE_PHOTO_MB = 1
    with pytest.raises(TooLargeError):
        draw(b"\xff" * 1_000_001)


def test_two_views_in_one_jpeg_give_the_first():
    body = encoded(plain(), "MPO", save_all=True, append_images=[plain(color="blue")])
    red, _green, blue = Image.open(io.BytesIO(draw(body).image)).getpixel((5, 5))
    assert red > 240 and blue < 20


def files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_files_are_there_for_the_block_and_after_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = draw(encoded(plain()))
    with pictures.kept(found) as kept:
        assert files(tmp_path) == {kept.image, kept.thumbnail}
    assert (tmp_path / kept.image).read_bytes() == found.image
    assert (tmp_path / kept.thumbnail).read_bytes() == found.thumbnail


def test_names_are_random(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = draw(encoded(plain()))
    with pictures.kept(found) as one, pictures.kept(found) as other:
        assert len({one.image, other.image, one.thumbnail, other.thumbnail}) == 4


def test_a_block_that_fails_leaves_no_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(RuntimeError, match="the row"), pictures.kept(draw(encoded(plain()))):
        raise RuntimeError("the row could not be written")
    assert files(tmp_path) == set()


def test_orphans_are_files_without_a_row_that_are_old(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pictures.kept(draw(encoded(plain()))) as kept:
        pass
    assert list(pictures.orphans({kept.image}, 0)) == [kept.thumbnail]
    assert list(pictures.orphans(set(), 3600)) == []
    (Path(tmp_path) / "photos" / ".half.part").write_bytes(b"x")
    assert "photos/.half.part" in list(pictures.orphans(set(), 0))
