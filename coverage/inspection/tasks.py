"""The background tasks of inspection routes, for the worker (``manage.py work``)."""

from django_tasks import task

from coverage.inspection import runs


@task()
def compute_inspection_route(public_id: str) -> str:
    """Compute a route; return the state it ended in, empty where nothing was to be done."""
    return runs.run(public_id)
