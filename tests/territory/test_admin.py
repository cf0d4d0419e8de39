import numpy as np

from salesim.territory.admin import build_by_unit
from salesim.territory.layout import Sites, make_sites
from salesim.territory.region import build_inside_regions
from salesim.territory.unit import build_inside_units


def units_of(territory_of: np.ndarray, unit_of: np.ndarray) -> dict[int, set[int]]:
    return {int(t): set(unit_of[territory_of == t].tolist()) for t in np.unique(territory_of)}


def test_territories_stay_inside_their_prefecture(sites):
    territories = units_of(build_inside_units("a", sites, 40).territory_of, sites.unit)
    assert all(len(prefectures) == 1 for prefectures in territories.values())


def test_territories_stay_inside_their_circle_but_cross_prefectures(sites):
    territory_of = build_inside_regions("a", sites, 12).territory_of
    assert all(len(circles) == 1 for circles in units_of(territory_of, sites.region).values())
    assert any(len(prefectures) > 1 for prefectures in units_of(territory_of, sites.unit).values())


def test_seats_go_by_residents_and_not_by_customers():
    x = np.concatenate([np.zeros(90), np.full(90, 100.0)]) + np.tile(np.arange(90.0) / 10, 2)
    sites = make_sites(
        np.arange(180), x, np.zeros(180), unit=np.repeat([0, 1], 90), unit_residents=np.array([8e6, 1e6])
    )
    territories = units_of(build_inside_units("a", sites, 9).territory_of, sites.unit)
    assert sum(prefectures == {0} for prefectures in territories.values()) == 8


def test_inside_a_prefecture_customers_are_counted_and_workload_is_not(sites):
    one = Sites(**(vars(sites) | {"unit": np.zeros(len(sites), np.int64), "unit_residents": np.ones(1)}))
    layout = build_inside_units("a", one, 16)
    counts = np.bincount(layout.territory_of)
    assert counts.max() - counts.min() <= 2
    assert np.bincount(layout.territory_of, weights=sites.workload_hours).std() > 5


def test_with_fewer_reps_than_prefectures_the_smallest_join_a_neighbor(clustered_sites):
    sites = clustered_sites(500)
    layout = build_inside_units("a", sites, 3)
    assert "5 units were merged" in layout.notes[0]
    territory_of_prefecture = {p: set(layout.territory_of[sites.unit == p].tolist()) for p in range(8)}
    assert all(len(territories) == 1 for territories in territory_of_prefecture.values())


def test_a_prefecture_without_customers_gets_no_rep():
    sites = make_sites(
        np.arange(6), np.arange(6.0), np.zeros(6), unit=[0, 0, 0, 2, 2, 2], unit_residents=[1.0, 50.0, 1.0]
    )
    assert build_inside_units("a", sites, 2).territory_of.tolist() == [0, 0, 0, 1, 1, 1]


def test_every_unit_can_be_the_one_that_is_kept_whole(sites):
    units = {"province": sites.province, "unit": sites.unit, "county": sites.county, "region": sites.region}
    for unit, unit_of in units.items():
        layout = build_by_unit("a", "admin", unit, sites, 40)
        assert all(len(inside) == 1 for inside in units_of(layout.territory_of, unit_of).values()), unit
        assert layout.n_territories == 40 and layout.builder == "admin"


def test_counties_are_merged_to_reach_a_smaller_number(sites):
    layout = build_by_unit("a", "admin", "county", sites, 6)
    assert "14 units were merged" in layout.notes[0]
    territories = [set(layout.territory_of[sites.county == county].tolist()) for county in range(20)]
    assert all(len(territory) == 1 for territory in territories)


def test_counties_count_by_their_own_residents():
    x = np.concatenate([np.zeros(90), np.full(90, 100.0)]) + np.tile(np.arange(90.0) / 10, 2)
    sites = make_sites(np.arange(180), x, np.zeros(180), county=np.repeat([0, 1], 90), county_residents=[8e5, 1e5])
    territories = units_of(build_by_unit("a", "admin", "county", sites, 9).territory_of, sites.county)
    assert sum(counties == {0} for counties in territories.values()) == 8


def test_who_is_gone_or_unknown_does_not_count(clustered_sites):
    sites = clustered_sites(900)
    counts = sites.x_km + sites.y_km > np.median(sites.x_km + sites.y_km)
    one = {"unit": np.zeros(900, np.int64), "unit_residents": np.ones(1)}
    sites = Sites(**(vars(sites) | one | {"workload_hours": np.where(counts, 1.0, 0.0)}))
    layout = build_inside_units("a", sites, 9)
    held = np.bincount(layout.territory_of, weights=counts)
    assert held.max() - held.min() <= 2
    assert np.ptp(np.bincount(layout.territory_of)) > 20
