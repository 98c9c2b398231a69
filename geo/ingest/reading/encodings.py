"""Which encoding a text is in, and why: told, else strict UTF-8, else GB 18030."""

import codecs
from pathlib import Path

from django.utils.translation import gettext as _

from geo.ingest.tables import UnreadableFileError

UTF_8, GB18030 = "utf-8", "gb18030"
OFFERED = "utf-8, gb18030, big5, utf-16"
# The byte 29 of a DBF: what ESRI and others write there (the language driver id).
LANGUAGE_DRIVERS = {0x4D: GB18030, 0x7A: GB18030, 0x4F: "big5", 0x78: "big5", 0x4E: "cp949"}
LANGUAGE_DRIVERS |= {0x7B: "cp932", 0x13: "cp932", 0x01: "cp437", 0x02: "cp850"}
# Windows writes Chinese with these while the byte says "Latin": not to be trusted.
VAGUE_DRIVERS = (0x00, 0x03, 0x57, 0x58)
BLOCK = 1 << 20


def known(name: str, parameter: str = "encoding") -> str:
    """Return the name of a text encoding as Python has it. Raises UnreadableFileError."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        found = None
    # Python's own codecs for bytes (zip, hex, …) are no encodings of text.
    if found is None or not found._is_text_encoding or found.name in ("idna", "punycode"):
        text = _("'%(value)s' is no encoding; known are for example: %(expected)s.")
        shown = {"value": name[:40], "expected": OFFERED}
        raise UnreadableFileError(parameter, name, OFFERED, text % shown)
    return found.name


def of_bytes(body: bytes) -> tuple[str, str]:
    """Return the encoding of some bytes of text, and the reason in words."""
    if not decodes(body, UTF_8):
        return GB18030, _("the text is not UTF-8, so it is read as GB 18030")
    if body.isascii():
        return UTF_8, _("the text has only ASCII letters")
    return UTF_8, _("the text is valid UTF-8")


def decodes(body: bytes, encoding: str) -> bool:
    """Return whether bytes are text in an encoding."""
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def of_file(path: Path) -> tuple[str, str]:
    """Return the encoding of a whole text file, and the reason in words.

    Raises UnreadableFileError when it is in none of those that are tried.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _("the file begins with the mark of UTF-8")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _("the file begins with the mark of UTF-16")
    if _file_decodes(path, UTF_8):
        return UTF_8, _("the text is valid UTF-8")
    if _file_decodes(path, GB18030):
        return GB18030, _("the text is not UTF-8, so it is read as GB 18030")
    text = _("The text is neither in UTF-8 nor in GB 18030; say which encoding it is in.")
    raise UnreadableFileError("encoding", None, OFFERED, text)


def of_driver(number: int) -> str | None:
    """Return the encoding that the language driver id of a DBF names, if it names one."""
    return None if number in VAGUE_DRIVERS else LANGUAGE_DRIVERS.get(number)


def of_cpg(body: bytes) -> str | None:
    """Return the encoding that a .cpg names, None for one that is not understood."""
    name = body[:40].decode("ascii", "ignore").strip().strip("\ufeff").lower()
    name = name.removeprefix("ansi ").removeprefix("oem ")
    if name in ("936", "cp936", "gbk", "gb2312", "54936", "gb18030"):
        return GB18030
    if name in ("65001", "utf8", "utf-8"):
        return UTF_8
    for spelling in (name, f"cp{name}", f"iso{name.removeprefix('88591')}"):
        try:
            return known(spelling)
        except UnreadableFileError:
            continue
    return None


def text_of(body: bytes, encoding: str) -> str:
    """Return a text of fixed width, which may have been cut in the middle of a character.

    Raises UnicodeDecodeError when it is wrong elsewhere.
    """
    body = body.rstrip(b"\0 ")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        # At most the last three bytes are a part of a character.
        if error.start < len(body) - 3:
            raise
        return body[: error.start].decode(encoding)


def _file_decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
