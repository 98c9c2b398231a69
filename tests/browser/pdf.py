"""What a PDF of Chromium's says: the sizes of its pages and its text.

Only as far as Chromium's writer (Skia) goes: plain objects, one content stream a page, fonts whose
ToUnicode tables list single codes and ranges.
"""

import re
import unicodedata
import zlib
from pathlib import Path

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
# A font that is chosen, a text that is shown, or the end of a block of text.
TOKEN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>(?=[^<>\[\]]*\]? ?T[jJ])|(ET)\b")


def page_sizes(path: Path) -> list[tuple[int, int]]:
    """Return width and height of each page in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", path.read_bytes())
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def text(path: Path) -> str:
    """Return the text of all pages, a line for each block of it, without spaces between glyphs."""
    objects = {int(number): body for number, body in OBJECT.findall(path.read_bytes())}
    fonts = {
        name.decode(): _characters(objects, int(number))
        for body in objects.values()
        if b"/Type /Page\n" in body
        for name, number in FONT.findall(body)
    }
    contents = (_stream(body) for body in objects.values() if b" Tf" in _stream(body))
    return "".join(_shown(content, fonts) for content in contents)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    if b"/FlateDecode" not in body[: found.start()]:
        return found[1]
    return zlib.decompress(found[1])


def _characters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    """Return the characters of a font's codes, from its ToUnicode table."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    if found is None:
        return {}
    table, characters = _stream(objects[int(found[1])]), {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, value in re.findall(rb"<(\w+)> <(\w+)>", block):
            characters[code.upper()] = bytes.fromhex(value.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, value in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = f"{int(first, 16) + step:0{len(first)}X}".encode()
                characters[code] = chr(int(value, 16) + step)
    return characters


def _shown(content: bytes, fonts: dict[str, dict[bytes, str]]) -> str:
    written, font = [], {}
    for name, codes, end in TOKEN.findall(content):
        if name:
            font = fonts.get(name.decode(), {})
        elif end:
            written.append("\n")
        else:
            width = len(next(iter(font), b"00"))
            parts = (codes[i : i + width].upper() for i in range(0, len(codes), width))
            written.extend(font.get(part, "") for part in parts)
    # Fonts may name a character by a look-alike of another block.
    return unicodedata.normalize("NFKC", "".join(written))
