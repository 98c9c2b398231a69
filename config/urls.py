"""The URL table."""

from django.contrib import admin
from django.urls import include, path

from coverage.at import at
from geo.features.urls import download_urlpatterns

urlpatterns = [
    path("api/coverage/", include("coverage.api.urls")),
    # Before the patrols: their ids would take "due" for one.
    path("api/", include("coverage.api.duty_urls")),
    path("api/patrols/", include("coverage.api.patrol_urls")),
    path("api/inspection-routes/", include("coverage.api.inspection_urls")),
    path("api/issues/", include("coverage.api.issue_urls")),
    path("api/manage/", include("coverage.editing.urls")),
    path("api/imports/", include("geo.ingest.api.urls")),
    path("api/at", at, name="at"),
    # After the others below /api/: it answers what nobody else does.
    path("api/", include("geo.features.urls")),
    path("data/", include((download_urlpatterns, "downloads"))),
    path("admin/", admin.site.urls),
    path("", include("coverage.pages.urls")),
]
handler400 = "coverage.pages.errors.bad_request"
handler404 = "coverage.pages.errors.not_found"
