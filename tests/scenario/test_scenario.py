"""The scenario as a whole: arms and names."""

from __future__ import annotations

import pickle

import pytest

from salesim.scenario import Scenario, parse_scenario

TWO_BY_TWO = """
name: x
layouts: {a: {builder: prefecture}, b: {builder: circle}}
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
