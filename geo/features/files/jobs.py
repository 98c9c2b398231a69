"""Long files are written by the worker: asked for once, with progress, cancelled at a word.

The state of a job is a small file beside the one it writes. Whoever asks for the same file while it
is being written is told of the same job.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import orjson
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_noop

from geo.features.errors import ApiError, BusyError
from geo.features.files import store
from geo.features.files.orders import Order, read_order
from geo.features.files.progress import Progress

logger = logging.getLogger(__name__)
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
# A word once a second is enough; a worker that is silent for two minutes was killed.
TOLD_EVERY_S, SILENT_S = 1.0, 120.0
LONGEST_WAIT_S = 3600.0
MOST_JOBS = 20
FULL = "Many long files are being written. Ask again later, or for a smaller part."
FAILURE = gettext_noop("The file could not be written. Ask for it again, or in another format.")


class CancelledError(Exception):
    """Nobody wants the file any more."""


def ask(order: Order, rows: int, enqueue: Callable[[str, str, str, str], object]) -> str:
    """Return the key of the job that writes a file; begin it unless one is under way."""
    key = order.key
    state = read(key)
    if state and state["state"] in (WAITING, RUNNING) and not _is_lost(key, state):
        return key
    if _under_way() >= MOST_JOBS:
        raise BusyError(FULL)
    first = {
        "state": WAITING,
        "rows": 0,
        "of": rows,
        "name": order.file_name,
        "readable_name": order.readable_name,
        "media_type": order.format.media_type,
    }
    _write(key, first)
    try:
        enqueue(key, order.name, order.format.extension, order.given)
    except Exception:
        cancel(key)
        raise
    return key


def read(key: str) -> dict | None:
    """Return the state of a job, or None where there is none."""
    try:
        return orjson.loads(store.state_file(key).read_bytes())
    except FileNotFoundError:
        return None


def cancel(key: str) -> bool:
    """Stop a job within a batch, and return whether there was one."""
    path = store.state_file(key)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def run(key: str, name: str, extension: str, given: str) -> str:
    """Write the file of a job; return the state it ended in, empty where nobody wants it."""
    state = read(key)
    if state is None:
        return ""
    _write(key, state | {"state": RUNNING})
    try:
        order = read_order(QueryDict(given), name, extension)
        make(order, key, _Report(key))
        ended = {"state": DONE, "rows": state["of"]}
    except CancelledError:
        return ""
    except ApiError as error:
        ended = {"state": FAILED, "error": error.detail}
    except Exception:
        logger.exception("The file %s.%s could not be written", name, extension)
        ended = {"state": FAILED, "error": FAILURE}
    if read(key) is None:
        return ""
    _write(key, state | ended)
    return ended["state"]


def make(order: Order, key: str, progress: Progress) -> Path:
    """Write the file of an order and keep it under a key."""
    what = order.selections if order.is_register else order.selections[0]

    def write(path: Path) -> None:
        order.format.write(what, path, order.language, order.day, progress)

    return store.make(key, order.format.extension, write)


class _Report:
    """Notes how many rows are written, and ends the writing when the state is gone."""

    def __init__(self, key: str):
        self.key, self.rows, self.told_at = key, 0, 0.0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        now = time.monotonic()
        if now - self.told_at < TOLD_EVERY_S:
            return
        self.told_at = now
        state = read(self.key)
        if state is None:
            raise CancelledError
        _write(self.key, state | {"rows": min(self.rows, state["of"])})


def _is_lost(key: str, state: dict) -> bool:
    longest_s = SILENT_S if state["state"] == RUNNING else LONGEST_WAIT_S
    try:
        return time.time() - store.state_file(key).stat().st_mtime > longest_s
    except FileNotFoundError:
        return True


def _under_way() -> int:
    found = (read(path.stem) for path in Path(settings.FILES_ROOT).glob("*.json"))
    return sum(bool(state) and state["state"] in (WAITING, RUNNING) for state in found)


def _write(key: str, state: dict) -> None:
    path = store.state_file(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{time.monotonic_ns()}.part")
    unfinished.write_bytes(orjson.dumps(state))
    unfinished.replace(path)
