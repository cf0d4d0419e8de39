"""Channels that cannot be, or that nobody means: each is said with its place."""

import pytest

from salesim.errors import InputError
from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.plausibility import warnings_about
from salesim.scenario.scenario import Scenario
from salesim.world.build import build_world

MARKET = "market: {places: {units: [Jiaxing, Huzhou]}, customers: {count: 60, prospects: 10}}\n"


def said(tmp_path, text):
    """What reading a scenario file complains about, with file and line."""
    file = tmp_path / "odd.yaml"
    file.write_text("name: odd\n" + text, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        build_world(load_scenario(file))
    return str(fault.value)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "channel:\n  stock: {reorder_days: 12, up_to_days: 8}\n",
            ["stock.reorder_days", "above up_to_days", "got 12"],
        ),
        ("channel:\n  stock:\n    lead_days: 0\n", ["odd.yaml:4", "channel.stock.lead_days", "out of range", "got 0"]),
        ("run: {weeks: 1}\nchannel:\n  stock:\n    lead_days: 9\n", ["stock.lead_days", "would arrive", "1 to 7"]),
        ("channel:\n  network:\n    stock_days: -3\n", ["odd.yaml:4", "channel.network.stock_days", "out of range"]),
        ("channel:\n  network:\n    areas: {A: [Jiaxing], B: []}\n", ["areas", "'B' has no area"]),
        ("channel:\n  network:\n    areas: {A: [Jiaxing, Huzhou], B: [Huzhou]}\n", ["'A' and 'B' both serve Huzhou"]),
        (MARKET + "channel:\n  network:\n    areas: {A: [Jiaxing], B: [Huzou]}\n", ["areas.B", "mean 'Huzhou'"]),
        (MARKET + "channel:\n  network:\n    areas: {A: [Jiaxing]}\n", ["no distributor serves", "湖州市"]),
        (
            "channel:\n  trade:\n    rebates: [{at: 0.9, rate: 0.02}, {at: 1.1, rate: 0.01}]\n",
            ["channel.trade", "must not decrease"],
        ),
    ],
)
def test_a_channel_that_cannot_be_is_refused(tmp_path, text, parts):
    message = said(tmp_path, text)
    assert all(part in message for part in parts), message


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"channel.network.channel_margin": -0.1}, "channel_margin is -0.1: goods are sold below cost"),
        ({"channel.trade": {"promotion_weeks": [3], "promotion_discount": 0.4}}, "promotions are sold below cost"),
        ({"channel.network.shelf_life_days": 7}, "shelf_life_days (7) is shorter than lead time and review (9 days)"),
        ({"channel.credit": {"limit_days": 15.0}}, "limit_days (15) is below terms_days (30)"),
        ({"channel.network.shelf_life_days": 90}, None),
    ],
)
def test_a_channel_that_is_hardly_meant_is_doubted(changes, says):
    found = [one for one in warnings_about(overlay(Scenario(name="odd"), changes)) if "channel." in one]
    assert [says in one for one in found] == ([True] if says else [])


def test_areas_are_served_by_their_own_distributor(tmp_path):
    file = tmp_path / "areas.yaml"
    file.write_text(
        "name: areas\n" + MARKET + "channel: {network: {areas: {湖商: [湖州], 嘉商: [Jiaxing]}}}\n", encoding="utf-8"
    )
    world = build_world(load_scenario(file))
    served = world.customers.distributor >= 0
    names = [world.units[p] for p in world.customers.unit[served]]
    assert {(name, row) for name, row in zip(names, world.customers.distributor[served].tolist(), strict=True)} == {
        ("湖州市", 0),
        ("嘉兴市", 1),
    }
    assert [world.units[p] for p in world.distributors.unit] == ["湖州市", "嘉兴市"]


CUSTOMERS = "id,lon,lat,distributor\n1,120.75,30.75,yes\n2,120.09,30.89,{who}\n3,120.76,30.76,no\n"


def with_customers(tmp_path, who):
    (tmp_path / "customers.csv").write_text(CUSTOMERS.format(who=who), encoding="utf-8")
    market = MARKET.replace("{count: 60, prospects: 10}", "{file: customers.csv, prospects: 10}")
    return market + "sales_force: {team: {reps: 1}}\nchannel: {network: {areas: {East: [Jiaxing], West: [Huzhou]}}}\n"


def test_customers_name_their_distributor(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("name: own\n" + with_customers(tmp_path, "East"), encoding="utf-8")
    c = build_world(load_scenario(file)).customers
    by_id = {int(i): int(d) for i, d in zip(c.customer_id, c.distributor, strict=True) if i < 3}
    assert by_id == {0: 0, 1: 0, 2: -1}  # the second stands in Huzhou and is served from the east all the same


def test_a_distributor_that_does_not_exist_is_refused(tmp_path):
    message = said(tmp_path, with_customers(tmp_path, "Eastt"))
    assert "customers.csv:3" in message and "Eastt" in message and "did you mean 'East'" in message
