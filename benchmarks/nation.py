"""Nations made from a seed: villages that tile counties, stations' service areas, people.

Villages are cells of an uneven grid; two neighbours share one irregular edge, whose points come
from a hash of the edge's place, so that every county is made by itself and still fits the next.
Everything is in metres on one plane. A nation is kept in a folder as the arrays of its polygons
(`shapely.to_ragged_array`), a county after the other.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

SEED = 371327
CELL_M = 1_700.0
COUNTY_ROWS, COUNTY_COLUMNS = 10, 20
COUNTY = COUNTY_ROWS * COUNTY_COLUMNS
VILLAGES_PER_STATION = 12
# A station is reached from about 3 km around: 15 minutes by e-bike, or 45 on foot.
REACH_M = 3_200.0
EDGE_POINTS = 9
KEPT_POINTS = 0.7


@dataclass(frozen=True)
class Plan:
    """How many counties a nation has and how they lie: rows of counties, columns of counties."""

    villages: int
    rows: int
    columns: int

    @property
    def county_rows(self) -> int:
        return COUNTY_ROWS if self.villages >= COUNTY else self.villages // COUNTY_ROWS

    @property
    def county_columns(self) -> int:
        return COUNTY_COLUMNS if self.villages >= COUNTY else COUNTY_ROWS

    @property
    def counties(self) -> int:
        return self.rows * self.columns


def plan(villages: int) -> Plan:
    """Return the plan of a nation of so many villages: under 200 a multiple of 10, else of 200."""
    if villages < COUNTY:
        assert villages % COUNTY_ROWS == 0, villages
        return Plan(villages, 1, 1)
    counties, left = divmod(villages, COUNTY)
    assert left == 0, villages
    wide = [columns for columns in range(1, counties + 1) if counties % columns == 0]
    columns = min(wide, key=lambda c: abs(c * COUNTY_COLUMNS - counties // c * COUNTY_ROWS))
    return Plan(villages, counties // columns, columns)


def villages_of(nation: Plan, county: int) -> NDArray:
    """Return the villages of a county, polygons of 12 to 40 vertices."""
    return _cells(*_places(nation, county))


def people_of(nation: Plan, county: int) -> NDArray[np.int64]:
    """Return the people of the villages of a county; one in fifty villages is empty."""
    chance = np.random.default_rng([SEED, county, 1])
    people = chance.lognormal(7.4, 0.7, nation.county_rows * nation.county_columns).astype(int)
    return np.where(chance.random(len(people)) < 0.02, 0, people)


def areas_of(nation: Plan, county: int) -> NDArray:
    """Return the service areas of the stations of a county: concave, 100 to 200 vertices."""
    row, column = divmod(county, nation.columns)
    size = np.array([nation.county_columns, nation.county_rows]) * CELL_M
    chance = np.random.default_rng([SEED, county, 2])
    here = nation.villages // VILLAGES_PER_STATION
    count = here * (county + 1) // nation.counties - here * county // nation.counties
    middle = (np.array([column, row]) + chance.random((count, 2))) * size
    return np.array([_area(chance, xy) for xy in middle], dtype=object)


def roads_of(nation: Plan, county: int) -> NDArray:
    """Return roads from the middle of each village of a county to its east and north neighbours."""
    row, column = _places(nation, county)
    here = _middle(row, column)
    last = (nation.rows * nation.county_rows, nation.columns * nation.county_columns)
    lines = []
    for north, east in ((0, 1), (1, 0)):
        inside = (row + north < last[0]) & (column + east < last[1])
        inside &= _chance(9 + east, row, column) < 0.9
        there = _middle(row + north, column + east)
        lines.append(shapely.linestrings(np.stack([here, there], axis=1)[inside]))
    return np.concatenate(lines)


def _middle(row: NDArray[np.uint64], column: NDArray[np.uint64]) -> NDArray[np.float64]:
    return (_corner(row, column) + _corner(row + 1, column + 1)) / 2


def _places(nation: Plan, county: int) -> NDArray[np.uint64]:
    """Rows and columns of the grid that a county's villages lie in."""
    row, column = divmod(county, nation.columns)
    south, west = row * nation.county_rows, column * nation.county_columns
    grid = np.mgrid[south : south + nation.county_rows, west : west + nation.county_columns]
    return grid.reshape(2, -1).astype(np.uint64)


def _area(chance: np.random.Generator, middle: NDArray[np.float64]) -> shapely.Polygon:
    """A star of uneven rays: long along the roads out of a station, short between them."""
    angle = np.linspace(0, 2 * np.pi, int(chance.integers(100, 201)), endpoint=False)
    waves = np.arange(2, 10)
    swing = chance.normal(0, 1, (2, len(waves))) * 0.32 / np.sqrt(waves)
    ray = 1 + swing[0] @ np.cos(np.outer(waves, angle)) + swing[1] @ np.sin(np.outer(waves, angle))
    ray = np.clip(ray + chance.normal(0, 0.03, len(angle)), 0.2, 2.0) * REACH_M
    return shapely.Polygon(middle + ray[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _cells(row: NDArray[np.uint64], column: NDArray[np.uint64]) -> NDArray:
    """Polygons of cells of the grid, counter-clockwise from the south-west corner."""
    south, west = _edge(row, column, 1), _edge(row, column, 0)
    north, east = _edge(row + 1, column, 1), _edge(row, column + 1, 0)
    sides = [
        south,
        east,
        (north[0][:, ::-1], north[1][:, ::-1]),
        (west[0][:, ::-1], west[1][:, ::-1]),
    ]
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    always = np.ones((len(row), 1), dtype=bool)
    xy, kept = [], []
    for corner, (points, chosen) in zip(corners, sides, strict=True):
        xy += [_corner(*corner)[:, None], points]
        kept += [always, chosen]
    kept = np.concatenate(kept, axis=1)
    ring = np.repeat(np.arange(len(row)), kept.sum(axis=1))
    return shapely.polygons(shapely.linearrings(np.concatenate(xy, axis=1)[kept], indices=ring))


def _corner(row: NDArray[np.uint64], column: NDArray[np.uint64]) -> NDArray[np.float64]:
    shift = np.stack([_chance(1, row, column), _chance(2, row, column)], axis=-1) - 0.5
    return (np.stack([column, row], axis=-1) + 0.4 * shift) * CELL_M


def _edge(row: NDArray[np.uint64], column: NDArray[np.uint64], east: int) -> tuple:
    """Points between a corner and the next to the east (or north), and which of them count."""
    start, end = _corner(row, column), _corner(row + (1 - east), column + east)
    step = np.arange(EDGE_POINTS)
    along = (step + 1) / (EDGE_POINTS + 1)
    place = (row[:, None], column[:, None], step)
    # Less aside towards the ends, so that the edges of a corner never meet again.
    aside = 0.6 * np.minimum(along, 1 - along) * (_chance(3 + east, *place) - 0.5)
    run = (end - start)[:, None]
    left = np.stack([-run[..., 1], run[..., 0]], axis=-1)
    points = start[:, None] + along[:, None] * run + aside[..., None] * left
    return points, _chance(5 + east, *place) < KEPT_POINTS


def _chance(*keys: int | NDArray) -> NDArray[np.float64]:
    """Numbers from 0 to 1 that depend on the keys alone (splitmix64)."""
    state = np.uint64(SEED)
    with np.errstate(over="ignore"):
        for key in keys:
            state = (state ^ np.asarray(key, dtype=np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(31))
    return (state >> np.uint64(11)) / 2.0**53


def write(nation: Plan, folder: Path) -> None:
    """Write a nation into a folder, a county after the other."""
    kinds = {"villages": villages_of, "areas": areas_of}
    bounds: dict[str, list[NDArray]] = {name: [] for name in kinds}
    for name, make in kinds.items():
        counts, rows = [], []
        with (folder / f"{name}.xy").open("wb") as file:
            for county in range(nation.counties):
                shapes = make(nation, county)
                shapely.get_coordinates(shapes).tofile(file)
                counts.append(shapely.get_num_coordinates(shapes))
                rows.append(len(shapes))
                bounds[name].append(shapely.bounds(shapes))
        np.save(folder / f"{name}.rings.npy", np.cumsum([0, *np.concatenate(counts)]))
        np.save(folder / f"{name}.rows.npy", np.cumsum([0, *rows]))
    np.save(folder / "areas.bounds.npy", np.concatenate(bounds["areas"]))
    people = [people_of(nation, county) for county in range(nation.counties)]
    np.save(folder / "people.npy", np.concatenate(people))


@dataclass(frozen=True)
class Stored:
    """A nation in a folder; polygons are made when they are asked for."""

    folder: Path

    @cached_property
    def counties(self) -> int:
        return len(self._arrays["villages.rows"]) - 1

    def villages(self, county: int) -> tuple[NDArray, NDArray[np.int64]]:
        """Return the polygons and the people of a county's villages."""
        first, last = self._arrays["villages.rows"][county : county + 2]
        rows = np.arange(first, last)
        return self._polygons("villages", rows), np.asarray(self._arrays["people"][rows])

    def areas_near(self, villages: NDArray) -> NDArray:
        """Return the service areas whose bounds meet those of the villages."""
        west, south, east, north = shapely.total_bounds(villages)
        bounds = self._arrays["areas.bounds"]
        near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
        near &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        return self._polygons("areas", np.flatnonzero(near))

    def areas(self) -> NDArray:
        """Return the service areas of the whole nation."""
        return self._polygons("areas", np.arange(len(self._arrays["areas.bounds"])))

    def _polygons(self, name: str, rows: NDArray[np.intp]) -> NDArray:
        rings = self._arrays[f"{name}.rings"]
        counts = rings[rows + 1] - rings[rows]
        ends = np.cumsum(counts)
        places = np.repeat(rings[rows + 1] - ends, counts) + np.arange(counts.sum())
        offsets = (np.concatenate([[0], ends]), np.arange(len(rows) + 1))
        return shapely.from_ragged_array(GeometryType.POLYGON, self._xy[name][places], offsets)

    @cached_property
    def _arrays(self) -> dict[str, NDArray]:
        return {path.stem: np.load(path) for path in self.folder.glob("*.npy")}

    @cached_property
    def _xy(self) -> dict[str, NDArray[np.float64]]:
        paths = self.folder.glob("*.xy")
        return {p.stem: np.memmap(p, dtype=float, mode="r").reshape(-1, 2) for p in paths}
