"""A map that grew by hires and splits; and the same evened out."""

from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.evened import EvenedLayout
from salesim.territory.grown import GrownLayout, grow
from salesim.territory.layout import make_sites, sum_by
from salesim.territory.travel import TravelParameters

TRAVEL = TravelParameters()


def homes(sites, k, seed=3):
    """(k, 2) [km] reps live where customers are."""
    rows = np.random.default_rng(seed).choice(len(sites), k, replace=False)
    return np.column_stack([sites.x_km[rows], sites.y_km[rows]])


def deviations(layout, sites):
    load = sum_by(np.unique(layout.territory_of, return_inverse=True)[1], layout.n_territories, sites.workload_hours)
    return load / load.mean() - 1.0


def test_more_than_half_of_the_territories_are_too_large_or_too_small_and_work_differs_by_a_third(sites):
    """As in 4,800 territories of 18 sales forces: 56 % (Zoltners & Lorimer 2000)."""
    off, cv = [], []
    for history in range(8):
        apart = deviations(GrownLayout(history=history).build("a", sites, 40, TRAVEL, homes(sites, 40)), sites)
        off.append((np.abs(apart) > 0.15).mean())
        cv.append(apart.std())
    assert 0.55 < np.mean(off) < 0.85
    assert 0.28 < np.mean(cv) < 0.42


def test_the_first_reps_divide_the_customers_by_distance():
    x = np.arange(10.0)
    grown = grow(make_sites(np.arange(10), x, np.zeros(10)), np.array([[1.0, 0.0], [8.0, 0.0]]), 1.0, np.zeros(2))
    assert grown.tolist() == [0] * 5 + [1] * 5


def test_a_newcomer_takes_the_customers_who_are_nearer_to_the_own_home_up_to_a_share_of_the_work():
    x = np.arange(10.0)
    grown = grow(make_sites(np.arange(10), x, np.zeros(10)), np.array([[0.0, 0.0], [9.0, 0.0]]), 0.5, np.full(2, 0.3))
    assert grown.tolist() == [0] * 7 + [1] * 3


def test_the_heaviest_territory_is_split_and_who_lives_there_is_hired():
    x = np.concatenate([np.arange(10.0), 100.0 + np.arange(10.0)])
    work = np.concatenate([np.ones(10), np.full(10, 2.0)])
    at = np.array([[0.0, 0.0], [100.0, 0.0], [9.0, 0.0], [109.0, 0.0]])
    grown = grow(make_sites(np.arange(20), x, np.zeros(20), workload_hours=work), at, 0.5, np.full(4, 0.4))
    assert set(grown[:10].tolist()) == {0, 2} and set(grown[10:].tolist()) == {1, 3}
    assert grown[-1] == 3 and grown[10] == 1


@pytest.mark.parametrize("k", [1, 2, 59, 60])
def test_everybody_gets_a_customer_down_to_one_each(k):
    sites = make_sites(np.arange(60), np.arange(60.0) % 7, np.arange(60.0) // 7, workload_hours=np.arange(60) % 3)
    layout = GrownLayout().build("a", sites, k, TRAVEL, None)
    assert np.bincount(layout.territory_of, minlength=k).min() >= 1


def test_customers_at_one_place_and_without_work_can_be_divided():
    sites = make_sites(np.arange(9), np.zeros(9), np.zeros(9), workload_hours=np.zeros(9))
    assert len(np.unique(GrownLayout().build("a", sites, 4, TRAVEL, np.zeros((4, 2))).territory_of)) == 4


def test_another_history_gives_another_map_and_the_same_the_same(sites):
    first, same, other = (GrownLayout(history=h).build("a", sites, 12, TRAVEL, homes(sites, 12)) for h in (0, 0, 1))
    assert first.territory_of.tobytes() == same.territory_of.tobytes() != other.territory_of.tobytes()


def test_shares_of_newcomers_are_in_order():
    with pytest.raises(Exception, match="the smaller first"):
        GrownLayout(newcomer_share=(0.5, 0.25))


def test_evened_territories_are_within_the_bound_and_few_customers_have_moved(sites):
    today = GrownLayout().build("today", sites, 30, TRAVEL, homes(sites, 30))
    seats = np.arange(30, dtype=np.int32) * 2  # as after seats have been closed
    sites = replace(sites, owner=seats[today.territory_of])
    evened = EvenedLayout(tolerance=0.2).build("evened", sites, 30, TRAVEL, None)
    apart = deviations(evened, sites)
    assert np.abs(apart).max() <= 0.2 + 1e-9
    assert np.abs(deviations(today, sites)).max() > 0.3
    assert 0.0 < (evened.territory_of != sites.owner).mean() < 0.25
    assert evened.is_owned and set(evened.territory_of.tolist()) == set(seats.tolist())


def test_evened_needs_todays_territories(sites):
    with pytest.raises(InputError, match="before the baseline's own layout"):
        EvenedLayout().build("a", sites, 5, TRAVEL, None)
    with pytest.raises(InputError, match="as many territories as today, which are 3"):
        EvenedLayout().build("a", replace(sites, owner=np.arange(len(sites)) % 3), 5, TRAVEL, None)
