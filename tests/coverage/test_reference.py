"""Loading the reference data: complete, repeatable, and never over somebody's edits."""

import json
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command

from coverage import reference
from coverage.models import Deputy, Pairing, StationDuty
from geo.models import Road, Village

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "data"


def copy_without(tmp_path, name: str):
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    (folder / name).unlink()
    return folder


def test_every_row_of_every_file_is_loaded():
    for source in reference.SOURCES:
        features = json.loads((FOLDER / f"{source.file}.geojson").read_text())["features"]
        assert source.model.objects.count() == len(features), source.file


def test_loading_again_changes_nothing():
    before = list(Village.objects.order_by("pk").values())
    assert sum(created for _, created, _ in reference.load(FOLDER)) == 0
    assert list(Village.objects.order_by("pk").values()) == before


def test_an_edit_of_a_person_survives_loading():
    Village.objects.filter(code="371327001203").update(population=4321)
    call_command("load_reference", verbosity=0)
    assert Village.objects.get(code="371327001203").population == 4321


def test_a_deleted_row_comes_back_with_its_public_id():
    pairing = Pairing.objects.first()
    public_id = pairing.public_id
    pairing.delete()
    created = {name: created for name, created, _ in reference.load(FOLDER) if created}
    assert created == {"pairings": 1}
    assert Pairing.objects.filter(public_id=public_id).exists()


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
    for model in (Pairing, StationDuty, Deputy):
        model.objects.all().delete()
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    text = (folder / "deputies.geojson").read_text().replace('"group":"G1"', '"group":"G9"', 1)
    (folder / "deputies.geojson").write_text(text)
    with pytest.raises(reference.ReferenceDataError, match="group 'G9' names nothing"):
        list(reference.load(folder))
    assert Deputy.objects.count() == 0


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
