"""What is kept is computed once, also when many ask at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from types import SimpleNamespace
from uuid import uuid4

from coverage.figures.register import kept

THREADS = 8


def asked() -> SimpleNamespace:
    """A register as far as ``kept`` looks at it, with a token nobody had before."""
    return SimpleNamespace(
        subdistrict=SimpleNamespace(code="1"), day=date(2026, 11, 22), token=uuid4().hex
    )


def test_of_many_who_ask_at_once_one_computes():
    register, together, computed = asked(), Barrier(THREADS), []

    def ask(_number: int) -> int:
        together.wait()
        return kept(register, "test", lambda: computed.append(1) or 7)

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(ask, range(THREADS))) == [7] * THREADS
    assert len(computed) == 1


def test_figures_may_rest_on_others():
    register = asked()
    assert kept(register, "outer", lambda: kept(register, "inner", lambda: 2) + 1) == 3


def test_what_failed_is_computed_again():
    register, tries = asked(), []

    def compute() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("the first time")
        return 5

    for _ in range(2):
        try:
            found = kept(register, "test", compute)
        except ValueError:
            continue
    assert (found, len(tries)) == (5, 2)
