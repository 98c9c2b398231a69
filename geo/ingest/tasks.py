"""The background task of large imports, for the worker (``manage.py work``)."""

from django_tasks import task

from geo.ingest import steps


@task()
def run_import(public_id: str, step: str, user_id: int | None) -> str:
    """Do a step of an import; return the state it is in then, empty where nothing was done."""
    return steps.run_task(public_id, step, user_id)
