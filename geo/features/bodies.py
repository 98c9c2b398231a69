"""What is written to a collection: a feature as its schema describes it, for the serializers.

A collection speaks of other records by their code (``village_code``), and shows what it takes from
them (``village_name``) or what is measured (``area_m2``). The editing interface knows the former by
public id and computes the latter; it checks everything else itself.
"""

from collections.abc import Mapping
from datetime import date

import orjson
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from geo.editing.serializers import flat
from geo.features import encoding
from geo.features.collections import Collection, Property
from geo.rights import Rights

GEOMETRY = "geom"
# More records of one code than this are not looked through.
MOST_GENERATIONS = 50


def written_field(collection: Collection, item: Property) -> Field | None:
    """Return the model field that a property writes; None when it can only be read.

    ``kind`` writes a field of its own, ``village__code`` a reference, ``village__name`` nothing.
    """
    name, *more = item.path.split("__")
    field = collection.model._meta.get_field(name)
    is_written = field.editable and (not more or more == ["code"])
    return field if is_written else None


def property_names(collection: Collection) -> dict[str, str]:
    """Return the property by field of the model, for errors that speak of fields."""
    fields = {item.name: written_field(collection, item) for item in collection.properties}
    names = {field.name: name for name, field in fields.items() if field}
    return names | {GEOMETRY: "geometry"}


class Body:
    """A feature that is sent to a collection, read against what the collection shows.

    ``row`` is the feature as it is, None for a new one. What equals it is no change: so nothing is
    rounded, and nobody's references are moved, by sending back what was read.
    """

    def __init__(self, collection: Collection, rights: Rights, row: tuple | None = None):
        self.collection, self.rights = collection, rights
        self.shown = orjson.loads(orjson.dumps(encoding.feature(collection, row))) if row else {}
        self.fields = {
            item.name: field
            for item in collection.properties
            if (field := written_field(collection, item))
        }

    def created(self, sent: object) -> dict:
        """Return the serializer's fields of a new feature. Raises ValidationError."""
        return self._fields(self._read(sent))

    def replaced(self, sent: object) -> dict:
        """Return the fields of a whole feature: what is not in it goes back to its default."""
        given = self._read(sent)
        missing = [name for name in self.fields if name not in given]
        if self.collection.geometry == GEOMETRY and GEOMETRY not in given:
            missing.append("geometry")
        needed = [name for name in missing if not _is_optional(self.fields.get(name))]
        if needed:
            message = _("This is required in a whole feature; PATCH takes parts of one.")
            raise ValidationError({name: [message] for name in needed})
        return {self.fields[name].name: self.fields[name].get_default() for name in missing} | (
            self._fields(given)
        )

    def patched(self, sent: object) -> dict:
        """Return the fields of a part of a feature (RFC 7396)."""
        return self._fields(self._read(sent, is_partial=True))

    def _read(self, sent: object, is_partial: bool = False) -> dict:
        """Return the properties of a feature and its geometry, nothing strange among them."""
        if not isinstance(sent, Mapping):
            message = _('Expected a GeoJSON "Feature".')
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [message]})
        if "datum" in sent:
            raise ValidationError({"datum": [_("Positions are written in WGS 84 (CRS84) only.")]})
        if self.shown and sent.get("id", self.shown["id"]) != self.shown["id"]:
            raise ValidationError({"id": [_("This is the id of another feature.")]})
        given = flat(sent, is_partial)
        known = [item.name for item in self.collection.properties]
        unknown = sorted(str(name) for name in set(given) - {*known, GEOMETRY})
        if unknown:
            message = _("There is no such property; the properties are: %(names)s.")
            listed = ", ".join(known)
            raise ValidationError({name: [message % {"names": listed}] for name in unknown})
        return given

    def _fields(self, given: dict) -> dict:
        """Return what is written by field of the model; what can only be read is left out."""
        self._refuse_borrowed_geometry(given)
        shown = {**self.shown.get("properties", {}), GEOMETRY: self.shown.get("geometry")}
        found = {}
        for name, value in given.items():
            if self.shown and _is_same(value, shown[name]):
                continue
            if name == GEOMETRY and self.collection.geometry == GEOMETRY:
                found[GEOMETRY] = value
            elif name in self.fields:
                self._refuse_other_kind(name, value)
                field = self.fields[name]
                is_reference = field.is_relation
                found[field.name] = self._reference(name, value, given) if is_reference else value
        return found

    def _refuse_borrowed_geometry(self, given: dict) -> None:
        """Refuse a geometry that the collection has not, or takes from other records."""
        geometry = given.get(GEOMETRY)
        if self.collection.geometry == GEOMETRY or geometry in (None, self.shown.get("geometry")):
            return
        message = _("These features have no geometry of their own; send null.")
        raise ValidationError({"geometry": [message]})

    def _refuse_other_kind(self, name: str, value: object) -> None:
        """Refuse what would make the feature one of another collection."""
        only, values = self.collection.only or ("", ())
        if name == only and value not in values:
            message = _("In this collection it is one of: %(values)s.")
            raise ValidationError({name: [message % {"values": ", ".join(values)}]})

    def _reference(self, name: str, code: object, given: dict) -> str | None:
        """Return the public id of the record that a code names, on the feature's first day."""
        if code is None:
            return None
        if not isinstance(code, str) or not code.isprintable():
            raise ValidationError({name: [_("Expected a code, a text.")]})
        rows = self.rights.readable(self.fields[name].related_model._default_manager.all())
        found = list(rows.filter(code=code)[:MOST_GENERATIONS])
        for narrow in (_valid_on(self._value("valid_from", given)), self._in_unit(given)):
            if len(found) > 1:
                found = [row for row in found if narrow(row)]
        if len(found) == 1:
            return found[0].public_id
        message = _("No record has this code then, or it is out of your reach.")
        if found:
            message = _("Several records have this code; /api/manage/ takes their public ids.")
        raise ValidationError({name: [message]})

    def _value(self, name: str, given: dict) -> object:
        return given.get(name, self.shown.get("properties", {}).get(name))

    def _in_unit(self, given: dict):
        unit = self._value("subdistrict", given)
        return lambda row: getattr(getattr(row, "subdistrict", None), "code", None) == unit


def _is_optional(field: Field | None) -> bool:
    return field is not None and (field.blank or field.null or field.has_default())


def _is_same(value: object, shown: object) -> bool:
    # In Python True equals 1, which JSON keeps apart.
    return value == shown and isinstance(value, bool) == isinstance(shown, bool)


def _valid_on(day: object):
    """Return the question whether a record is valid on a day; any is when the day is no day."""
    try:
        asked = date.fromisoformat(str(day))
    except ValueError:
        return lambda row: True

    def is_valid(row: Model) -> bool:
        last = row.valid_to
        return row.valid_from <= asked and (last is None or last >= asked)

    return is_valid
