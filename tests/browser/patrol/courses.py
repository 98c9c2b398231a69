"""Ways to walk: positions along a line, given in metres and had as longitude and latitude."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from geo import crs


@dataclass(frozen=True)
class Course:
    """A line in the metric CRS of Shizilu, EPSG:4549."""

    line: shapely.LineString

    @classmethod
    def along(cls, lonlat: list, start_m: float, length_m: float) -> "Course":
        """Cut so many metres, exactly, out of a line of longitudes and latitudes."""
        whole = crs.project(shapely.LineString(lonlat), crs.DEFAULT_METRIC_SRID)
        return cls(substring(whole, start_m, start_m + length_m))

    @property
    def lonlat(self) -> list[tuple[float, float]]:
        moved = crs.project(self.line, crs.STORAGE_SRID, crs.DEFAULT_METRIC_SRID)
        return [tuple(position) for position in shapely.get_coordinates(moved).tolist()]

    def at(self, along_m: float) -> tuple[float, float]:
        """Return the longitude and latitude so many metres along the line."""
        point = shapely.line_interpolate_point(self.line, along_m)
        moved = crs.project(point, crs.STORAGE_SRID, crs.DEFAULT_METRIC_SRID)
        return moved.x, moved.y

    def aside(self, metres: float) -> "Course":
        """Return the same course, moved so far north."""
        return Course(shapely.transform(self.line, lambda xy: np.add(xy, (0.0, metres))))

    def steps(self, start_m: float, end_m: float, step_m: float) -> list[tuple[float, float]]:
        """Return positions from one place of the line to another, both included."""
        count = max(2, round(abs(end_m - start_m) / step_m) + 1)
        return [self.at(along) for along in np.linspace(start_m, end_m, count)]
