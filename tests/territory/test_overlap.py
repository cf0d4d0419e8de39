import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from salesim.territory.layout import make_sites
from salesim.territory.overlap import hulls, is_inside_hull, lies_in_others_hull, overlap_share


def test_hulls_are_those_of_qhull():
    random = np.random.default_rng(4)
    x, y, territory = random.normal(0, 9, 300), random.normal(0, 5, 300), random.integers(0, 4, 300)
    _, _, corners, first = hulls(territory, x, y)
    for k in range(4):
        own = np.column_stack([x, y])[territory == k]
        assert {tuple(c) for c in corners[first[k] : first[k + 1]]} == {tuple(c) for c in own[ConvexHull(own).vertices]}


@pytest.mark.parametrize("points", [[(1, 1)], [(1, 1)] * 3, [(0, 0), (1, 1), (2, 2), (3, 3)]])
def test_a_point_or_a_line_has_no_inside(points):
    x, y = np.array(points, float).T
    _, _, corners, first = hulls(np.zeros(len(x), int), x, y)
    assert not is_inside_hull(1.0, 1.0, corners, first[0], first[1])


def test_side_by_side_shares_nothing_and_on_top_of_each_other_shares_all():
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(10.0), np.arange(10.0)))
    assert not lies_in_others_hull((x >= 5).astype(int), x, y).any()
    mixed = lies_in_others_hull(((x + y) % 2).astype(int), x, y)
    assert mixed.reshape(10, 10)[2:-2, 2:-2].all()


def test_the_share_is_of_the_workload():
    # a square of territory 0 around one customer of territory 1
    sites = make_sites(
        np.arange(5), [0.0, 4.0, 4.0, 0.0, 2.0], [0.0, 0.0, 4.0, 4.0, 2.0], workload_hours=[1.0, 1.0, 1.0, 1.0, 6.0]
    )
    assert overlap_share(np.array([0, 0, 0, 0, 1]), sites) == pytest.approx(0.6)


@given(st.integers(0, 10_000), st.integers(2, 60))
def test_the_grid_finds_what_trying_all_hulls_finds(seed, n_territories):
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, 10, 200), random.uniform(0, 3, 200)
    territory = random.integers(0, n_territories, 200)
    _, _, corners, first = hulls(territory, x, y)
    found = lies_in_others_hull(territory, x, y)
    for i in range(0, 200, 17):
        others = (k for k in range(len(first) - 1) if k != territory[i])
        assert found[i] == any(is_inside_hull(x[i], y[i], corners, first[k], first[k + 1]) for k in others)
