"""Lets the tests, and the worker processes they start, import the planted model beside them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from planted import SPACE, planted_scenario


@pytest.fixture
def scenario():
    return planted_scenario()


@pytest.fixture
def space():
    return SPACE
