"""Model fields that are measured from a geometry once, when a row is written."""

import shapely
from django.db import models

from geo import crs


class MeasureField(models.FloatField):
    """A measure of the model's ``geom`` in its subdistrict's metric CRS.

    The value is computed in ``pre_save`` and therefore also by ``bulk_create``; what a caller
    assigns is not kept. Rows of the history keep the value that was measured then.
    """

    measure = None

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> float | None:
        if not hasattr(model_instance, "metric_srid"):
            return getattr(model_instance, self.attname)
        geometry = model_instance.geom
        value = None
        if geometry is not None:
            shape = shapely.from_wkb(bytes(geometry.wkb))
            value = float(self.measure(shape, model_instance.metric_srid))
        setattr(model_instance, self.attname, value)
        return value


class AreaField(MeasureField):
    """Area in square metres."""

    measure = staticmethod(crs.area_m2)


class LengthField(MeasureField):
    """Length in metres."""

    measure = staticmethod(crs.length_m)
