"""GeoJSON: lines with a time for each position (``coordTimes``), or points with a time."""

from collections.abc import Iterator
from typing import IO

import orjson
from django.utils.translation import gettext as _

from coverage.tracks.points import Points
from coverage.tracks.readers.collecting import (
    Collector,
    FileError,
    number,
    optional_number,
    seconds,
)

TIMES = ("coordTimes", "times")
TIME = ("time", "timestamp", "datetime")
ACCURACY = ("accuracy", "accuracy_m")


def read(file: IO[bytes]) -> Points:
    """Return the timed points of a GeoJSON file. Raises FileError."""
    try:
        body = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        text = _("The file is broken or cut off at line %(line)s: %(why)s.")
        shown = {"line": error.lineno, "why": str(error.msg)[:120]}
        raise FileError(text % shown, error.lineno, "GeoJSON") from error
    found = Collector()
    for feature in _features(body):
        _take(feature, found)
    return found.points


def _features(body: object) -> Iterator[dict]:
    kind = body.get("type") if isinstance(body, dict) else None
    if kind not in ("Feature", "FeatureCollection"):
        text = _("The file is no GeoJSON with features: its type is '%(kind)s'.")
        shown = str(kind)[:40]
        raise FileError(text % {"kind": shown}, shown, "FeatureCollection, Feature")
    features = [body] if kind == "Feature" else body.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise FileError(_("'features' is not a list of features."), None, "FeatureCollection")
    yield from features


def _take(feature: dict, found: Collector) -> None:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    places = geometry.get("coordinates")
    kind = geometry.get("type")
    if kind == "Point":
        accuracy = _first(properties, ACCURACY)
        _add(found, places, _first(properties, TIME), accuracy)
    elif kind == "LineString":
        _take_line(places, _times(properties), found)
    elif kind == "MultiLineString" and isinstance(places, list):
        times = _times(properties)
        times = times if isinstance(times, list) and len(times) == len(places) else [None]
        for number_, part in enumerate(places):
            _take_line(part, times[number_] if number_ < len(times) else None, found)


def _take_line(places: object, times: object, found: Collector) -> None:
    if not isinstance(places, list):
        return
    if not isinstance(times, list) or len(times) != len(places):
        text = _(
            "A line of %(places)s positions needs as many times in its property coordTimes; it "
            "has %(times)s."
        )
        count = len(times) if isinstance(times, list) else 0
        shown = {"places": len(places), "times": count}
        raise FileError(text % shown, count, len(places))
    for place, time in zip(places, times, strict=True):
        _add(found, place, time)


def _add(found: Collector, place: object, time: object, accuracy: object = None) -> None:
    point = len(found) + 1
    lon, lat = (*place, None, None)[:2] if isinstance(place, list) else (None, None)
    found.add(
        number(lon, "lon", point),
        number(lat, "lat", point),
        seconds(time, point),
        optional_number(accuracy),
    )


def _times(properties: dict) -> object:
    inner = properties.get("coordinateProperties")
    return _first(properties, TIMES) or (_first(inner, TIMES) if isinstance(inner, dict) else None)


def _first(properties: dict, names: tuple[str, ...]) -> object:
    return next((properties[name] for name in names if properties.get(name) is not None), None)
