"""Addresses below ``/api/`` and ``/data/`` that the register answers."""

from django.urls import path, register_converter

from geo.features import views, writing
from geo.features.files import views as files
from geo.features.files.formats import FORMATS
from geo.features.tiles.urls import tile_urlpatterns


class Extension:
    """The extensions of whole files."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Extension, "file_extension")

app_name = "features"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("conformance", views.conformance, name="conformance"),
    path("openapi.json", views.openapi_json, name="openapi"),
    path("openapi.html", views.openapi_html, name="operations"),
    path("collections", views.collections, name="collections"),
    path("collections/<str:collection_id>", views.collection, name="collection"),
    path("collections/<str:collection_id>/items", writing.items, name="items"),
    path("collections/<str:collection_id>/items/<str:feature_id>", writing.feature, name="feature"),
    path("collections/<str:collection_id>/queryables", views.queryables, name="queryables"),
    path("collections/<str:collection_id>/schema", views.schema, name="schema"),
    *tile_urlpatterns,
    path(
        "collections/<str:collection_id>/feature-schema",
        views.feature_schema,
        name="feature_schema",
    ),
    path("<path:path>", views.nothing, name="nothing"),
]
download_urlpatterns = [
    path("register.qgz", files.project, name="project"),
    path("register.<file_extension:extension>", files.register, name="register"),
    path("jobs/<slug:key>", files.job, name="job"),
    path("jobs/<slug:key>/file", files.made_file, name="made"),
    path("<str:collection_id>.<file_extension:extension>", files.download, name="download"),
]
