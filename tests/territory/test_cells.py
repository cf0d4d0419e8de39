import numpy as np
import pytest

from salesim.territory.cells import cell_borders, cell_territories, clip_convex, fill_cells, town_cells

RNG = np.random.default_rng(2)
X, Y = RNG.uniform(0, 100, 60), RNG.uniform(0, 80, 60)


def area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return 0.5 * float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def contains(polygon: np.ndarray, x: float, y: float) -> bool:
    edge = np.roll(polygon, -1, axis=0) - polygon
    return bool((edge[:, 0] * (y - polygon[:, 1]) - edge[:, 1] * (x - polygon[:, 0]) >= -1e-9).all())


def test_a_point_within_reach_lies_in_the_cell_of_its_nearest_town_only():
    cells = town_cells(X, Y, radius_km=12.0)
    for x, y in zip(RNG.uniform(0, 100, 300), RNG.uniform(0, 80, 300), strict=True):
        distance = np.hypot(X - x, Y - y)
        holders = [i for i, cell in enumerate(cells) if contains(cell, x, y)]
        if distance.min() < 11.9:
            assert holders == [int(np.argmin(distance))]
        if distance.min() > 12.0:
            assert holders == []


def test_cells_of_a_dense_grid_tile_it():
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(8.0), np.arange(8.0)))
    inner = (x > 0) & (x < 7) & (y > 0) & (y < 7)
    areas = np.array([area(cell) for cell in town_cells(x, y, 5.0)])
    np.testing.assert_allclose(areas[inner], 1.0)


@pytest.mark.parametrize(
    "towns", [[(0.0, 0.0)], [(0.0, 0.0), (1.0, 0.0)], [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0)], [(3.0, 3.0)] * 4]
)
def test_few_or_collinear_or_identical_towns(towns):
    x, y = np.array(towns).T
    cells = town_cells(x, y, 12.0)
    assert len(cells) == len(towns)
    assert all(area(cell) > 1 for cell in cells)


def test_a_lone_town_gets_a_circle():
    assert area(town_cells(np.array([5.0]), np.array([7.0]), 10.0)[0]) == pytest.approx(np.pi * 100, rel=0.01)


def test_borders_run_between_territories_and_nowhere_else():
    x, y = np.array([0.0, 10.0, 20.0]), np.zeros(3)
    assert len(cell_borders(x, y, np.array([4, 4, 4]))) == 0
    (segment,) = cell_borders(x, y, np.array([4, 4, 7]), radius_km=12.0)
    np.testing.assert_allclose(segment[:, 0], 15.0)
    np.testing.assert_allclose(sorted(segment[:, 1]), [-np.sqrt(144 - 25), np.sqrt(144 - 25)])


def test_towns_too_far_apart_share_no_border():
    assert len(cell_borders(np.array([0.0, 100.0]), np.zeros(2), np.array([0, 1]))) == 0


def test_a_town_belongs_to_whom_most_of_its_customers_do():
    town_of, territory_of = np.array([0, 0, 0, 1, 1, 3]), np.array([2, 2, 5, 5, 2, 0])
    assert cell_territories(town_of, territory_of, 4).tolist() == [2, 2, -1, 0]
    heavy = np.array([1.0, 1.0, 9.0, 9.0, 1.0, 1.0])
    assert cell_territories(town_of, territory_of, 4, heavy).tolist() == [5, 5, -1, 0]


def test_a_town_without_customers_takes_its_neighbors_color():
    x = np.array([0.0, 4.0, 10.0])
    assert fill_cells(x, np.zeros(3), np.array([3, -1, 8])).tolist() == [3, 3, 8]


def test_clipping_a_square():
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    assert area(clip_convex(square, square + 1.0)) == pytest.approx(1.0)
    assert len(clip_convex(square, square + 5.0)) == 0
    np.testing.assert_array_equal(clip_convex(square, 10 * square - 5.0), square)
