"""Moves and exchanges with several measures: what they keep books of, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.territory.contiguity import count_enclaves, draw_neighborhood
from salesim.territory.exchange import Atoms, anneal, change_of, trade_measures
from salesim.territory.homes import no_homes
from salesim.territory.several import PENALTY, Task, bring_all_within, loads, rules_of, spread_of, sum_up


@pytest.fixture
def atoms(sites) -> Atoms:
    k, n = 8, len(sites)
    measures = np.column_stack([sites.workload_hours, sites.potential])
    measures = measures / measures.sum(axis=0) * k
    nothing = np.zeros(n)
    return Atoms(sites.x_km - sites.x_km.mean(), sites.y_km - sites.y_km.mean(), measures.mean(axis=1), measures,
                 np.zeros(n, bool), np.full(n, -1, np.int32), nothing, nothing)  # fmt: skip


def task_of(tolerance: float, **more: object) -> Task:
    one = np.ones((8, 2))
    return Task((1 - tolerance) * one, (1 + tolerance) * one, one, np.ones(2), np.zeros(2), **more)


@pytest.fixture
def start(atoms) -> np.ndarray:
    by_x = np.argsort(np.argsort(atoms.x_km))
    return (by_x * 8 // len(by_x)).astype(np.int32)


NOTHING = np.zeros((8, 2))


def test_the_books_are_right_after_any_number_of_moves(atoms, start):
    task, homes = task_of(0.02), no_homes(8)
    around = draw_neighborhood(atoms.x_km, atoms.y_km)
    spread = spread_of(start, atoms, homes)
    sums = sum_up(start, atoms, task, homes, NOTHING, spread)
    rules = rules_of(start, atoms, task, spread)
    anneal(np.arange(len(start)), 50_000, (2.0, 0.02), atoms, sums, rules, homes, around)
    assert (sums.territory_of != start).any()
    counted = sum_up(sums.territory_of, atoms, task, homes, NOTHING, spread)
    for kept, true in zip(sums, counted, strict=True):
        np.testing.assert_allclose(kept, true, atol=1e-9)
    assert count_enclaves(sums.territory_of, 8, around) <= count_enclaves(start, 8, around)


def test_a_change_is_worth_what_the_whole_becomes_worse_by(atoms, start):
    task, homes = task_of(0.02), no_homes(8)
    spread = spread_of(start, atoms, homes)

    def cost(parts: np.ndarray) -> float:
        load = loads(parts, atoms, NOTHING)
        out = np.maximum(np.maximum(task.low - load, load - task.high), 0.0)
        return float(PENALTY * (out + 10 * out**2).sum() + 8 * spread_of(parts, atoms, homes) / spread)

    sums, rules = sum_up(start, atoms, task, homes, NOTHING, spread), rules_of(start, atoms, task, spread)
    for i in (3, 700, 2500):
        giver = int(start[i])
        taker = (giver + 1) % 8
        moved = start.copy()
        moved[i] = taker
        told = change_of(i, giver, taker, atoms, sums, rules, homes)
        assert told == pytest.approx(cost(moved) - cost(start), rel=1e-6, abs=1e-6)


def test_nobody_is_taken_from_beyond_the_reach(atoms, start):
    task, homes = task_of(0.02, compactness=100.0), no_homes(8)
    around = draw_neighborhood(atoms.x_km, atoms.y_km)
    spread = spread_of(start, atoms, homes)
    sums, rules = sum_up(start, atoms, task, homes, NOTHING, spread), rules_of(start, atoms, task, spread)
    rules = rules._replace(reach_km2=np.zeros(8))
    ours, theirs = np.flatnonzero(start == 0), np.flatnonzero(start == 1)
    trade_measures(atoms, sums, rules, homes, ours, theirs, (0, 1), around)
    for i in np.flatnonzero(sums.territory_of != start):
        a, b = start[i], sums.territory_of[i]
        away = (atoms.x_km[i] - rules.middle_x_km) ** 2 + (atoms.y_km[i] - rules.middle_y_km) ** 2
        assert away[b] <= away[a]


def test_both_measures_come_within_bounds(atoms, start):
    around = draw_neighborhood(atoms.x_km, atoms.y_km)
    parts = bring_all_within(start, atoms, task_of(0.03), no_homes(8), around, NOTHING)
    assert np.abs(loads(parts, atoms, NOTHING) - 1).max() <= 0.03
    assert np.abs(loads(start, atoms, NOTHING) - 1).max() > 0.1
    assert count_enclaves(parts, 8, around) == 0
