"""Coordinate reference systems by reference: OGC API - Features, Part 2 (OGC 18-058r1).

Everything is stored in longitude and latitude of WGS 84. What leaves is in one of ``SYSTEMS``, in
the axis order of its authority, or in the datum of a shifted base map.
"""

from dataclasses import dataclass

import numpy as np
from django.http import QueryDict

from geo.crs import STORAGE_SRID, project_positions, shift
from geo.features.errors import BadParameterError

WGS84, GCJ02 = "wgs84", "gcj02"
DATUMS = (WGS84, GCJ02)
# RFC 7946, section 11.2: 7 decimals of a degree are a centimetre; 3 of a metre a millimetre.
DEGREE_DECIMALS, METRE_DECIMALS = 7, 3
# West, south, east, north: what a box in a system may be made of.
WORLD_DEGREES = (-180.0, -90.0, 180.0, 90.0)
WORLD_MERCATOR_M = (-20_037_508.35, -20_037_508.35, 20_037_508.35, 20_037_508.35)
# A zone of Gauss-Krueger is 3 degrees wide; this is as far beside it as its grid is of use, and
# too near for a northing that was taken for an easting.
REACH_M, QUARTER_MERIDIAN_M = 1_500_000.0, 10_001_966.0


def _grid(false_easting_m: float) -> tuple[float, float, float, float]:
    west, east = false_easting_m - REACH_M, false_easting_m + REACH_M
    return (west, -QUARTER_MERIDIAN_M, east, QUARTER_MERIDIAN_M)


@dataclass(frozen=True)
class System:
    """A coordinate reference system that positions are given or asked for in.

    ``is_swapped`` says that latitude or northing comes first; ``limits`` are always x first.
    """

    uri: str
    srid: int
    is_swapped: bool
    limits: tuple[float, float, float, float] = WORLD_DEGREES
    is_degrees: bool = True
    is_upright: bool = True

    def __repr__(self) -> str:
        return self.uri

    @property
    def axes(self) -> str:
        """The order of the axes, in words."""
        x, y = ("longitude", "latitude") if self.is_degrees else ("easting", "northing")
        return f"{y if self.is_swapped else x} first"

    @property
    def decimals(self) -> int:
        """The decimals that coordinates are written with."""
        return DEGREE_DECIMALS if self.is_degrees else METRE_DECIMALS

    def project(self, stored: np.ndarray) -> np.ndarray:
        """Return stored positions (n, 2) in this system, x first."""
        # CGCS2000 and WGS 84 are the same within centimetres, and no grid shifts between them.
        return stored if self.is_degrees else project_positions(stored, self.srid)

    def unproject(self, positions: np.ndarray) -> np.ndarray:
        """Return the longitudes and latitudes of positions (n, 2), x first, of this system."""
        if self.is_degrees:
            return positions
        return project_positions(positions, STORAGE_SRID, self.srid)


EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, False)
SYSTEMS = (
    CRS84,
    System(f"{EPSG}4326", 4326, True),
    System(f"{EPSG}4490", 4490, True),
    System(f"{EPSG}4549", 4549, True, _grid(500_000.0), False, False),
    System(f"{EPSG}4528", 4528, True, _grid(40_500_000.0), False, False),
    System(f"{EPSG}3857", 3857, False, WORLD_MERCATOR_M, False),
)
IN_DEGREES = tuple(one for one in SYSTEMS if one.is_degrees)
URIS = tuple(one.uri for one in SYSTEMS)


@dataclass(frozen=True)
class Target:
    """What the positions of an answer are in: a system, or degrees of a shifted datum."""

    system: System = CRS84
    datum: str = WGS84

    @property
    def headers(self) -> dict[str, str]:
        """The headers that declare it.

        No URI names a system on GCJ-02, so that an answer in it has no ``Content-Crs``, which
        would say that it is on WGS 84.
        """
        if self.datum == WGS84:
            return {"Content-Crs": f"<{self.system.uri}>"}
        return {"Content-Datum": self.datum}

    @property
    def members(self) -> dict[str, str]:
        """The members that declare it in a body, which may be kept without its headers."""
        return {} if self.datum == WGS84 else {"datum": self.datum}

    def positions(self, stored: np.ndarray) -> np.ndarray:
        """Return stored positions (n, 2) as they are written, in the order of the axes."""
        if self == STORED:
            return stored
        moved = stored if self.datum == WGS84 else shift(stored, WGS84, self.datum)
        placed = self.system.project(moved)
        return placed[:, ::-1] if self.system.is_swapped else placed


STORED = Target()


def system(given: QueryDict, name: str = "crs", known: tuple[System, ...] = SYSTEMS) -> System:
    """Return which of the known systems a parameter names; CRS84 without it."""
    uri = given.get(name, CRS84.uri)
    for one in known:
        if one.uri == uri:
            return one
    raise BadParameterError(name, uri, "one of " + ", ".join(one.uri for one in known))


def target(given: QueryDict) -> Target:
    """Return what the parameters ``crs`` and ``datum`` ask the positions of an answer in."""
    asked, datum = system(given), given.get("datum", WGS84)
    if datum not in DATUMS:
        raise BadParameterError("datum", datum, "one of " + ", ".join(DATUMS))
    if datum != WGS84 and asked.srid != STORAGE_SRID:
        degrees = ", ".join(one.uri for one in SYSTEMS if one.srid == STORAGE_SRID)
        expected = f"{GCJ02} only in degrees: with crs one of {degrees}, or without crs"
        raise BadParameterError("datum", datum, expected)
    return Target(asked, datum)
