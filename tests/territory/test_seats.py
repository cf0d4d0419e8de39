import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salesim.territory.seats import largest_remainder


def test_seats_follow_weight():
    assert largest_remainder(np.array([50.0, 30.0, 20.0]), 10, np.full(3, 99)).tolist() == [5, 3, 2]


def test_a_small_unit_still_gets_one():
    assert largest_remainder(np.array([1000.0, 1.0]), 5, np.full(2, 99)).tolist() == [4, 1]


def test_a_full_unit_passes_its_seats_on():
    assert largest_remainder(np.array([80.0, 10.0, 10.0]), 10, np.array([2, 99, 99])).tolist() == [2, 4, 4]


def test_without_any_weight_seats_are_shared_evenly():
    assert largest_remainder(np.zeros(3), 6, np.full(3, 99)).tolist() == [2, 2, 2]


@given(st.lists(st.tuples(st.floats(0, 1e9), st.integers(1, 50)), min_size=1, max_size=30), st.data())
def test_every_seat_is_given_once_and_nobody_gets_too_many(units, data):
    weight, most = np.array([w for w, _ in units]), np.array([m for _, m in units])
    n_seats = data.draw(st.integers(len(units), int(most.sum())))
    seats = largest_remainder(weight, n_seats, most)
    assert seats.sum() == n_seats
    assert (seats >= 1).all()
    assert (seats <= most).all()
