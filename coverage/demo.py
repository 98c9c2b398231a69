"""Demonstration users: one for each role, with random passwords kept in a private file."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction
from rest_framework.authtoken.models import Token

from coverage.models import Deputy, Membership, RiverChief, Role
from geo.models import LiaisonStation, Subdistrict

REFERENCE_CODE = "371327001"
USERS = {
    "demo_deputy": Role.DEPUTY,
    "demo_patroller": Role.PATROLLER,
    "demo_coordinator": Role.COORDINATOR,
    "demo_committee": Role.COMMITTEE,
    "demo_gis": Role.GIS_READER,
    "demo_admin": Role.ADMINISTRATOR,
}


class DemoUsersError(ValueError):
    """The demonstration users cannot be made here."""


@dataclass(frozen=True)
class DemoUser:
    """A row of the table that is printed."""

    role: str
    username: str
    password: str
    token: str = ""


def make_users(path: Path) -> list[DemoUser]:
    """Make the demonstration users, or find them, and return them with their passwords.

    The passwords are random, kept in ``path`` (readable by its owner only) and set again when
    somebody changed them. Raises DemoUsersError without the reference data.
    """
    unit = Subdistrict.objects.filter(code=REFERENCE_CODE).order_by("-valid_from").first()
    if unit is None:
        raise DemoUsersError(
            f"Subdistrict {REFERENCE_CODE} is not there: demonstration users belong to the "
            "reference data. Load it first: manage.py load_reference"
        )
    known = _read(path)
    with transaction.atomic():
        users = [_make(name, role, unit, known) for name, role in USERS.items()]
    _write(path, known)
    return users


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Return each user's password, and what the database kept of it when it was set."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    new = ({"password": secrets.token_urlsafe(9), "kept": ""} for _ in USERS)
    return {name: known.get(name) or fresh for name, fresh in zip(USERS, new, strict=True)}


def _write(path: Path, known: dict[str, dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(known, file, indent=2)


def _make(name: str, role: Role, unit: Subdistrict, known: dict) -> DemoUser:
    user, created = get_user_model().objects.get_or_create(username=name)
    is_superuser = role == Role.ADMINISTRATOR
    password = known[name]["password"]
    # Comparing what is kept spares the slow check of a password at every start.
    is_set = user.password == known[name]["kept"] or user.check_password(password)
    if created or not is_set or user.is_superuser != is_superuser:
        user.is_superuser = user.is_staff = is_superuser
        user.set_password(password)
        user.save()
    known[name]["kept"] = user.password
    membership = {"role": role, "subdistrict": unit, **_person(role, unit)}
    Membership.objects.update_or_create(user=user, defaults=membership)
    token = Token.objects.get_or_create(user=user)[0].key if role == Role.GIS_READER else ""
    return DemoUser(role.value, name, password, token)


def _person(role: Role, unit: Subdistrict) -> dict:
    """Return whom or which station a demonstration user of a role stands for."""
    models = {
        Role.DEPUTY: ("deputy", Deputy.objects.filter(level=Deputy.Level.COUNTY)),
        Role.PATROLLER: ("chief", RiverChief.objects.filter(level="village")),
        Role.COORDINATOR: ("station", LiaisonStation.objects.all()),
    }
    if role not in models:
        return {}
    name, rows = models[role]
    return {name: rows.filter(subdistrict=unit).order_by("code").first()}
