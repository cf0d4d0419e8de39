"""From a scenario to a world: people around real towns, goods where they are needed, one settled start."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import State
from salesim.model.burn_in import open_world
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.world.build import build_world

SIZE = {
    "market.customers.count": 3000,
    "market.customers.prospects": 500,
    "sales_force.team.reps": 30,
    "channel.network.distributors": 12,
}


def make(**changes) -> Scenario:
    return overlay(Scenario(name="world"), {**SIZE, **changes})


@pytest.fixture(scope="module")
def world():
    return build_world(make())


def test_everything_scales_by_numbers_in_the_file(world):
    assert len(world.customers.state) == 3500 and len(world.reps.seat) == 30 and len(world.distributors.stock) == 12
    assert np.count_nonzero(world.customers.state == State.HEALTHY) == 3000
    assert np.count_nonzero(world.customers.state == State.UNKNOWN) == 500
    assert len(world.units) == 11 and len(world.regions) == 3


def test_customers_live_where_people_do(world):
    """Shares of customers by prefecture follow the census, within 4 standard errors."""
    residents = world.unit_residents / world.unit_residents.sum()
    counts = np.bincount(world.customers.unit, minlength=11)
    error = np.sqrt(residents * (1 - residents) / 3500)
    assert (np.abs(counts / 3500 - residents) < 4 * error).all()


def test_each_circle_is_a_region(world):
    by_prefecture = {
        world.units[p]: world.regions[r] for p, r in zip(world.customers.unit, world.customers.region, strict=True)
    }
    assert by_prefecture["上海市"] == "上海核心圈" and by_prefecture["南京市"] == "苏南次级圈"
    assert by_prefecture["宁波市"] == "浙北拓展圈"


def test_rows_lie_in_territory_order_and_every_seat_has_customers(world):
    seats = world.customers.seat
    assert (np.diff(seats) >= 0).all() and set(seats.tolist()) == set(range(30))
    owner = world.layouts["unit"].territory_of
    assert np.array_equal(owner[world.customers.place], seats)


def test_rates_values_and_channels_are_as_stated(world):
    c = world.customers
    buying = make().market.buying
    mean_rate = buying.rate_shape / buying.rate_scale
    assert c.order_rate.mean() == pytest.approx(mean_rate, abs=4 * np.sqrt(buying.rate_shape) / 6.0 / np.sqrt(3500))
    logs = np.log(c.order_value)
    assert logs.mean() == pytest.approx(np.log(2800), abs=4 * 0.8 / np.sqrt(3500))
    assert logs.std() == pytest.approx(0.8, abs=0.05)
    assert (c.distributor < 0).mean() == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / 3500))


def test_the_nearest_distributor_serves(world):
    c, d = world.customers, world.distributors
    served = np.flatnonzero(c.distributor >= 0)[:200]
    distance = np.hypot(c.x_km[served, None] - d.x_km, c.y_km[served, None] - d.y_km)
    assert np.array_equal(distance.argmin(axis=1), c.distributor[served])
    assert (d.stock > 0).all() and (d.neighbor != np.arange(12)).all()


def test_customers_who_stayed_long_are_loyal(world):
    """Tenure selects: leave probabilities are Beta(a, b + orders so far), so below the fresh cohort's."""
    fresh = build_world(make(**{"market.buying.tenure_years": 0.0}))
    healthy = world.customers.state == State.HEALTHY
    seasoned = world.customers.churn_probability[healthy].mean()
    cohort = fresh.customers.churn_probability[fresh.customers.state == State.HEALTHY].mean()
    assert cohort == pytest.approx(1 / 13, abs=4 * 0.071 / np.sqrt(3000))
    assert seasoned < 0.6 * cohort


def test_all_arms_begin_after_a_year_in_one_state():
    scenario = make(layouts={"unit": {"builder": "unit"}, "balanced": {"builder": "balanced"}})
    first, second = open_world(scenario), open_world(scenario)
    assert first.week == 52 and set(first.layouts) == {"unit", "balanced"}
    for a, b in zip(first.customers, second.customers, strict=True):
        assert np.array_equal(a, b)
    c = first.customers
    current = (c.state == State.HEALTHY) | (c.state == State.FADING)
    assert (c.reference_sales[current] > 0).all() and (c.reference_sales[~current] == 0).all()
    assert first.mean_goodwill == pytest.approx(c.goodwill[c.state == State.HEALTHY].mean(), rel=0.15)
    assert first.cash.sum() > 0 and first.distributors.n_orders.min() > 10
    assert (first.reps.quota > 0).all()


def test_a_layout_may_weigh_where_reps_live():
    """As the baseline's it is drawn for the reps who will be there; as another it hands customers to who lives near."""
    near = {"builder": "balanced", "homes": 0.8}
    away = {}
    for baseline in ("near", "balanced"):
        layouts = {"near": near, "balanced": {"builder": "balanced"}}
        changes = {"layouts": layouts, "run.baseline.layout": baseline, "run.burn_in_weeks": 26}
        world = open_world(make(**{**changes, "market.customers.count": 600, "market.customers.prospects": 0}))
        places = np.empty((600, 2))
        places[world.customers.place] = np.column_stack([world.customers.x_km, world.customers.y_km])
        homes = np.column_stack([world.reps.home_x_km, world.reps.home_y_km])
        for name, layout in world.layouts.items():
            away[baseline, name] = np.hypot(*(places - homes[layout.territory_of]).T).mean()
    assert away["near", "near"] < 0.95 * away["balanced", "balanced"]
    assert away["balanced", "near"] < 0.95 * away["balanced", "balanced"]
