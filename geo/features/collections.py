"""Collections of the feature API: what is declared once, and the registry that holds it."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.utils.translation import get_language

from geo.features.errors import NotFoundError

TYPES = (
    (models.BooleanField, "boolean"),
    (models.DateField, "date"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.CharField, "string"),
    (models.TextField, "string"),
)


@dataclass(frozen=True)
class Text:
    """A text in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True)
class Field:
    """A property of a feature: its name, its titles, and the ORM path its value comes from."""

    name: str
    title: Text
    path: str
    queryable: bool = True


def field(name: str, zh: str, en: str, path: str = "", queryable: bool = True) -> Field:
    """Declare a property; without a path it is the model's field of the same name."""
    return Field(name, Text(zh, en), path or name, queryable)


def resolve(model: type[models.Model], path: str) -> tuple[models.Field, list[type[models.Model]]]:
    """Return the model field at the end of an ORM path and the models on the way to it."""
    visited = [model]
    *relations, last = path.split("__")
    for name in relations:
        visited.append(visited[-1]._meta.get_field(name).related_model)
    return visited[-1]._meta.get_field(last), visited


@dataclass(frozen=True)
class Property:
    """A declared field with what the model knows of it."""

    name: str
    title: Text
    path: str
    queryable: bool
    type: str
    choices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Collection:
    """A public collection of features.

    ``geometry`` is the ORM path of the geometry, empty for features without one; ``only`` keeps
    the rows whose field has one of the values. Nothing that is not declared here leaves the
    service.
    """

    id: str
    model: type[models.Model]
    title: Text
    description: Text
    fields: tuple[Field, ...]
    geometry: str = "geom"
    only: tuple[str, tuple[str, ...]] | None = None

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """The declared fields with type and choices."""
        return tuple(self._property(declared) for declared in self.fields)

    def _property(self, declared: Field) -> Property:
        source, _ = resolve(self.model, declared.path)
        kind = next(name for cls, name in TYPES if isinstance(source, cls))
        choices = tuple(str(value) for value, _ in source.choices or ())
        if self.only and declared.path == self.only[0]:
            choices = self.only[1]
        return Property(
            declared.name, declared.title, declared.path, declared.queryable, kind, choices
        )

    def only_with(self, names: tuple[str, ...] | None) -> "Collection":
        """Return the collection as it is shown with some of its properties; None is all."""
        if names is None:
            return self
        shown = tuple(item for item in self.fields if item.name in names)
        return replace(self, fields=shown)

    @cached_property
    def queryables(self) -> dict[str, Property]:
        """The properties a request may filter by."""
        return {item.name: item for item in self.properties if item.queryable}

    @cached_property
    def geometry_field(self) -> GeometryField | None:
        """The model field of the geometry."""
        return resolve(self.model, self.geometry)[0] if self.geometry else None

    @cached_property
    def signature(self) -> str:
        """What changes when the declaration does: a client's copy is then an old one."""
        return repr((self.id, self.geometry, self.only, [item.path for item in self.fields]))

    @cached_property
    def models(self) -> tuple[type[models.Model], ...]:
        """Every model whose table the collection reads: its version is theirs."""
        paths = [item.path for item in self.fields] + ([self.geometry] if self.geometry else [])
        visited = [model for path in paths for model in resolve(self.model, path)[1]]
        return tuple(dict.fromkeys(visited))


_registry: dict[str, Collection] = {}


def register(*collections: Collection) -> None:
    """Add collections; an id that is taken is an error of the programmer."""
    for collection in collections:
        if collection.id in _registry:
            raise ValueError(f"the collection '{collection.id}' is registered already")
        _registry[collection.id] = collection


def all_collections() -> tuple[Collection, ...]:
    """Return the registered collections in the order of their registration."""
    return tuple(_registry.values())


def find(collection_id: str) -> Collection:
    """Return a collection; raises NotFoundError with the ids there are."""
    if collection_id not in _registry:
        raise NotFoundError(
            f"There is no collection '{collection_id}'.",
            parameter="collectionId",
            value=collection_id,
            expected=", ".join(_registry),
        )
    return _registry[collection_id]
