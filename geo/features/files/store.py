"""Files that were written whole, kept a while under names nobody can guess, outside any web root.

What is asked for again is not written again. The folder is bounded in time and in bytes; on
several machines it is shared, as the photos' folder is.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

# A file is let go of a day after it was last asked for, and sooner where there is no room.
KEPT_S = 24 * 3600
ROOM_BYTES = 4 * 10**9
UNFINISHED = "unfinished-"
# No file is written for longer: what is older was left by a process that was killed.
LONGEST_WRITE_S = 3600


def find(key: str) -> Path | None:
    """Return the finished file under a key, or None."""
    path = _folder() / f"{key}.file"
    try:
        # The time of a file is that of its last use.
        os.utime(path)
    except FileNotFoundError:
        return None
    return path


def make(key: str, extension: str, write: Callable[[Path], None]) -> Path:
    """Write a file with ``write`` and keep it; a half of one is never seen."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    purge()
    with TemporaryDirectory(dir=folder, prefix=UNFINISHED) as own:
        unfinished = Path(own) / f"file.{extension}"
        write(unfinished)
        unfinished.replace(folder / f"{key}.file")
    return folder / f"{key}.file"


def state_file(key: str) -> Path:
    """Return where the state of a task is kept that writes the file of a key."""
    return _folder() / f"{key}.json"


def purge() -> None:
    """Let go of what is old, then of what was not asked for longest, until there is room."""
    now = time.time()
    found = []
    for path in _folder().glob("*.file"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            found.append((stat.st_mtime, stat.st_size, path))
    total = sum(size for _, size, _ in found)
    for used_at, size, path in sorted(found):
        if now - used_at < KEPT_S and total <= ROOM_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= size
    _sweep(now)


def _sweep(now: float) -> None:
    """Remove states of long ago, and what killed writers left."""
    for path in _folder().glob("*.json"):
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > KEPT_S:
                path.unlink()
    for path in _folder().glob(f"{UNFINISHED}*"):
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > LONGEST_WRITE_S:
                shutil.rmtree(path, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.FILES_ROOT)
