import numpy as np
import pytest

from salesim.territory.shape import divide_ground, is_inside, measure, outlines, polsby_popper, ring_area


def lattice(side: int = 20) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(np.arange(side, dtype=float), np.arange(side, dtype=float))
    return x.ravel(), y.ravel()


def test_a_block_inside_a_lattice_has_the_area_and_border_of_its_cells():
    x, y = lattice()
    inner = (x >= 5) & (x < 11) & (y >= 5) & (y < 9)
    area, border = measure(divide_ground(x, y, inner.astype(int)), 2)
    assert area[1] == pytest.approx(6 * 4)
    assert border[1] == pytest.approx(2 * (6 + 4))
    assert polsby_popper(area, border)[1] == pytest.approx(4 * np.pi * 24 / 400)


def test_the_ground_goes_half_way_to_where_nobody_is():
    x, y = lattice()
    near, far = (measure(divide_ground(x, y, np.zeros(400, int), reach_km=reach), 1)[0][0] for reach in (1.0, 3.0))
    # the ring stands two to three reaches out, the ground ends after about one
    assert 19**2 < near < (19 + 2 * 1.5) ** 2
    assert near < far < (19 + 2 * 4.5) ** 2


def test_a_lone_place_is_nearly_a_circle():
    area, border = measure(divide_ground(np.array([3.0]), np.array([4.0]), np.array([0])), 1)
    assert polsby_popper(area, border)[0] > 0.9


def test_outlines_have_the_measured_area_with_holes_taken_out():
    x, y = lattice()
    hole = (x >= 5) & (x < 11) & (y >= 5) & (y < 9)
    ground = divide_ground(x, y, hole.astype(int))
    area, _ = measure(ground, 2)
    (around,) = outlines(ground, 0)
    assert [np.sign(ring_area(ring)) for ring in around] == [1, -1]
    assert sum(ring_area(ring) for ring in around) == pytest.approx(area[0])
    ((inner,),) = outlines(ground, 1)
    assert ring_area(inner) == pytest.approx(24)
    assert is_inside(np.array([[7.0, 7.0], [1.0, 1.0]]), inner).tolist() == [True, False]


def test_parts_that_lie_apart_are_polygons_of_their_own():
    x, y = lattice()
    territory = np.where((x < 4) | (x > 15), 1, 0)
    assert len(outlines(divide_ground(x, y, territory), 1)) == 2


def test_most_weight_decides_a_shared_spot():
    x, y = np.array([0.0, 0.0, 9.0]), np.zeros(3)
    territory = np.array([0, 1, 1])
    ground = divide_ground(x, y, territory, np.array([5.0, 1.0, 1.0]))
    assert ground.territory_of[ground.x_km < 1].tolist() == [0]
    ground = divide_ground(x, y, territory, np.array([1.0, 5.0, 1.0]))
    assert ground.territory_of[ground.x_km < 1].tolist() == [1]


def test_many_customers_share_cells(clustered_sites):
    sites = clustered_sites(5000)
    ground = divide_ground(sites.x_km, sites.y_km, np.zeros(5000, int), max_cells=500)
    assert len(ground.x_km) < 2500
