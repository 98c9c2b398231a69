"""The store of answers: bounded, least recently used first out."""

from geo.features.kept import LARGEST_BYTES, Kept, size_of


def test_what_was_not_asked_for_longest_falls_out():
    store = Kept(capacity_bytes=3 * size_of(b"x" * 1000))
    for name in "abc":
        store.put(name, b"x" * 1000)
    assert store.get("a") is not None
    store.put("d", b"x" * 1000)
    assert [name for name in "abcd" if store.get(name)] == ["a", "c", "d"]


def test_putting_again_does_not_count_twice():
    store = Kept(capacity_bytes=2 * size_of(b"x" * 1000))
    for _ in range(5):
        store.put("a", b"x" * 1000)
    store.put("b", b"x" * 1000)
    assert store.get("a") is not None


def test_what_is_too_large_is_not_kept():
    store = Kept()
    store.put("large", b"x" * (LARGEST_BYTES + 1))
    assert store.get("large") is None


def test_once_makes_a_value_once():
    store, made = Kept(), []
    for _ in range(3):
        assert store.once("zero", lambda: made.append(1) or 0) == 0
    assert made == [1]


def test_the_size_of_a_pair_is_that_of_both():
    assert size_of((b"x" * 500, b"y" * 700)) > 1200
