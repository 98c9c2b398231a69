"""Systems of coordinates: by name, from a .prj, and guessed from numbers for a question."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geo import crs
from geo.ingest.tables import Bounds, UnreadableFileError

SHIFTED = ("gcj02", "bd09")
# The same as WGS 84 within centimetres, as good as what is stored.
SAME = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")
DEGREES = ("EPSG:4490", "EPSG:4326", *SHIFTED)
# CGCS2000: first zone or meridian, EPSG code of the first, width in degrees.
ZONES_3, ZONES_6 = (25, 45, 4513), (13, 23, 4491)
MERIDIANS_3, MERIDIANS_6 = (75, 135, 4534, 3), (75, 135, 4502, 6)
FIRST_UTM_SRID = 32600
MILLION = 1e6
MOST_NORTHING_M = 6.8e6


@dataclass(frozen=True)
class System:
    """``name``: "EPSG:4528", "gcj02", "bd09", or what a .prj calls a system without a code."""

    name: str
    definition: str
    title: str
    is_degrees: bool

    def to_storage(self, positions: np.ndarray) -> np.ndarray:
        """Return positions (n, 2), x first, in EPSG:4326; infinite where there is no answer."""
        if self.definition in SAME:
            return positions
        if self.definition in SHIFTED:
            return crs.shift(positions, self.definition, "wgs84")
        transformer = crs.transformer(self.definition, crs.STORAGE_SRID)
        return np.column_stack(transformer.transform(positions[:, 0], positions[:, 1]))


def named(text: str) -> System:
    """Return the system of an EPSG code, "gcj02" or "bd09". Raises UnreadableFileError."""
    name = text.strip()
    if name.lower() in SHIFTED:
        return System(name.lower(), name.lower(), _TITLES[name.lower()](), True)
    number = name.upper().removeprefix("EPSG:")
    found = _system(f"EPSG:{int(number)}") if number.isdecimal() and len(number) < 8 else None
    if found is None:
        expected = "EPSG:4490, EPSG:4528, EPSG:4549, EPSG:4326, gcj02, bd09"
        detail = _("'%(value)s' is no system of coordinates on the map; for example: %(expected)s.")
        shown = {"value": text[:60], "expected": expected}
        raise UnreadableFileError("crs", text, expected, detail % shown)
    return found


def declared(definition: str) -> System | None:
    """Return the system of a WKT or a name such as a URN; None for one that is not understood."""
    try:
        found = CRS.from_user_input(definition)
        srid = found.to_epsg()
    except (CRSError, ValueError):
        return None
    if srid is not None and (known := _system(f"EPSG:{srid}")):
        return known
    found = found.to_2d()
    if not (found.is_geographic or found.is_projected):
        return None
    wkt = found.to_wkt()
    try:
        crs.transformer(wkt, crs.STORAGE_SRID)
    except ProjError:
        # Of another planet, or damaged: nothing leads from it to where places are kept.
        return None
    return System(found.name[:100], wkt, found.name[:100], found.is_geographic)


@lru_cache(maxsize=256)
def _system(name: str) -> System | None:
    try:
        found = CRS.from_user_input(name)
    except CRSError:
        return None
    if not (found.is_geographic or found.is_projected):
        return None
    return System(name, name, found.name, found.is_geographic)


_TITLES = {
    "gcj02": lambda: _("GCJ-02, of Amap, Tencent and Ovital"),
    "bd09": lambda: _("BD-09, of Baidu"),
}


def guesses(positions: np.ndarray, unit: Bounds | None) -> list[tuple[System, str, bool]]:
    """Return systems with axes ("xy", "yx") that numbers may be in, and whether they fit.

    ``positions`` (n, 2) as they stand in the file. Those that put the middle of the positions
    into ``unit`` fit and come first.
    """
    middle = np.median(positions, axis=0)
    found = []
    for axes, (first, second) in (("xy", middle), ("yx", middle[::-1])):
        for name in _possible(first, second, unit):
            system = named(name)
            place = system.to_storage(np.array([[first, second]]))
            found.append((system, axes, bool(inside(place, unit)[0]) if unit else False))
    return sorted(found, key=lambda guess: not guess[2])


def inside(positions: np.ndarray, unit: Bounds) -> np.ndarray:
    """Return for each position (n, 2) in EPSG:4326 whether it is within the bounds."""
    west, south, east, north = unit
    lon, lat = positions.T
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _possible(x: float, y: float, unit: Bounds | None) -> list[str]:
    """Return the names of the systems in which ``x`` can be an easting or longitude in China."""
    if abs(x) <= 180 and abs(y) <= 90:
        return list(DEGREES)
    if not 0 < y < MOST_NORTHING_M or x < MILLION / 10:
        return []
    found = [name for zones in (ZONES_3, ZONES_6) if (name := _zone(x, zones))]
    if x < MILLION:
        found += _meridians(unit)
    if 8e6 < x < 15.1e6:
        found.append("EPSG:3857")
    return found


def _zone(x: float, zones: tuple[int, int, int]) -> str | None:
    """Return the system with the zone number in front of the easting: 40 500000 is zone 40."""
    first, last, srid = zones
    zone = int(x // MILLION)
    return f"EPSG:{srid + zone - first}" if first <= zone <= last else None


def _meridians(unit: Bounds | None) -> list[str]:
    """Return the systems without a zone number around the middle of the unit."""
    middle = (unit[0] + unit[2]) / 2 if unit else 120.0
    found = []
    for first, last, srid, width in (MERIDIANS_3, MERIDIANS_6):
        steps = range((last - first) // width + 1)
        nearest = sorted(steps, key=lambda step: abs(first + step * width - middle))[:2]
        found += [f"EPSG:{srid + step}" for step in nearest]
    return [*found, f"EPSG:{FIRST_UTM_SRID + int((middle + 180) // 6) + 1}"]


def place(shapes: np.ndarray, system: System, axes: str) -> tuple[np.ndarray, dict[int, str]]:
    """Return geometries of a system in EPSG:4326, and index -> reason for those that have none.

    ``axes`` "yx" exchanges the two numbers of each position first.
    """
    faults: dict[int, str] = {}
    positions, owner = shapely.get_coordinates(shapes, return_index=True)
    given = positions[:, ::-1] if axes == "yx" else positions
    usable = np.isfinite(given).all(axis=1)
    if system.is_degrees:
        usable &= _in_range(given)
    moved = np.full(given.shape, np.nan)
    moved[usable] = system.to_storage(np.ascontiguousarray(given[usable]))
    with np.errstate(invalid="ignore"):
        usable &= np.isfinite(moved).all(axis=1) & _in_range(moved)
    for at in np.flatnonzero(~usable).tolist():
        faults.setdefault(int(owner[at]), _reason(given[at], system))
    placed = shapes.copy()
    placed[list(faults)] = None
    keep = ~np.isin(owner, list(faults)) if faults else slice(None)
    return shapely.set_coordinates(placed, moved[keep]), faults


def _in_range(positions: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return (np.abs(positions[:, 0]) <= 180) & (np.abs(positions[:, 1]) <= 90)


def _reason(position: np.ndarray, system: System) -> str:
    x, y = position.tolist()
    shown = {"x": f"{x:.10g}", "y": f"{y:.10g}", "system": system.name}
    if not np.isfinite(position).all():
        return _("A position (%(x)s, %(y)s) is not a pair of numbers.") % shown
    if not system.is_degrees:
        return _("The position (%(x)s, %(y)s) is outside of what %(system)s can hold.") % shown
    if abs(x) <= 90 and 90 < abs(y) <= 180:
        text = _("Latitude %(y)s is beyond 90 degrees: latitude and longitude may be swapped.")
        return text % shown
    return _("The position (%(x)s, %(y)s) is not a longitude and a latitude in degrees.") % shown
