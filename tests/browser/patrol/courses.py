"""Ways to walk: positions along a line, given in metres and had as longitude and latitude."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from geo import crs

# A road that crosses is this long within the reach that is looked at.
MOST_ROAD_M = 300.0


def _metric(lines: list) -> list[shapely.Geometry]:
    made = [shapely.LineString(line) for line in lines]
    return list(crs.project(np.array(made, dtype=object), crs.DEFAULT_METRIC_SRID))


@dataclass(frozen=True)
class Course:
    """A line in the metric CRS of Shizilu, EPSG:4549."""

    line: shapely.LineString

    @classmethod
    def along(cls, lonlat: list, start_m: float, length_m: float) -> "Course":
        """Cut so many metres, exactly, out of a line of longitudes and latitudes."""
        whole = crs.project(shapely.LineString(lonlat), crs.DEFAULT_METRIC_SRID)
        return cls(substring(whole, start_m, start_m + length_m))

    @classmethod
    def free(cls, shape: "Course", waters: list, roads: list) -> "Course":
        """Return ``shape`` moved north as far as it takes to lie apart from waters and roads.

        Lines of longitude and latitude: another river nearer than the own one would take what is
        walked, and so may a road beside it.
        """
        others = shapely.union_all(_metric(waters))
        network = shapely.union_all(_metric(roads))
        for metres in range(-9_000, 9_000, 50):
            moved = shape.aside(metres).line
            is_beside = network.intersection(moved.buffer(60)).length > MOST_ROAD_M
            if not is_beside and moved.distance(others) > 400:
                return cls(moved)
        raise AssertionError("there is no such place")

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
