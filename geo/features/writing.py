"""Writing features where they are read: the semantics of OGC API - Features, Part 4 (OGC 20-002).

The editing interface does the work, so that rights, checks, history and errors are the same at
both addresses. Here a feature looks as it does when it is read, and its ETag is the one it was
read with.
"""

from collections.abc import Callable
from functools import cache

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer

from geo.editing.resources import resource_of as editing_of
from geo.editing.serializers import FeatureSerializer
from geo.editing.viewsets import viewset_for
from geo.features import views
from geo.features.bodies import GEOMETRY, Body, property_names
from geo.features.collections import Collection, find
from geo.features.links import Addresses
from geo.features.negotiation import GEOJSON
from geo.features.responses import METHODS, READING, other_method, resource_of
from geo.features.sql import source
from geo.features.systems import CRS84, STORED
from geo.rights import rights_of

MERGE_PATCH = "application/merge-patch+json"
# What each method does, of a collection's items and of one of them.
ITEMS = {"POST": "create"}
ITEM = {"PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}


class GeoJSONParser(JSONParser):
    """A feature."""

    media_type = GEOJSON


class MergePatchParser(JSONParser):
    """A part of a feature (RFC 7396)."""

    media_type = MERGE_PATCH


class GeoJSONRenderer(JSONRenderer):
    """What clients that write features accept."""

    media_type = GEOJSON


class FeatureWriting:
    """What a collection's views have instead of those of the editing interface."""

    collection: Collection
    parser_classes = (GeoJSONParser, JSONParser, MergePatchParser)
    renderer_classes = (GeoJSONRenderer, JSONRenderer)

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        given = request.headers.get("Content-Crs", "").strip("<> ") or CRS84.uri
        if given != CRS84.uri:
            error = exceptions.ParseError(f"Positions are written in {CRS84.uri} only.")
            error.parameter, error.value, error.expected = "Content-Crs", given, f"<{CRS84.uri}>"
            raise error

    def get_queryset(self):
        rows = super().get_queryset()
        if self.collection.only is None:
            return rows
        name, values = self.collection.only
        return rows.filter(**{f"{name}__in": values})

    def get_serializer(self, instance, fields: dict):
        """Return the serializer of some fields; what of an existing feature is not there stays."""
        sent = fields
        if issubclass(self.serializer_class, FeatureSerializer):
            shape = {"geometry": fields.pop(GEOMETRY)} if GEOMETRY in fields else {}
            sent = {"type": "Feature", "properties": fields, **shape}
        return super().get_serializer(instance, data=sent, partial=instance is not None)

    @transaction.atomic
    def create(self, request, *args, **kwargs) -> HttpResponse:
        body = Body(self.collection, rights_of(request.user))
        serializer = self.get_serializer(None, body.created(request.data))
        serializer.is_valid(raise_exception=True)
        self.perform_create(serializer)
        response = self._answer(serializer.instance, 201)
        public_id = serializer.instance.public_id
        response["Location"] = Addresses(request).collection(self.collection.id, "items", public_id)
        return response

    @transaction.atomic
    def update(self, request, *args, partial: bool = False, **kwargs) -> HttpResponse:
        instance = self.get_object()
        body = Body(self.collection, rights_of(request.user), self._row(instance))
        fields = body.patched(request.data) if partial else body.replaced(request.data)
        serializer = self.get_serializer(instance, fields)
        serializer.is_valid(raise_exception=True)
        self.perform_update(serializer)
        return self._answer(serializer.instance, 200)

    def tag_of(self, instance) -> str:
        """Return the ETag that reading the feature gives."""
        return views.feature_tag(self.collection, self._row(instance))

    def _row(self, instance) -> tuple:
        return source(self.collection).one(instance.public_id).rows()[0]

    def _answer(self, instance, status: int) -> HttpResponse:
        body = views.feature_body(self.request, self.collection, self._row(instance), STORED)
        response = HttpResponse(body, content_type=GEOJSON, status=status)
        return views.declared(response, STORED)

    def handle_exception(self, error: Exception):
        """Name the property and not the field in what went wrong."""
        names = property_names(self.collection)
        if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
            error.detail = {names.get(name, name): text for name, text in error.detail.items()}
        if getattr(error, "parameter", None) in names:
            error.parameter = names[error.parameter]
        return super().handle_exception(error)


def methods(collection: Collection, actions: dict[str, str]) -> dict[str, str]:
    """Return what the methods that write do in a collection: nothing where nothing edits it."""
    return actions if editing_of(collection.model) else {}


@cache
def _views_of(collection: Collection) -> type:
    bases = (FeatureWriting, viewset_for(editing_of(collection.model)))
    return type(f"{collection.model.__name__}Writing", bases, {"collection": collection})


def writable(read: Callable, actions: dict[str, str]) -> Callable:
    """Make a view that answers reading as ``read`` does, and takes what ``actions`` write."""

    def dispatch(view: Callable, request: HttpRequest, args: tuple, kwargs: dict) -> HttpResponse:
        if request.method in READING:
            return view(request, *args, **kwargs)
        collection = find(kwargs["collection_id"])
        found = methods(collection, actions)
        if request.method not in found:
            return other_method(request, ", ".join((METHODS, *found)))
        lookup = {}
        if "feature_id" in kwargs:
            lookup = {"public_id": views.known_id(collection, kwargs["feature_id"])}
        view_of = _views_of(collection).as_view({m.lower(): name for m, name in found.items()})
        return view_of(request, **lookup)

    answered = resource_of(read, dispatch)
    answered.is_data = True
    return answered


items = writable(views.items, ITEMS)
feature = writable(views.feature, ITEM)
