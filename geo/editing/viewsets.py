"""The views of the editing interface."""

from dataclasses import dataclass

from django.contrib.gis.db import models
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.reverse import reverse
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle
from rest_framework.viewsets import ModelViewSet

from geo.editing.filters import (
    StrictFilterBackend,
    filterset_for,
    refuse_unknown,
    refuse_unknown_confirmation,
)
from geo.editing.locking import etag_of, require_match
from geo.editing.pagination import FeaturePagination, StrictPagination
from geo.editing.permissions import EditingPermission
from geo.editing.serializers import FeatureSerializer, serializer_for
from geo.rights import rights_of


@dataclass(frozen=True)
class Resource:
    """A model that can be edited: its address, and the fields that only some may see.

    ``parts`` are the relations whose rows are shown within the record, to be read only.
    """

    slug: str
    model: type[models.Model]
    private: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class PlainPageRenderer(BrowsableAPIRenderer):
    """The page for people, without what needs inline styles, which the policy forbids."""

    def get_filter_form(self, data, view, request):
        return None

    def get_context(self, *args, **kwargs) -> dict:
        return super().get_context(*args, **kwargs) | {"code_style": ""}


class EditingView:
    """What all views of the editing interface share."""

    # The token first: its challenge makes a missing login a 401 and not a 403.
    authentication_classes = (TokenAuthentication, SessionAuthentication)
    throttle_classes = (AnonRateThrottle, ScopedRateThrottle)
    renderer_classes = (JSONRenderer, PlainPageRenderer)
    throttle_scope = "manage_read"

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # Answers differ by user and may hold phone numbers.
        response["Cache-Control"] = "private, no-store"
        return response


class EditingViewSet(EditingView, ModelViewSet):
    """List, read, make, change and delete the records of one model."""

    resource: Resource
    lookup_field = "public_id"
    lookup_value_regex = "[0-9A-Za-z-]{1,36}"
    permission_classes = (EditingPermission,)
    filter_backends = (StrictFilterBackend,)

    def get_queryset(self) -> models.QuerySet:
        model = self.resource.model
        rows = rights_of(self.request.user).readable(model._default_manager.all())
        references = [f.name for f in model._meta.concrete_fields if f.is_relation]
        # The default ordering alone does not tell rows apart, and pages must not overlap.
        rows = rows.select_related(*references).order_by(*model._meta.ordering, "pk")
        rows = rows.prefetch_related(*self._with_references(self.resource.parts))
        if self.action in ("update", "partial_update", "destroy"):
            return rows.select_for_update(of=("self",))
        return rows

    def _with_references(self, parts: tuple[str, ...]) -> list[str]:
        """Return the look-ups of the parts' rows and of what these refer to."""
        relations = [self.resource.model._meta.get_field(part) for part in parts]
        return [
            f"{relation.name}__{field.name}"
            for relation in relations
            for field in relation.related_model._meta.concrete_fields
            if field.is_relation and field is not relation.field
        ]

    def initial(self, request, *args, **kwargs) -> None:
        self.throttle_scope = "manage_read" if request.method in SAFE_METHODS else "manage_write"
        super().initial(request, *args, **kwargs)
        if self.action in ("create", "update", "partial_update"):
            refuse_unknown(request, {"confirm"})
            refuse_unknown_confirmation(request)
        elif self.action in ("retrieve", "destroy"):
            refuse_unknown(request, set())

    @transaction.atomic
    def create(self, request, *args, **kwargs):
        return super().create(request, *args, **kwargs)

    @transaction.atomic
    def update(self, request, *args, **kwargs):
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def destroy(self, request, *args, **kwargs):
        return super().destroy(request, *args, **kwargs)

    def retrieve(self, request, *args, **kwargs):
        response = super().retrieve(request, *args, **kwargs)
        response["ETag"] = self.etag
        return response

    def get_object(self) -> models.Model:
        """Return the row; one that is to be changed is locked and compared with If-Match."""
        instance = super().get_object()
        self.etag = self.tag_of(instance)
        if self.request.method not in SAFE_METHODS:
            require_match(self.request, self.etag)
        return instance

    def tag_of(self, instance: models.Model) -> str:
        """Return the ETag that is given with a row, and that If-Match must name."""
        return etag_of(instance)

    def perform_create(self, serializer) -> None:
        self._keep_within_rights(serializer.save())

    def perform_update(self, serializer) -> None:
        self._refuse_fields(serializer)
        self._keep_within_rights(serializer.save())

    def _refuse_fields(self, serializer) -> None:
        allowed = rights_of(self.request.user).fields(self.resource.model)
        if allowed is None:
            return
        for name, value in serializer.validated_data.items():
            if name not in allowed and getattr(serializer.instance, name) != value:
                error = PermissionDenied(_("Your role does not allow changing this field."))
                error.parameter, error.expected = name, ", ".join(sorted(allowed))
                raise error

    def _keep_within_rights(self, instance: models.Model) -> None:
        """Refuse a write whose result lies outside what the user may write; it is rolled back."""
        rows = self.resource.model._default_manager.filter(pk=instance.pk)
        if not rights_of(self.request.user).writable(rows).exists():
            raise PermissionDenied(_("The record would lie outside the part you may change."))
        self.etag = self.tag_of(rows.get())

    def finalize_response(self, request, response, *args, **kwargs):
        if response.status_code in (200, 201) and request.method in ("POST", "PUT", "PATCH"):
            response["ETag"] = self.etag
        return super().finalize_response(request, response, *args, **kwargs)

    def get_success_headers(self, data: dict) -> dict:
        public_id = data.get("id") or data.get("public_id")
        name = f"manage:{self.resource.slug}-detail"
        return {"Location": reverse(name, kwargs={"public_id": public_id}, request=self.request)}


def viewset_for(resource: Resource) -> type[EditingViewSet]:
    """Return the views of a resource."""
    serializer = serializer_for(resource.model, resource.private, resource.parts)
    is_feature = issubclass(serializer, FeatureSerializer)
    members = {
        "__doc__": resource.model.__doc__,
        "resource": resource,
        "queryset": resource.model._default_manager.all(),
        "serializer_class": serializer,
        "filterset_class": filterset_for(resource.model),
        "pagination_class": FeaturePagination if is_feature else StrictPagination,
    }
    return type(f"{resource.model.__name__}ViewSet", (EditingViewSet,), members)
