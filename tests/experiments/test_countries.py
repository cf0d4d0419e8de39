"""One far country from an empty folder to a verdict."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("countries")
    sys.path.remove(folder)


def test_there_are_54_of_them(study):
    assert len(study.COUNTRIES) == len(set(study.COUNTRIES)) == 54


def test_a_firm_of_any_country_gets_a_verdict(study):
    row = study.country("NZ")
    assert row["units"] > 1 and row["placed"] > 0.95 and row["off_km"] < 30.0
    assert row["verdict"] in ("better", "worse", "undecided", "equivalent")
    assert "NZ" in study.table([row])


def test_an_export_of_postcodes_and_names_is_placed(study):
    share, off_km = study.placed_export("GB", 60)
    assert share > 0.95 and off_km < 10.0
