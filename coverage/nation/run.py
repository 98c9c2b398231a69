"""Many counties: one after the other here, or side by side on workers of Dask."""

import logging
from collections.abc import Iterator

from coverage.nation.county import county_table
from coverage.nation.table import CountyTable, Question
from coverage.nation.worker import work


class WorkersError(RuntimeError):
    """Dask is not installed, or its scheduler does not answer."""


def here(codes: list[str], asked: Question) -> Iterator[CountyTable]:
    """Give the counties' tables in the order of ``codes``, computed in this process."""
    for code in codes:
        yield county_table(code, asked)


def on_workers(
    codes: list[str], asked: Question, processes: int = 2, scheduler: str = ""
) -> Iterator[CountyTable]:
    """Give the same, computed by the workers of a Dask ``scheduler``, else by own processes.

    Every worker reads the database that its own environment names. Raises WorkersError where
    Dask is not installed or no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise WorkersError("Dask is not installed: pip install '.[scale]'") from error
    if scheduler:
        try:
            client = Client(scheduler)
        except (OSError, ValueError) as error:
            wanted = "the address of a running scheduler, such as tcp://host:8786"
            raise WorkersError(f"DASK_SCHEDULER: got {scheduler!r}, expected {wanted}") from error
        with client:
            yield from _gathered(client, codes, asked)
        return
    logging.getLogger("distributed").setLevel(logging.ERROR)
    # One thread a process: what is Python in an analysis runs on one core at a time.
    with (
        LocalCluster(processes, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield from _gathered(client, codes, asked)


def _gathered(client, codes: list[str], asked: Question) -> Iterator[CountyTable]:
    # Not pure: Dask must not answer from an earlier run, whatever the database says by now.
    waiting = client.map(work, codes, asked=asked, pure=False)
    for future in waiting:
        yield future.result()
        future.release()
