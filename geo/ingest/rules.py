"""Rules of the models that tie several values of a row together, as the database holds them."""

from collections.abc import Callable

import shapely

from geo import models
from geo.ingest.values import Reason, reason

# The values of a row, as it would be stored, by column.
Values = dict[str, object]
Rule = Callable[[Values, shapely.Geometry | None], Reason | None]


def validity(values: Values, shape: shapely.Geometry | None) -> Reason | None:
    first, last = values["valid_from"], values["valid_to"]
    if last is None or first <= last:
        return None
    return reason("validity_order", first=first, last=last)


def located(values: Values, shape: shapely.Geometry | None) -> Reason | None:
    if shape is not None or values["quality"] == "unlocated":
        return None
    return reason("not_unlocated", value=values["quality"])


def speed(values: Values, shape: shapely.Geometry | None) -> Reason | None:
    speed_kmh, road_class = values["speed_kmh"], values["road_class"]
    fits = road_class == "railway" if speed_kmh is None else speed_kmh > 0
    return None if fits else reason("speed")


def chainage(values: Values, shape: shapely.Geometry | None) -> Reason | None:
    start, end = values["start_chainage_m"], values["end_chainage_m"]
    return None if 0 <= start < end else reason("chainage")


def ditch(values: Values, shape: shapely.Geometry | None) -> Reason | None:
    if shape is None:
        return None
    is_line = shape.geom_type == "LineString"
    return None if is_line == (values["kind"] == "ditch") else reason("ditch")


RULES: dict[type, tuple[Rule, ...]] = {
    models.Road: (speed,),
    models.RiverSegment: (chainage,),
    models.WaterBody: (ditch,),
}


# What every place keeps: both hold of a row with a shape and without a last day.
COMMON: tuple[Rule, ...] = (validity, located)


def rules_of(model: type) -> tuple[Rule, ...]:
    """Return the rules of a model, the common ones first."""
    return (*COMMON, *RULES.get(model, ()))
