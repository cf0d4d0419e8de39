"""The study of published findings, from the folder of experiments, small enough for a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = str(Path(__file__).parents[2] / "experiments")


@pytest.fixture(scope="session")
def experiments() -> Iterator[None]:
    """Modules of the experiments can be imported."""
    sys.path.insert(0, FOLDER)
    yield
    sys.path.remove(FOLDER)


@pytest.fixture(scope="session")
def catalogue(experiments: None) -> ModuleType:
    return import_module("findings.catalogue")


@pytest.fixture(scope="session")
def study(experiments: None):
    """The study under the default parameters."""
    return import_module("findings.study").default_study()


@pytest.fixture(scope="session")
def indifferent(experiments: None):
    """The same world with reps who work at e0 whatever they are paid."""
    return import_module("findings.study").Study({"sales_force.effort.exponent": 0.0})
