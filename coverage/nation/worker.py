"""What a worker of Dask runs: it has the code and the environment, but Django is not set up."""

import os

from coverage.nation.table import CountyTable, Question


def work(code: str, asked: Question) -> CountyTable:
    """Return the table of a county, read from the database that this process's settings name."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from coverage.nation.county import county_table

    return county_table(code, asked)
