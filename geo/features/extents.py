"""The box and the time of everything in a collection."""

from datetime import date

from geo.features.collections import Collection
from geo.features.kept import kept
from geo.features.sql import as_date, source
from geo.features.systems import CRS84
from geo.models import TableVersion

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


def extent(item: Collection) -> dict:
    """Return the box and the time of everything in a collection, kept until a write."""
    version = TableVersion.objects.token(*item.models)
    return kept.once((item.id, version, "extent"), lambda: _extent(item))


def _extent(item: Collection) -> dict:
    *box, first, last, still_open = source(item).extent().rows()[0]
    found: dict = {}
    if box[0] is not None:
        found["spatial"] = {"bbox": [[round(value, 7) for value in box]], "crs": CRS84.uri}
    if first is not None:
        end = None if still_open else _moment(as_date(last))
        found["temporal"] = {"interval": [[_moment(as_date(first)), end]], "trs": GREGORIAN}
    return found


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
