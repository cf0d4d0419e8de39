"""Power diagrams against brute force, and Newton's method against what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import Delaunay

from salesim.territory.bisection import bisect
from salesim.territory.homes import no_homes
from salesim.territory.power import (
    BAND,
    LONGEST_STEP,
    MIN_YIELD,
    divide,
    even_out,
    newton_step,
    plot_diagram,
    power_km2,
    settle,
)
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
    np.testing.assert_allclose(division.y_sum, np.bincount(division.part_of, weight * y, minlength=30))
    if unequal == 4000.0:
        assert diagram.is_hidden.any()


def test_power_is_squared_distance_less_allowance():
    assert power_km2(3.0, 4.0, 0.0, 0.0, 5.0) == 20.0
    assert power_km2(3.0, 4.0, 1.0, 5.0, 2.0) == 3.0


def edges(diagram):
    """Pairs of neighbors."""
    one = np.repeat(np.arange(len(diagram.x_km)), np.diff(diagram.first))
    return set(zip(one.tolist(), diagram.beside.tolist(), strict=True))


def test_neighbors_of_equal_allowances_are_delaunays():
    """Inside a ring of centers the four far corners change nothing; equal allowances and the map's place never do."""
    rng = np.random.default_rng(6)
    x, y = rng.uniform(0, 50, 60), rng.uniform(0, 50, 60)
    inside = np.hypot(x - 25, y - 25) < 15
    indptr, indices = Delaunay(np.column_stack([x, y])).vertex_neighbor_vertices
    expected = {
        (j, int(other)) for j in np.flatnonzero(inside).tolist() for other in indices[indptr[j] : indptr[j + 1]]
    }
    for place, allowance in ((0.0, 0.0), (300.0, 7.0)):
        diagram = plot_diagram(x + place, y - place, np.full(60, allowance))
        found = edges(diagram)
        assert {edge for edge in found if inside[edge[0]]} == expected
        assert all((b, a) in found for a, b in found) and not diagram.is_hidden.any()


def test_a_center_loses_its_ground_where_neighbors_have_enough_more():
    """Between two centers 2 km apart on both sides, ground is lost from 2² - 2 · 0 = 4 km² of allowance on."""
    x, y = np.array([-2.0, 0.0, 2.0]), np.array([0.0, 0.0, 0.0])
    for allowance, hidden in ((3.9, False), (4.1, True)):
        diagram = plot_diagram(x, y, np.array([allowance, 0.0, allowance]))
        assert diagram.is_hidden.tolist() == [False, hidden, False]
        assert ((0, 2) in edges(diagram)) == hidden
    x, y = np.array([-2.0, 0.5, 2.0, 9.0]), np.zeros(4)
    diagram = plot_diagram(x, y, np.array([9.0, 0.0, 9.0, 9.0]))
    assert diagram.beside[diagram.first[1] : diagram.first[2]].tolist() == [2], "the nearest that has some"
    one = divide(diagram, Weighted(x, y, np.ones(4), NOBODY[:4]), np.ones(4, np.int32))
    assert one.part_of.tolist() == [0, 2, 2, 3]


def test_weight_near_a_border_counts_on_its_own_side():
    """Centers 4 km apart, border at 4.5: the band reaches .08 x 4 km to each side."""
    x = np.linspace(0, 10, 4001)
    diagram = plot_diagram(np.array([2.0, 6.0]), np.zeros(2), np.array([4.0, 0.0]))
    weight = 1.0 + (x > 4.5)
    division = divide(diagram, Weighted(x, np.zeros(4001), weight, NOBODY), np.zeros(4001, np.int32))
    near = [weight[(x <= 4.5) & (x > 4.5 - 4 * BAND)].sum(), weight[(x > 4.5) & (x < 4.5 + 4 * BAND)].sum()]
    assert edges(diagram) == {(0, 1), (1, 0)}
    assert division.at_border == pytest.approx(near, abs=2.0)
    np.testing.assert_array_equal(division.part_of, x > 4.5)


def test_held_customers_count_where_they_are(map_of_dots):
    x, y, weight = map_of_dots
    diagram = plot_diagram(np.array([20.0, 80.0]), np.array([30.0, 30.0]), np.zeros(2))
    parts, held = np.ones(4000, dtype=np.int32), x < 10
    division = divide(diagram, Weighted(x, y, weight, held), parts)
    np.testing.assert_array_equal(division.part_of, np.where(held, 1, x > 50))
    in_second = held | (x > 50)
    assert division.load[1] == pytest.approx(weight[in_second].sum())
    assert division.x_sum[1] == pytest.approx(weight[in_second] @ x[in_second])
    assert division.at_border[1] == pytest.approx(weight[(x > 50) & (x < 50 + 60 * BAND)].sum())


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


@pytest.mark.parametrize("moved", [50.0, 1900.0])
def test_a_newton_step_by_hand(moved):
    """Of two centers 4 km apart: da = load to be moved / yield of the border, at most to a center.

    The band holds 2 x .32 km with 400 customers each, which is 256 / (4 x .08 x 4²) = 50 a km² of allowance; to it
    comes .2 x 2,000 / 4² = 25 of an average territory.
    """
    x = np.linspace(0, 10, 4000)
    diagram = plot_diagram(np.array([2.0, 6.0]), np.zeros(2), np.zeros(2))
    division = divide(diagram, Weighted(x, np.zeros(4000), np.ones(4000), NOBODY), np.zeros(4000, np.int32))
    step = newton_step(diagram, division, division.load + np.array([moved, -moved]))
    yields = 256 / (4 * BAND * 16) + MIN_YIELD * 2000 / 16
    assert step[0] - step[1] == pytest.approx(min(moved / yields, LONGEST_STEP * 16), rel=0.02)
    assert step[0] > step[1]
    assert not newton_step(diagram, division, division.load).any()


def test_coinciding_centers_do_not_stop_newton():
    diagram = plot_diagram(np.array([2.0, 2.0, 6.0]), np.zeros(3), np.zeros(3))
    x = np.linspace(0, 10, 4000)
    division = divide(diagram, Weighted(x, np.zeros(4000), np.ones(4000), NOBODY), np.zeros(4000, np.int32))
    assert np.isfinite(newton_step(diagram, division, np.full(3, 4000 / 3))).all()


def test_evening_out_stops_at_the_tolerance_and_never_makes_it_worse(map_of_dots):
    x, y, weight = map_of_dots
    k = 6
    customers, target = Weighted(x, y, weight, NOBODY), np.full(k, weight.sum() / k)
    rng = np.random.default_rng(8)
    first = plot_diagram(rng.uniform(0, 100, k), rng.uniform(0, 60, k), np.zeros(k))
    start = np.zeros(4000, np.int32)

    def worst(parts):
        return np.abs(np.bincount(parts, weight, minlength=k) / target - 1).max()

    def miss(parts):
        return ((np.bincount(parts, weight, minlength=k) / target - 1) ** 2).sum()

    as_it_is = divide(first, customers, start).part_of
    same, parts = even_out(first, customers, start, target, 0.0, 0)
    assert same is first and np.array_equal(parts, as_it_is)
    same, parts = even_out(first, customers, start, target, 1.01 * worst(as_it_is), 30)
    assert same is first and np.array_equal(parts, as_it_is)
    misses = [miss(even_out(first, customers, start, target, 0.0, steps)[1]) for steps in (0, 1, 2, 5, 60)]
    assert (np.diff(misses) <= 0).all() and misses[-1] < 1e-4 < misses[0]
    evened, parts = even_out(first, customers, start, target, 0.05, 60)
    assert 0.001 < worst(parts) <= 0.05, "no further than asked for"
    np.testing.assert_array_equal(parts, divide(evened, customers, start).part_of)
    np.testing.assert_array_equal(evened.x_km, first.x_km)


def test_settled_centers_stand_in_the_middle_of_their_customers(map_of_dots):
    x, y, weight = map_of_dots
    k = 5
    parts, target = bisect(x, y, weight, k), np.full(k, weight.sum() / k)
    customers = Weighted(x, y, weight, NOBODY)
    diagram = settle(customers, parts, target, 40, no_homes(k))
    division = divide(diagram, customers, parts)
    assert np.abs(division.x_sum / division.load - diagram.x_km).max() < 1.0
    assert np.abs(division.y_sum / division.load - diagram.y_km).max() < 1.0
    assert np.abs(division.load / target - 1).max() < 0.1
    unmoved = settle(customers, parts, target, 0, no_homes(k))
    assert unmoved.x_km == pytest.approx(np.bincount(parts, weight * x) / np.bincount(parts, weight))
    assert not unmoved.allowance.any()


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
