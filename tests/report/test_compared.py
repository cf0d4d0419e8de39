"""What is compared stands above everything: layouts, policies, and what policies change."""

import pytest

from salesim.report.sections.compared import changes_of, layout_in_words
from salesim.scenario import Scenario, load_scenario
from salesim.scenario.overlay import overlay


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("yangtze_delta")


def test_what_policies_change_is_listed_and_nothing_else(scenario):
    rows = changes_of(scenario, ["current", "tiered", "wager"]).set_index("field")
    assert rows.loc["sales_force.pay.step_rate", ["current", "tiered", "wager"]].tolist() == [0.0, 0.005, 0.0]
    bonuses = rows[rows.index.str.endswith(".bonus")]
    assert bonuses["entry"].tolist() == ["double bonus", "milder"] and bonuses["wager"].tolist() == [12000, 4000]
    assert bonuses["current"].isna().all(), "no wager is no bonus of 0"
    assert not rows.index.str.contains("deposit|name|menu$|salary").any()


def test_policies_alike_change_nothing():
    twin = overlay(Scenario(name="twin"), {"policies.twin": {"about": "the same"}})
    assert changes_of(twin, ["current", "twin"]).empty


def test_a_layout_is_told_with_the_settings_that_are_its_own(scenario):
    about, settings = layout_in_words(scenario, "balanced")
    assert "workload" in about and settings == "homes: 0.2"
    assert layout_in_words(scenario, "today")[1] == ""
