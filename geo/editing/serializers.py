"""Serializers of the editing interface: every rule of the models is asked before a write."""

from collections.abc import Mapping
from copy import copy

from django.contrib.gis.db import models
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.settings import api_settings
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.editing import geometry
from geo.editing.fields import (
    CheckedGeometryField,
    FiniteFloatField,
    NamedChoiceField,
    PublicIdField,
)
from geo.models import Subdistrict
from geo.rights import rights_of

OUTSIDE = "outside"


class RecordSerializer(serializers.ModelSerializer):
    """A record as a flat object, addressed by its public id.

    ``Meta.private`` names the fields that only some may see.
    """

    serializer_related_field = PublicIdField
    serializer_choice_field = NamedChoiceField
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.FloatField: FiniteFloatField,
        models.PointField: CheckedGeometryField,
        models.LineStringField: CheckedGeometryField,
        models.MultiPolygonField: CheckedGeometryField,
        models.GeometryField: CheckedGeometryField,
    }

    def build_standard_field(self, field_name, model_field):
        field_class, options = super().build_standard_field(field_name, model_field)
        if issubclass(field_class, CheckedGeometryField):
            options["geom_type"] = model_field.geom_type
        return field_class, options

    def get_validators(self) -> list:
        """Return none: the model's own constraints are asked in ``validate``."""
        return []

    def to_internal_value(self, data: object) -> dict:
        self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: object) -> None:
        if not isinstance(data, Mapping):
            return
        unknown = sorted({str(key) for key in data} - set(self.fields) - {"csrfmiddlewaretoken"})
        if not unknown:
            return
        known = ", ".join(name for name, field in self.fields.items() if not field.read_only)
        message = _("There is no such field; the fields are: %(fields)s.") % {"fields": known}
        raise serializers.ValidationError({name: [message] for name in unknown})

    def validate(self, attrs: dict) -> dict:
        """Ask the model's rules, and whether the geometry lies where it is expected."""
        candidate = copy(self.instance) if self.instance else self.Meta.model()
        for name, value in attrs.items():
            setattr(candidate, name, value)
        try:
            candidate.full_clean(exclude={"public_id", "id"})
        except ModelValidationError as error:
            raise serializers.ValidationError(_renamed(error)) from error
        self._question_place(candidate, attrs)
        return attrs

    def _question_place(self, candidate: models.Model, attrs: dict) -> None:
        shapes = {name: value for name, value in attrs.items() if hasattr(value, "geom_type")}
        if not shapes or self.context["request"].query_params.get("confirm") == OUTSIDE:
            return
        is_unit = isinstance(candidate, Subdistrict)
        unit = candidate.parent if is_unit else candidate.subdistrict
        questions = geometry.outside(unit, shapes)
        if questions:
            hint = _("Confirm with ?confirm=outside.")
            detail = {name: [f"{text} {hint}"] for name, text in questions.items()}
            raise serializers.ValidationError(detail, code=OUTSIDE)

    def to_representation(self, instance: models.Model) -> dict:
        body = super().to_representation(instance)
        private = getattr(self.Meta, "private", ())
        if private and not rights_of(self.context["request"].user).sees_private(instance):
            for name in private:
                body.pop(name, None)
        return body


def _renamed(error: ModelValidationError) -> dict:
    rename = {NON_FIELD_ERRORS: api_settings.NON_FIELD_ERRORS_KEY}
    return {rename.get(name, name): texts for name, texts in error.message_dict.items()}


def flat(feature: Mapping, is_partial: bool = False) -> dict:
    """Return the fields of a feature; its geometry as ``geom``, if it has that member at all.

    Raises ValidationError for any other object. Only a partial feature may do without properties.
    """
    if feature.get("type") != "Feature":
        raise serializers.ValidationError({"type": [_('Expected a GeoJSON "Feature".')]})
    properties = feature.get("properties", {} if is_partial else None)
    if not isinstance(properties, dict):
        raise serializers.ValidationError({"properties": [_("Expected an object.")]})
    strange = set(feature) - {"type", "id", "geometry", "properties", "bbox", "links"}
    if strange:
        message = _("A feature has no such member; use properties.")
        raise serializers.ValidationError({str(name): [message] for name in strange})
    if "geom" in properties:
        message = _("The geometry is the feature's geometry, not a property.")
        raise serializers.ValidationError({"geom": [message]})
    given = {"geom": feature["geometry"]} if "geometry" in feature else {}
    return {**properties, **given}


class FeatureSerializer(RecordSerializer, GeoFeatureModelSerializer):
    """A place as a GeoJSON feature; a form may send its fields flat."""

    def to_internal_value(self, data: object) -> dict:
        if not isinstance(data, Mapping):
            message = self.error_messages["invalid"].format(datatype=type(data).__name__)
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [message]})
        if not hasattr(data, "getlist"):
            data = flat(data, self.partial)
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise self._named_geometry(error) from error

    def run_validation(self, data: object = serializers.empty) -> dict:
        try:
            return super().run_validation(data)
        except serializers.ValidationError as error:
            raise self._named_geometry(error) from error

    def _named_geometry(self, error: serializers.ValidationError) -> serializers.ValidationError:
        """Call the geometry what GeoJSON calls it."""
        if not isinstance(error.detail, dict) or "geom" not in error.detail:
            return error
        detail = {
            ("geometry" if key == "geom" else key): text for key, text in error.detail.items()
        }
        return serializers.ValidationError(detail)


def _part_serializer(relation: models.ManyToOneRel) -> serializers.Serializer:
    """Return the read-only serializer of the rows that belong to a record."""
    model = relation.related_model
    own = ("id", relation.field.name)
    names = tuple(field.name for field in model._meta.concrete_fields if field.name not in own)
    members = {"model": model, "fields": names, "read_only_fields": names}
    namespace = {"__doc__": model.__doc__, "Meta": type("Meta", (), members)}
    made = type(f"{model.__name__}Serializer", (RecordSerializer,), namespace)
    return made(many=True, read_only=True)


def serializer_for(
    model: type[models.Model], private: tuple[str, ...] = (), parts: tuple[str, ...] = ()
) -> type[RecordSerializer]:
    """Return the serializer of a model: a feature when it has a ``geom``, else a flat object."""
    names = tuple(field.name for field in model._meta.concrete_fields if field.name != "id")
    members: dict = {"model": model, "fields": (*names, *parts), "private": private}
    base: type[RecordSerializer] = RecordSerializer
    if "geom" in names:
        base = FeatureSerializer
        members |= {"geo_field": "geom", "id_field": "public_id"}
    within = {part: _part_serializer(model._meta.get_field(part)) for part in parts}
    namespace = {"__doc__": model.__doc__, "Meta": type("Meta", (), members), **within}
    return type(f"{model.__name__}Serializer", (base,), namespace)
