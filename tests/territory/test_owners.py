from itertools import permutations

import numpy as np
import pytest

from salesim.scenario import load_scenario, overlay
from salesim.territory import owners
from salesim.territory.balanced import BalancedLayout
from salesim.territory.build import build_layout
from salesim.territory.layout import centers, make_sites
from salesim.territory.owners import assign_owners, own_layout
from salesim.territory.score import disruption
from salesim.territory.unit import UnitLayout
from salesim.world import build


def homes(k: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    return rng.uniform(-120, 120, k), rng.uniform(-100, 100, k)


def test_only_the_numbers_of_territories_change(sites):
    layout = build_layout("a", BalancedLayout(), sites, 20)
    owned = own_layout(layout, sites, *homes(20))
    assert owned.name == "a"
    pairs = set(zip(layout.territory_of.tolist(), owned.territory_of.tolist(), strict=True))
    assert len(pairs) == 20
    assert {seat for _, seat in pairs} == set(range(20))


def test_without_an_existing_layout_total_distance_is_least(sites):
    territory_of = build_layout("a", BalancedLayout(), sites, 6).territory_of
    home_x, home_y = homes(6)
    owned = assign_owners(territory_of, sites, home_x, home_y)
    x, y = centers(owned, 6, sites.x_km, sites.y_km, sites.workload_hours)
    found = np.hypot(x - home_x, y - home_y).sum()
    every = [np.hypot(x - home_x[list(p)], y - home_y[list(p)]).sum() for p in permutations(range(6))]
    assert found == pytest.approx(min(every))


def test_an_unchanged_layout_keeps_its_owners(sites):
    today = own_layout(build_layout("a", UnitLayout(), sites, 25), sites, *homes(25))
    renumbered = (today.territory_of + 9) % 25
    again = assign_owners(renumbered, sites, *homes(25), existing=today.territory_of)
    np.testing.assert_array_equal(again, today.territory_of)


def test_an_existing_layout_saves_bonds_that_homes_alone_would_break(sites):
    today = own_layout(build_layout("a", UnitLayout(), sites, 25), sites, *homes(25))
    drawn = build_layout("b", BalancedLayout(), sites, 25)
    mindful, blind = own_layout(drawn, sites, *homes(25), existing=today), own_layout(drawn, sites, *homes(25))
    kept = disruption(today.territory_of, mindful.territory_of, sites)["potential_reassigned"]
    assert kept < disruption(today.territory_of, blind.territory_of, sites)["potential_reassigned"]


def test_a_long_commute_outweighs_a_small_bond():
    sites = make_sites([0, 1], [0.0, 100.0], [0.0, 0.0], potential=[5.0, 5.0])
    new, today, home_x, home_y = np.array([0, 1], np.int32), np.array([1, 0]), np.array([0.0, 100.0]), np.zeros(2)
    assert assign_owners(new, sites, home_x, home_y, today, commute_cost_per_km=0.01).tolist() == [1, 0]
    assert assign_owners(new, sites, home_x, home_y, today, commute_cost_per_km=10.0).tolist() == [0, 1]


def test_customers_whom_nobody_owns_bind_nobody():
    sites = make_sites([0, 1], [0.0, 100.0], [0.0, 0.0])
    owned = assign_owners(np.array([1, 0], np.int32), sites, np.array([0.0, 100.0]), np.zeros(2), np.array([-1, -1]))
    assert owned.tolist() == [0, 1]


def test_further_territories_are_seats_to_be_opened(sites):
    owned = own_layout(build_layout("a", BalancedLayout(), sites, 5), sites, *homes(3))
    assert set(owned.territory_of.tolist()) == {0, 1, 2, 3, 4} and owned.n_numbers == 5


def test_seats_that_fit_worst_get_nothing():
    """Three seats for two territories: the one without customers today goes."""
    sites = make_sites([0, 1], [0.0, 100.0], [0.0, 0.0], potential=[5000.0, 5000.0])
    new, today = np.array([0, 1], np.int32), np.array([0, 2])
    owned = assign_owners(new, sites, np.array([0.0, 1.0, 90.0]), np.zeros(3), today)
    assert owned.tolist() == [0, 2]


@pytest.mark.parametrize("with_existing", [False, True])
def test_blocks_come_close_to_the_best_assignment(clustered_sites, monkeypatch, with_existing):
    sites = clustered_sites(6000)
    today = own_layout(build_layout("a", UnitLayout(), sites, 300), sites, *homes(300))
    drawn = build_layout("b", BalancedLayout(), sites, 300)
    existing = today if with_existing else None

    def cost(territory_of: np.ndarray) -> float:
        x, y = centers(territory_of, 300, sites.x_km, sites.y_km, sites.workload_hours)
        km = np.hypot(x - homes(300)[0], y - homes(300)[1]).sum()
        if not with_existing:
            return km
        return 0.1 * km + sites.potential[territory_of != today.territory_of].sum()

    best = cost(own_layout(drawn, sites, *homes(300), existing, commute_cost_per_km=0.1).territory_of)
    monkeypatch.setattr(owners, "DENSE_SEATS", 0)
    monkeypatch.setattr(owners, "BLOCK_SEATS", 100)
    in_blocks = own_layout(drawn, sites, *homes(300), existing, commute_cost_per_km=0.1).territory_of
    assert set(in_blocks.tolist()) == set(range(300))
    assert best <= cost(in_blocks) < 1.15 * best


def test_the_currency_decides_on_no_owner(monkeypatch):
    """What a kilometer to work costs follows from the scenario's cost of travel, for every layout that is drawn."""
    asked = []

    def own(*arguments, commute_cost_per_km, **others):
        asked.append(commute_cost_per_km)
        return own_layout(*arguments, commute_cost_per_km=commute_cost_per_km, **others)

    monkeypatch.setattr(build, "own_layout", own)
    scenario = load_scenario("scenarios/small_town.yaml")
    travel = scenario.sales_force.team.travel_cost_per_km
    for k in (1.0, 3500.0):
        asked.clear()
        world = build.build_world(overlay(scenario, {"sales_force.team.travel_cost_per_km": k * travel}), 0)
        build.add_layouts(world)
        assert len(asked) == len(scenario.layouts)
        assert asked == pytest.approx([12.5 * k * travel] * len(asked))
