"""The examples in the package's docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import salesim


def examples() -> Iterator[doctest.DocTest]:
    """Every docstring with an example that runs."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    names = [module.name for module in pkgutil.walk_packages(salesim.__path__, "salesim.")]
    for name in ["salesim", *(name for name in names if not name.endswith("__main__"))]:
        for found in finder.find(importlib.import_module(name), name):
            if any(doctest.SKIP not in example.options for example in found.examples):
                yield found


EXAMPLES = {example.name: example for example in examples()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_says(name):
    said: list[str] = []
    doctest.DocTestRunner().run(EXAMPLES[name], out=said.append)
    assert not said, "".join(said)


def test_examples_are_found_in_compiled_functions_too():
    assert "salesim.agents.specialism.mastery" in EXAMPLES and len(EXAMPLES) > 90
