"""The life of a scenario: queue, run, cancel, delete, and what a killed worker leaves behind."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from coverage.models import Scenario
from coverage.runs import life, presence, recovery
from coverage.runs.apart import run_apart
from coverage.runs.worker import TaskWorker
from coverage.scenarios import runs
from tests.coverage.runs.slow import slow
from tests.coverage.scenarios.conftest import ask_for


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Keep the connection that holds the test's transaction; a worker renews old ones."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def waiting(db) -> Scenario:
    return runs.ask(ask_for(kind="pairing"))


def work() -> None:
    """Do what waits, as the worker does."""
    TaskWorker().take_one()


def left_running(scenario: Scenario, worker: str, times: int = 1) -> DBTaskResult:
    """Make it look as if ``worker`` had taken a scenario up and were gone."""
    Scenario.objects.filter(pk=scenario.pk).update(state="running", progress=0.4)
    task = DBTaskResult.objects.get(pk=scenario.task_id)
    for _ in range(times):
        task.claim(worker)
    return task


def test_a_scenario_waits_runs_and_is_done(waiting):
    assert (waiting.state, waiting.progress) == ("waiting", 0)
    work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.progress, waiting.error) == ("done", 1, "")
    assert waiting.created_at <= waiting.started_at <= waiting.ended_at
    assert len(waiting.result["pairs"]) == 20
    assert DBTaskResult.objects.get(pk=waiting.task_id).return_value == "done"


def test_a_cancelled_one_that_waited_is_never_computed(waiting):
    life.cancel(waiting)
    assert (waiting.state, waiting.result) == ("cancelled", None)
    work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.started_at) == ("cancelled", None)


def test_what_has_ended_cannot_be_cancelled(waiting):
    life.cancel(waiting)
    with pytest.raises(life.EndedError):
        life.cancel(waiting)


def test_a_deleted_one_is_left_alone(waiting):
    waiting.delete()
    work()
    assert DBTaskResult.objects.get().return_value == ""


def test_cancelled_in_the_last_moment_is_cancelled(waiting, monkeypatch):
    def computed(scenario):
        life.cancel(Scenario.objects.get(pk=scenario.pk))
        return {"villages": []}

    monkeypatch.setattr(runs, "_computed", computed)
    work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.result) == ("cancelled", None)


def test_what_the_models_refuse_is_told(waiting):
    waiting.kind, waiting.parameters = "p_center", {"mode": "ebike", "minutes": 15, "k": 999}
    waiting.parameters["candidates"] = "villages"
    waiting.save()
    work()
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "999" in waiting.error
    assert waiting.ended_at is not None


def test_progress_is_written_once_a_second_and_at_each_step(waiting, django_assert_num_queries):
    Scenario.objects.update(state="running")
    report = life.Report(waiting)
    with django_assert_num_queries(2):
        for part in range(100):
            report.tell(part / 100, "roads")
        report.tell(1.0, "areas")
    waiting.refresh_from_db()
    assert (waiting.progress, waiting.progress_note) == (1.0, "areas")


def test_cancelling_takes_effect_within_a_second_inside_the_solver(waiting):
    Scenario.objects.update(state="running")
    report, cancelled_at = life.Report(waiting), []

    def tell(part, note):
        life.cancel(Scenario.objects.get(pk=waiting.pk))
        cancelled_at.append(time.monotonic())

    with pytest.raises(life.Cancelled):
        run_apart(slow, None, tell, report.is_unwanted, 60)
    assert time.monotonic() - cancelled_at[0] < 1.5


def test_a_worker_that_is_stopped_gives_its_scenario_back(waiting, monkeypatch):
    def stopped(scenario):
        raise life.Stopping

    with monkeypatch.context() as patch:
        patch.setattr(runs, "_computed", stopped)
        work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.progress) == ("waiting", 0)
    assert recovery.recover() == 1
    work()
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_what_a_killed_worker_left_is_taken_up_again(waiting):
    left_running(waiting, presence.new_worker_id())
    assert recovery.recover() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.progress) == ("waiting", 0)
    work()
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_the_second_time_it_is_marked_as_failed(waiting):
    task = left_running(waiting, presence.new_worker_id(), times=2)
    recovery.recover()
    waiting.refresh_from_db()
    task.refresh_from_db()
    assert (waiting.state, task.status) == ("failed", "FAILED")
    assert waiting.error
    assert waiting.ended_at is not None


def test_a_cancelled_one_of_a_killed_worker_is_cancelled(waiting):
    left_running(waiting, presence.new_worker_id())
    life.cancel(waiting)
    assert waiting.state == "running"
    recovery.recover()
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_what_a_living_worker_runs_is_left_alone(waiting):
    worker = presence.new_worker_id()
    left_running(waiting, worker)
    with presence.present(worker):
        assert presence.is_alive(worker)
        assert recovery.recover() == 0
    assert not presence.is_alive(worker)
    assert recovery.recover() == 1


def test_a_worker_elsewhere_has_as_long_as_a_run_may_take(waiting):
    task = left_running(waiting, "another-machine.0123")
    assert recovery.recover() == 0
    task.started_at = timezone.now() - timedelta(seconds=life.LONGEST_RUN_S + 61)
    task.save()
    assert recovery.recover() == 1


def test_a_scenario_whose_task_is_lost_is_queued_again(waiting):
    DBTaskResult.objects.all().delete()
    assert recovery.recover() == 1
    work()
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_nothing_that_has_ended_is_touched(waiting):
    life.cancel(waiting)
    DBTaskResult.objects.all().delete()
    assert recovery.recover() == 0
