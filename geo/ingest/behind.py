"""Plans written one behind: a thread encodes the new rows of one while the one before is written.

What is planned in between does not see the rows that wait, and need not: the dry run saw no row of
the file either, and that a file has the same key twice is found by the planner itself.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from django.db import connection

from geo.ingest.encoding import Added, encode
from geo.ingest.plan import ADDED, Plan
from geo.ingest.writing import Writer


class Behind:
    """Takes plans and writes each when the next one comes; ``end`` writes the last."""

    def __init__(self, writer: Writer, first_day: date):
        self.writer, self.first_day = writer, first_day
        self.by_copy = connection.vendor == "postgresql"
        self.thread = ThreadPoolExecutor(1)
        self.waiting: tuple[Plan, Future[Added] | None] | None = None

    def __enter__(self) -> "Behind":
        return self

    def __exit__(self, *_error: object) -> None:
        self.thread.shutdown()

    def take(self, plan: Plan) -> None:
        """Begin to encode a plan and write the one before."""
        before, self.waiting = self.waiting, (plan, self._encoding(plan))
        self._write(before)

    def end(self) -> None:
        """Write the last plan."""
        last, self.waiting = self.waiting, None
        self._write(last)

    def _encoding(self, plan: Plan) -> Future[Added] | None:
        added = [at for at, action in enumerate(plan.actions) if action == ADDED]
        if not added:
            return None
        keys = self.writer.next_keys(len(added))
        return self.thread.submit(encode, self.writer.target, plan, added, keys, self.by_copy)

    def _write(self, waiting: tuple[Plan, Future[Added] | None] | None) -> None:
        if waiting is None:
            return
        plan, coming = waiting
        self.writer.write(plan, coming and coming.result(), self.first_day)
