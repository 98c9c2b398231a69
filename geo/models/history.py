"""The history of places: asked by the key of a row, so without the indexes that maps need."""

from django.contrib.gis.db.models import GeometryField
from django.db import models
from simple_history.models import HistoricalRecords

UNINDEXED = ("public_id",)


class PlaceHistory(HistoricalRecords):
    """A history without indexes on geometries and public ids.

    Nothing asks where a place was before, or for the history of a public id; each of these
    indexes would be written at every import for nothing.
    """

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        fields = super().copy_fields(model)
        for field in fields.values():
            if isinstance(field, GeometryField):
                field.spatial_index = False
            elif field.name in UNINDEXED:
                field.db_index = False
        return fields
