"""Addresses below ``/api/patrols/``."""

from django.urls import path

from coverage.api import patrols

app_name = "patrol-api"
urlpatterns = [
    path("<str:patrol>", patrols.PatrolDetail.as_view(), name="patrol"),
    path("<str:patrol>/end", patrols.PatrolEnd.as_view(), name="end"),
    path("<str:patrol>/track", patrols.PatrolTrackShapes.as_view(), name="shapes"),
    path("<str:patrol>/tracks/<str:track>", patrols.PatrolTrackView.as_view(), name="track"),
    path(
        "<str:patrol>/tracks/<str:track>/parts/<str:part>",
        patrols.TrackPartView.as_view(),
        name="part",
    ),
]
