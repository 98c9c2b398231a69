"""Serializer fields that refuse what the database could not keep, and say what would be right."""

import math

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework_gis.fields import GeometryField

from geo.editing import geometry
from geo.models.base import Identity
from geo.rights import rights_of

LONGEST_PUBLIC_ID = Identity._meta.get_field("public_id").max_length


class FiniteFloatField(serializers.FloatField):
    """A float that is neither infinite nor NaN, which JSON cannot carry."""

    default_error_messages = {"finite": _("A finite number is required.")}

    def to_internal_value(self, data: object) -> float:
        if isinstance(data, bool):
            self.fail("invalid")
        try:
            value = super().to_internal_value(data)
        except OverflowError:
            self.fail("finite")
        if not math.isfinite(value):
            self.fail("finite")
        return value


class NamedChoiceField(serializers.ChoiceField):
    """A choice whose error lists the choices."""

    default_error_messages = {"invalid_choice": _('"{input}" is not one of: {choices}.')}

    def to_internal_value(self, data: object):
        if data == "" and self.allow_blank:
            return ""
        if isinstance(data, dict | list | bool) or str(data) not in self.choice_strings_to_values:
            choices = ", ".join(str(choice) for choice in self.choices)
            self.fail("invalid_choice", input=data, choices=choices)
        return self.choice_strings_to_values[str(data)]


class PublicIdField(serializers.SlugRelatedField):
    """A reference to another record by its public id, among those the user may read."""

    default_error_messages = {
        "does_not_exist": _("No record has the public id {value}, or it is out of your reach."),
        "invalid": _("A public id, a text of up to 36 characters, is required."),
    }

    def __init__(self, **kwargs):
        kwargs.pop("view_name", None)
        kwargs.setdefault("slug_field", "public_id")
        # A plain input in forms, instead of a list with thousands of entries.
        kwargs.setdefault("style", {"base_template": "input.html"})
        super().__init__(**kwargs)

    def get_queryset(self) -> models.QuerySet:
        return rights_of(self.context["request"].user).readable(super().get_queryset())

    def to_internal_value(self, data: object) -> models.Model:
        # PostgreSQL refuses to look for a NUL or half a character, SQLite does not.
        if not isinstance(data, str) or len(data) > LONGEST_PUBLIC_ID or not data.isprintable():
            self.fail("invalid")
        return super().to_internal_value(data)

    def use_pk_only_optimization(self) -> bool:
        return False


class CheckedGeometryField(GeometryField):
    """A GeoJSON geometry in EPSG:4326, checked before anything is stored."""

    def __init__(self, geom_type: str = "GEOMETRY", **kwargs):
        self.geom_type = geom_type
        super().__init__(**kwargs)

    def validate_empty_values(self, data: object) -> tuple[bool, object]:
        # An empty text area of a form means no geometry.
        return super().validate_empty_values(None if data == "" else data)

    def to_internal_value(self, value: object):
        try:
            return geometry.parse(value, geometry.accepted_types(self.geom_type))
        except geometry.GeometryError as error:
            raise serializers.ValidationError(str(error)) from error
