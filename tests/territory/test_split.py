"""Splitting and dissolving territories."""

from __future__ import annotations

import numpy as np

from salesim.territory.layout import Layout, make_sites, sum_by
from salesim.territory.split import dissolve, split


def spread(n: int = 300):
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 90, n), rng.uniform(0, 30, n)
    sites = make_sites(np.arange(n), x, y, workload_hours=rng.lognormal(0, 0.8, n))
    return sites, Layout("l", "given", (x // 30).astype(np.int32), 3)


def test_the_part_with_more_customers_keeps_its_owner():
    sites, layout = spread()
    after = split(layout, sites, 1, 7)
    assert after.n_territories == 4 and after.n_numbers == 8
    kept, new = np.count_nonzero(after.territory_of == 1), np.count_nonzero(after.territory_of == 7)
    assert kept >= new > 0 and kept + new == np.count_nonzero(layout.territory_of == 1)
    others = layout.territory_of != 1
    assert np.array_equal(after.territory_of[others], layout.territory_of[others])


def test_halves_carry_the_same_workload():
    sites, layout = spread()
    after = split(layout, sites, 1, 3)
    load = sum_by(after.territory_of, 4, sites.workload_hours)
    heaviest = sites.workload_hours[layout.territory_of == 1].max()
    assert abs(load[1] - load[3]) <= heaviest


def test_dissolved_customers_go_to_the_nearest_center():
    sites, layout = spread()
    after = dissolve(layout, sites, 1)
    assert after.n_territories == 2 and set(after.territory_of.tolist()) == {0, 2}
    moved = layout.territory_of == 1
    west = sites.x_km[moved] < 44
    east = sites.x_km[moved] > 46
    assert (after.territory_of[moved][west] == 0).mean() > 0.9 and (after.territory_of[moved][east] == 2).mean() > 0.9
