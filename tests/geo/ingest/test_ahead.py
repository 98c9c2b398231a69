"""Work ahead: the order, the distance, what is raised, and the end."""

import threading

import pytest
from django.utils import translation

from geo.ingest.ahead import one_ahead


class Source:
    """Counts to some number; remembers how far it came and whether it was closed."""

    def __init__(self, last: int, error: Exception | None = None):
        self.last, self.error = last, error
        self.made, self.is_closed, self.threads = 0, False, set()

    def __call__(self):
        try:
            for number in range(self.last):
                self.made = number + 1
                self.threads.add(threading.current_thread())
                yield number
            if self.error is not None:
                raise self.error
        finally:
            self.is_closed = True


@pytest.mark.parametrize("last", [0, 1, 2, 7])
def test_all_items_come_in_their_order_from_another_thread(last):
    source = Source(last)
    assert list(one_ahead(source())) == list(range(last))
    assert source.is_closed
    assert threading.current_thread() not in source.threads


def test_it_is_one_item_ahead_and_never_more():
    source = Source(10)
    for number in one_ahead(source()):
        assert source.made <= number + 2


def test_what_is_raised_comes_after_the_items_before_it():
    found = one_ahead(Source(3, ValueError("broken"))())
    assert [next(found) for _time in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="broken"):
        next(found)


def test_the_source_is_closed_when_nobody_wants_more():
    source = Source(10)
    found = one_ahead(source())
    assert next(found) == 0
    found.close()
    assert source.is_closed
    assert source.made <= 2


def test_the_thread_speaks_the_callers_language():
    def languages():
        yield translation.get_language()

    with translation.override("zh-hans"):
        assert list(one_ahead(languages())) == ["zh-hans"]
