"""Constraints on geometries, held by both databases.

PostGIS takes them as CHECK constraints. SpatiaLite adds geometry columns after the table is
created, so a CHECK cannot name them there; ``geo.triggers`` installs triggers that say the same.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


class GeometryConstraint(CheckConstraint):
    """A CHECK that names geometry columns; ``spatialite`` is the same rule in SpatiaLite's SQL."""

    spatialite = ""

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            return None
        return super().constraint_sql(model, schema_editor)

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            return None
        return super().create_sql(model, schema_editor)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs.pop("condition", None)
        return path, args, kwargs


class ValidGeometry(GeometryConstraint):
    """The geometry is valid in the sense of OGC Simple Features, or absent."""

    spatialite = "NEW.geom IS NULL OR ST_IsValid(NEW.geom) = 1"

    def __init__(self, *, name: str, **kwargs):
        super().__init__(
            condition=Q(geom__isnull=True) | Q(geom__isvalid=True), name=name, **kwargs
        )

    def validate(self, model, instance, exclude=None, using=None):
        geometry = getattr(instance, "geom", None)
        if geometry is not None and not geometry.valid:
            reason = geometry.valid_reason
            raise ValidationError(
                {"geom": _("The geometry is not valid: %(reason)s.") % {"reason": reason}}
            )


class LocatedOrSaid(GeometryConstraint):
    """A place without a geometry has the quality ``unlocated``."""

    spatialite = "NEW.geom IS NOT NULL OR NEW.quality = 'unlocated'"

    def __init__(self, *, name: str, **kwargs):
        super().__init__(
            condition=Q(geom__isnull=False) | Q(quality="unlocated"), name=name, **kwargs
        )

    def validate(self, model, instance, exclude=None, using=None):
        if getattr(instance, "geom", None) is None and instance.quality != "unlocated":
            raise ValidationError(
                {"quality": _("A place without a geometry has the quality 'unlocated'.")}
            )


def geometry_constraints() -> list[models.BaseConstraint]:
    """Return the constraints every place with a ``geom`` has."""
    return [
        ValidGeometry(name="%(app_label)s_%(class)s_geom_valid"),
        LocatedOrSaid(name="%(app_label)s_%(class)s_geom_or_unlocated"),
    ]
