"""The five layers by their names: rows and shares, areas, lines.

Waters are patrolled by chiefs and, apart from that, supervised by deputies: ``kind`` says which
patrols the layer "patrol" speaks of.
"""

import shapely

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.layers import Areas
from coverage.figures import chiefs, pairing, patrol, reached, recency
from coverage.figures.layer import Layer
from coverage.figures.register import Register, kept
from coverage.figures.service import Reach
from coverage.figures.waters import Line
from geo import crs

NAMES = ("pairing", "service", "recency", "patrol", "chiefs")
# The layers that judge waters and not villages: their states are drawn along the waters.
OF_WATERS = ("patrol", "chiefs")
PARTS = ("covered", "due", "gap", "unknown")


def layer(register: Register, reach: Reach, name: str, kind: str = "chief") -> Layer:
    """Return the layer ``name`` on the register's day; ``reach`` is used by "service" alone.

    Raises InvalidValueError for an unknown name or kind.
    """
    _check(name, kind)
    compute = {
        "pairing": lambda: pairing.layer(register),
        "service": lambda: reached.layer(register, reach),
        "recency": lambda: recency.layer(register),
        "patrol": lambda: patrol.layer(register, kind),
        "chiefs": lambda: chiefs.layer(register),
    }[name]
    return kept(register, f"layer-{name}", compute, kind, *_rule(reach, name))


def every(register: Register, reach: Reach) -> dict[str, Layer]:
    """Return all five layers by their names."""
    return {name: layer(register, reach, name) for name in NAMES}


def areas(register: Register, reach: Reach, name: str, kind: str = "chief") -> Areas | None:
    """Return the ground by state in the metric CRS; None where the subdistrict has no boundary.

    That of the stations is cut by what is reached, that of the others by the villages' states.
    """
    if name == "service":
        return reached.areas(register, reach)
    if register.ground is None:
        return None
    settings = register.settings
    state = layer(register, reach, name, kind).village_state
    return register.ground.areas(state, settings.min_gap_area_m2, settings.min_gap_width_m)


def lines(register: Register, reach: Reach, name: str, kind: str = "chief") -> list[Line]:
    """Return what is drawn of a layer of waters: stretches, ponds and ditches by state."""
    _check(name, kind)
    if name not in OF_WATERS:
        raise InvalidValueError("layer", name, " or ".join(OF_WATERS))
    compute = {
        "patrol": lambda: patrol.lines(register, kind),
        "chiefs": lambda: chiefs.lines(register),
    }[name]
    return kept(register, f"lines-{name}", compute, kind)


def features(register: Register, reach: Reach, name: str, kind: str = "chief") -> list[tuple]:
    """Return (id, shape in EPSG:4326, properties) by state: lines of waters, else areas."""
    if name in OF_WATERS:
        return [
            (line.id, line.shape, line.properties()) for line in lines(register, reach, name, kind)
        ]
    return area_features(register, areas(register, reach, name, kind), name)


def area_features(register: Register, found: Areas | None, name: str) -> list[tuple]:
    """Return (id, shape in EPSG:4326, properties) of each part that has any ground."""
    if found is None:
        return []
    return [
        (
            f"{name}-{part}",
            degrees(register, getattr(found, part)),
            {
                "layer": name,
                "state": part,
                "area_m2": round(float(getattr(found, part).area), 2),
                "illustrative": True,
            },
        )
        for part in PARTS
        if not shapely.is_empty(getattr(found, part))
    ]


def degrees(register: Register, shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape of the metric CRS in EPSG:4326."""
    return crs.project(shape, crs.STORAGE_SRID, register.metric_srid)


def _check(name: str, kind: str) -> None:
    if name not in NAMES:
        raise InvalidValueError("layer", name, "one of " + ", ".join(NAMES))
    if kind not in patrol.KINDS:
        raise InvalidValueError("kind", kind, " or ".join(patrol.KINDS))


def _rule(reach: Reach, name: str) -> tuple:
    return (reach.minutes, reach.mode) if name == "service" else ()
