"""The process that reads files: ``python -m geo.ingest.reading.child``.

It takes jobs as lines of JSON and answers with messages. It has no settings, secrets or database
of the service, may use only so much memory and time, and ends when nobody writes to it any more.
A crash or a hang is its own.
"""

import gc
import os
import resource
import sys
import tempfile
import traceback
from pathlib import Path
from typing import IO

import orjson
from django import setup
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from geo.ingest.reading import formats, looking, messages
from geo.ingest.reading.limits import Limits
from geo.ingest.reading.source import Job
from geo.ingest.reading.systems import place
from geo.ingest.tables import Options, UnreadableFileError

MEGABYTE = 1_000_000
MOST_FILES = 64


def main() -> None:
    """Answer each job on standard input."""
    # Whatever a library prints must not get among the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Rows hold no cycles; looking for them costs a third of the time.
    gc.disable()
    gc.freeze()
    for line in sys.stdin.buffer:
        given = orjson.loads(line)
        _prepare(given)
        _answer(given, answers)
        gc.collect()


def _prepare(given: dict) -> None:
    limits = Limits(**given["limits"])
    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=given["locale_paths"], INSTALLED_APPS=[])
        setup()
        _limit(resource.RLIMIT_AS, limits.memory_mb * MEGABYTE)
        _limit(resource.RLIMIT_FSIZE, limits.unpacked_mb * MEGABYTE)
        _limit(resource.RLIMIT_NOFILE, MOST_FILES)
        _limit(resource.RLIMIT_CORE, 0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s)
    translation.activate(given["language"])


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(given: dict, answers: IO[bytes]) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=given["folder"]) as folder:
            last = _read(given, Path(folder), answers)
        # Only now, so that whoever has it finds nothing unpacked any more.
        messages.write(answers, *last)
    except UnreadableFileError as error:
        refused = [error.parameter, _plain(error.value), str(error.expected), error.message]
        messages.write(answers, messages.REFUSED, messages.json_of(refused))
    except MemoryError:
        most = given["limits"]["memory_mb"]
        text = _("The file needs more than %(most)s MB of memory to be read.") % {"most": most}
        refused = ["file", None, f"<= {most} MB", text]
        messages.write(answers, messages.REFUSED, messages.json_of(refused))
    except BrokenPipeError:
        sys.exit()
    except Exception:
        messages.write(answers, messages.FAILED, traceback.format_exc().encode("utf-8", "replace"))


def _read(given: dict, folder: Path, answers: IO[bytes]) -> tuple[bytes, bytes]:
    """Write the batches, if any; return kind and body of the last message."""
    options = given["options"]
    for name in ("columns", "accept"):
        options[name] = None if options[name] is None else tuple(options[name])
    limits = Limits(**given["limits"])
    path = Path(given["path"])
    job = Job(path, given["filename"], Options(**options), limits, folder)
    source = formats.opened(job)
    if given["size"] is None:
        found = looking.understand(job, source, given["unit"])
        return messages.UNDERSTOOD, messages.from_understanding(found)
    system, axes = looking.system_of(job, source), looking.axes_of(job)
    for chunk in source.chunks(given["size"]):
        if system is None and any(place is not None for place in chunk.places):
            raise _no_system()
        if system is not None:
            chunk.places, faults = place(chunk.places, system, axes)
            for at, reason in faults.items():
                chunk.faults.setdefault(chunk.rows[at], reason)
        body = messages.from_batch(chunk.rows, chunk.values, chunk.places, chunk.faults)
        messages.write(answers, messages.BATCH, body)
    return messages.DONE, b""


def _no_system() -> UnreadableFileError:
    text = _("The file does not say which system its coordinates are in: choose it.")
    return UnreadableFileError("crs", None, "EPSG:4490, EPSG:4528, EPSG:4549, gcj02, …", text)


def _plain(value: object) -> object:
    is_plain = value is None or isinstance(value, str | int | float | list)
    return value if is_plain else str(value)


if __name__ == "__main__":
    main()
