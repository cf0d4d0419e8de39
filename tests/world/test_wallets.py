"""What customers buy at all suppliers, the firm's share of it, and what the firm takes it for."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.wallet import WalletParameters, misjudgement, share_of_wallet
from salesim.scenario.loading import load_scenario
from salesim.territory.score import coefficient_of_variation
from salesim.world.build import add_layouts, build_world
from salesim.world.sites import make_world_sites

SETTINGS = ["market.customers.count=600", "market.customers.prospects=200", "sales_force.team.reps=6"]


def in_order(world):
    order = np.argsort(world.customers.customer_id)
    return type(world.customers)(*(array[order] for array in world.customers))


@pytest.fixture
def own_world(tmp_path):
    def build(text: str):
        (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
        (tmp_path / "own.yaml").write_text(
            "name: own\nmarket: {customers: {file: mine.csv, prospects: 3}}\nsales_force: {team: {reps: 1}}\n"
        )
        return build_world(load_scenario(tmp_path / "own.yaml"))

    return build


def test_the_middling_share_and_its_spread_are_as_stated():
    z = np.linspace(-3, 3, 10_001)
    share = share_of_wallet(WalletParameters(share=0.3, spread=0.5), z)
    assert np.median(share) == pytest.approx(0.3)
    odds = np.log((1 - share) / share)
    assert (odds[-1] - odds[0]) / 6 == pytest.approx(0.5)


def test_the_firm_misjudges_demand_but_not_in_the_mean():
    z = np.random.default_rng(1).standard_normal(200_000)
    assert misjudgement(WalletParameters(misjudged=0.6), z).mean() == pytest.approx(1.0, abs=0.01)
    assert (misjudgement(WalletParameters(misjudged=0.0), z) == 1.0).all()


def test_demand_is_more_than_sales_and_tells_another_story():
    c = in_order(build_world(load_scenario("yangtze_delta", SETTINGS)))
    sales = c.order_rate * c.order_value
    assert (c.demand >= sales * 0.999).all() and (c.potential > 0).all()
    assert 0.3 < np.median(sales / c.demand) < 0.5
    assert 0.5 < np.corrcoef(np.log(sales), np.log(c.demand))[0, 1] < 0.98


def test_demand_does_not_touch_what_customers_buy():
    one, other = (
        in_order(build_world(load_scenario("yangtze_delta", [*SETTINGS, f"market.wallet.share={share}"])))
        for share in (0.4, 0.8)
    )
    assert (one.demand > other.demand).all()
    assert all((getattr(one, name) == getattr(other, name)).all() for name in ("order_rate", "order_value", "seat"))


def test_balance_by_potential_is_not_balance_by_sales():
    layouts = [
        f"layouts.{name}={{builder: alignment, balance: [{{measure: {name}, tolerance: 0.05}}]}}"
        for name in ("potential", "sales")
    ]
    world = add_layouts(build_world(load_scenario("yangtze_delta", [*SETTINGS, *layouts])))
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents)
    spread = {
        (name, measure): coefficient_of_variation(np.bincount(world.layouts[name].territory_of, weights=values))
        for name in ("potential", "sales")
        for measure, values in (("potential", sites.potential), ("sales", sites.sold()))
    }
    assert max(spread["potential", "potential"], spread["sales", "sales"]) < 0.05
    assert min(spread["potential", "sales"], spread["sales", "potential"]) > 0.05


def test_a_potential_in_the_file_is_what_the_firm_believes(own_world):
    world = own_world(
        "id,lon,lat,orders_per_week,order_value,sales_per_week,potential\n"
        "K1,120.6,31.3,0.5,1000,,1500\n"
        "K2,120.3,31.5,,,300,\n"
        "K3,120.4,31.4,,,,900\n"
    )
    c = in_order(world)
    assert c.potential[0] == 1500.0 and c.demand[0] not in (1500.0, 500.0) and c.demand[0] >= 500.0
    assert c.potential[1] >= 300.0
    assert c.potential[2] == 900.0 and 0 < c.order_rate[2] * c.order_value[2] < 900.0


def test_who_buys_more_than_the_potential_is_told(own_world):
    with pytest.warns(UserWarning, match="1 customers of the file buy more than their potential"):
        world = own_world("id,lon,lat,orders_per_week,order_value,potential\nK1,120.6,31.3,0.5,1000,100\n")
    assert in_order(world).potential[0] == 500.0
