"""Work ahead: the next item is made in a thread while the one before is used."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def one_ahead(source: Generator[Item, None, None]) -> Iterator[Item]:
    """Yield what ``source`` yields, which runs in a thread and is one item ahead, never more.

    The thread has the caller's language but no connection to the database: ``source`` must not
    ask for one. What it raises is raised here. It is closed when this ends, however that is.
    """
    context = copy_context()
    with closing(source), ThreadPoolExecutor(1) as thread:
        coming = thread.submit(context.run, next, source, _END)
        while (item := coming.result()) is not _END:
            coming = thread.submit(context.run, next, source, _END)
            yield item
