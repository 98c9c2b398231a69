"""Addresses of the pages for people."""

from django.contrib.auth import views as auth
from django.urls import path
from django.views.i18n import set_language

from coverage.pages import deputies, gaps, search, segments, stations, villages
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
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
]
