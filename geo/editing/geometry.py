"""Checks of a geometry that somebody sends: questioned, never guessed.

Input is GeoJSON in EPSG:4326, longitude first, two dimensions.
"""

import json
import math
from dataclasses import dataclass

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from geo import crs
from geo.models import Subdistrict

LONGEST_TEXT = 5_000_000


class GeometryError(ValueError):
    """A geometry that cannot be stored; the message says why and what would be right."""


@dataclass(frozen=True)
class Box:
    """The rectangle in a metric CRS that geometries of a unit are expected in."""

    unit: str
    metric_srid: int
    bounds_m: tuple[float, float, float, float]

    def holds(self, shape: shapely.Geometry) -> bool:
        """Return whether an EPSG:4326 geometry lies in the box, the border included."""
        west, south, east, north = crs.project(shape, self.metric_srid).bounds
        if not all(map(math.isfinite, (west, south, east, north))):
            return False
        left, bottom, right, top = self.bounds_m
        return left <= west and bottom <= south and east <= right and north <= top

    def degrees(self) -> str:
        """Return the limits in degrees, as they are told in a message."""
        box = crs.project(shapely.box(*self.bounds_m), crs.STORAGE_SRID, self.metric_srid)
        west, south, east, north = box.bounds
        return f"{west:.3f} to {east:.3f} east, {south:.3f} to {north:.3f} north"


def expected_box(unit: Subdistrict) -> Box | None:
    """Return the box around a unit: the extent of the widest boundary known up to its county.

    It is widened by ``settings.OUTSIDE_MARGIN_KM``. None when no boundary is known.
    """
    bounded = None
    for node in _up_to_county(unit):
        bounded = node if node.geom is not None else bounded
    if bounded is None:
        return None
    shape = shapely.from_wkb(bytes(bounded.geom.wkb))
    west, south, east, north = crs.project(shape, unit.metric_srid).bounds
    margin_m = settings.OUTSIDE_MARGIN_KM * 1000
    bounds_m = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    return Box(str(bounded), unit.metric_srid, bounds_m)


def _up_to_county(unit: Subdistrict):
    # Bounded, in case a table written from outside holds a circle.
    for _level in Subdistrict.Level:
        yield unit
        if unit.level == Subdistrict.Level.COUNTY or unit.parent is None:
            return
        unit = unit.parent


def outside(unit: Subdistrict | None, shapes: dict[str, GEOSGeometry]) -> dict[str, str]:
    """Return a question for each named geometry outside the expected box of its unit.

    A unit's own boundary is judged by the unit above it: the old boundary may be wrong.
    """
    box = expected_box(unit) if unit is not None else None
    if box is None:
        return {}
    message = _(
        "The geometry lies outside the surroundings of %(unit)s (%(limits)s). If it is right all "
        "the same, confirm it and send it again."
    ) % {"unit": box.unit, "limits": box.degrees()}
    return {
        name: message
        for name, value in shapes.items()
        if not box.holds(shapely.from_wkb(bytes(value.wkb)))
    }


def parse(value: object, types: tuple[str, ...]) -> GEOSGeometry:
    """Return the geometry that GeoJSON (a mapping, or its text) describes.

    A Polygon is taken for a MultiPolygon of one part. Raises GeometryError.
    """
    shape = _shape(_mapping(value), types)
    _refuse_heights(shape)
    _refuse_wrong_range(shapely.get_coordinates(shape))
    if not shapely.is_valid(shape):
        reason = shapely.is_valid_reason(shape)
        raise GeometryError(
            _("The geometry is not valid: %(reason)s. Mend it and send it again.")
            % {"reason": reason}
        )
    if shape.geom_type == "Polygon" and "Polygon" not in types:
        shape = shapely.multipolygons([shape])
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STORAGE_SRID)


def accepted_types(geom_type: str) -> tuple[str, ...]:
    """Return the GeoJSON types a model field of ``geom_type`` (POINT, ...) stores."""
    return {
        "POINT": ("Point",),
        "LINESTRING": ("LineString",),
        "MULTIPOLYGON": ("MultiPolygon",),
    }.get(geom_type, ("Polygon", "LineString"))


def _mapping(value: object) -> dict:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise GeometryError(_("The text is longer than 5 MB; simplify the geometry."))
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise GeometryError(_("Expected a GeoJSON geometry, got other text.")) from error
    if not isinstance(value, dict):
        raise GeometryError(_("Expected a GeoJSON geometry: an object with type and coordinates."))
    return value


def _shape(value: dict, types: tuple[str, ...]) -> shapely.Geometry:
    allowed = (*types, "Polygon") if "MultiPolygon" in types else types
    if value.get("type") not in allowed:
        raise GeometryError(
            _("The geometry type is %(given)s; expected %(types)s.")
            % {"given": json.dumps(value.get("type")), "types": " / ".join(allowed)}
        )
    try:
        shape = shapely.from_geojson(json.dumps(value))
    except (shapely.GEOSException, ValueError, RecursionError) as error:
        raise GeometryError(
            _("The coordinates do not make a %(type)s: %(reason)s.")
            % {"type": value["type"], "reason": error}
        ) from error
    if shape is None or shape.is_empty:
        raise GeometryError(_("The geometry is empty; send null for a place without a geometry."))
    return shape


def _refuse_heights(shape: shapely.Geometry) -> None:
    if shapely.has_z(shape):
        raise GeometryError(_("Each position has two numbers, longitude and latitude; got three."))


def _refuse_wrong_range(coordinates: np.ndarray) -> None:
    if not np.isfinite(coordinates).all():
        raise GeometryError(_("A coordinate is not a finite number."))
    longitude, latitude = coordinates[:, 0], coordinates[:, 1]
    wrong = (np.abs(longitude) > 180) | (np.abs(latitude) > 90)
    if not wrong.any():
        return
    x, y = (float(number) for number in coordinates[np.argmax(wrong)])
    swapped = bool((np.abs(longitude) <= 90).all() and (np.abs(latitude) <= 180).all())
    if swapped:
        hint = _("Longitude and latitude look swapped: longitude comes first.")
    elif abs(x) > 360 or abs(y) > 360:
        hint = _("These look like metres: transform them to EPSG:4326 (degrees) first.")
    else:
        hint = _("Longitude lies between -180 and 180, latitude between -90 and 90.")
    raise GeometryError(
        _("Position [%(x)s, %(y)s] is out of range. %(hint)s") % {"x": x, "y": y, "hint": hint}
    )
