"""Where an issue lies: the unit, village and water that a position or a code names.

Distances are measured in the metric CRS of the user's unit; indexes only narrow the search.
"""

from dataclasses import dataclass
from datetime import date

import shapely
from django.contrib.gis.geos import Point, Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coverage.issues.errors import IssueError, RefusedError
from coverage.roles import UserRights
from geo import crs
from geo.models import RiverSegment, Subdistrict, Village, WaterBody

NEAR_M = 200.0


@dataclass(frozen=True)
class Where:
    """The places an issue belongs to; ``point`` is its position in EPSG:4326."""

    subdistrict: Subdistrict
    point: Point | None = None
    village: Village | None = None
    river_segment: RiverSegment | None = None
    water_body: WaterBody | None = None


@dataclass(frozen=True)
class Named:
    """The codes of a segment or a pond or ditch that a client names."""

    river_segment: str | None = None
    water_body: str | None = None


def find(rights: UserRights, position: tuple[float, float] | None, named: Named, day: date):
    """Return where an issue lies that somebody found on ``day``.

    ``position`` is (longitude, latitude) of EPSG:4326. Without a named water it belongs to the
    nearest within NEAR_M, a segment or a pond or ditch, and to the village around it. Raises
    IssueError for a place or code that is not known, RefusedError outside the user's part.
    """
    if position is None and named == Named():
        detail = _("Say where it is: lon and lat in degrees, or river_segment, or water_body.")
        raise IssueError(detail, "lon", None, _("a number of degrees"))
    units = Subdistrict.objects.as_of(day).filter(level=Subdistrict.Level.TOWNSHIP)
    own = units.filter(code__startswith=rights.root)
    near = None if position is None else Near(position, _srid(rights))
    unit = _unit(own, units, near, position, named, day)
    segment = _coded(RiverSegment, "river_segment", named.river_segment, unit, day)
    water = _coded(WaterBody, "water_body", named.water_body, unit, day)
    if near is None:
        village = (segment or water).village
        return Where(unit, None, village and village.on(day), segment, water)
    if segment is None and water is None:
        segment, water = _nearest_water(near, unit, day)
    village = near.nearest(Village.objects.filter(subdistrict__code=unit.code).as_of(day))
    return Where(unit, near.lonlat, village and village[1], segment, water)


def _srid(rights: UserRights) -> int:
    held = rights.membership
    return held.subdistrict.metric_srid if held else crs.DEFAULT_METRIC_SRID


class Near:
    """A position, and what lies within NEAR_M of it."""

    def __init__(self, position: tuple[float, float], metric_srid: int):
        self.lonlat = Point(*position, srid=crs.STORAGE_SRID)
        self.metric_srid = metric_srid
        self.point = crs.project(shapely.Point(*position), metric_srid)
        around = shapely.box(*self.point.buffer(NEAR_M).bounds)
        box = crs.project(around, crs.STORAGE_SRID, metric_srid)
        self.box = Polygon.from_bbox(box.bounds)
        self.box.srid = crs.STORAGE_SRID

    def nearest(self, rows: QuerySet) -> tuple[float, object] | None:
        """Return the nearest of some rows and its distance in metres; the lowest code of equals."""
        found = [
            (self.distance_m(row), row.code, row.pk, row)
            for row in rows.filter(geom__intersects=self.box)
        ]
        within = [one for one in found if one[0] <= NEAR_M]
        if not within:
            return None
        distance_m, _code, _pk, row = min(within)
        return distance_m, row

    def distance_m(self, row) -> float:
        """Return how far a row's geometry is; 0 inside it."""
        shape = shapely.from_wkb(bytes(row.geom.wkb))
        return float(shapely.distance(crs.project(shape, self.metric_srid), self.point))


def _unit(own: QuerySet, units: QuerySet, near: Near | None, position, named: Named, day: date):
    """Return the subdistrict around or near a position, or that of the water that is named."""
    if near is None:
        model, name = (
            (RiverSegment, "river_segment") if named.river_segment else (WaterBody, "water_body")
        )
        code = getattr(named, name)
        rows = model.objects.filter(code=code, subdistrict__in=own).as_of(day)
        row = rows.select_related("subdistrict").order_by("subdistrict__code").first()
        if row is None:
            raise _unknown(name, code)
        return row.subdistrict
    found = near.nearest(own)
    if found is not None:
        return found[1]
    given = f"{position[0]},{position[1]}"
    if near.nearest(units) is not None:
        detail = _("The place %(given)s lies outside the part that you report for.")
        raise RefusedError(detail % {"given": given}, "lon,lat", given)
    detail = _("No subdistrict of the register lies around %(given)s on %(day)s.")
    text = detail % {"given": given, "day": day.isoformat()}
    lon, lat = position
    if abs(lon) <= 90 and Near((lat, lon), near.metric_srid).nearest(own) is not None:
        text += " " + _("Longitude and latitude look swapped: longitude comes first.")
    raise IssueError(text, "lon,lat", given, _("a place inside a subdistrict kept here"))


def _nearest_water(near: Near, unit: Subdistrict, day: date):
    """Return the segment or the pond or ditch that is nearer, and None for the other."""
    segment, water = (
        near.nearest(model.objects.filter(subdistrict__code=unit.code).as_of(day))
        for model in (RiverSegment, WaterBody)
    )
    if segment is None or (water is not None and water[0] < segment[0]):
        return None, water and water[1]
    return segment[1], None


def _coded(model, name: str, code: str | None, unit: Subdistrict, day: date):
    if code is None:
        return None
    row = model.objects.filter(subdistrict__code=unit.code, code=code).as_of(day).first()
    if row is None:
        raise _unknown(name, code)
    return row


def _unknown(name: str, code: str) -> IssueError:
    text = _("Nothing here has the code %(code)s.") % {"code": code[:60]}
    return IssueError(text, name, code, _("a code that is valid on the day"))
