"""The scenario as a whole: arms and names."""

from __future__ import annotations

import pickle
from copy import deepcopy

import pytest

from salesim.errors import InputError
from salesim.scenario import Scenario, parse_scenario
from salesim.scenario.overlay import overlay

TWO_BY_TWO = """
name: x
layouts: {a: {builder: unit}, b: {builder: region}}
policies: {now: {}, then: {}}
run: {baseline: {layout: b, policy: now}}
"""


def test_arms_are_all_layouts_with_all_policies_the_baseline_first():
    scenario = parse_scenario(TWO_BY_TWO)
    assert [str(arm) for arm in scenario.arms] == ["b/now", "a/now", "a/then", "b/then"]
    assert scenario.arms[0] == scenario.baseline


def test_the_baseline_is_compared_even_if_not_listed():
    scenario = parse_scenario(TWO_BY_TWO, settings=["run.layouts=[a]", "run.policies=[then]"])
    assert [str(arm) for arm in scenario.arms] == ["b/now", "a/then"]


def test_a_scenario_is_immutable_and_travels_to_workers():
    scenario = parse_scenario(TWO_BY_TWO)
    with pytest.raises(ValueError, match="frozen"):
        scenario.run.weeks = 3
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario


def test_an_amount_of_money_stays_countable_in_minor():
    for path in (
        "sales_force.pay.salary_per_month",
        "market.buying.values.median",
        "sales_force.team.travel_cost_per_km",
    ):
        with pytest.raises(InputError, match=r"out of range.* 10000000"):
            overlay(Scenario(name="rich"), {path: 1e18})
    with pytest.raises(InputError, match=r"above 0 and be 1,000,000,000,000 at most"):
        overlay(Scenario(name="rich"), {"channel.network.sku_prices": [1e15, 1.0, 1.0]})


def test_a_scenario_is_frozen_through_and_through():
    scenario = overlay(Scenario(name="s"), {"policies.p.set": {"sales_force.wager.menu": [{"name": "w"}]}})
    for change in (
        lambda: scenario.layouts.update(other=1),
        lambda: scenario.policies.pop("p"),
        lambda: scenario.policies["p"].set.__setitem__("sales_force", {}),
        lambda: scenario.policies["p"].set["sales_force"]["wager"].clear(),
        lambda: Scenario(name="s").layouts.clear(),
    ):
        with pytest.raises(TypeError, match=r"salesim\.overlay"):
            change()
    assert isinstance(scenario.policies["p"].set["sales_force"]["wager"]["menu"], tuple)
    for copy in (pickle.loads(pickle.dumps(scenario)), deepcopy(scenario), scenario.model_copy(deep=True)):
        assert copy == scenario and type(copy.layouts) is type(scenario.layouts)
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario
