import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesim.territory.bisection import bisect, cut_at, scatter


def test_four_corners_become_four_parts():
    x, y = np.array([0.0, 1.0, 100.0, 101.0] * 2), np.repeat([0.0, 100.0], 4)
    parts = bisect(x, y, np.ones(8), 4)
    assert sorted(np.bincount(parts)) == [2, 2, 2, 2]
    assert all(len(set(parts[rows])) == 1 for rows in ([0, 1], [2, 3], [4, 5], [6, 7]))


def test_a_long_strip_is_cut_across():
    x = np.arange(10.0)
    assert bisect(x, np.zeros(10), np.ones(10), 2).tolist() == [0] * 5 + [1] * 5


@pytest.mark.parametrize(
    ("weight", "share", "at"),
    [([1, 1, 1, 1], 0.5, 2), ([5, 1, 1, 1], 0.5, 1), ([1, 1, 9], 0.5, 2), ([0, 0, 0], 1 / 3, 1)],
)
def test_the_cut_comes_as_close_to_the_share_as_whole_customers_allow(weight, share, at):
    assert cut_at(np.array(weight, dtype=float), share) == at


def test_scatter_is_the_weighted_sum_of_squares():
    x, y, weight = np.array([0.0, 2.0, 50.0]), np.array([0.0, 0.0, 7.0]), np.array([1.0, 1.0, 3.0])
    assert scatter((np.array([0, 1]), np.array([2])), x, y, weight) == pytest.approx(2.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.data())
def test_all_parts_are_used_whatever_the_weights_and_places(n, data):
    coordinate = st.sampled_from([0.0, 1.0, 2.5, -40.0])
    x = np.array(data.draw(st.lists(coordinate, min_size=n, max_size=n)))
    y = np.array(data.draw(st.lists(coordinate, min_size=n, max_size=n)))
    weight = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0, 1e6]), min_size=n, max_size=n)))
    k = data.draw(st.integers(1, n))
    parts = bisect(x, y, weight, k)
    assert set(parts.tolist()) == set(range(k))
