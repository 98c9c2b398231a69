"""What every format gives: a source of rows, with the places as they stand in the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geo.ingest.reading.limits import Limits
from geo.ingest.tables import Options, Question, UnreadableFileError

# What one batch may hold in bytes of the file, so that large shapes make small batches: several
# batches are on their way at once, each in several forms.
MOST_BATCH_BYTES = 4_000_000
MOST_COLUMNS = 1_000
MULTI = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@dataclass(frozen=True)
class Job:
    """A file to be read, and what is known and allowed. ``folder`` is empty and may be filled."""

    path: Path
    filename: str
    options: Options
    limits: Limits
    folder: Path

    @property
    def ending(self) -> str:
        """The ending of the name its sender gave it, such as ".kml"."""
        return PurePath(self.filename).suffix.lower()

    @property
    def name(self) -> str:
        """That name without the ending."""
        return PurePath(self.filename).stem[-100:]


@dataclass
class Chunk:
    """Rows as they stand in the file: ``places`` are shapely geometries in its own system."""

    rows: list[int]
    values: dict[str, list]
    places: np.ndarray
    faults: dict[int, str] = field(default_factory=dict)


@dataclass
class Source:
    """A layer of a file that is ready to be read.

    ``system`` is what the file says of its coordinates: an EPSG code, the WKT of another system,
    or None. ``chunks(size)`` gives the rows from the first on, each time it is called.
    """

    format: str
    chunks: Callable[[int], Iterator[Chunk]]
    layers: tuple[str, ...]
    layer: str
    encoding: str | None = None
    encoding_reason: str = ""
    system: str | None = None
    system_reason: str = ""
    rows: int | None = None
    coordinates: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Collector:
    """Rows on their way into a chunk."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows: list[int] = []
        self._values: list[dict] = []
        self._wkb: list[bytes | None] = []
        self._faults: dict[int, str] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: int, values: dict, wkb: bytes | None, weight: int) -> bool:
        """Take a row; return whether the chunk is full. ``weight``: its bytes in the file."""
        self._rows.append(row)
        self._values.append(values)
        self._wkb.append(wkb)
        self._bytes += weight
        return len(self._rows) >= self._size or self._bytes >= MOST_BATCH_BYTES

    def fault(self, row: int, reason: str) -> None:
        """Note why the place of a row cannot be used."""
        self._faults[row] = reason

    def take(self) -> Chunk:
        """Return the rows so far and begin anew."""
        names = list(dict.fromkeys(name for values in self._values for name in values))
        check_columns(names)
        values = {name: [row.get(name) for row in self._values] for name in names}
        places, broken = shapes_of(self._wkb)
        faults = {self._rows[index]: reason for index, reason in broken.items()}
        chunk = Chunk(self._rows, values, places, {**faults, **self._faults})
        self.__init__(self._size)
        return chunk


def check_columns(names: list[str]) -> None:
    """Raise UnreadableFileError for more columns than any table has."""
    if len(names) > MOST_COLUMNS:
        text = _("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS}
        raise UnreadableFileError("file", len(names), f"<= {MOST_COLUMNS}", text)


def shapes_of(wkb: list[bytes | None]) -> tuple[np.ndarray, dict[int, str]]:
    """Return shapely geometries of WKB, and index -> reason for those that are none.

    Empty ones become None. Curves are refused, and collections within collections.
    """
    shapes, faults = _decoded(wkb)
    shapes = shapely.force_2d(shapes)
    for index in np.flatnonzero(shapely.get_type_id(shapes) == 7).tolist():
        if (shapely.get_type_id(shapely.get_parts(shapes[index])) == 7).any():
            faults[index] = _("Its geometry is a collection within a collection.")
            shapes[index] = None
    shapes[shapely.is_empty(shapes)] = None
    return shapes, faults


def _decoded(wkb: list[bytes | None]) -> tuple[np.ndarray, dict[int, str]]:
    given = np.empty(len(wkb), dtype=object)
    given[:] = wkb
    try:
        shapes = shapely.from_wkb(given, on_invalid="ignore")
    except (NotImplementedError, shapely.GEOSException):
        shapes = np.array([_one(each) for each in wkb], dtype=object)
    missing = shapely.is_missing(shapes) & np.array([each is not None for each in wkb], dtype=bool)
    broken = _("Its geometry is broken or of a kind that is not read (curves, surfaces).")
    return shapes, {int(index): broken for index in np.flatnonzero(missing)}


def _one(wkb: bytes | None) -> shapely.Geometry | None:
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except (NotImplementedError, shapely.GEOSException):
        return None


def no_heights() -> str:
    """Return the note for places with heights or measures."""
    return _("Heights and measures are left out: only longitude and latitude are kept.")


def chosen_layer(layers: tuple[str, ...], options: Options) -> str:
    """Return the layer to read: the first, unless another is chosen."""
    if options.layer is None:
        return layers[0]
    if options.layer not in layers:
        names = ", ".join(layers)
        text = _("There is no layer '%(layer)s'; there are: %(layers)s.")
        shown = {"layer": options.layer[:80], "layers": names[:400]}
        raise UnreadableFileError("layer", options.layer, names, text % shown)
    return options.layer
