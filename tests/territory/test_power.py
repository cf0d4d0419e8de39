"""Power diagrams against brute force, and Newton's method against what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.territory.bisection import bisect
from salesim.territory.homes import no_homes
from salesim.territory.power import divide, even_out, newton_step, plot_diagram, power_km2, settle
from salesim.territory.weighted import Weighted

NOBODY = np.zeros(4000, dtype=bool)


@pytest.fixture
def map_of_dots():
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 100, 4000), rng.uniform(0, 60, 4000)
    return x, y, rng.lognormal(0, 0.5, 4000)


@pytest.mark.parametrize("unequal", [0.0, 40.0, 4000.0])
def test_the_walk_finds_the_least_power(map_of_dots, unequal):
    x, y, weight = map_of_dots
    rng = np.random.default_rng(4)
    cx, cy, allowance = rng.uniform(0, 100, 30), rng.uniform(0, 60, 30), rng.uniform(0, unequal + 1e-9, 30)
    diagram = plot_diagram(cx, cy, allowance)
    division = divide(diagram, Weighted(x, y, weight, NOBODY), rng.integers(0, 30, 4000).astype(np.int32))
    power = (x[:, None] - cx) ** 2 + (y[:, None] - cy) ** 2 - allowance
    np.testing.assert_array_equal(division.part_of, power.argmin(axis=1))
    np.testing.assert_allclose(division.load, np.bincount(division.part_of, weight, minlength=30))
    np.testing.assert_allclose(division.x_sum, np.bincount(division.part_of, weight * x, minlength=30))
    if unequal == 4000.0:
        assert diagram.is_hidden.any()


def test_power_is_squared_distance_less_allowance():
    assert power_km2(3.0, 4.0, 0.0, 0.0, 5.0) == 20.0


def test_held_customers_count_where_they_are(map_of_dots):
    x, y, weight = map_of_dots
    diagram = plot_diagram(np.array([20.0, 80.0]), np.array([30.0, 30.0]), np.zeros(2))
    parts, held = np.ones(4000, dtype=np.int32), x < 10
    division = divide(diagram, Weighted(x, y, weight, held), parts)
    np.testing.assert_array_equal(division.part_of, np.where(held, 1, x > 50))
    assert division.load[1] == pytest.approx(weight[held | (x > 50)].sum())


@pytest.mark.parametrize("line", [True, False])
def test_centers_in_a_line_or_on_one_spot_have_neighbors(line):
    cx = np.arange(6.0) if line else np.zeros(6)
    diagram = plot_diagram(cx, np.zeros(6), np.zeros(6))
    assert np.diff(diagram.first).min() >= (1 if line else 0)
    assert diagram.is_hidden.sum() == (0 if line else 5)


def test_a_newton_step_goes_most_of_the_way_but_not_beyond():
    x = np.linspace(0, 10, 4000)
    diagram = plot_diagram(np.array([2.0, 6.0]), np.zeros(2), np.zeros(2))
    division = divide(diagram, Weighted(x, np.zeros(4000), np.ones(4000), NOBODY), np.zeros(4000, np.int32))
    step = newton_step(diagram, division, np.full(2, 2000.0))
    # the border has to go from 4 to 5; it moves by the difference of the allowances over twice the distance, 8
    assert -8.1 < step[1] - step[0] < -4.0


def test_newton_brings_loads_to_their_targets_and_settling_saves_distance(map_of_dots):
    x, y, weight = map_of_dots
    k = 12
    parts, target = bisect(x, y, weight, k), np.linspace(0.6, 1.4, k) * weight.sum() / k
    customers = Weighted(x, y, weight, NOBODY)
    diagrams = [settle(customers, parts, target, rounds, no_homes(k)) for rounds in (1, 30)]
    spreads = []
    for diagram in diagrams:
        diagram, evened = even_out(diagram, customers, parts, target, 0.005, 30)
        load = np.bincount(evened, weight, minlength=k)
        assert np.abs(load / target - 1).max() < 0.02
        spreads.append(weight @ ((x - diagram.x_km[evened]) ** 2 + (y - diagram.y_km[evened]) ** 2))
    assert spreads[1] < 0.97 * spreads[0]
