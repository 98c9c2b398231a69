"""What lies on the disk of an import: the file as it came, a lock, the progress, a wish to cancel.

The lock is held while a step runs and ends with its process, however that ends; progress and
cancelling need no database, whose one writer may be the step itself.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from geo.ingest.errors import CancelledError
from geo.models import Import

CHUNK = 1 << 20
Progress = Callable[[float, int], None]


def folder_of(kept: Import) -> Path:
    """Return the folder of an import."""
    return Path(settings.MEDIA_ROOT) / "imports" / kept.public_id


def file_of(kept: Import) -> Path:
    """Return the path of the file as it came."""
    return folder_of(kept) / "file"


def keep(kept: Import, file: IO[bytes]) -> None:
    """Copy a file into the folder of a new import and take its size and hash."""
    folder_of(kept).mkdir(parents=True)
    digest, size = hashlib.sha256(), 0
    with file_of(kept).open("wb") as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    kept.size, kept.sha256 = size, digest.hexdigest()


def remove(kept: Import) -> None:
    """Remove the folder with all in it."""
    shutil.rmtree(folder_of(kept), ignore_errors=True)


@contextmanager
def locked(kept: Import) -> Iterator[bool]:
    """Hold the lock of an import's steps; gives whether it was free."""
    with (folder_of(kept) / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        for name in ("progress", "cancel"):
            (folder_of(kept) / name).unlink(missing_ok=True)
        try:
            yield True
        finally:
            (folder_of(kept) / "progress").unlink(missing_ok=True)


def is_locked(kept: Import) -> bool:
    """Return whether a step of an import runs."""
    try:
        with (folder_of(kept) / "lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def report_to(kept: Import, total: int | None) -> Progress:
    """Return what is told of progress: it keeps the share and rows, and raises CancelledError."""
    folder = folder_of(kept)

    def tell(share: float, rows: int) -> None:
        if (folder / "cancel").exists():
            raise CancelledError
        if total:
            share = min(rows / total, 1.0)
        with suppress(FileNotFoundError):
            (folder / "progress").write_text(f"{share:.3f} {rows}")

    return tell


def progress_of(kept: Import) -> tuple[float, int] | None:
    """Return the share that is done and the rows, None where nothing is told."""
    try:
        share, rows = (folder_of(kept) / "progress").read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return float(share), int(rows)


def wish_to_cancel(kept: Import) -> None:
    """Ask the step that runs to end without having changed anything."""
    (folder_of(kept) / "cancel").touch()
