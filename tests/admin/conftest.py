"""Clients that are logged in to the admin with a role."""

import pytest
from django.test import Client

from geo.models import LiaisonStation
from tests import register

BACKEND = "django.contrib.auth.backends.ModelBackend"


def own_station() -> LiaisonStation:
    return LiaisonStation.objects.order_by("code").first()


def client_of(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend=BACKEND)
    return client


def form_of(client, page: str) -> dict:
    """Return what a browser would send back for the form of a page."""
    form = client.get(page).context["adminform"].form
    values = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        values[name] = form.fields[name].widget.format_value(value) or ""
        if hasattr(value, "geojson"):
            values[name] = value.geojson
        elif isinstance(values[name], list):
            values[name] = values[name][0]
    return values


@pytest.fixture
def committee(db) -> Client:
    return client_of(register.user("committee", register.reference_unit(), "committee"))


@pytest.fixture
def coordinator(db) -> Client:
    unit = register.reference_unit()
    return client_of(register.user("coordinator", unit, "coordinator", station=own_station()))


@pytest.fixture
def administrator(db) -> Client:
    return client_of(register.user("administrator", register.reference_unit(), "administrator"))


@pytest.fixture
def superuser(db) -> Client:
    user = register.user(None, name="root")
    user.is_superuser = user.is_staff = True
    user.save()
    return client_of(user)
