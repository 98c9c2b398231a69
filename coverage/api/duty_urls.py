"""Addresses of duties below ``/api/``: what is due, surveys, trace-back, notice boards."""

from django.urls import path

from coverage.api.duty.due import DueView

app_name = "duty-api"
urlpatterns = [
    path("patrols/due", DueView.as_view(), name="due"),
]
