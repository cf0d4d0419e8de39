import numpy as np

from salesim.territory.layout import make_sites
from salesim.territory.room import fill_empty, nearest_with_room


def line(n: int):
    return make_sites(np.arange(n), np.arange(float(n)), np.zeros(n))


def test_who_comes_first_gets_the_nearest_and_the_others_the_next():
    sites = line(4)
    taken = nearest_with_room(sites, np.ones(4), np.array([3, 2, 1, 0]), [2.0, 50.0], [0.0, 0.0], np.array([2.0, 2.0]))
    assert taken.tolist() == [1, 1, 0, 0]


def test_beyond_reach_there_is_nobody_even_with_room():
    taken = nearest_with_room(line(4), np.ones(4), np.arange(4), [0.0, 50.0], [0.0, 0.0], np.array([2.0, 9.0]), 2.5)
    assert taken.tolist() == [0, 0, -1, -1]


def test_a_small_customer_fits_where_a_large_one_does_not():
    taken = nearest_with_room(line(2), np.array([5.0, 1.0]), np.array([0, 1]), [0.0], [0.0], np.array([4.0]))
    assert taken.tolist() == [-1, 0]


def test_more_centers_than_are_looked_at_first():
    """40 full centers stand nearer than the only one with room."""
    x = np.append(np.linspace(0.0, 1.0, 40), 90.0)
    room = np.append(np.zeros(40), 5.0)
    taken = nearest_with_room(line(3), np.ones(3), np.arange(3), x, np.zeros(41), room)
    assert taken.tolist() == [40, 40, 40]


def test_the_compiled_rule_is_the_plain_one():
    rng = np.random.default_rng(4)
    sites = make_sites(np.arange(200), rng.uniform(0, 9, 200), rng.uniform(0, 9, 200))
    weight, x, y = rng.uniform(0.5, 1.5, 200), rng.uniform(0, 9, 20), rng.uniform(0, 9, 20)
    room, order = np.full(20, 9.0), rng.permutation(200)
    expected, left = np.full(200, -1), room.copy()
    for row in order:
        distance = np.hypot(sites.x_km[row] - x, sites.y_km[row] - y)
        distance[(left < weight[row]) | (distance > 3.0)] = np.inf
        if np.isfinite(distance.min()):
            expected[row] = distance.argmin()
            left[expected[row]] -= weight[row]
    assert (expected < 0).any()
    np.testing.assert_array_equal(nearest_with_room(sites, weight, order, x, y, room, 3.0), expected)


def test_empty_territories_help_out_where_it_is_crowded():
    filled = fill_empty(np.array([1] * 10 + [3] * 2, np.int32), 5, line(12))
    assert filled.tolist() == [1, 1, 0, 0, 0, 2, 2, 4, 4, 4, 3, 3]
