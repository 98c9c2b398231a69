"""The demonstration users: one a role, the same again on the next run."""

import json
import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from rest_framework.authtoken.models import Token

from coverage import demo
from coverage.models import Membership, Role
from geo.models import Subdistrict

pytestmark = pytest.mark.django_db


def run(path) -> str:
    out = StringIO()
    call_command("demo_users", file=path, stdout=out)
    return out.getvalue()


def test_there_is_one_for_each_role(tmp_path):
    run(tmp_path / "users.json")
    held = Membership.objects.filter(user__username__in=demo.USERS).values_list("role", flat=True)
    assert sorted(held) == sorted(Role.values)
    superusers = get_user_model().objects.filter(is_superuser=True, username__in=demo.USERS)
    assert [user.username for user in superusers] == ["demo_admin"]


def test_the_printed_passwords_and_token_work(tmp_path):
    lines = [line.split() for line in run(tmp_path / "users.json").splitlines()[1:]]
    assert len(lines) == len(demo.USERS)
    request = RequestFactory().post("/login/")
    for role, name, password, *token in lines:
        user = authenticate(request, username=name, password=password)
        assert user is not None
        assert user.membership.role == role
        assert token == ([Token.objects.get(user=user).key] if role == "gis_reader" else [])


def test_the_next_run_prints_the_same_and_makes_nothing(tmp_path):
    path = tmp_path / "deep" / "users.json"
    first = run(path)
    users = get_user_model().objects.count()
    assert run(path) == first
    assert get_user_model().objects.count() == users


def test_a_changed_password_is_set_back(tmp_path):
    path = tmp_path / "users.json"
    run(path)
    user = get_user_model().objects.get(username="demo_committee")
    user.set_password("something else")
    user.save()
    run(path)
    user.refresh_from_db()
    assert user.check_password(json.loads(path.read_text())["demo_committee"]["password"])


def test_the_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "users.json"
    path.write_text("{}")
    path.chmod(0o644)
    run(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_passwords_are_not_the_same_everywhere(tmp_path):
    run(tmp_path / "a.json")
    run(tmp_path / "b.json")
    first, second = (
        {user["password"] for user in json.loads((tmp_path / name).read_text()).values()}
        for name in ("a.json", "b.json")
    )
    assert not first & second
    assert min(map(len, first)) >= 12


def test_without_the_reference_data_it_refuses(tmp_path):
    Subdistrict.objects.filter(code=demo.REFERENCE_CODE).update(code="999999999")
    with pytest.raises(CommandError, match="load_reference"):
        run(tmp_path / "users.json")
    assert not (tmp_path / "users.json").exists()
    assert not get_user_model().objects.filter(username__in=demo.USERS).exists()
