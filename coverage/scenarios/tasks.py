"""The background tasks of scenarios, for the worker (``manage.py work``)."""

from django_tasks import task

from coverage.scenarios import runs


@task()
def compute_scenario(public_id: str) -> str:
    """Compute a scenario; return the state it ended in, empty where nothing was to be done."""
    return runs.run(public_id)
