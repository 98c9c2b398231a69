"""manage.py import_places: the same report, and an exit code to go by."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from geo.models import Import, Village
from tests.geo.ingest.conftest import features, square

pytestmark = pytest.mark.django_db
ROW = {"code": "V1", "name": "甲", "kind": "village", "geometry": square()}
ANSWERS = ("--as-of", "2023-06-30", "--quality", "official")


@pytest.fixture
def run(unit, tmp_path):
    """Run the command on rows; return what it printed."""

    def call(rows, *options: str) -> str:
        path = tmp_path / "a.json"
        path.write_bytes(features(*rows))
        out = StringIO()
        place = ("--target", "villages", "--subdistrict", unit.code)
        call_command("import_places", str(path), *place, *options, stdout=out, verbosity=0)
        return out.getvalue()

    return call


def test_a_check_tells_and_keeps_nothing(run, unit):
    told = run([ROW], *ANSWERS, "--check")
    assert "1 added, 0 changed, 0 unchanged, 0 rejected" in told
    assert not Village.objects.filter(subdistrict=unit).exists()
    assert not Import.objects.exists()


def test_a_commit_takes_it_in_and_again_changes_nothing(run, unit):
    told = run([ROW], *ANSWERS, "--commit", "--yes")
    kept = Import.objects.get()
    assert f"taken in as import {kept.public_id}" in told
    assert (kept.state, kept.created_by) == ("committed", None)
    assert Village.objects.get(subdistrict=unit).name == "甲"
    assert "0 added, 0 changed, 1 unchanged" in run([ROW], *ANSWERS, "--commit", "--yes")


def test_rejected_rows_end_with_1_unless_accepted(run, unit, capsys):
    rows = [ROW, {**ROW, "code": "V2", "kind": "hamlet"}]
    with pytest.raises(SystemExit) as ended:
        run(rows, *ANSWERS, "--commit", "--yes")
    assert ended.value.code == 1
    assert not Village.objects.filter(subdistrict=unit).exists()
    told = run(rows, *ANSWERS, "--commit", "--yes", "--accept-rejected")
    assert "rejected row 2 V2 甲" in told
    assert Village.objects.get(subdistrict=unit).code == "V1"


def test_without_a_yes_nothing_is_changed(run, unit, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "n")
    with pytest.raises(SystemExit):
        run([ROW], *ANSWERS, "--commit")
    assert not Village.objects.filter(subdistrict=unit).exists()
    assert not Import.objects.exists()


def test_columns_and_fixed_values_can_be_given(run, unit):
    row = {"甲": "V1", "乙": "名", "geometry": square()}
    given = ("--column", "甲=code", "--column", "乙=name", "--set", "kind=社区")
    run([row], *ANSWERS, *given, "--commit", "--yes")
    village = Village.objects.get(subdistrict=unit)
    assert (village.code, village.name, village.kind) == ("V1", "名", "community")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "as_of"),
        (("--as-of", "yesterday"), "as_of"),
        ((*ANSWERS, "--column", "x"), "--column"),
        ((*ANSWERS, "--column", "x=code"), "mapping.code"),
        ((*ANSWERS, "--set", "kind=hamlet"), "constants.kind"),
        ((*ANSWERS, "--crs", "EPSG:99"), "crs"),
        ((*ANSWERS, "--user", "nobody"), "--user"),
    ],
)
def test_a_wrong_option_is_named(run, options, expected):
    with pytest.raises(CommandError, match=expected):
        run([ROW], *options)
    assert not Import.objects.exists()


def test_rights_are_those_of_the_user(run, unit, committee):
    run([ROW], *ANSWERS, "--user", committee.user.username, "--commit", "--yes")
    assert Village.objects.get(subdistrict=unit).history.get().history_user == committee.user
