"""Homes in layouts: whose they are, how far they pull, what that does to territories."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory import build_layout, own_layout, owners
from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.border import pull_of
from salesim.territory.contiguity import count_enclaves, draw_neighborhood
from salesim.territory.homes import choose_homes, no_homes, number_by_home
from salesim.territory.layout import make_sites, sum_by
from salesim.territory.score import worst_deviation

K = 12


@pytest.fixture
def homes_km(sites):
    """Reps live where customers are, several of them in the same town."""
    return np.column_stack([sites.x_km, sites.y_km])[np.random.default_rng(5).choice(len(sites), K, replace=False)]


def from_home(layout, sites, homes_km) -> float:
    """Root mean square distance of the work from its rep's home [km]."""
    away = np.hypot(*(np.column_stack([sites.x_km, sites.y_km]) - homes_km[layout.territory_of]).T)
    return float(np.sqrt(np.average(away**2, weights=sites.workload_hours)))


def test_points_lie_between_the_middle_and_the_home():
    homes = choose_homes(np.array([[0.0, 0.0], [10.0, 4.0]]), 0.25, np.zeros((2, 2)))
    x, y = homes.draw(np.array([8.0, 2.0]), np.array([4.0, 0.0]))
    assert x.tolist() == [6.0, 4.0] and y.tolist() == [3.0, 1.0]
    same = np.array([3.7, -1.1])
    assert all((drawn == same).all() for drawn in no_homes(2).draw(same, same))


def test_with_more_reps_than_territories_those_who_live_near_are_chosen():
    reps = np.array([[90.0, 90.0], [1.0, 0.0], [np.nan, np.nan], [9.0, 0.0]])
    homes = choose_homes(reps, 0.5, np.array([[0.0, 0.0], [10.0, 0.0]]))
    assert homes.seat.tolist() == [1, 3] and homes.x_km.tolist() == [1.0, 9.0]


def test_with_fewer_reps_the_others_are_yet_to_be_hired_and_pull_nothing():
    homes = choose_homes(np.array([[5.0, 0.0], [np.nan, np.nan]]), 0.5, np.zeros((3, 2)))
    assert homes.seat.tolist() == [0, 2, 3] and homes.share.tolist() == [0.5, 0.0, 0.0]
    parts = number_by_home(np.array([0, 1, 2]), np.array([[0.0, 0.0], [9.0, 0.0], [6.0, 0.0]]), homes)
    assert parts.tolist() == [1, 2, 0]


@pytest.mark.parametrize("most", [1500, 10])
def test_homes_are_matched_to_the_nearest_middles(monkeypatch, most):
    monkeypatch.setattr(owners, "DENSE_SEATS", most)
    monkeypatch.setattr(owners, "BLOCK_SEATS", 8)
    rng = np.random.default_rng(8)
    places = rng.uniform(0, 100, (30, 2))
    living_in = rng.permutation(30)
    place_of = owners.match_homes(places, places[living_in] + 0.01)
    assert place_of.tolist() == living_in.tolist()


def test_spread_around_a_home_by_hand():
    # two customers of weight 1 and 3 at x = 1 and 5, home at (2, 1): Σ w |x|² less the spread
    around_middle = 16.0**2 / 4.0
    around_home = (1 * 1 + 3 * 25) - (1 * (1 + 1) + 3 * (9 + 1))
    assert pull_of(4.0, 16.0, 0.0, 2.0, 1.0, 0.0) == around_middle
    assert pull_of(4.0, 16.0, 0.0, 2.0, 1.0, 1.0) == pytest.approx(around_home)
    assert pull_of(4.0, 16.0, 0.0, 2.0, 1.0, 0.25) == pytest.approx(0.75 * around_middle + 0.25 * around_home)


def test_reps_live_nearer_and_work_is_as_even_in_one_piece(sites, homes_km):
    neighborhood = draw_neighborhood(sites.x_km, sites.y_km)
    plain = own_layout(build_balanced("a", BalancedLayout(), sites, K), sites, *homes_km.T)
    away = [from_home(plain, sites, homes_km)]
    for share in (0.2, 0.8):
        layout = build_balanced("a", BalancedLayout(homes=share), sites, K, homes_km=homes_km)
        assert worst_deviation(sum_by(layout.territory_of, K, sites.workload_hours)) <= 0.01 * (1 + 1e-9)
        assert count_enclaves(layout.territory_of, K, neighborhood) == 0
        away.append(from_home(layout, sites, homes_km))
    assert away[0] > 1.03 * away[1] and away[1] > 1.01 * away[2]


def test_homes_that_weigh_nothing_change_nothing(sites, homes_km):
    plain = build_balanced("a", BalancedLayout(), sites, K)
    told = build_balanced("a", BalancedLayout(), sites, K, homes_km=homes_km)
    np.testing.assert_array_equal(plain.territory_of, told.territory_of)
    assert not told.is_owned
    unknown = build_balanced("a", BalancedLayout(homes=0.5), sites, K)
    np.testing.assert_array_equal(plain.territory_of, unknown.territory_of)


def test_who_a_territory_was_drawn_for_owns_it(sites, homes_km):
    layout = build_layout("a", BalancedLayout(homes=0.5), sites, K, homes_km=homes_km)
    today = build_balanced("today", BalancedLayout(), sites, K)
    assert own_layout(layout, sites, *homes_km.T, existing=today) is layout


@pytest.mark.parametrize("k", [K - 4, K + 4])
def test_any_number_of_territories(sites, homes_km, k):
    layout = build_layout("a", BalancedLayout(homes=0.5), sites, k, homes_km=homes_km)
    numbers = np.unique(layout.territory_of)
    assert len(numbers) == k and (numbers >= K).sum() == max(k - K, 0)
    assert worst_deviation(sum_by(layout.territory_of, layout.n_numbers, sites.workload_hours)[numbers]) <= 0.0101


def test_two_reps_in_one_house_share_the_customers_around_it(sites, homes_km):
    homes_km[:] = homes_km[0]
    layout = build_balanced("a", BalancedLayout(homes=0.9), sites, K, homes_km=homes_km)
    assert worst_deviation(sum_by(layout.territory_of, K, sites.workload_hours)) <= 0.01 * (1 + 1e-9)


def test_locked_customers_stay_with_their_rep(sites, homes_km):
    locked = np.full(len(sites), -1)
    locked[:60] = np.arange(60) % K
    layout = build_balanced("a", BalancedLayout(homes=0.5), sites, K, locked, homes_km)
    np.testing.assert_array_equal(layout.territory_of[:60], locked[:60])


def test_a_large_market_that_settles_on_blocks_weighs_homes(clustered_sites):
    sites = clustered_sites(30_000)
    homes_km = np.column_stack([sites.x_km, sites.y_km])[:: len(sites) // 8][:8]
    near = build_balanced("a", BalancedLayout(homes=0.8), sites, 8, homes_km=homes_km)
    plain = own_layout(build_balanced("a", BalancedLayout(), sites, 8), sites, *homes_km.T)
    assert from_home(near, sites, homes_km) < 0.95 * from_home(plain, sites, homes_km)


def test_a_home_cannot_be_all_that_counts():
    with pytest.raises(ValueError, match=r"less than or equal to 0\.9"):
        BalancedLayout(homes=1.0)


def test_one_customer_for_one_rep():
    layout = build_layout("a", BalancedLayout(homes=0.5), make_sites([4], [0.0], [0.0]), 1, homes_km=np.ones((1, 2)))
    assert layout.territory_of.tolist() == [0]
    with pytest.raises(InputError):
        build_layout("a", BalancedLayout(homes=0.5), make_sites([4], [0.0], [0.0]), 2, homes_km=np.ones((2, 2)))
