"""The examples in the docstrings say what the functions do."""

import doctest
import importlib
import pkgutil

import pytest

from coverage import analysis

MODULES = [f"coverage.analysis.{module.name}" for module in pkgutil.iter_modules(analysis.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_examples_are_found():
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name))]
    assert sum(bool(test.examples) for test in found) >= 8
