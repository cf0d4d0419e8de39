import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesim.territory.bisection import bisect, cut_at, moments, pull


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


def test_the_more_compact_division_has_the_stronger_pull():
    rng = np.random.default_rng(1)
    x, y, weight = rng.normal(40, 9, 60), rng.normal(-7, 3, 60), rng.lognormal(size=60)
    sites = moments(x, y, weight)

    def scatter(side: np.ndarray) -> float:
        center = np.average(x[side], weights=weight[side]), np.average(y[side], weights=weight[side])
        return float(weight[side] @ ((x[side] - center[0]) ** 2 + (y[side] - center[1]) ** 2))

    def both(side: np.ndarray) -> tuple[float, float]:
        pulls = pull(sites[:, side].sum(axis=1)) + pull(sites[:, ~side].sum(axis=1))
        return scatter(side) + scatter(~side), pulls

    (loose, weak), (tight, strong) = both(y > -7), both(x > 40)
    assert tight < loose
    assert strong - weak == pytest.approx(loose - tight)


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
