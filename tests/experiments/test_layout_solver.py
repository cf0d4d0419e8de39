"""The comparison of solvers, small: it runs with whatever is installed, and the aims hold in proportion."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="module")
def solver():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("layout_solver")
    sys.path.remove(folder)


def test_a_small_comparison_is_balanced_and_whole(solver):
    figures = solver.compare("delta 3,000/20", solver.delta_market(3000), 20, ["KMeans", "balanced"])
    ours = figures[-1]
    assert ours.solver == "balanced"
    assert ours.deviation <= 0.01 * (1 + 1e-9)
    assert ours.enclaves == 0
    if ours.spread is not None:  # scikit-learn is installed
        assert 0.95 < ours.spread < 2.0


def test_peers_that_are_missing_are_left_out(solver, monkeypatch):
    monkeypatch.setattr(solver, "find_spec", lambda module: None)
    figures = solver.compare("random", solver.random_market(400), 5, list(solver.SOLVERS))
    assert [figure.solver for figure in figures] == ["balanced"]
    assert figures[0].spread is None


def test_a_small_market_comes_close_to_exact_assignment(solver):
    (figure,) = solver.compare_exactly(80, 3, seeds=1, limit_s=10.0)
    assert figure.deviation <= 0.01 * (1 + 1e-9)
    assert 0.98 < figure.spread < 1.05


def test_the_exact_assignment_is_the_best_of_all(solver):
    sites, k = solver.random_market(9), 2
    center = np.array([[-50.0, 0.0], [50.0, 0.0]])
    parts = solver.assign_exactly(sites, center, k, 0.3, 10.0)
    work = sites.workload_hours
    far = work[:, None] * ((sites.x_km[:, None] - center[:, 0]) ** 2 + (sites.y_km[:, None] - center[:, 1]) ** 2)
    costs = []
    for code in range(2**9):
        tried = np.array([code >> i & 1 for i in range(9)])
        if np.abs(np.bincount(tried, work, minlength=2) / work.sum() * 2 - 1).max() <= 0.3:
            costs.append(far[np.arange(9), tried].sum())
    assert far[np.arange(9), parts].sum() == pytest.approx(min(costs), rel=1e-3)


def test_a_shaken_layout_is_rebalanced_with_few_moves(solver):
    again, anew = solver.compare_rebalancing(6000, 25)
    assert again.deviation <= 0.1
    moved, least_times = (float(word.strip("%x ")) for word in (again.note.split()[1], again.note.split()[4]))
    assert moved < 0.5 * float(anew.note.split()[1].strip("%"))
    assert least_times <= 1.5
