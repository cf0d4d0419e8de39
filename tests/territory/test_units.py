import numpy as np

from salesim.territory.layout import make_sites
from salesim.territory.units import cut_up, merge_smallest


def test_a_unit_that_has_grown_by_merging_moves_its_center():
    # 0 joins 1, their center then lies at 5.5 of 0..10 and 2 joins them, not 3
    sites = make_sites(np.arange(4), [0.0, 4.0, 9.0, 20.0], np.zeros(4))
    unit_of, weight = merge_smallest(np.arange(4), np.array([1.0, 5.0, 2.0, 9.0]), sites, 2)
    assert unit_of.tolist() == [0, 0, 0, 1]
    assert weight.tolist() == [8.0, 9.0]


def test_nothing_is_merged_where_there_is_room():
    sites = make_sites([1, 2], [0.0, 1.0], [0.0, 0.0])
    unit_of, weight = merge_smallest(np.array([1, 0]), np.array([1.0, 2.0]), sites, 5)
    assert (unit_of.tolist(), weight.tolist()) == ([1, 0], [1.0, 2.0])


def test_units_are_cut_into_their_seats_by_weight():
    sites = make_sites(np.arange(6), np.arange(6.0), np.zeros(6))
    weight = np.array([1.0, 1.0, 9.0, 3.0, 1.0, 2.0])
    territory_of = cut_up(np.array([0, 1, 1, 0, 1, 0]), np.array([1, 2]), sites, weight)
    assert territory_of.tolist() == [0, 1, 2, 0, 2, 0]
    assert territory_of.dtype == np.int32


def test_a_unit_without_customers_takes_no_harm():
    sites = make_sites([1, 2], [0.0, 1.0], [0.0, 0.0])
    assert cut_up(np.array([0, 2]), np.array([1, 0, 1]), sites, np.ones(2)).tolist() == [0, 1]
