"""Which workers are alive: each holds a lock on a file of its own, which ends with its process.

The operating system lets go of the lock however the process ends, ``kill -9`` included. A worker
on another machine cannot be asked; its tasks are given up after the longest time a run may take.
"""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LONGEST_HOST = 40


def new_worker_id() -> str:
    """Return a name for a worker of this machine."""
    return f"{_host()}.{secrets.token_hex(8)}"


@contextmanager
def present(worker_id: str) -> Iterator[None]:
    """Be seen as alive under a name, as long as this process lives and is in this block."""
    path = _file(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def is_here(worker_id: str) -> bool:
    """Return whether a worker belongs to this machine."""
    return worker_id.startswith(f"{_host()}.")


def is_alive(worker_id: str) -> bool:
    """Return whether a worker of this machine is alive."""
    path = _file(worker_id)
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    path.unlink(missing_ok=True)
    return False


def _host() -> str:
    return socket.gethostname()[:LONGEST_HOST].replace(os.sep, "-")


def _file(worker_id: str) -> Path:
    return settings.VAR_DIR / "workers" / f"{worker_id.replace(os.sep, '-')}.lock"
