"""Which generation of a place a row speaks of, and what ends where another begins."""

from datetime import date

from geo.ingest.job import Job
from geo.ingest.matching import FOREVER, Row
from geo.ingest.values import Reason, reason

# The row of the register, whether a new generation succeeds it, or why it cannot be taken.
Picked = tuple[Row | None, bool, Reason | None]


def pick(job: Job, generations: list[Row], first: date, last: date | None) -> Picked:
    """Return the row that a row of the file speaks of, among all with its key, oldest first.

    ``first`` and ``last`` are the days of the file's row. In a boundary set the row of another
    generation is succeeded; by public id there is one; by name the code must be one; else it is
    the one valid on ``first``, or with the same first day where the file says first days.
    """
    if job.key == "public_id":
        return generations[0], False, None
    if job.key == "name" and len({row["code"] for row in generations}) > 1:
        return None, False, reason("several_of_name", value=generations[0]["name"])
    if job.is_boundary_set:
        return _of_set(generations, first)
    same = [row for row in generations if row["valid_from"] == first]
    valid = [row for row in generations if row["valid_from"] <= first <= last_day(row)]
    if same or (valid and not job.by_generation):
        return (same or valid)[0], False, None
    if job.key == "name":
        return generations[-1], False, None
    for row in generations:
        if row["valid_from"] <= (last or FOREVER) and last_day(row) >= first:
            days = {"first": row["valid_from"], "last": row["valid_to"]}
            return None, False, reason("other_generation", **days)
    return None, False, None


def _of_set(generations: list[Row], first: date) -> Picked:
    later = [row for row in generations if row["valid_from"] > first]
    if later:
        return None, False, reason("later_generation", first=later[0]["valid_from"])
    same = [row for row in generations if row["valid_from"] == first]
    if same:
        return same[0], False, None
    valid = [row for row in generations if last_day(row) >= first]
    return (valid[0], True, None) if valid else (None, False, None)


def last_day(row: Row) -> date:
    """Return the last day of a row, the end of time while it lasts."""
    return row["valid_to"] or FOREVER
