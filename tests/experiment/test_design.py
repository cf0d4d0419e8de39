"""Designs: which arms they make, what they refuse, and that a file and Python say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesim.errors import InputError
from salesim.experiment.design import Budget, Design, StatedOutcome, load_design, plan
from salesim.scenario.overlay import apply_policy

TEXT = """
scenario: {scenario}
baseline: prefecture/current
layouts: [prefecture, balanced]
policies: [current, wager]
switches:
  portal: {{channel.desk.portal: true}}
  check_in: {{sales_force.tools.check_in.enabled: true}}
outcomes:
  - {{name: value_created, matters: 20000}}
  - {{name: pay, better: lower}}
precision: 50000
budget: {{first: 10, most: 40}}
"""
SMALL = str(Path("scenarios/small_town.yaml").absolute())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "design.yaml"
    path.write_text(TEXT.format(scenario=SMALL), encoding="utf-8")
    return path


def test_a_design_crosses_layouts_policies_and_switches(file):
    ready = plan(*load_design(file))
    assert len(ready.arms) == 2 * 2 * 4 and str(ready.arms[0]) == "prefecture/current"
    assert ready.switches["balanced/wager-with-portal-check_in"] == ("portal", "check_in")
    under = apply_policy(ready.scenario, "wager-with-portal")
    assert under.channel.desk.portal and under.sales_force.wager.menu and not under.sales_force.tools.check_in.enabled
    assert [o.higher_is_better for o in ready.outcomes] == [True, False]
    assert ready.outcomes[0].smallest_difference == 20_000 and ready.budget.batch == 10


def test_python_says_the_same_as_the_file(file):
    stated = Design(
        scenario=SMALL,
        baseline="prefecture/current",
        layouts=("prefecture", "balanced"),
        policies=("current", "wager"),
        switches={
            "portal": {"channel.desk.portal": True},
            "check_in": {"sales_force.tools.check_in.enabled": True},
        },
        outcomes=(StatedOutcome(matters=20_000.0), StatedOutcome(name="pay", better="lower")),
        precision=50_000.0,
        budget=Budget(first=10, most=40),
    )
    assert plan(stated).arms == plan(*load_design(file)).arms
    assert stated == load_design(file)[0]


def test_arms_by_name_and_another_horizon(file):
    design = load_design(file)[0].model_copy(update={"arms": ("balanced/wager-with-portal",)})
    ready = plan(design, weeks=8, seed=5)
    assert [str(arm) for arm in ready.arms] == ["prefecture/current", "balanced/wager-with-portal"]
    assert (ready.scenario.run.weeks, ready.scenario.run.seed) == (8, 5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layouts": ("balancd",)}, "layouts.0: there is no layout of this name (got 'balancd'); allowed: prefecture"),
        ({"policies": ("wagr",)}, "did you mean 'wager'?"),
        ({"baseline": "prefecture"}, "baseline: an option is written layout/policy"),
        ({"arms": ("balanced/wager", "balanced/wager")}, "arms: an option is given twice (got 'balanced/wager')"),
        ({"arms": ("prefecture/current",)}, "there is nothing to compare with the baseline"),
        (
            {"switches": {"same": {"channel.desk.portal": False}}, "policies": ("current",)},
            "the option is the same as 'prefecture/current', only its name differs",
        ),
        ({"switches": {"odd": {"channel.desk.portl": True}}}, "unknown field; did you mean 'channel.desk.portal'?"),
    ],
)
def test_what_cannot_be_compared_is_refused(file, changes, message):
    design = load_design(file)[0].model_copy(update=changes)
    with pytest.raises(InputError) as fault:
        plan(design)
    assert message in str(fault.value)


def test_faults_of_a_file_have_their_place(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("scenario: small\nbudget: {first: 50, most: 20}\noutcomes:\n  - {name: x, bettr: lower}\n")
    with pytest.raises(InputError) as fault:
        load_design(path)
    text = str(fault.value)
    assert "bad.yaml:2:27: budget.most: (20) must be first (50) or more" in text
    assert "bad.yaml:4" in text and "did you mean 'outcomes.0.better'?" in text


def test_shipped_designs_can_be_planned():
    designs = [path for path in Path("experiments").glob("*.yaml") if not path.name.startswith("search_")]
    assert designs
    for path in designs:
        assert len(plan(*load_design(path)).arms) > 1
