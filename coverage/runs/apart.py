"""A long computation in a process of its own, so that it ends at once when nobody wants it.

A solver that is deep in compiled code hears no signal and no exception; its process can be
killed. The process is fresh (spawn): it imports what the computation needs and no Django, holds
no connection to the database, and ends with its parent.
"""

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any

from coverage.analysis.errors import AnalysisError, Cancelled

POLL_S = 0.3
NICENESS = 5
Progress = Callable[[float, str], None]


class ComputationError(RuntimeError):
    """The computation failed, ended without an answer, or took longer than it may."""


def run_apart(
    compute: Callable[[Any, Progress], Any],
    argument: object,
    progress: Progress,
    is_unwanted: Callable[[], bool],
    longest_s: float,
) -> Any:
    """Return ``compute(argument, progress)``, computed in another process.

    ``compute`` is a function of a module; ``argument`` and the answer are pickled. ``progress``
    (a fraction from 0 to 1 and a word) is called here as the computation reports. Raises
    Cancelled within half a second after ``is_unwanted()`` says so, AnalysisError as the
    computation does, and ComputationError when it fails or takes longer than ``longest_s``.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_compute, args=(there, compute, argument), daemon=True)
    process.start()
    there.close()
    try:
        return _answer(here, progress, is_unwanted, time.monotonic() + longest_s)
    finally:
        process.kill()
        process.join()
        here.close()


def _answer(
    here: Connection, progress: Progress, is_unwanted: Callable[[], bool], latest: float
) -> Any:
    asked_at = -POLL_S
    while True:
        now = time.monotonic()
        if now > latest:
            raise ComputationError("It took longer than a computation may.")
        # A question to the database: not as often as reports may come.
        if now - asked_at >= POLL_S:
            asked_at = now
            if is_unwanted():
                raise Cancelled
        if not here.poll(POLL_S):
            continue
        try:
            word, *values = here.recv()
        except EOFError:
            raise ComputationError("Its process ended without an answer.") from None
        if word == "progress":
            progress(*values)
        elif word == "refused":
            raise AnalysisError(*values)
        elif word == "failed":
            raise ComputationError(*values)
        else:
            return values[0]


def _compute(there: Connection, compute: Callable, argument: object) -> None:
    """Compute in the new process and send reports and the answer."""
    # Ctrl-C reaches every process of a terminal; the parent decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pages come first: nobody sits in front of a computation.
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = compute(argument, lambda *report: there.send(("progress", *report)))
        there.send(("done", answer))
    except AnalysisError as error:
        there.send(("refused", error.parameter, str(error.value), error.expected))
    except Exception:
        there.send(("failed", traceback.format_exc()))


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)
