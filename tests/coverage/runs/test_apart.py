"""A computation in another process: its answer, its errors, and its end."""

import os
import time
from pathlib import Path

import pytest

from coverage.analysis.errors import AnalysisError, Cancelled, InvalidValueError
from coverage.runs.apart import ComputationError, run_apart


def doubled(argument, progress):
    progress(0.5, "half")
    return os.getpid(), argument * 2


def refused(argument, progress):
    raise InvalidValueError("k", argument, "less")


def broken(argument, progress):
    return 1 // argument


def gone(argument, progress):
    os._exit(3)


def endless(argument, progress):
    Path(argument).write_text(str(os.getpid()))
    while True:
        time.sleep(60)


def never() -> bool:
    return False


def run(compute, argument, is_unwanted=never, longest_s=60.0):
    heard = []
    answer = run_apart(
        compute, argument, lambda *report: heard.append(report), is_unwanted, longest_s
    )
    return answer, heard


def is_running(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().split(")")[1].split()[0] != "Z"


def test_the_answer_and_the_reports_come_from_another_process():
    (process, answer), heard = run(doubled, 21)
    assert process != os.getpid()
    assert answer == 42
    assert heard == [(0.5, "half")]
    assert not is_running(process)


def test_no_django_is_needed_there():
    _, loaded = run(loaded_modules, None)[0]
    assert "django" not in loaded


def loaded_modules(argument, progress):
    import sys

    from coverage.scenarios import pairs, stations

    return (pairs, stations)[0].__name__, {name.split(".")[0] for name in sys.modules}


def test_what_the_analysis_refuses_is_named_here():
    with pytest.raises(AnalysisError) as caught:
        run(refused, 7)
    assert (caught.value.parameter, caught.value.expected) == ("k", "less")


def test_an_error_is_told_with_its_last_line():
    with pytest.raises(ComputationError, match="ZeroDivisionError"):
        run(broken, 0)


def test_a_process_that_dies_is_an_error_and_not_a_wait():
    with pytest.raises(ComputationError, match="without an answer"):
        run(gone, None)


def test_cancelling_ends_the_process_at_once(tmp_path):
    file = tmp_path / "process"
    with pytest.raises(Cancelled):
        run(endless, str(file), is_unwanted=lambda: file.exists() and bool(file.read_text()))
    assert not is_running(int(file.read_text()))


def test_too_long_is_an_error(tmp_path):
    with pytest.raises(ComputationError, match="longer"):
        run(endless, str(tmp_path / "process"), longest_s=1.0)
