"""The examples in the docstrings give what they say."""

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import salesim.wording

MODULES = ["salesim.wording", *(f"salesim.wording.{module.name}" for module in iter_modules(salesim.wording.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(import_module(name)).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(import_module(name)).attempted for name in MODULES) > 25
