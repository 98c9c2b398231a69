"""Which reader a file is for: by its ending, to which its first bytes have to fit."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from geo.ingest.reading.source import Job, Source
from geo.ingest.tables import UnreadableFileError

HEAD = 4_096
ZIP, SQLITE, OLE = "zip", "sqlite", "ole"
XML, JSON, TEXT, BINARY = "xml", "json", "text", "binary"
MAGIC = {
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
    b"SQLite format 3\0": SQLITE,
    b"\xd0\xcf\x11\xe0": OLE,
    b"Rar!": BINARY,
    b"7z\xbc\xaf": BINARY,
    b"\x1f\x8b": BINARY,
    b"\0\0\x27\x0a": BINARY,
}
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Format:
    """The module that reads a format, and the content its files begin with."""

    module: str
    content: str


FORMATS = {
    ".zip": Format("shapefile", ZIP),
    ".gpkg": Format("geopackage", SQLITE),
    ".geojson": Format("geojson", JSON),
    ".json": Format("geojson", JSON),
    ".geojsonl": Format("geojson", JSON),
    ".geojsonseq": Format("geojson", JSON),
    ".ndjson": Format("geojson", JSON),
    ".kml": Format("kml", XML),
    ".ovkml": Format("kml", XML),
    ".kmz": Format("kml", ZIP),
    ".ovkmz": Format("kml", ZIP),
    ".gpx": Format("gpx", XML),
    ".csv": Format("csv_table", TEXT),
    ".txt": Format("csv_table", TEXT),
    ".tsv": Format("csv_table", TEXT),
    ".xlsx": Format("xlsx", ZIP),
}
ENDINGS = ", ".join(FORMATS)
ADVICE = {
    ".shp": lambda: _("Put the .shp into a zip archive with its .shx, .dbf, .prj and .cpg."),
    ".xls": lambda: _("Save it as .xlsx."),
    ".rar": lambda: _("Use a zip archive."),
    ".7z": lambda: _("Use a zip archive."),
    ".ovobj": lambda: _("Export it as KML, GPX or a shapefile."),
}
NAMES = {
    ZIP: lambda: _("a zip archive"),
    SQLITE: lambda: _("an SQLite database"),
    OLE: lambda: _("an old or encrypted file of Office"),
    XML: lambda: _("XML"),
    JSON: lambda: _("JSON"),
    TEXT: lambda: _("text"),
    BINARY: lambda: _("something binary"),
}


def opened(job: Job) -> Source:
    """Return the source of a file, ready to be read. Raises UnreadableFileError."""
    ending = ending_of(job.filename)
    check_content(job.path, ending)
    # Only what is needed: a library for one format alone takes a third of the start.
    return import_module(f"geo.ingest.reading.{FORMATS[ending].module}").read(job)


def ending_of(filename: str) -> str:
    """Return the ending of a name if there is a reader for it. Raises UnreadableFileError."""
    ending = PurePath(filename).suffix.lower()
    if ending in FORMATS:
        return ending
    advice = ADVICE[ending]() if ending in ADVICE else ""
    text = _("Files ending in '%(ending)s' are not read; those that are: %(endings)s. %(advice)s")
    shown = {"ending": ending[:20], "endings": ENDINGS, "advice": advice}
    raise UnreadableFileError("file", ending[:20], ENDINGS, (text % shown).strip())


def check_content(path: Path, ending: str) -> None:
    """Raise UnreadableFileError for a file that is empty, or is not what its ending says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise UnreadableFileError("file", 0, _("a file with rows"), _("The file is empty."))
    found, wanted = content_of(head), FORMATS[ending].content
    if found != wanted:
        shown = {"ending": ending, "found": NAMES[found](), "wanted": NAMES[wanted]()}
        text = _("The file is called '%(ending)s' but is %(found)s; expected %(wanted)s.")
        raise UnreadableFileError("file", shown["found"], shown["wanted"], text % shown)


def content_of(head: bytes) -> str:
    """Return what a file is by its first bytes."""
    for magic, content in MAGIC.items():
        if head.startswith(magic):
            return content
    mark = next((mark for mark in MARKS if head.startswith(mark)), b"")
    is_wide = mark in MARKS[1:]
    if b"\0" in head and not is_wide:
        return BINARY
    start = head[len(mark) :].replace(b"\0", b"").lstrip(b" \t\r\n\x1e")
    if start.startswith(b"<"):
        return XML
    return JSON if start.startswith((b"{", b"[")) else TEXT
