import numpy as np
import pytest

from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.bisection import bisect
from salesim.territory.layout import Sites, centres, sum_by
from salesim.territory.recut import recut_borders
from salesim.territory.score import coefficient_of_variation, worst_deviation


@pytest.mark.parametrize("k", [2, 13, 30])
def test_workload_is_even(sites, k):
    layout = build_balanced("a", BalancedLayout(), sites, k)
    workload = sum_by(layout.territory_of, k, sites.workload_hours)
    assert worst_deviation(workload) < 0.08
    assert coefficient_of_variation(workload) < 0.03


def test_what_is_balanced_can_be_chosen(sites):
    def unevenness(potential_share: float) -> tuple[float, float]:
        layout = build_balanced("a", BalancedLayout(potential_share=potential_share), sites, 20)
        held = (sum_by(layout.territory_of, 20, v) for v in (sites.workload_hours, sites.potential_cny))
        workload, potential = (coefficient_of_variation(values) for values in held)
        return workload, potential

    by_workload, by_potential, by_both = unevenness(0.0), unevenness(1.0), unevenness(0.5)
    assert by_workload[0] < by_both[0] < by_potential[0]
    assert by_potential[1] < by_both[1] < by_workload[1]


def test_a_customer_too_big_to_balance_is_named(clustered_sites):
    sites = clustered_sites(50)
    workload = np.ones(50)
    workload[17] = 49.0
    big = Sites(**(vars(sites) | {"workload_hours": workload}))
    (note,) = build_balanced("a", BalancedLayout(), big, 10).notes
    assert "customer 17 alone weighs as much as 5.0" in note


def test_straightened_borders_are_more_compact_and_as_even(sites):
    x, y, weight = sites.x_km, sites.y_km, sites.workload_hours
    parts = bisect(x, y, weight, 30)
    before = parts.copy()
    better = recut_borders(x, y, weight, parts, 30, most_cuts=5000)

    def spread(part_of: np.ndarray) -> float:
        east, north = centres(part_of, 30, x, y, weight)
        return float(weight @ ((x - east[part_of]) ** 2 + (y - north[part_of]) ** 2))

    assert spread(better) < 0.95 * spread(before)
    was, now = (worst_deviation(sum_by(part_of, 30, weight)) for part_of in (before, better))
    assert now <= max(was, 0.02) + 1e-12
    np.testing.assert_array_equal(parts, before)


def test_no_recuts_leave_parts_as_they_are(sites):
    parts = bisect(sites.x_km, sites.y_km, sites.workload_hours, 5)
    kept = recut_borders(sites.x_km, sites.y_km, sites.workload_hours, parts, 5, most_cuts=0)
    np.testing.assert_array_equal(kept, parts)
