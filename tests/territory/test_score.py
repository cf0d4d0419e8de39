import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.territory.layout import make_sites
from salesim.territory.score import (
    TourParameters,
    disruption,
    gini,
    score_ground,
    score_layout,
    score_territories,
    worst_deviation,
)
from salesim.territory.travel import TravelParameters, travel_min

TRAVEL = TravelParameters(circuity=1.3, urban_kmh=25.0, intercity_kmh=60.0, urban_km=15.0)


def test_territories_add_up_to_the_whole(sites):
    territory_of = np.arange(len(sites), dtype=np.int32) % 7
    frame = score_territories(territory_of, sites, 7)
    assert frame["n_customers"].sum() == len(sites)
    assert frame["workload_hours"].sum() == pytest.approx(sites.workload_hours.sum())
    assert frame["potential"].sum() == pytest.approx(sites.potential.sum())
    assert frame["territory"].tolist() == list(range(7))


def test_center_distance_and_region_are_weighted_by_workload():
    sites = make_sites([0, 1], [0.0, 4.0], [0.0, 0.0], region=[2, 1], workload_hours=[3.0, 1.0])
    row = score_territories(np.zeros(2, np.int32), sites, 1, np.array([1.0]), np.array([5.0])).iloc[0]
    assert (row["x_km"], row["distance_km"], row["home_km"], row["region"]) == (1.0, 1.5, 5.0, 2)


def test_area_of_a_filled_rectangle():
    x, y = np.meshgrid(np.linspace(0, 40, 200), np.linspace(0, 10, 200))
    sites = make_sites(np.arange(x.size), x.ravel(), y.ravel())
    assert score_territories(np.zeros(x.size, np.int32), sites, 1)["area_km2"][0] == pytest.approx(400, rel=0.02)


def test_travel_hours_are_haul_and_tour():
    sites = make_sites([0, 1], [10.0, 10.0], [0.0, 0.0], workload_hours=[4.0, 4.0])
    tours = TourParameters(visit_hours=0.5, visits_per_day=4.0)
    found = score_territories(np.zeros(2, np.int32), sites, 1, np.zeros(1), np.zeros(1), TRAVEL, tours)
    # sixteen visits, four days, ten kilometers each way, and no distance between stops
    assert found["travel_hours"][0] == pytest.approx(4 * 2 * travel_min(10.0, 1.3, 25.0, 60.0, 15.0) / 60)


def test_local_tours_follow_the_square_root_law():
    rng = np.random.default_rng(5)
    x, y = rng.uniform(-5, 5, 4000), rng.uniform(-5, 5, 4000)

    def hours(weekly: float) -> float:
        sites = make_sites(np.arange(4000), x, y, workload_hours=np.full(4000, weekly / 4000))
        tours = TourParameters(visits_per_day=1e9)
        frame = score_territories(np.zeros(4000, np.int32), sites, 1, travel=TRAVEL, tours=tours)
        return float(frame["travel_hours"][0])

    # 40 visits on 100 km²: .57 √(100 · 40) km at 25 km/h with circuity 1.3; four times the visits, twice the distance
    assert hours(40.0) == pytest.approx(0.57 * np.sqrt(4000) * 1.3 / 25, rel=0.03)
    assert hours(160.0) / hours(40.0) == pytest.approx(2.0, rel=1e-6)


def test_farther_homes_cost_hours(sites):
    territory_of = np.zeros(len(sites), np.int32)
    near = score_territories(territory_of, sites, 1, np.array([0.0]), np.array([0.0]))["travel_hours"][0]
    far = score_territories(territory_of, sites, 1, np.array([400.0]), np.array([0.0]))["travel_hours"][0]
    assert far > near


def test_a_layout_in_numbers():
    sites = make_sites(
        [0, 1, 2], [0.0, 0.0, 9.0], [0.0, 0.0, 0.0], workload_hours=[1.0, 1.0, 4.0], potential=[5.0, 5.0, 10.0]
    )
    scores = score_layout(score_territories(np.array([0, 0, 1], np.int32), sites, 2))
    assert scores["workload_worst"] == pytest.approx(1 / 3)
    assert scores["potential_worst"] == scores["potential_gini"] == scores["potential_cv"] == 0.0
    assert (scores["customers_min"], scores["customers_max"]) == (1, 2)
    assert all(type(value) in (int, float) for value in scores.values())


def test_nothing_to_do_scores_zero():
    sites = make_sites([0, 1], [0.0, 1.0], [0.0, 0.0], workload_hours=[0.0, 0.0], potential=[0.0, 0.0])
    frame = score_territories(np.array([0, 1], np.int32), sites, 2)
    scores = score_layout(frame)
    assert np.isfinite(list(scores.values())).all()
    assert scores["travel_hours"] == 0.0


def test_disruption_counts_customers_and_potential():
    sites = make_sites([0, 1, 2, 3], np.zeros(4), np.zeros(4), potential=[1.0, 2.0, 3.0, 4.0])
    moved = disruption(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), sites)
    assert moved == {"accounts_reassigned": 0.25, "potential_reassigned": 0.4}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_gini_is_half_the_mean_absolute_difference_over_the_mean(values):
    array = np.array(values)
    if array.sum() <= 0:
        assert gini(array) == 0.0
        return
    expected = np.abs(array[:, None] - array).mean() / (2 * array.mean())
    assert gini(array) == pytest.approx(expected, abs=1e-9)


def test_worst_deviation_looks_both_ways():
    assert worst_deviation(np.array([1.0, 4.0, 4.0])) == pytest.approx(2 / 3)
    assert worst_deviation(np.array([1.0, 1.0, 4.0])) == pytest.approx(1.0)


def test_the_map_of_a_split_territory_is_scored():
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(12.0), np.arange(12.0)))
    sites = make_sites(np.arange(144), x, y)
    halves = score_ground((x >= 6).astype(np.int32), sites)
    assert (halves["enclaves"], halves["one_piece_share"], halves["overlap_share"]) == (0, 1.0, 0.0)
    stripes = score_ground((x // 3 % 2).astype(np.int32), sites)
    assert (stripes["enclaves"], stripes["one_piece_share"]) == (2, 0.0)
    # the outer stripes lie outside the other's hull, and so do customers on a hull's edge
    assert 0.3 < stripes["overlap_share"] < 0.6
    assert stripes["polsby_popper"] < halves["polsby_popper"]


def test_numbers_that_nobody_has_count_for_nothing():
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(12.0), np.arange(12.0)))
    sites = make_sites(np.arange(144), x, y)
    halves = (x >= 6).astype(np.int32)
    assert score_ground(7 * halves, sites) == score_ground(halves, sites)


def test_disruption_weighs_what_is_lost():
    sites = make_sites([0, 1, 2, 3], np.zeros(4), np.zeros(4), potential=[0.0] * 4)
    moved = disruption(np.zeros(4), np.array([0, 0, 0, 1]), sites, np.array([1.0, 1, 1, 5]), np.array([0.0, 9, 0, 1]))
    assert moved == {
        "accounts_reassigned": 0.25,
        "potential_reassigned": 0.0,
        "sales_reassigned": 0.625,
        "relationship_reassigned": 0.1,
    }
