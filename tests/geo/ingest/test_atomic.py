"""All or nothing: an exception in the middle, a register that changed, rows edited since."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from geo.ingest import checking, folder, steps, writing
from geo.models import Import, ImportRow, Village
from tests import register
from tests.geo.ingest.conftest import features, square

pytestmark = pytest.mark.django_db


def many(count: int, **values: object) -> bytes:
    rows = [
        {
            "code": f"V{number}",
            "kind": "village",
            "geometry": square(118.8 + number * 1e-3, side=5e-4),
        }
        for number in range(count)
    ]
    return features(*({**row, **values} for row in rows))


def test_an_exception_in_the_middle_leaves_nothing(committee, unit, monkeypatch):
    monkeypatch.setattr(checking, "BATCH_ROWS", 10)
    found = committee.checked("a.json", many(30), "villages", unit.code)
    calls = []

    def fail_at_the_third(self, added, add=writing.Writer._add):
        calls.append(len(added.keys))
        if len(calls) == 3:
            raise RuntimeError("power cut")
        add(self, added)

    monkeypatch.setattr(writing.Writer, "_add", fail_at_the_third)
    kept = Import.objects.get(public_id=found["id"])
    with pytest.raises(RuntimeError):
        steps.start(kept, steps.COMMIT, committee.user)
    assert calls == [10, 10, 10]
    assert not Village.objects.filter(subdistrict=unit).exists()
    assert not Village.history.filter(subdistrict=unit).exists()
    kept.refresh_from_db()
    assert (kept.state, kept.step) == ("checked", "")


def test_cancelling_while_it_is_taken_in_leaves_nothing(committee, unit, monkeypatch):
    monkeypatch.setattr(checking, "BATCH_ROWS", 10)
    found = committee.checked("a.json", many(30), "villages", unit.code)
    kept = Import.objects.get(public_id=found["id"])

    def add_and_cancel(self, added, add=writing.Writer._add):
        add(self, added)
        assert committee("delete", kept.public_id).status_code == 202
        assert committee("get", kept.public_id).json()["step"] == "commit"

    monkeypatch.setattr(writing.Writer, "_add", add_and_cancel)
    steps.run(kept, steps.COMMIT, committee.user)
    assert not Village.objects.filter(subdistrict=unit).exists()
    assert not Import.objects.exists()
    assert not folder.folder_of(kept).exists()


def test_a_stale_dry_run_is_refused(committee, unit):
    found = committee.checked("a.json", many(3), "villages", unit.code)
    register.village(unit, "V1")
    refused = committee("post", f"{found['id']}/commit")
    assert refused.status_code == 409
    assert "check it again" in refused.json()["detail"]
    assert Village.objects.filter(subdistrict=unit).count() == 1
    again = committee("post", f"{found['id']}/check").json()
    assert (again["counts"]["added"], again["counts"]["changed"]) == (2, 1)
    assert committee("post", f"{found['id']}/commit").status_code == 200


def test_a_value_edited_since_the_check_makes_it_stale(committee, unit):
    village = register.village(unit, "V1", population=1)
    row = {"code": "V1", "population": 3}
    found = committee.checked("a.json", features(row), "villages", unit.code)
    village.population = 2
    village.save()
    assert committee("post", f"{found['id']}/commit").status_code == 409
    village.refresh_from_db()
    assert village.population == 2


def test_undoing_is_refused_when_rows_were_edited_since(committee, unit):
    found = committee.committed("a.json", many(3), "villages", unit.code)
    village = Village.objects.get(subdistrict=unit, code="V1")
    village.name = "later"
    village.save()
    refused = committee("post", f"{found['id']}/undo")
    assert refused.status_code == 409
    assert refused.json()["reasons"] == ["1 rows were changed since: V1"]
    assert Village.objects.filter(subdistrict=unit).count() == 3


def test_undoing_is_refused_when_something_refers_to_what_was_added(committee, unit):
    found = committee.committed("a.json", many(3), "villages", unit.code)
    register.station(unit, village=Village.objects.get(subdistrict=unit, code="V2"))
    (reason,) = committee("post", f"{found['id']}/undo").json()["reasons"]
    assert reason == "1 deputy liaison stations refer to what it added"
    assert Village.objects.filter(subdistrict=unit).count() == 3


def test_rows_without_a_history_can_be_undone_too(committee, unit):
    village = register.village(unit, "V1", name="old")
    Village.history.all().delete()
    row = {"code": "V1", "name": "new"}
    found = committee.committed("a.json", features(row), "villages", unit.code)
    assert committee("post", f"{found['id']}/undo").status_code == 200
    village.refresh_from_db()
    assert village.name == "old"


def test_a_step_that_was_killed_is_told_and_can_be_started_again(committee, unit):
    found = committee.checked("a.json", many(3), "villages", unit.code)
    kept = Import.objects.get(public_id=found["id"])
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.folder_of(kept) / "lock")],
        cwd=django_settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"held\n"
    Import.objects.filter(pk=kept.pk).update(step="commit")
    assert committee("get", kept.public_id).json()["step"] == "commit"
    assert committee("post", f"{kept.public_id}/commit").status_code == 409
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    told = committee("get", kept.public_id).json()
    assert (told["state"], told["step"]) == ("checked", "")
    assert "broken off" in told["error"]
    assert committee("post", f"{kept.public_id}/commit").json()["state"] == "committed"


HOLD = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""


def test_more_rows_than_are_shown_are_all_counted(committee, unit, monkeypatch):
    from geo.ingest import collecting

    monkeypatch.setattr(collecting, "MOST_KEPT", 5)
    found = committee.checked("a.json", many(30, kind="x"), "villages", unit.code)
    assert found["counts"]["rejected"] == 30
    assert found["report"]["reasons"] == {"wrong_choice": 30}
    assert ImportRow.objects.count() == 5
    answer = committee("get", f"{found['id']}/rows?action=rejected").json()
    assert (answer["total"], answer["numberMatched"]) == (30, 5)


def test_large_imports_are_for_the_worker(committee, unit, settings):
    settings.IMPORT_AT_ONCE_ROWS = 10
    from django_tasks_db.models import DBTaskResult

    found = committee.opened("a.json", many(30), "villages", unit.code)
    response = committee("post", f"{found}/check")
    assert response.status_code == 202
    assert response.json()["step"] == "check"
    assert committee("post", f"{found}/check").status_code == 409
    result = DBTaskResult.objects.get()
    assert result.task.call(*result.args_kwargs["args"]) == "checked"
    told = committee("get", found).json()
    assert (told["state"], told["step"], told["counts"]["added"]) == ("checked", "", 30)
