"""Addresses below ``/api/issues/``."""

from django.urls import path

from coverage.api import issue_photos, issues

app_name = "issues-api"
urlpatterns = [
    path("", issues.IssueList.as_view(), name="list"),
    path("features", issues.IssueFeatures.as_view(), name="features"),
    path("table", issues.IssueTable.as_view(), name="table"),
    path("<str:issue>", issues.IssueDetail.as_view(), name="issue"),
    path("<str:issue>/steps", issues.IssueSteps.as_view(), name="steps"),
    path("<str:issue>/photos/<str:photo>", issue_photos.IssuePhotoView.as_view(), name="photo"),
    path(
        "<str:issue>/photos/<str:photo>/thumbnail",
        issue_photos.IssueThumbnail.as_view(),
        name="thumbnail",
    ),
]
