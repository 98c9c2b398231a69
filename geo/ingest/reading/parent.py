"""The service's side of reading: starts the process, hands it a job, waits only so long."""

import logging
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path

import orjson
import shapely
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.ingest.reading import messages
from geo.ingest.reading.limits import Limits
from geo.ingest.tables import Batch, Bounds, Options, Understanding, UnreadableFileError

logger = logging.getLogger(__name__)
# All that the process gets from the environment: nothing secret, and no threads to speak of.
PASSED = ("PATH", "LANG", "GDAL_DATA", "PROJ_DATA", "GDAL_LIBRARY_PATH")
FIXED = {
    "PROJ_NETWORK": "OFF",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Freed blocks go back to the system, and arenas of threads do not count as memory.
    "MALLOC_ARENA_MAX": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
MOST_READ = 1 << 20


class BrokenReaderError(UnreadableFileError):
    """The process that read the file crashed, hung or failed; the file is not to blame alone."""


def limits() -> Limits:
    """Return the limits that the settings give."""
    return Limits(
        **{one.name: getattr(settings, f"IMPORT_{one.name.upper()}") for one in fields(Limits)}
    )


def understand(path: Path, filename: str, options: Options, unit: Bounds | None) -> Understanding:
    """See ``geo.ingest.tables``."""
    with reader() as child:
        return child.understand(path, filename, options, unit)


def batches(path: Path, filename: str, options: Options, size: int) -> Iterator[Batch]:
    """See ``geo.ingest.tables``."""
    with reader() as child:
        yield from child.batches(path, filename, options, size)


@contextmanager
def reader() -> Iterator["Reader"]:
    """Give a reader that is ended afterwards with all that it unpacked."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        child = Reader(Path(folder), limits())
        try:
            yield child
        finally:
            child.stop()


class Reader:
    """A process that reads one file after another; started when needed, also after a crash."""

    def __init__(self, folder: Path, allowed: Limits) -> None:
        self._folder, self._limits = folder, allowed
        self._process: subprocess.Popen | None = None

    def understand(
        self, path: Path, filename: str, options: Options, unit: Bounds | None
    ) -> Understanding:
        """See ``geo.ingest.tables``."""
        self._ask(path, filename, options, unit, None)
        return messages.to_understanding(self._message()[1])

    def batches(self, path: Path, filename: str, options: Options, size: int) -> Iterator[Batch]:
        """See ``geo.ingest.tables``."""
        self._ask(path, filename, options, None, size)
        is_done = False
        try:
            while not is_done:
                kind, body = self._message()
                is_done = kind != messages.BATCH
                if not is_done:
                    yield self._batch(body)
        finally:
            # Who stops in the middle must not find the rest before the next answer.
            if not is_done:
                self.stop()

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        process.stdout.close()
        # What is left of a job that was never taken has nowhere to go.
        with suppress(BrokenPipeError):
            process.stdin.close()

    def _batch(self, body: bytes) -> Batch:
        try:
            return messages.to_batch(body)
        except (ValueError, KeyError, TypeError, struct.error, shapely.GEOSException) as error:
            self.stop()
            raise self._broken("file", _("the process that read it wrote nonsense")) from error

    def _start(self) -> subprocess.Popen:
        if self._process is not None and self._process.poll() is not None:
            # It ended since its last answer.
            self.stop()
        if self._process is None:
            environment = {name: os.environ[name] for name in PASSED if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "geo.ingest.reading.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={**environment, **FIXED},
            )
        return self._process

    def _ask(
        self,
        path: Path,
        filename: str,
        options: Options,
        unit: Bounds | None,
        size: int | None,
    ) -> None:
        job = {
            "path": str(Path(path).resolve()),
            "filename": filename[-200:],
            "options": asdict(options),
            "unit": unit,
            "size": size,
            "limits": asdict(self._limits),
            "folder": str(self._folder),
            "language": get_language() or settings.LANGUAGE_CODE,
            "locale_paths": [str(folder) for folder in settings.LOCALE_PATHS],
        }
        process = self._start()
        try:
            process.stdin.write(orjson.dumps(job) + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _message(self) -> tuple[bytes, bytes]:
        """Return the next message. Raises UnreadableFileError for a refusal or a crash."""
        latest = time.monotonic() + self._limits.wait_s
        try:
            kind, body = messages.read(lambda count: self._bytes(count, latest))
        except EOFError:
            raise self._ended() from None
        except TimeoutError:
            self.stop()
            most = self._limits.wait_s
            why = _("nothing came of it within %(most)s s") % {"most": most}
            raise self._broken(f"<= {most} s", why) from None
        if kind == messages.REFUSED:
            raise UnreadableFileError(*orjson.loads(body))
        if kind == messages.FAILED:
            logger.error("A reader failed:\n%s", body.decode("utf-8", "replace"))
            raise self._broken(_("a whole file"), _("it is not as its format says"))
        return kind, body

    def _bytes(self, count: int, latest: float) -> bytes:
        stream = self._process.stdout
        found = bytearray()
        while len(found) < count:
            rest = latest - time.monotonic()
            if rest <= 0 or not select.select([stream], [], [], rest)[0]:
                raise TimeoutError
            block = os.read(stream.fileno(), min(count - len(found), MOST_READ))
            if not block:
                raise EOFError
            found += block
        return bytes(found)

    def _ended(self) -> UnreadableFileError:
        """Return why the process ended by itself."""
        code = self._process.wait()
        self.stop()
        if code == -signal.SIGXCPU:
            most = self._limits.cpu_s
            why = _("it took more than %(most)s s to read") % {"most": most}
            return self._broken(f"<= {most} s", why)
        logger.error("A reader ended with code %s", code)
        return self._broken(_("a whole file"), _("the process that read it broke down"))

    @staticmethod
    def _broken(expected: str, why: str) -> BrokenReaderError:
        text = _("The file could not be read: %(why)s.") % {"why": why}
        return BrokenReaderError("file", None, expected, text)
