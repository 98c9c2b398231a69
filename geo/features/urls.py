"""Addresses below ``/api/`` and ``/data/`` that the register answers."""

from django.urls import path, register_converter

from geo.features import downloads, views, writing
from geo.features.tiles.urls import tile_urlpatterns


class Extension:
    """The extensions of whole files."""

    regex = "|".join(downloads.WRITERS)

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
    path("<path:path>", views.nothing, name="nothing"),
]
download_urlpatterns = [
    path("<str:collection_id>.<file_extension:extension>", downloads.download, name="download"),
]
