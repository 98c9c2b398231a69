"""Loading the reference data: complete, repeatable, and never over somebody's edits."""

import csv
import json
import shutil
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from coverage import reference, reference_tracks
from coverage.models import (
    Deputy,
    DutyRecord,
    Issue,
    Pairing,
    Patrol,
    PatrolStretch,
    PatrolTrack,
    StationDuty,
)
from fixtures.writing import table_text
from geo.models import Road, Village
from tests import register

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "data"


def copy_without(tmp_path, name: str):
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    (folder / name).unlink()
    return folder


def test_every_row_of_every_file_is_loaded():
    for source in reference.SOURCES:
        text = (FOLDER / source.file).read_text()
        is_table = source.file.endswith(".csv")
        rows = text.splitlines()[1:] if is_table else json.loads(text)["features"]
        assert source.model.objects.count() == len(rows), source.file


def test_every_file_is_read():
    read = {source.file for source in reference.SOURCES} | {reference_tracks.FILE}
    assert read == {path.name for path in FOLDER.iterdir()}


def test_loading_again_changes_nothing():
    def everything():
        return {s.model: list(s.model.objects.order_by("pk").values()) for s in reference.SOURCES}

    before = everything()
    assert {found.created for found in reference.load(FOLDER)} == {0}
    assert everything() == before


def test_loading_again_asks_little(django_assert_max_num_queries):
    """A few questions a file, however many rows it has."""
    with django_assert_max_num_queries(5 * len(reference.SOURCES)):
        list(reference.load(FOLDER))


def test_an_edit_of_a_person_survives_loading():
    Village.objects.filter(code="371327001203").update(population=4321)
    call_command("load_reference", verbosity=0)
    assert Village.objects.get(code="371327001203").population == 4321


def test_a_deleted_row_comes_back_with_its_public_id():
    pairing = Pairing.objects.first()
    public_id = pairing.public_id
    pairing.delete()
    created = {found.file: found.created for found in reference.load(FOLDER) if found.created}
    assert created == {"pairings.geojson": 1}
    assert Pairing.objects.filter(public_id=public_id).exists()


def test_a_deleted_patrol_comes_back_with_its_parts():
    patrol = Patrol.objects.filter(tracks__isnull=False, stretches__isnull=False).first()
    stretches = list(patrol.stretches.values("river_segment", "start_m", "end_m"))
    track = patrol.tracks.get()
    patrol.delete()
    created = {found.file: found.created for found in reference.load(FOLDER) if found.created}
    assert created == {
        "patrols.csv": 1,
        "patrol_stretches.csv": len(stretches),
        reference_tracks.FILE: 1,
    }
    again = Patrol.objects.get(public_id=patrol.public_id)
    assert list(again.stretches.values("river_segment", "start_m", "end_m")) == stretches
    assert again.tracks.get().public_id == track.public_id
    assert again.tracks.get().length_m == pytest.approx(track.length_m)


def test_the_tracks_agree_with_what_their_patrols_covered():
    """The generator and the measuring know nothing of each other."""
    tracks = PatrolTrack.objects.filter(patrol__is_valid=True).select_related("patrol")
    assert len(tracks) > 30
    for track in tracks:
        walked_m = sum(one.end_m - one.start_m for one in track.patrol.stretches.all())
        assert track.length_m == pytest.approx(walked_m, rel=0.2), track.patrol
        assert 0 < track.points_kept <= track.points_received == track.parts.get().points_count
        assert track.geom.valid


def test_a_removed_stretch_stays_removed():
    stretch = PatrolStretch.objects.first()
    stretch.delete()
    assert {found.created for found in reference.load(FOLDER)} == {0}
    assert not PatrolStretch.objects.filter(pk=stretch.pk).exists()


def test_cells_become_what_the_fields_hold():
    judged = Patrol.objects.exclude(is_valid=None).order_by("code").first()
    assert isinstance(judged.date, date)
    assert judged.ended_at > judged.started_at
    assert judged.started_at.utcoffset() is not None
    assert Patrol.objects.filter(status="planned", is_valid=None, started_at=None).exists()
    assert DutyRecord.objects.filter(is_valid=False).exclude(note="").exists()


def test_the_reported_kinds_of_villages_are_loaded():
    unit = register.reference_unit()
    assert (unit.reported_communities, unit.reported_administrative_villages) == (25, 25)


def test_a_code_the_files_no_longer_have_is_reported_and_kept(tmp_path, capsys):
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    path = folder / "duty_records.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[3:]]))
    own = register.duty(
        Deputy.objects.first(), Village.objects.first(), date(2026, 1, 1), code="OWN"
    )
    call_command("load_reference", folder=folder)
    assert "duty_records.csv: no longer has DR0001, DR0002;" in capsys.readouterr().out
    assert DutyRecord.objects.filter(code__in=["DR0001", "DR0002", own.code]).count() == 3


def test_nothing_is_reported_of_what_the_files_still_have(capsys):
    call_command("load_reference")
    assert "no longer" not in capsys.readouterr().out


def test_measures_are_computed_on_load():
    total_m2 = sum(Village.objects.values_list("area_m2", flat=True))
    assert total_m2 == pytest.approx(143e6, abs=10_000)
    assert not Road.objects.filter(length_m__isnull=True).exists()


def test_history_says_where_the_rows_come_from():
    reasons = set(Village.history.values_list("history_change_reason", flat=True))
    assert reasons == {reference.REASON}


def test_a_missing_file_is_named_and_nothing_is_loaded(tmp_path):
    Pairing.objects.all().delete()
    folder = copy_without(tmp_path, "river_chiefs.geojson")
    with pytest.raises(reference.ReferenceDataError, match=r"river_chiefs\.geojson is missing"):
        list(reference.load(folder))
    assert Pairing.objects.count() == 0


def test_an_unknown_reference_is_named(tmp_path):
    for model in (DutyRecord, Issue, Patrol, Pairing, StationDuty, Deputy):
        model.objects.all().delete()
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    text = (folder / "deputies.geojson").read_text().replace('"group":"G1"', '"group":"G9"', 1)
    (folder / "deputies.geojson").write_text(text)
    with pytest.raises(reference.ReferenceDataError, match="group 'G9' names nothing"):
        list(reference.load(folder))
    assert Deputy.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("date", "2026-02-30", r"duty_records\.csv: date: .*2026-02-30"),
        ("is_valid", "yes", r"duty_records\.csv: is_valid: .*yes"),
        ("kind", "call", r"duty_records\.csv: the database refused a row"),
        ("village", "000", r"duty_records\.csv: village '000' names nothing"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, column, value, named):
    DutyRecord.objects.all().delete()
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    path = folder / "duty_records.csv"
    rows = list(csv.DictReader(path.read_text().splitlines()))
    rows[5][column] = value
    path.write_text(table_text(rows))
    with pytest.raises(reference.ReferenceDataError, match=named):
        list(reference.load(folder))
    assert DutyRecord.objects.count() == 0


def test_a_row_the_database_refuses_is_named(tmp_path):
    Pairing.objects.all().delete()
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    path = folder / "pairings.geojson"
    text = path.read_text()
    first = json.loads(text)["features"][0]["properties"]
    wrong = f'"valid_from":"{first["valid_from"]}"'
    path.write_text(
        text.replace(wrong, '"valid_from":"2999-01-01","valid_to":"2998-01-01","x":0', 1).replace(
            '"x":0,"valid_to":null', '"x":0'
        )
    )
    with pytest.raises(reference.ReferenceDataError, match=r"pairings\.geojson"):
        list(reference.load(folder))
    assert Pairing.objects.count() == 0
