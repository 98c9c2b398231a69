"""The background task of long files, for the worker (``manage.py work``)."""

from django_tasks import task

from geo.features.files import jobs


@task()
def write_file(key: str, name: str, extension: str, given: str) -> str:
    """Write a long file; return the state it ended in, empty where nobody wants it any more."""
    return jobs.run(key, name, extension, given)
