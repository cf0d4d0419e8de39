"""The comparison of alignments, small: all bounds met, nothing broken, and peers that are missing left out."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="module")
def parity():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("territory_parity")
    sys.path.remove(folder)


def test_four_measures_are_met_on_real_ground(parity):
    sites = parity.with_measures(parity.delta_market(4000))
    alone, ours = parity.compare("delta", sites, 20, parity.FOUR, 0.1)
    assert alone.out > 0 and ours.out == 0 and ours.enclaves == 0 and ours.spread < 1.1 and ours.note == ""


def test_nothing_that_is_locked_is_broken(parity):
    for figure in parity.compare_locks(5000, 25):
        assert figure.note.startswith("0 broken"), figure
        assert figure.out == 0 and figure.enclaves == 0, figure


def test_a_territory_on_both_sides_of_a_river_is_counted(parity):
    sites = parity.random_market(200)
    river = np.array([[-1e3, 0.0, 1e3, 0.0]])
    assert parity.river_crossed((sites.y_km > 0).astype(np.int32), sites, river) == 0
    assert parity.river_crossed((sites.x_km > 0).astype(np.int32), sites, river) == 2


def test_peers_that_are_missing_are_left_out(parity, monkeypatch):
    monkeypatch.setattr(parity, "find_spec", lambda module: None)
    figures = parity.compare_peers("random", parity.with_measures(parity.random_market(600)), 5)
    assert [figure.solver for figure in figures] == ["alignment (accounts)", "alignment (workload)"]
    assert all(figure.out == 0 for figure in figures)
