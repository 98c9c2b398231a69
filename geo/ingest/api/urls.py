"""Addresses below ``/api/imports/``."""

from django.urls import path

from geo.ingest import steps
from geo.ingest.api import views

app_name = "imports"
urlpatterns = [
    path("", views.ImportList.as_view(), name="imports"),
    path("<str:public_id>", views.ImportDetail.as_view(), name="import"),
    path("<str:public_id>/check", views.ImportStep.as_view(step=steps.CHECK), name="check"),
    path("<str:public_id>/commit", views.ImportStep.as_view(step=steps.COMMIT), name="commit"),
    path("<str:public_id>/undo", views.ImportStep.as_view(step=steps.UNDO), name="undo"),
    path("<str:public_id>/rows", views.ImportRows.as_view(), name="rows"),
    path("<str:public_id>/features", views.ImportFeatures.as_view(), name="features"),
    path("<str:public_id>/preview", views.ImportPreview.as_view(), name="preview"),
    path("<str:public_id>/file", views.ImportFile.as_view(), name="file"),
]
