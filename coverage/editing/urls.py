"""Addresses below ``/api/manage/``."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny
from rest_framework.routers import APIRootView, DefaultRouter

from coverage.editing.resources import RESOURCES as PEOPLE
from geo.editing.permissions import MemberPermission
from geo.editing.resources import RESOURCES as PLACES
from geo.editing.viewsets import EditingView, viewset_for

app_name = "manage"


class EditingRoot(EditingView, APIRootView):
    """Everything that can be edited: the register of places, and who covers them."""

    permission_classes = (MemberPermission,)


class EditingRouter(DefaultRouter):
    """One address for each resource, and a list of them at the root."""

    APIRootView = EditingRoot
    include_format_suffixes = False


router = EditingRouter()
for resource in (*PLACES, *PEOPLE):
    router.register(resource.slug, viewset_for(resource), basename=resource.slug)

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    *router.urls,
]
