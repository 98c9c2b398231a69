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
