"""Zip archives of strangers: looked at before anything is unpacked, unpacked under own names."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from stat import S_IFMT, S_ISLNK, S_ISREG
from zlib import error as ZlibError  # noqa: N812

from django.utils.translation import gettext as _

from geo.ingest.reading.limits import Limits
from geo.ingest.tables import UnreadableFileError

MEGABYTE = 1_000_000
# Small members of blanks may shrink more than any honest large one.
LEAST_RATIO_BYTES = 1_000_000
ENCRYPTED, UTF_8_NAME = 0x1, 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FAULTS = (zipfile.BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, ValueError)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """Give an archive and its members, which were looked at. Raises UnreadableFileError.

    Nothing is refused for what other programs leave (folders, __MACOSX); encrypted members,
    links, absolute names, names that lead out of the archive and bombs are.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check(members, limits)
            yield archive, [one for one in members if _is_wanted(one)]
    except FAULTS as error:
        text = _("The zip archive is broken or cut off: %(why)s.") % {"why": str(error)[:120]}
        raise UnreadableFileError("file", None, "zip", text) from error
    except RuntimeError as error:
        raise _encrypted("") from error


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; one that is not marked as UTF-8 may be in GBK."""
    if member.flag_bits & UTF_8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
        return raw.decode("gb18030") if not raw.isascii() else member.filename
    except UnicodeError:
        return member.filename


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write a member to a path of our own choice."""
    with archive.open(member) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not (member.is_dir() or path.parts[0] == "__MACOSX" or path.name.startswith("."))


def _check(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        text = _("The archive has more than %(most)s members.") % {"most": limits.members}
        raise UnreadableFileError("file", len(members), f"<= {limits.members}", text)
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_mb * MEGABYTE:
        most = limits.unpacked_mb
        text = _("The archive holds more than %(most)s MB when it is unpacked.") % {"most": most}
        raise UnreadableFileError("file", total, f"<= {most} MB", text)
    for member in members:
        _check_member(member, limits)


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = name_of(member)
    # ``orig_filename`` is what the archive says, before Python cuts and turns it.
    path = PurePosixPath(member.orig_filename.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        text = _("The archive has the name '%(name)s', which leads out of it.")
        raise UnreadableFileError("file", name[:80], "shape.shp", text % {"name": name[:80]})
    mode = member.external_attr >> 16
    if S_ISLNK(mode) or (S_IFMT(mode) and not S_ISREG(mode) and not member.is_dir()):
        text = _("'%(name)s' in the archive is no file but a link or device.")
        raise UnreadableFileError("file", name[:80], _("files"), text % {"name": name[:80]})
    if member.flag_bits & ENCRYPTED:
        raise _encrypted(name)
    if member.compress_type not in METHODS:
        text = _("'%(name)s' is compressed in a way that is not read; use plain zip (deflate).")
        raise UnreadableFileError("file", name[:80], "deflate", text % {"name": name[:80]})
    is_bomb = member.file_size > limits.ratio * max(member.compress_size, 1)
    if is_bomb and member.file_size > LEAST_RATIO_BYTES:
        shown = {"name": name[:80], "most": limits.ratio}
        text = _("'%(name)s' grows more than %(most)s times when it is unpacked.") % shown
        raise UnreadableFileError("file", name[:80], f"<= {limits.ratio}", text)


def _encrypted(name: str) -> UnreadableFileError:
    text = _("The archive is encrypted (%(name)s). Hand it in without a password.")
    return UnreadableFileError("file", name[:80], _("an open archive"), text % {"name": name[:80]})
