"""What can be imported: each kind of place with its fields, their names and what they hold."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.utils.translation import override

from geo.editing.geometry import accepted_types
from geo.editing.resources import RESOURCES
from geo.features.collections import Text, all_collections
from geo.features.files.rows import ID
from geo.features.files.shapefile import short_names
from geo.fields import MeasureField
from geo.ingest.synonyms import COMMON, OF_TARGET
from geo.models import Subdistrict

KINDS = (
    (models.BooleanField, "boolean"),
    (models.DateField, "date"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)
# A reference to the row that owns the place, as the feature API calls it.
OWNER_NAMES = {"subdistrict": "subdistrict", "parent": "parent_code"}
PROVENANCE = ("quality", "source", "as_of")


@dataclass(frozen=True, eq=False)
class TargetField:
    """A field that a column may fill; ``name`` is that of the feature API, ``model_field`` ours."""

    name: str
    title: Text
    kind: str
    model_field: models.Field
    synonyms: tuple[str, ...]
    # What our own shapefiles call it, whose names have ten characters.
    short_names: tuple[str, ...] = ()

    @property
    def attname(self) -> str:
        """The attribute and column of the model that keeps the value."""
        return self.model_field.attname

    @cached_property
    def has_default(self) -> bool:
        return self.model_field.has_default()

    @cached_property
    def may_be_empty(self) -> bool:
        return self.model_field.null or (self.kind == "text" and self.model_field.blank)

    @cached_property
    def is_required(self) -> bool:
        """Whether a new place needs a value that nothing else gives."""
        answered = self.name in (*PROVENANCE, "valid_from", "public_id", *OWNER_NAMES.values())
        return not (self.may_be_empty or self.has_default or answered)

    @cached_property
    def empty(self) -> str | None:
        """What is stored for no value."""
        return None if self.model_field.null else ""

    @cached_property
    def choices(self) -> tuple[tuple[str, Text], ...]:
        """The values there are, with their labels."""
        if self.kind != "choice":
            return ()
        return tuple((value, _in_both(label)) for value, label in self.model_field.choices)


@dataclass(frozen=True, eq=False)
class Target:
    """A kind of place: where its rows go and what they have."""

    slug: str
    model: type[models.Model]
    title: Text

    @property
    def is_division(self) -> bool:
        """Whether these are units of the administrative tree, which own themselves."""
        return self.model is Subdistrict

    @property
    def owner(self) -> models.ForeignKey:
        """The reference to the unit that a row belongs to: for a division the one above."""
        return self.model._meta.get_field("parent" if self.is_division else "subdistrict")

    @property
    def owner_name(self) -> str:
        """The field that names the owner."""
        return OWNER_NAMES[self.owner.name]

    @property
    def may_be_boundary_set(self) -> bool:
        return self.slug in ("villages", "subdistricts")

    @cached_property
    def geometry(self) -> GeometryField:
        return self.model._meta.get_field("geom")

    @cached_property
    def shape_types(self) -> tuple[str, ...]:
        """The GeoJSON types that are stored."""
        return accepted_types(self.geometry.geom_type)

    @cached_property
    def measures(self) -> tuple[MeasureField, ...]:
        return tuple(f for f in self.model._meta.concrete_fields if isinstance(f, MeasureField))

    @cached_property
    def fields(self) -> dict[str, TargetField]:
        """The fields that a column may fill, by name."""
        titles, short = _titles(self.model), _short_names(self.model)
        found = [_field(self, field, titles, short) for field in self.model._meta.concrete_fields]
        return {field.name: field for field in found if field is not None}

    @cached_property
    def references(self) -> tuple[TargetField, ...]:
        """The fields that refer to other places, the owner apart."""
        listed = [field for field in self.fields.values() if field.kind == "reference"]
        return tuple(field for field in listed if field.name != self.owner_name)


def _field(
    target: Target, field: models.Field, titles: dict[str, Text], short: dict[str, tuple[str, ...]]
) -> TargetField | None:
    if field.primary_key or isinstance(field, MeasureField | GeometryField):
        return None
    name, kind = field.name, ""
    if field.is_relation:
        name = OWNER_NAMES.get(name, f"{name}_code")
        kind = "reference"
    elif field.choices and isinstance(field, models.CharField):
        kind = "choice"
    elif not field.choices:
        kind = next(word for cls, word in KINDS if isinstance(field, cls))
    else:
        return None
    synonyms = (*OF_TARGET.get(target.slug, {}).get(name, ()), *COMMON.get(name, ()))
    title = titles.get(name) or _in_both(field.verbose_name)
    return TargetField(name, title, kind, field, synonyms, short.get(name, ()))


def _titles(model: type[models.Model]) -> dict[str, Text]:
    """Return the titles that the collections of a model declare."""
    own = [one for one in all_collections() if one.model is model]
    return {field.name: field.title for one in own for field in one.fields}


def _short_names(model: type[models.Model]) -> dict[str, tuple[str, ...]]:
    """Return what the shapefiles of a model's collections call the fields they shorten."""
    found: dict[str, tuple[str, ...]] = {}
    for one in all_collections():
        if one.model is model:
            names = short_names([ID, *(field.name for field in one.fields)])
            found |= {name: (short,) for name, short in names.items() if short != name}
    return found


def _in_both(label: object) -> Text:
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        return Text(zh, str(label))


@cache
def targets() -> dict[str, Target]:
    """Return the kinds of places that can be imported, by the names of the editing interface."""
    return {
        one.slug: Target(one.slug, one.model, _in_both(one.model._meta.verbose_name_plural))
        for one in RESOURCES
    }
