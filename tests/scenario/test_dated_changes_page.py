"""The example of `docs/dated_changes.md` is a scenario, and runs; the ready scenario tells when its changes come."""

from pathlib import Path

import pytest

from salesim.model.burn_in import open_world
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.changes_told import changes_listed, changes_told
from salesim.scenario.loading import load_scenario, parse_scenario
from salesim.scenario.phases import phases
from salesim.scenario.summary import summary_text
from salesim.scenario.template import template

PAGE = Path(__file__).parents[2] / "docs" / "dated_changes.md"


@pytest.fixture(scope="module")
def scenario():
    return parse_scenario(PAGE.read_text("utf-8").split("```yaml\n")[1].split("```")[0])


def test_the_example_changes_when_the_page_says(scenario):
    assert [str(phase.monday) for phase in phases(scenario, "new_plan")] == ["2026-01-05", "2026-07-06"]
    assert [phase.week + 1 for phase in phases(scenario, "mid_quarter")] == [1, 33, 35, 40]


def test_the_example_runs(scenario):
    world = open_world(scenario)
    found = {name: run_arm(world, scenario, Arm("unit", name), 0) for name in scenario.policies}
    paid = {name: float(one.summary["guarantee_pay"].iloc[0]) for name, one in found.items()}
    assert paid["current"] == paid["new_hires_only"] == paid["mid_quarter"] == 0.0 < paid["new_plan"]
    today = found["current"].tables["weeks"]
    for name, week in (("new_plan", 26), ("mid_quarter", 32)):
        weeks = found[name].tables["weeks"]
        assert weeks[:week].equals(today[:week]) and not weeks.equals(today)


def test_changes_are_told_with_their_mondays(scenario):
    told = changes_told(scenario, scenario.policies)
    assert told[0].startswith("new_plan, from Jul 6, 2026 (week 27): sales_force.pay.salary_per_month: 5,000")
    assert told[0].endswith("at least 90% of usual pay is guaranteed for 26 weeks")
    assert told[1].endswith("reps who are there keep their plan of pay")
    assert "mid_quarter, from Aug 31, 2026 (week 35): territories by balanced" in told
    assert all(line in summary_text(scenario) for line in told)
    assert changes_listed(scenario)["mid_quarter"][1] == {"week": 35, "monday": "2026-08-31", "layout": "balanced"}


def test_the_ready_scenario_and_the_template_know_of_them():
    ready = load_scenario("new_pay_plan")
    assert {name for name in ready.policies if ready.policies[name].later} == {"all_at_once", "guaranteed", "new_hires"}
    assert "later:" in template()


def test_settings_reach_into_a_change(scenario):
    text = PAGE.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    set_ = parse_scenario(text, settings=["policies.new_plan.later.0.set.sales_force.pay.commission_rate=0.03"])
    assert phases(set_, "new_plan")[1].config.sales_force.pay.commission_rate == 0.03
    assert phases(set_, "new_plan")[1].config.sales_force.pay.salary_per_month == 5000
