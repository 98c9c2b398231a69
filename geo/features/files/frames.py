"""The coordinates of a file: a reference system by EPSG code, or WGS 84 shifted to GCJ-02.

In files x comes first (longitude, easting), whatever the axis order of the authority: that is how
every program reads a file, while answers of the API follow the authority.
"""

import re
from dataclasses import dataclass

import numpy as np
import shapely
from django.http import QueryDict

from geo.crs import STORAGE_SRID, project_positions, shift
from geo.features.errors import BadParameterError
from geo.features.systems import (
    CRS84,
    DATUMS,
    DEGREE_DECIMALS,
    GCJ02,
    METRE_DECIMALS,
    WGS84,
    Target,
)

# Web Mercator is for tiles: a file in it would be measured, and wrongly.
SRIDS = (4326, 4490, 4549, 4528)
METRIC_SRIDS = (4549, 4528)
KNOWN = "one of " + ", ".join(f"EPSG:{srid}" for srid in SRIDS) + ", or their OGC URIs"
SHIFTED = "GCJ-02 (shifted, not WGS 84)"
_EPSG = re.compile(
    r"(?:EPSG:|urn:ogc:def:crs:EPSG::|https?://www\.opengis\.net/def/crs/EPSG/0/)(\d{4,5})",
    re.IGNORECASE | re.ASCII,
)
_CRS84 = (CRS84.uri, "OGC:CRS84", "CRS84")
# Nobody registered the shifted datum: a name of its own keeps programs from taking it for WGS 84.
GCJ02_WKT = (
    f'GEOGCS["{SHIFTED}",DATUM["GCJ-02",'
    'SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH]]'
)


@dataclass(frozen=True)
class Frame:
    """What the coordinates of a file mean."""

    srid: int = STORAGE_SRID
    datum: str = WGS84

    @property
    def is_stored(self) -> bool:
        """Whether coordinates are written as they are stored.

        CGCS2000 and WGS 84 are the same within centimetres, and no grid shifts between them.
        """
        return not (self.is_metric or self.is_shifted)

    @property
    def is_shifted(self) -> bool:
        """Whether the coordinates are moved to GCJ-02."""
        return self.datum == GCJ02

    @property
    def is_metric(self) -> bool:
        """Whether the coordinates are metres."""
        return self.srid in METRIC_SRIDS

    @property
    def target(self) -> Target:
        """What GeoJSON is written in, which knows no other system."""
        return Target(CRS84, self.datum)

    @property
    def headers(self) -> dict[str, str]:
        """The header that declares a shifted datum; the files themselves name their system."""
        return {"Content-Datum": self.datum} if self.is_shifted else {}

    @property
    def word(self) -> str:
        """The part of a file's name: EPSG4490, GCJ02."""
        return self.datum.upper() if self.is_shifted else f"EPSG{self.srid}"

    @property
    def title(self) -> str:
        """What a description says: EPSG:4490, GCJ-02."""
        return "GCJ-02" if self.is_shifted else f"EPSG:{self.srid}"

    @property
    def crs(self) -> str:
        """What GDAL is told."""
        return GCJ02_WKT if self.is_shifted else f"EPSG:{self.srid}"

    @property
    def decimals(self) -> int:
        """Decimals that keep a place within a centimetre, where coordinates are text."""
        return METRE_DECIMALS if self.is_metric else DEGREE_DECIMALS

    def placed(self, shapes: np.ndarray) -> np.ndarray:
        """Return shapely geometries of EPSG:4326 in this frame; None stays None."""
        return shapes if self.is_stored else shapely.transform(shapes, self.positions)

    def positions(self, positions: np.ndarray) -> np.ndarray:
        """Return longitudes and latitudes (n, 2) in this frame."""
        if self.is_shifted:
            return shift(positions, WGS84, self.datum)
        return project_positions(positions, self.srid)


def read_frame(given: QueryDict) -> Frame:
    """Return the frame that ``crs`` or ``datum`` names; without them EPSG:4326."""
    datum = given.get("datum", WGS84)
    if datum not in DATUMS:
        raise BadParameterError("datum", datum, "one of " + ", ".join(DATUMS))
    frame = Frame(_srid(given.get("crs")), datum)
    if frame.is_shifted and frame.srid != STORAGE_SRID:
        raise BadParameterError(
            "crs",
            given["crs"],
            "nothing beside datum=gcj02",
            f"datum={datum} is degrees of its own and excludes crs={given['crs']}.",
        )
    return frame


def _srid(text: str | None) -> int:
    if text is None or text in _CRS84:
        return STORAGE_SRID
    found = _EPSG.fullmatch(text)
    if found is None or int(found[1]) not in SRIDS:
        raise BadParameterError("crs", text, KNOWN)
    return int(found[1])
