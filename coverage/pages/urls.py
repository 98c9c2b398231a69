"""Addresses of the pages for people."""

from django.contrib.auth import views as auth
from django.urls import path
from django.views.i18n import set_language

from coverage.pages import (
    changes,
    deputies,
    gaps,
    patrols,
    scenarios,
    search,
    segments,
    stations,
    travel,
    trend,
    villages,
    waters,
)
from coverage.pages.map import map_page

urlpatterns = [
    path("", map_page, name="map"),
    path("search/", search.search_page, name="search"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("villages/", villages.village_list, name="village-list"),
    path("villages/<str:code>/", villages.village_page, name="village"),
    path("stations/", stations.station_list, name="station-list"),
    path("stations/<str:code>/", stations.station_page, name="station"),
    path("segments/", segments.segment_list, name="segment-list"),
    path("segments/<str:code>/", segments.segment_page, name="segment"),
    path("deputies/", deputies.deputy_list, name="deputy-list"),
    path("deputies/<str:code>/", deputies.deputy_page, name="deputy"),
    path("gaps/", gaps.gap_list, name="gap-list"),
    path("waters/", waters.water_list, name="water-list"),
    path("changes/", changes.changes_page, name="changes"),
    path("trend/", trend.trend_page, name="trend"),
    path("travel-times/", travel.travel_page, name="travel-times"),
    path("scenarios/", scenarios.scenario_list, name="scenario-list"),
    path("scenarios/new/", scenarios.scenario_new, name="scenario-new"),
    path("scenarios/<str:public_id>/", scenarios.scenario_page, name="scenario"),
    path("scenarios/<str:public_id>/cancel/", scenarios.scenario_cancel, name="scenario-cancel"),
    path("scenarios/<str:public_id>/delete/", scenarios.scenario_delete, name="scenario-delete"),
    path("patrols/", patrols.patrol_list, name="patrol-list"),
    path("patrols/upload/", patrols.upload_page, name="patrol-upload"),
    path("patrols/<str:public_id>/", patrols.patrol_page, name="patrol"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
]
