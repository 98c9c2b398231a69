"""Addresses below ``/api/coverage/``."""

from django.urls import include, path

from coverage.api import views

app_name = "coverage-api"
urlpatterns = [
    path("overview", views.overview_view, name="overview"),
    path("villages", views.villages_view, name="villages"),
    path("segments", views.segments_view, name="segments"),
    path("service-areas", views.service_areas_view, name="service-areas"),
    path("bands", views.bands_view, name="bands"),
    path("travel-times", views.travel_times_view, name="travel-times"),
    path("layers/<str:layer>", views.layer_view, name="layer"),
    path("layers/<str:layer>/areas", views.layer_areas_view, name="layer-areas"),
    path("combined", views.combined_view, name="combined"),
    path("ranking", views.ranking_view, name="ranking"),
    path("trend", views.trend_view, name="trend"),
    path("changes", views.changes_view, name="changes"),
    path("gaps", views.gaps_view, name="gaps"),
    path("routes", views.routes_view, name="routes"),
    path("", include("coverage.api.scenario_urls")),
]
