"""GPX 1.1 for what fits it: points as waypoints, lines as tracks, values as text."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import shapely

from geo.features.encoding import MEASURE_DECIMALS
from geo.features.files.frames import SHIFTED
from geo.features.files.kml import ILLUSTRATIVE
from geo.features.files.rows import ID, Batch, Selection
from geo.features.files.text import in_language, markup

CHUNK_ROWS = 1000
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="Shizilu map service" '
    'xmlns="http://www.topografix.com/GPX/1/1">'
)


def exchange(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield the file: all waypoints before all tracks, as the format wants it.

    A collection that may hold both is read twice, a geometry that is an area is its outlines.
    """
    collection = selection.collection
    about = in_language(collection.description, language)
    if selection.frame.is_shifted:
        about = f"{SHIFTED} {about}"
    title = markup(in_language(collection.title, language))
    yield f"{HEAD}<metadata><name>{title}</name><desc>{markup(about)}</desc></metadata>\n".encode()
    passes = {"Point": (True,), "Unknown": (True, False)}.get(selection.geometry_type, (False,))
    for points in passes:
        for batch in selection.batches(CHUNK_ROWS):
            yield "".join(_features(selection, batch, language, points)).encode(errors="replace")
    yield b"</gpx>\n"


def _features(selection: Selection, batch: Batch, language: str, points: bool) -> Iterator[str]:
    names = [item.name for item in selection.properties]
    for identity, shape, *values in batch.rows():
        row = {ID: identity} | dict(zip(names, values, strict=True))
        # A feature without a position is a waypoint nobody can go to: it is left to other formats.
        if shape is None or shape.is_empty or (shapely.get_dimensions(shape) == 0) != points:
            continue
        about = _about(selection, row, language)
        decimals = selection.frame.decimals
        if points:
            for point in shapely.get_parts(shape):
                yield f"<wpt{_at(point.x, point.y, decimals)}>{about}</wpt>\n"
        else:
            yield f"<trk>{about}{_segments(shape, decimals)}</trk>\n"


def _about(selection: Selection, row: dict, language: str) -> str:
    """Return what is said of a feature, in the order of the format.

    Devices show name, comment and description, so these hold all there is. Extensions would be
    typed by their readers' guess: GDAL 3.6 takes codes of 12 digits for small integers.
    """
    name = str(row.get("name") or row.get("code") or row[ID])
    if row.get("quality") == "illustrative":
        name += ILLUSTRATIVE["en" if language == "en" else "zh"]
    colon = ": " if language == "en" else "："
    lines = [
        f"{in_language(item.title, language)}{colon}{_text(row[item.name])}"
        for item in selection.properties
        if row[item.name] is not None
    ]
    tags = {
        "name": name,
        "cmt": row.get("code"),
        "desc": "\n".join([*lines, f"id{colon}{row[ID]}"]),
    }
    tags |= {"src": row.get("source"), "type": row.get("kind")}
    return "".join(f"<{tag}>{markup(text)}</{tag}>" for tag, text in tags.items() if text)


def _text(value: object) -> object:
    return round(value, MEASURE_DECIMALS) if isinstance(value, float) else value


def _segments(shape, decimals: int) -> str:
    rings = shapely.get_parts(shape)
    lines = chain.from_iterable(
        shapely.get_rings(part) if part.geom_type == "Polygon" else [part] for part in rings
    )
    return "".join(f"<trkseg>{_points(line, decimals)}</trkseg>" for line in lines)


def _points(line, decimals: int) -> str:
    found = np.round(shapely.get_coordinates(line), decimals).tolist()
    return "".join(f"<trkpt{_at(x, y, decimals)}/>" for x, y in found)


def _at(x: float, y: float, decimals: int) -> str:
    return f' lat="{y:.{decimals}f}" lon="{x:.{decimals}f}"'
