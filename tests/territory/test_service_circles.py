from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.ground import Ground
from salesim.territory.layout import Sites, make_sites, sum_by
from salesim.territory.service_circles import ServiceCirclesLayout, build_by_service_circles, covering_anchors


def around(x_km: np.ndarray, anchors: list[float]) -> Sites:
    """Customers on a line and anchors on it."""
    ground = Ground(
        anchor_names=tuple(f"hospital {i}" for i in range(len(anchors))),
        anchor_x_km=np.array(anchors),
        anchor_y_km=np.zeros(len(anchors)),
    )
    return make_sites(np.arange(len(x_km)), x_km, np.zeros(len(x_km)), ground=ground)


def test_customers_go_to_the_nearest_circle():
    sites = around(np.concatenate([np.linspace(-9, 9, 40), np.linspace(91, 109, 40)]), [0.0, 100.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(), sites, 2)
    assert layout.territory_of.tolist() == [0] * 40 + [1] * 40
    assert layout.notes == ()


def test_a_full_circle_sends_on_those_who_are_farthest():
    sites = around(np.concatenate([np.linspace(0.0, 14.9, 60), np.linspace(20.0, 30.0, 20)]), [0.0, 30.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(slack=0.1), sites, 2)
    assert sum_by(layout.territory_of, 2).tolist() == [44, 36]
    assert (np.diff(layout.territory_of) >= 0).all()  # the 44 nearest stay
    assert "16 customers overflow to the next circle, as the nearest is full" in layout.notes


def test_nobody_is_sent_beyond_the_radius():
    sites = around(np.concatenate([np.linspace(0.0, 10.0, 60), np.linspace(90.0, 100.0, 20)]), [0.0, 100.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(slack=0.1), sites, 2)
    assert sum_by(layout.territory_of, 2).tolist() == [60, 20]
    assert layout.notes == ("16 customers stay with the nearest circle, although all within reach are full",)


def test_customers_out_of_reach_go_to_the_nearest_circle():
    sites = around(np.array([0.0, 1.0, 70.0, 100.0, 101.0]), [0.0, 100.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(radius_km=20.0), sites, 2)
    assert layout.territory_of.tolist() == [0, 0, 1, 1, 1]
    assert layout.notes == ("1 customers lie more than 20 km from every chosen anchor",)


def test_a_crowded_circle_has_several_reps():
    sites = around(np.concatenate([np.linspace(-9, 9, 90), np.linspace(95, 105, 30)]), [0.0, 100.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(), sites, 4)
    assert sum_by(layout.territory_of, 4).tolist() == [30, 30, 30, 30]


def test_with_fewer_territories_than_anchors_those_that_reach_most_are_chosen():
    sites = around(
        np.concatenate([np.linspace(-5, 5, 50), np.linspace(95, 105, 30), [200.0, 201.0]]), [200.0, 0.0, 2.0, 100.0]
    )
    assert covering_anchors(sites, sites.workload_hours, 30.0, 2)[0].tolist() == [1, 3]
    layout = build_by_service_circles("a", ServiceCirclesLayout(slack=9.0), sites, 2)
    assert "2 anchors share their customers with the chosen ones" in layout.notes


def test_an_anchor_that_reaches_nobody_is_left_out_and_noted():
    sites = around(np.linspace(0.0, 10.0, 20), [5.0, 900.0])
    layout = build_by_service_circles("a", ServiceCirclesLayout(), sites, 2)
    assert layout.notes == ("1 anchors have no customer within reach and were left out",)
    assert layout.n_territories == 2


def test_anchors_all_outside_the_area_are_refused():
    with pytest.raises(InputError, match="no customer lies within 30 km of any anchor") as refused:
        build_by_service_circles("a", ServiceCirclesLayout(), around(np.linspace(0, 9, 5), [900.0]), 1)
    assert refused.value.field == "market.anchors"


def test_a_market_without_anchors_is_refused(sites):
    with pytest.raises(InputError, match=r"market has none; allowed: market\.anchors"):
        build_by_service_circles("a", ServiceCirclesLayout(), sites, 4)


@pytest.mark.parametrize("k", [1, 2, 7, 60, 500])
@pytest.mark.parametrize("workload", [0.0, 1.0, 1e6])
def test_every_territory_has_a_customer(clustered_sites, k, workload):
    rng = np.random.default_rng(k)
    ground = Ground(
        anchor_names=tuple(map(str, range(30))),
        anchor_x_km=rng.uniform(-120, 120, 30),
        anchor_y_km=rng.uniform(-100, 100, 30),
    )
    sites = replace(clustered_sites(500), ground=ground)
    sites.workload_hours[17] = workload
    if workload == 0.0:
        sites.workload_hours[:] = 0.0
    layout = build_by_service_circles("a", ServiceCirclesLayout(), sites, k)
    assert set(layout.territory_of.tolist()) == set(range(k))
