"""Addresses below ``/api/coverage/``."""

from django.urls import path

from coverage.api import scenarios

urlpatterns = [
    path("scenarios", scenarios.ScenarioList.as_view(), name="scenarios"),
    path("scenarios/<str:public_id>", scenarios.ScenarioDetail.as_view(), name="scenario"),
    path(
        "scenarios/<str:public_id>/cancel",
        scenarios.ScenarioCancel.as_view(),
        name="scenario-cancel",
    ),
    path(
        "scenarios/<str:public_id>/features",
        scenarios.ScenarioFeatures.as_view(),
        name="scenario-features",
    ),
    path(
        "scenarios/<str:public_id>/table", scenarios.ScenarioTable.as_view(), name="scenario-table"
    ),
    path(
        "scenarios/<str:public_id>/compare",
        scenarios.ScenarioCompare.as_view(),
        name="scenario-compare",
    ),
]
