"""A short fuzz of the readers; `make fuzz-readers` is the long one."""

import random

from tools import fuzz_readers


def test_mutated_files_end_as_tables_or_refusals():
    ends, faults = fuzz_readers.fuzz(100, seed=5)
    assert faults == []
    assert sum(ends.values()) == 100 and set(ends) == {"tables", "refused"}


def test_a_seed_gives_the_same_files(tmp_path):
    body = fuzz_readers.seeds(tmp_path)["a.csv"]
    chances = [random.Random(seed) for seed in (1, 1, 2)]  # noqa: S311
    first, second, other = (fuzz_readers.mutated("a.csv", body, chance) for chance in chances)
    assert first == second != other
