"""Addresses of duties below ``/api/``: what is due, surveys, trace-back, notice boards."""

from django.urls import path

from coverage.api.duty import boards, due, surveys, trace

app_name = "duty-api"
urlpatterns = [
    path("patrols/due", due.DueView.as_view(), name="due"),
    path("patrols/due/people", due.PeopleView.as_view(), name="due-people"),
    path("surveys/", surveys.SurveyList.as_view(), name="surveys"),
    path("surveys/<str:code>", surveys.SurveyDetail.as_view(), name="survey"),
    path("surveys/<str:code>/features", surveys.SurveyFeatures.as_view(), name="survey-features"),
    path("surveys/<str:code>/left", surveys.SurveyLeft.as_view(), name="survey-left"),
    path("trace-back", trace.TraceView.as_view(), name="trace-back"),
    path("notice-boards/due", boards.BoardsDue.as_view(), name="boards-due"),
    path("notice-boards/<str:code>/checks", boards.BoardChecks.as_view(), name="board-checks"),
    path(
        "notice-boards/<str:code>/checks/<str:check>/photo",
        boards.CheckPhoto.as_view(),
        name="check-photo",
    ),
    path(
        "notice-boards/<str:code>/checks/<str:check>/thumbnail",
        boards.CheckPhoto.as_view(field="thumbnail"),
        name="check-thumbnail",
    ),
]
