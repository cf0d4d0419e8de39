"""A user's own customers: what the file knows stands, everything else is drawn as before."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario
from salesim.world.build import build_world

SCENARIO = """
name: own
market:
  places: {units: [Suzhou, Wuxi]}
  customers: {file: mine.csv, prospects: 7}
sales_force: {team: {reps: 2}}
channel: {network: {distributors: 2}}
"""
ROWS = [
    "K1,120.60,31.30,医疗,0.5,1000,,no,2020-01-06,2025-06-02",
    "K2,120.31,31.57,,,,900,yes,,",
    "K3,120.62,31.31,制造,0.25,,,,2025-05-26,2025-06-09",
    "K4,120.58,31.29,,,300,150,,,",
    "K5,120.30,31.56,,,,,,,",
]
HEADINGS = "id,lon,lat,industry,orders_per_week,order_value,sales_per_week,distributor,first_order,last_order"


@pytest.fixture
def world_of(tmp_path):
    """The world with some rows as its customers, columns in order of customer_id."""

    def build(*rows: str):
        (tmp_path / "own.yaml").write_text(SCENARIO, encoding="utf-8")
        (tmp_path / "mine.csv").write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
        world = build_world(load_scenario(tmp_path / "own.yaml"))
        order = np.argsort(world.customers.customer_id)
        return world, type(world.customers)(*(array[order] for array in world.customers))

    return build


def push_of(world):
    """Factor on the own customers' order rate, by seat: what is known was bought from today's holder.

    Attacks of half a year, .6 a year, take two fifths; slumps of a quarter, .8 a year, six tenths of the effort.
    """
    force = world.scenario.sales_force
    own = world.reps.skill**force.people.skill_accounts * world.reps.base_effort**force.effort.closing_exponent
    return own * (1.0 - 0.6 * 0.5 * 0.4) * (1.0 - 0.8 * 0.25 * (1.0 - 0.4**force.effort.closing_exponent))


def test_what_the_file_knows_stands(world_of):
    world, c = world_of(*ROWS)
    assert world.customer_keys == ("K1", "K2", "K3", "K4", "K5")
    assert world.scenario.market.customers.count == 5
    assert len(c.state) == 12
    assert c.lon_deg[0] == 120.60
    assert [world.units[i] for i in c.unit[:3]] == ["苏州市", "无锡市", "苏州市"]
    industries = world.scenario.market.customers.industries
    assert [industries[i] for i in c.industry[[0, 2]]] == ["医疗", "制造"]
    assert c.order_rate[0] * push_of(world)[c.seat[0]] == pytest.approx(0.5) and c.order_value[0] == 1000.0
    assert c.distributor[0] == -1 and c.distributor[1] >= 0
    assert (c.first_order_week[2], c.last_order_week[2]) == (-3, -1)
    assert c.last_order_week[0] == -2


def test_sales_fill_in_for_what_is_missing(world_of):
    world, c = world_of(*ROWS)
    bought = c.order_rate * push_of(world)[c.seat]
    assert bought[1] * c.order_value[1] == pytest.approx(900.0)
    assert bought[3] == pytest.approx(0.5)  # 150 a week in orders of 300


def test_who_has_bought_for_years_is_less_likely_to_leave(world_of):
    _, long = world_of(*ROWS)
    _, short = world_of(ROWS[0].replace("2020-01-06", "2025-05-26"), *ROWS[1:])
    assert long.churn_probability[0] < short.churn_probability[0]


def test_what_the_file_leaves_out_is_drawn_as_without_it(world_of):
    _, bare = world_of(*(f"K{i},120.6,31.3,,,,,,," for i in range(5)))
    _, c = world_of(*ROWS)
    for name in ("order_rate", "order_value", "churn_probability", "industry", "payment_habit"):
        assert getattr(c, name)[4] == getattr(bare, name)[4]
        assert (getattr(c, name)[5:] == getattr(bare, name)[5:]).all()


@pytest.mark.parametrize(
    "row, says",
    [
        ("K1,113.3,23.1,,,,,,,", "km from the nearest town"),
        ("K1,120.6,31.3,医院,,,,,,", "is not among market.customers.industries"),
    ],
)
def test_what_does_not_fit_the_market_is_refused_with_the_file(world_of, tmp_path, row, says):
    with pytest.raises(InputError, match=says) as caught:
        world_of(row, *ROWS[1:])
    assert caught.value.file == tmp_path / "mine.csv"
