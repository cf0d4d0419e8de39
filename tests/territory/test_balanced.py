"""Balanced layouts: even, in one piece, the same however the rows come, and open about what cannot be done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory import border, power
from salesim.territory.balanced import BalancedLayout, _apart, balance_weight, build_balanced
from salesim.territory.bisection import bisect
from salesim.territory.contiguity import count_enclaves, draw_neighborhood
from salesim.territory.layout import Sites, centers, make_sites, sum_by
from salesim.territory.score import coefficient_of_variation, worst_deviation


def spread(parts: np.ndarray, sites: Sites, k: int) -> float:
    x, y = centers(parts, k, sites.x_km, sites.y_km, sites.workload_hours)
    return float(sites.workload_hours @ ((sites.x_km - x[parts]) ** 2 + (sites.y_km - y[parts]) ** 2))


@pytest.mark.parametrize(("k", "tolerance"), [(2, 0.01), (13, 0.01), (30, 0.01), (30, 0.002)])
def test_workload_is_within_the_tolerance_and_territories_in_one_piece(sites, k, tolerance):
    layout = build_balanced("a", BalancedLayout(tolerance=tolerance), sites, k)
    assert worst_deviation(sum_by(layout.territory_of, k, sites.workload_hours)) <= tolerance * (1 + 1e-9)
    assert count_enclaves(layout.territory_of, k, draw_neighborhood(sites.x_km, sites.y_km)) == 0
    assert layout.notes == ()


def test_a_power_diagram_is_much_more_compact_than_bisection(sites):
    parts = build_balanced("a", BalancedLayout(), sites, 30).territory_of
    cut = bisect(sites.x_km, sites.y_km, sites.workload_hours, 30)
    assert spread(parts, sites, 30) < 0.85 * spread(cut, sites, 30)


def test_a_large_market_that_settles_on_blocks_is_as_good(clustered_sites):
    sites, k = clustered_sites(45_000), 12
    layout = build_balanced("a", BalancedLayout(), sites, k)
    assert worst_deviation(sum_by(layout.territory_of, k, sites.workload_hours)) <= 0.01 * (1 + 1e-9)
    assert count_enclaves(layout.territory_of, k, draw_neighborhood(sites.x_km, sites.y_km)) == 0
    cut = bisect(sites.x_km, sites.y_km, sites.workload_hours, k)
    assert spread(layout.territory_of, sites, k) < 0.9 * spread(cut, sites, k)


def test_what_is_balanced_can_be_chosen(sites):
    def unevenness(potential_share: float) -> tuple[float, float]:
        layout = build_balanced("a", BalancedLayout(potential_share=potential_share), sites, 20)
        held = (sum_by(layout.territory_of, 20, v) for v in (sites.workload_hours, sites.potential))
        workload, potential = (coefficient_of_variation(values) for values in held)
        return workload, potential

    by_workload, by_potential, by_both = unevenness(0.0), unevenness(1.0), unevenness(0.5)
    assert by_workload[0] < by_both[0] < by_potential[0]
    assert by_potential[1] < by_both[1] < by_workload[1]


def test_the_same_customers_give_the_same_layout_in_any_order(sites):
    shuffle = np.random.default_rng(3).permutation(len(sites))
    columns = {name: getattr(sites, name)[shuffle] for name in ("x_km", "y_km", "workload_hours", "potential")}
    shuffled = make_sites(sites.customer_id[shuffle], **columns)
    expected = build_balanced("a", BalancedLayout(), sites, 25).territory_of
    np.testing.assert_array_equal(build_balanced("a", BalancedLayout(), sites, 25).territory_of, expected)
    np.testing.assert_array_equal(build_balanced("a", BalancedLayout(), shuffled, 25).territory_of, expected)


def test_locked_customers_stay_and_the_rest_is_balanced_around_them(sites):
    k = 12
    free = build_balanced("a", BalancedLayout(), sites, k).territory_of
    locked = np.full(len(sites), -1)
    chosen = np.random.default_rng(1).choice(len(sites), 150, replace=False)
    locked[chosen] = (free[chosen] + 1) % k
    layout = build_balanced("a", BalancedLayout(), sites, k, locked)
    np.testing.assert_array_equal(layout.territory_of[chosen], locked[chosen])
    assert worst_deviation(sum_by(layout.territory_of, k, sites.workload_hours)) <= 0.01 * (1 + 1e-9)


@pytest.mark.parametrize("bad", [np.full(3000, 12), np.full(3000, -2), np.zeros(5, int)])
def test_locks_to_no_territory_are_refused(sites, bad):
    with pytest.raises(InputError) as refused:
        build_balanced("a", BalancedLayout(), sites, 12, bad)
    assert refused.value.field == "locked"


def test_locks_that_leave_a_territory_without_customers_are_refused():
    sites = make_sites(np.arange(4), np.arange(4.0), np.zeros(4))
    with pytest.raises(InputError, match="no customers"):
        build_balanced("a", BalancedLayout(), sites, 2, np.zeros(4, int))


def test_a_customer_too_big_to_balance_is_named_and_the_others_are_even(clustered_sites):
    sites = clustered_sites(2000)
    workload = np.ones(2000)
    workload[17] = 2000.0
    layout = build_balanced("a", BalancedLayout(), replace(sites, workload_hours=workload), 10)
    assert "customer 17 alone weighs as much as 5.0" in layout.notes[0]
    assert "worst territory is 400." in layout.notes[1]
    others = np.delete(sum_by(layout.territory_of, 10, workload), layout.territory_of[17])
    assert worst_deviation(others) <= 0.0101


def test_a_customer_too_big_for_the_tolerance_is_named():
    sites = make_sites(np.arange(7), np.arange(7.0), np.zeros(7))
    (note,) = build_balanced("a", BalancedLayout(), sites, 2).notes
    assert "14.3% off the mean, not within 1.0%; 7 customers outweigh that band" in note
    assert "超出" in note.told("zh") and "customer" not in note.told("zh")


def test_a_deviation_beside_its_tolerance_is_told_apart_from_it():
    assert _apart(0.0104, 0.01) == {"worst": "1.04%", "tolerance": "1.00%"}
    assert _apart(0.143, 0.01) == {"worst": "14.3%", "tolerance": "1.0%"}


def test_no_weight_at_all_balances_numbers_and_says_so(clustered_sites):
    sites = replace(clustered_sites(300), workload_hours=np.zeros(300), potential=np.zeros(300))
    layout = build_balanced("a", BalancedLayout(), sites, 6)
    assert np.bincount(layout.territory_of).tolist() == [50] * 6
    assert "no customer has any weight" in layout.notes[0]


@pytest.mark.parametrize("k", [1, 2, 5, 9])
@pytest.mark.parametrize("shape", ["point", "line", "two points", "lattice"])
def test_odd_maps_are_divided_evenly(shape, k):
    n = 180
    x, y = np.zeros(n), np.zeros(n)
    if shape == "line":
        x = y = np.arange(n) * 1.0
    if shape == "two points":
        x = np.repeat([0.0, 50.0], n // 2)
    if shape == "lattice":
        x, y = np.arange(n) % 15 * 1.0, np.arange(n) // 15 * 1.0
    layout = build_balanced("a", BalancedLayout(), make_sites(np.arange(n), x, y), k)
    assert np.bincount(layout.territory_of, minlength=k).tolist() == [n // k] * k


def test_shares_of_what_is_balanced(sites):
    weight = balance_weight(BalancedLayout(potential_share=0.25), sites)
    expected = 0.75 * sites.workload_hours / sites.workload_hours.sum()
    np.testing.assert_allclose(weight, expected + 0.25 * sites.potential / sites.potential.sum())


def test_every_kernel_has_one_signature(sites):
    build_balanced("a", BalancedLayout(), sites, 7)
    build_balanced("a", BalancedLayout(potential_share=0.5), sites, 7, np.full(len(sites), -1))
    for kernel in (power._divide, border._mark_borders, border.may_cross, border.shift, border.trade):
        assert len(kernel.signatures) <= 1, kernel
