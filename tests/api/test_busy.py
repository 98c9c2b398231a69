"""A database that another write holds: the interfaces say when to come back, not that they fail."""

import sqlite3

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.test import RequestFactory
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from config.problems import is_busy
from geo.features.responses import resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    """A function that writes to a database which another connection has locked."""
    path = tmp_path / "held.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE notes (text)")
    holder.execute("BEGIN EXCLUSIVE")
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 0.05}}
    connections = ConnectionHandler({"default": options})

    def insert():
        with connections["default"].cursor() as cursor:
            cursor.execute("INSERT INTO notes VALUES ('x')")

    yield insert
    connections.close_all()
    holder.close()


def check(response) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Content-Type"] == "application/problem+json"


def test_the_reading_interfaces(write):
    @resource
    def view(request):
        write()

    response = view(RequestFactory().get("/api/coverage/overview"))
    check(response)
    assert b'"status":503' in response.content
    assert b"after 5 seconds" in response.content


def test_the_writing_interfaces(write):
    class View(APIView):
        renderer_classes = (JSONRenderer,)
        authentication_classes = ()
        permission_classes = ()

        def post(self, request):
            write()
            return Response({})

    response = View.as_view()(RequestFactory().post("/api/manage/villages/"))
    response.render()
    check(response)
    assert response.data["title"] == "Service Unavailable"


def test_other_failures_of_the_database_are_not_hidden():
    @resource
    def view(request):
        raise OperationalError("no such table: notes")

    with pytest.raises(OperationalError):
        view(RequestFactory().get("/api/"))
    assert not is_busy(ValueError("locked"))
