"""Answers kept in memory: bounded, per process, each under a key that holds the data's version.

A key is never reused for other content, so nothing is ever invalidated: what a write has made old
is no longer asked for and falls out at the end.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

CAPACITY_BYTES = 24 * 2**20
LARGEST_BYTES = 2**20

T = TypeVar("T")


def size_of(value: object) -> int:
    """Return the bytes a value takes: of a tuple, its items'."""
    own = sys.getsizeof(value)
    return own + sum(map(size_of, value)) if isinstance(value, tuple) else own


class Kept:
    """A least-recently-used store of bytes and small values, bounded by their size."""

    def __init__(self, capacity_bytes: int = CAPACITY_BYTES, largest_bytes: int = LARGEST_BYTES):
        self._capacity, self._largest = capacity_bytes, largest_bytes
        self._size = 0
        self._entries: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> object | None:
        """Return what is kept under ``key``, or None."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Keep ``value``, and let go of what was not asked for longest."""
        size = size_of(value)
        if size > self._largest:
            return
        with self._lock:
            if key in self._entries:
                self._size -= size_of(self._entries.pop(key))
            self._entries[key] = value
            self._size += size
            while self._size > self._capacity:
                self._size -= size_of(self._entries.popitem(last=False)[1])

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under ``key``; make and keep it when there is nothing."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value


kept = Kept()
