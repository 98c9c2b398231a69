"""Photos that people send: decoded with care, drawn anew without metadata, kept as files.

What is kept is a JPEG made of the pixels alone. Position and time of the camera are read first
and returned beside it, for staff.
"""

import hashlib
import io
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from geo.editing.errors import ParameterFault

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
MEGABYTE = MEGAPIXEL = 1_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 320
LEAST_SIDE = 16
QUALITY, THUMBNAIL_QUALITY = 85, 78
ROOT = "photos"
# Brands of the container (ISO 14496-12) that phones write HEIC and AVIF photos in.
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
# Tags of EXIF 2.32.
GPS_IFD, EXIF_IFD = 0x8825, 0x8769
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
TAKEN_AT, TAKEN_AT_OFFSET = 0x9003, 0x9011
# A picture of the most pixels takes some 200 MB while it is decoded: few at a time.
_decoding = threading.BoundedSemaphore(2)


class PictureError(ParameterFault):
    """A photo that is not kept; the message says why and what would be right."""

    def __init__(self, detail: str, expected: object = None, value: object = None) -> None:
        super().__init__(detail, "photo", value, expected)


class TooLargeError(PictureError):
    """More bytes or pixels than the settings allow."""

    status_code = 413
    default_code = "too_large"


class UnknownFormatError(PictureError):
    """No JPEG, PNG or WebP."""

    status_code = 415
    default_code = "unsupported_media_type"


@dataclass(frozen=True)
class Picture:
    """A photo drawn anew: two JPEGs, the size in pixels, and what the camera told.

    ``position`` is (longitude, latitude) in EPSG:4326; ``sha256`` is that of the bytes received.
    """

    image: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None


def sha256_of(body: bytes) -> str:
    """Return the hash that tells whether a photo was sent before."""
    return hashlib.sha256(body).hexdigest()


def most_bytes() -> int:
    """Return the longest photo that is taken."""
    return settings.ISSUE_PHOTO_MB * MEGABYTE


def too_long(given: int) -> TooLargeError:
    """Return the error of a photo of ``given`` bytes."""
    limit = settings.ISSUE_PHOTO_MB
    text = _("The photo has %(given)s MB; at most %(most)s MB are taken. Send a smaller one.")
    detail = text % {"given": f"{given / MEGABYTE:.1f}", "most": limit}
    return TooLargeError(detail, f"<= {limit} MB", given)


def draw(body: bytes) -> Picture:
    """Return a photo drawn anew from the bytes that were received. Raises PictureError."""
    if not body:
        raise PictureError(_("The photo is empty: send the bytes of an image."), _wanted())
    if len(body) > most_bytes():
        raise too_long(len(body))
    with _decoding:
        opened = _opened(body)
        taken_at, position = _told(opened)
        upright = _pixels(opened)
        image = _jpeg(_within(upright, LONGEST_SIDE), QUALITY)
        width, height = _within(upright, LONGEST_SIDE).size
        thumbnail = _jpeg(_within(upright, THUMBNAIL_SIDE), THUMBNAIL_QUALITY)
    return Picture(image, thumbnail, width, height, sha256_of(body), taken_at, position)


def _wanted() -> str:
    return ", ".join(MEDIA_TYPES)


def _opened(body: bytes) -> Image.Image:
    """Return the image with its header read and nothing decoded."""
    if body[4:8] == b"ftyp" and body[8:12] in HEIF_BRANDS:
        text = _(
            "This is a HEIC or AVIF photo, which browsers cannot show. Let the camera write JPEG "
            "(iPhone: Settings, Camera, Formats, Most Compatible) or send a copy as JPEG."
        )
        raise UnknownFormatError(text, _wanted())
    try:
        opened = Image.open(io.BytesIO(body), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(None) from error
    except Exception as error:
        # Decoders of foreign bytes raise anything from OSError to struct.error and ValueError.
        raise UnknownFormatError(_("This is no photo in JPEG, PNG or WebP."), _wanted()) from error
    width, height = opened.size
    if width * height > settings.ISSUE_PHOTO_MEGAPIXELS * MEGAPIXEL:
        raise _too_many_pixels(f"{width} x {height}")
    if min(width, height) < LEAST_SIDE:
        text = _("The photo is %(width)s x %(height)s pixels; %(least)s are the least.")
        given = {"width": width, "height": height, "least": LEAST_SIDE}
        raise PictureError(text % given, f">= {LEAST_SIDE}", f"{width} x {height}")
    # A JPEG of a phone may hold further views; its first is the photo.
    if opened.format in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
        raise PictureError(_("This image moves: send a still photo."), _wanted())
    return opened


def _too_many_pixels(given: str | None) -> TooLargeError:
    most = settings.ISSUE_PHOTO_MEGAPIXELS
    text = _("The photo has more than %(most)s million pixels. Send a smaller one.")
    return TooLargeError(text % {"most": most}, f"<= {most} megapixels", given)


def _pixels(opened: Image.Image) -> Image.Image:
    """Decode an image: RGB, the right way up, at most about twice the size that is kept."""
    try:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        return _rgb(upright)
    except Exception as error:
        # As above; a file that was cut off ends here too.
        text = _("The photo is damaged or was cut off. Take or send it again.")
        raise PictureError(text, _wanted()) from error


def _rgb(image: Image.Image) -> Image.Image:
    """Return an image of any mode as RGB, on white where it is transparent."""
    if image.mode.startswith("I"):
        # 16 bits a pixel, of which the upper eight are shown.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return image.convert("RGB")


def _within(image: Image.Image, side: int) -> Image.Image:
    """Return an image whose longer side is at most ``side`` pixels."""
    if max(image.size) <= side:
        return image
    smaller = image.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # What an image brings in ``info`` (a comment, a profile) may be written with it.
    bare = image.copy()
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _told(opened: Image.Image) -> tuple[datetime | None, tuple[float, float] | None]:
    """Return time and position of the camera; None for what is missing or makes no sense."""
    try:
        exif = opened.getexif()
        return _taken_at(exif.get_ifd(EXIF_IFD)), _position(exif.get_ifd(GPS_IFD))
    except Exception:
        # Tags of foreign bytes may be anything; the photo counts without them.
        return None, None


def _taken_at(tags: dict) -> datetime | None:
    text = str(tags.get(TAKEN_AT, "")).strip("\0 ")
    offset = str(tags.get(TAKEN_AT_OFFSET, "")).strip("\0 ")
    try:
        if offset:
            return datetime.strptime(text + offset, "%Y:%m:%d %H:%M:%S%z")
        return timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None


def _position(tags: dict) -> tuple[float, float] | None:
    if LATITUDE not in tags or LONGITUDE not in tags:
        return None
    latitude = _degrees(tags[LATITUDE], tags.get(LATITUDE_REF), "S")
    longitude = _degrees(tags[LONGITUDE], tags.get(LONGITUDE_REF), "W")
    is_sound = abs(longitude) <= 180 and abs(latitude) <= 90 and (longitude or latitude)
    return (round(longitude, 7), round(latitude, 7)) if is_sound else None


def _degrees(parts, hemisphere: object, negative: str) -> float:
    """Return degrees of (degrees, minutes, seconds); NaN fails every comparison with a limit."""
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(hemisphere).strip("\0 ").upper() == negative else value


# -- Files ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """Names of the two files below MEDIA_ROOT."""

    image: str
    thumbnail: str


@contextmanager
def kept(picture: Picture, stem: str = "") -> Iterator[Kept]:
    """Write both files before the block and take them away again if it fails.

    They are on disk, names and all, when the block begins, so that a row that names them can be
    committed inside: ``with kept(picture) as files, transaction.atomic():``. ``stem`` is the name
    of a photo that is not private; without it a random one.
    """
    stem = stem or secrets.token_hex(16)
    folder = f"{ROOT}/{stem[:2]}"
    files = Kept(f"{folder}/{stem}.jpg", f"{folder}/{stem}-small.jpg")
    try:
        _write(files.image, picture.image)
        _write(files.thumbnail, picture.thumbnail)
        yield files
    except BaseException:
        for name in (files.image, files.thumbnail):
            remove(name)
        raise


def remove(name: str) -> None:
    """Remove a file below MEDIA_ROOT, if it is there."""
    (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def _write(name: str, content: bytes) -> None:
    """Write a file so that after a crash there is all of it or nothing under its name."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    _sync(path.parent.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def orphans(known: set[str], older_than_s: float) -> Iterator[str]:
    """Yield the names of files below MEDIA_ROOT that no row names and that are older than that.

    Photos that are being received have files for a moment before they have a row.
    """
    root = Path(settings.MEDIA_ROOT)
    latest = timezone.now().timestamp() - older_than_s
    for path in sorted((root / ROOT).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in known and path.stat().st_mtime < latest:
            yield name
