"""The URL table."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/coverage/", include("coverage.api.urls")),
    path("api/manage/", include("coverage.editing.urls")),
    path("admin/", admin.site.urls),
]
