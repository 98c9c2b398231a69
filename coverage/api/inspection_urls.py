"""Addresses below ``/api/inspection-routes/``."""

from django.urls import path

from coverage.api import inspection_rounds, inspection_routes

app_name = "inspection-api"
urlpatterns = [
    path("", inspection_routes.RouteList.as_view(), name="routes"),
    path("today", inspection_routes.Today.as_view(), name="today"),
    path("rounds/<str:public_id>", inspection_rounds.RoundDetail.as_view(), name="round"),
    path(
        "rounds/<str:public_id>/assign",
        inspection_rounds.RoundAssign.as_view(),
        name="round-assign",
    ),
    *(
        path(
            f"rounds/<str:public_id>/{step}",
            inspection_rounds.RoundStep.as_view(step=step),
            name=f"round-{step}",
        )
        for step in ("accept", "decline", "walked", "cancel")
    ),
    path(
        "rounds/<str:public_id>/replan",
        inspection_rounds.RoundReplan.as_view(),
        name="round-replan",
    ),
    path(
        "rounds/<str:public_id>/compare",
        inspection_rounds.RoundCompare.as_view(),
        name="round-compare",
    ),
    path("<str:public_id>", inspection_routes.RouteDetail.as_view(), name="route"),
    path("<str:public_id>/cancel", inspection_routes.RouteCancel.as_view(), name="route-cancel"),
    path(
        "<str:public_id>/features",
        inspection_routes.RouteFeatures.as_view(),
        name="route-features",
    ),
    path("<str:public_id>/compare", inspection_routes.RouteCompare.as_view(), name="route-compare"),
    path("<str:public_id>/walked", inspection_routes.RouteWalked.as_view(), name="route-walked"),
    path(
        "<str:public_id>/export.<str:form>",
        inspection_routes.RouteExport.as_view(),
        name="route-export",
    ),
]
