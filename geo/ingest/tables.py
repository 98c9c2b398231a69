"""A file as a table: what a user may override, what was understood of it, and its rows in batches.

The readers are in ``geo.ingest.reading`` and run in a process of their own; this is all that the
rest of the service sees of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# West, south, east, north in degrees.
Bounds = tuple[float, float, float, float]


class UnreadableFileError(Exception):
    """A file, or an option for it, that cannot be read as a table.

    ``parameter`` is "file" or the name of an option, ``value`` what was found there, ``expected``
    what would be right; ``message`` says all of it in the user's language.
    """

    def __init__(self, parameter: str, value: object, expected: object, message: str) -> None:
        super().__init__(message)
        self.parameter, self.value, self.expected = parameter, value, expected
        self.message = message


@dataclass(frozen=True)
class Options:
    """What the user overrides; None is "as found".

    ``layer``: one of ``Understanding.layers``. ``encoding``: a name that Python knows. ``crs``: an
    EPSG code as "EPSG:4528", or "gcj02" or "bd09". ``axes``: "xy" (longitude or easting first) or
    "yx" (latitude or northing first). ``columns``: the columns of a table that hold the place,
    two with x and y or one with WKT. ``degrees``: "decimal", or "dms" where 118.5012 means
    118°50′12″. ``accept``: codes of questions whose answer is "it is right as it is".
    """

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    axes: str | None = None
    columns: tuple[str, ...] | None = None
    degrees: str | None = None
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column; ``kind`` is text, integer, number, date or boolean, as its samples are.

    Text formats (CSV, KML, GPX) hand over text whatever the kind; dates are ISO 8601 text.
    """

    name: str
    kind: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What the file does not say and nobody guesses; it stays until an option answers it.

    ``option`` is the name in ``Options``, ``choices`` its values with their labels, likeliest
    first. For ``columns`` the choices are single columns, of which two (x, y) or one (WKT) are
    taken; for ``accept`` the value is added to those accepted.
    """

    code: str
    option: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Understanding:
    """How a file is read.

    ``format``: shapefile, gpkg, geojson, geojsonseq, kml, gpx, csv or xlsx. ``crs`` as in
    ``Options``, None while it is asked. ``axes`` and ``coordinates`` (the columns of the place)
    as in ``Options``. ``rows`` is None where counting means reading the whole file. ``geometry``:
    point, line, polygon, mixed or none; ``kinds`` counts each among the rows that were looked at.
    ``bounds`` are those of these rows in EPSG:4326, None while questions about the place are
    open. ``notes`` say in plain words what is left out (heights, links, other files).
    """

    format: str
    layers: tuple[str, ...]
    layer: str
    encoding: str | None
    encoding_reason: str
    crs: str | None
    crs_reason: str
    axes: str
    columns: tuple[Column, ...]
    rows: int | None
    geometry: str
    questions: tuple[Question, ...] = ()
    coordinates: tuple[str, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    bounds: Bounds | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Rows that follow one another.

    ``rows`` are their numbers as a person counts them: the line of a CSV or xlsx, else 1 for the
    first. ``values``: column -> a value for each row. ``shapes``: an object array of shapely
    geometries in EPSG:4326 without heights, None where there is none. ``faults``: number of a row
    -> why its place (its shape is then None) or one of its texts cannot be used, in plain words.
    """

    rows: tuple[int, ...]
    values: dict[str, list]
    shapes: np.ndarray
    faults: dict[int, str] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        return self.rows[0]

    def __len__(self) -> int:
        return len(self.rows)


def understand(
    path: Path | str, filename: str, options: Options, unit: Bounds | None
) -> Understanding:
    """Return how the file at ``path``, called ``filename`` by its sender, would be read.

    Looks at its first rows only. ``unit`` are the bounds of the county: places outside are
    questioned. Raises UnreadableFileError.
    """
    from geo.ingest.reading import parent

    return parent.understand(Path(path), filename, options, unit)


def batches(path: Path | str, filename: str, options: Options, size: int = 5000) -> Iterator[Batch]:
    """Yield the rows of a file in batches of at most ``size`` rows and some 4 MB.

    Raises UnreadableFileError, also in the middle, and when the system is neither found nor given.
    """
    from geo.ingest.reading import parent

    yield from parent.batches(Path(path), filename, options, size)
