"""The public Python interface: what a notebook does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import salesim
from salesim.errors import InputError

LAYOUTS = {"unit": {"builder": "unit"}, "balanced": {"builder": "balanced"}}
STEPS = {"about": "steps", "set": {"sales_force.pay.step_rate": 0.01}}


@pytest.fixture(scope="module")
def scenario():
    """One prefecture, 150 customers, three reps."""
    return salesim.overlay(
        salesim.Scenario(name="tiny"),
        {
            "market.places.units": ["Huzhou"],
            "market.customers": {"count": 150, "prospects": 30},
            "sales_force.team.reps": 3,
            "channel.network.distributors": 1,
            "layouts": LAYOUTS,
            "policies.steps": STEPS,
            "run": {"weeks": 14, "burn_in_weeks": 26, "replications": 3},
        },
    )


def test_simulate_lives_the_weeks_of_one_arm(scenario):
    result = salesim.simulate(scenario, layout="balanced", policy="steps", replication=2)
    assert (result.facts["layout"], result.facts["policy"], result.facts["replication"]) == ("balanced", "steps", 2)
    assert len(result.weeks) == 14
    assert result.summary["accounts_reassigned"].iloc[0] > 0
    pd.testing.assert_series_equal(result.weeks["week"], pd.Series(range(14), name="week"))


def test_the_same_again_gives_the_same_and_another_seed_something_else(scenario):
    first, again = (salesim.simulate(scenario).summary for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    other = salesim.simulate(scenario, seed=scenario.run.seed + 1).summary
    assert other["sales"].iloc[0] != first["sales"].iloc[0]


def test_simulate_agrees_with_compare_and_repeat(scenario):
    comparison = salesim.compare(scenario, weeks=6, replications=2)
    repeated = salesim.repeat(scenario, "balanced", "steps", replications=2, weeks=6)
    single = salesim.simulate(scenario, "balanced", "steps", replication=1, weeks=6)
    rows = comparison.replications
    row = rows[(rows["arm"] == "balanced/steps") & (rows["replication"] == 1)]
    assert row["value_created"].iloc[0] == single.summary["value_created"].iloc[0]
    values = repeated.replications["value_created"]
    assert values.iloc[1] == single.summary["value_created"].iloc[0]
    outcome = repeated.outcomes.set_index("outcome").loc["value_created"]
    assert outcome["mean"] == pytest.approx(values.mean())
    assert outcome["low"] < outcome["mean"] < outcome["high"]


def test_an_agent_of_ones_own_changes_the_result(scenario):
    class Lazy(salesim.Rep):
        def choose_effort(self) -> float:
            return 0.4

    ours, lazy = salesim.simulate(scenario), salesim.simulate(scenario, rep_class=Lazy)
    assert lazy.summary["mean_effort"].iloc[0] == pytest.approx(0.4)
    assert lazy.summary["visits"].iloc[0] < ours.summary["visits"].iloc[0]


def test_a_mesa_user_steps_the_model_and_looks_at_its_agents(scenario):
    model = salesim.SalesModel(salesim.open_world(scenario))
    for _ in range(4):
        model.step()
    reps = model.agents.select(agent_type=salesim.Rep)
    assert len(reps) == 3
    assert sum(reps.get("visits")) == model.reps.visits.sum() > 0
    assert len(model.agents.select(agent_type=salesim.Distributor)) == 1
    assert len(model.customers.select(lambda c: c.last_visit_week >= model.first_week)) > 0
    assert isinstance(model.customers[17].goodwill, float)


def test_the_report_holds_what_the_comparison_found(scenario, tmp_path):
    comparison = salesim.compare(scenario, weeks=14, replications=2, out=tmp_path)
    content = salesim.report_content(comparison, scenario)
    assert content.verdict == comparison.verdict
    arms = content.arms.set_index("arm")
    found = comparison.arms.set_index("arm")
    np.testing.assert_array_equal(arms["difference_mean"], found.loc[arms.index, "difference"])
    assert [layout.name for layout in content.layouts] == ["unit", "balanced"]
    assert content.layouts[0].scores["accounts_reassigned"] == 0 < content.layouts[1].scores["accounts_reassigned"]
    weeks = content.data["weeks"]
    assert len(weeks) == 4 * 2 * 14
    first = weeks[(weeks["arm"] == "balanced/steps") & (weeks["replication"] == 0)]
    result = salesim.simulate(scenario, "balanced", "steps", weeks=14)
    assert first["customers"].iloc[-1] == result.weeks["healthy"].iloc[-1] + result.weeks["fading"].iloc[-1]


def test_the_report_shows_where_reps_stand_on_components_of_pay(scenario, tmp_path):
    """Two replications of two reps in one whole quarter; without a folder nobody knows."""
    packets = {"name": "packets", "measure": "visits", "rate": 5.0, "paid": "at_once"}
    paid = salesim.overlay(scenario, {"policies.steps.set": {"sales_force.pay.components": [packets]}})
    known = salesim.compare(paid, weeks=14, replications=2, out=tmp_path)
    _, curve = salesim.report_content(known, paid).data["pay"]
    visits = salesim.simulate(paid, "unit", "steps", weeks=14).tables["components"]["attainment"]
    assert curve.standing["share"].sum() == pytest.approx(1.0)
    assert visits.max() <= curve.standing["right"].iloc[-1] < 3.0 * visits.max()
    unknown = salesim.compare(paid, weeks=14, replications=2)
    assert salesim.report_content(unknown, paid).data["pay"][1].standing is None


def test_workers_that_are_used_again_keep_results_where_the_caller_stands(scenario, tmp_path, monkeypatch):
    for place in ("first", "second"):
        (tmp_path / place).mkdir()
        monkeypatch.chdir(tmp_path / place)
        salesim.compare(scenario, weeks=2, replications=2, jobs=2, out="runs")
        assert len(list((tmp_path / place / "runs").glob("tiny-*/weeks/*.parquet"))) == 2


def test_a_pay_curve_shows_salary_steps_and_wagers(scenario):
    from salesim.report.pay_plans import pay_curves

    wager = {"name": "bet", "win_at": 1.2, "bonus": 5000.0, "floor_at": 0.8, "claw_back": 0.5}
    offered = salesim.overlay(scenario, {"policies.wager.set": {"sales_force.wager.menu": [wager]}})
    points = pay_curves(offered, ["current", "steps", "wager"], "current", 1e6)
    pay = offered.sales_force.pay
    curves = dict(list(points.groupby("policy")))
    assert list(curves) == ["current", "steps", "wager: bet"]
    at = curves["current"].set_index("attainment")["pay"]
    assert at[0.0] == 3 * pay.salary_per_month
    assert at[1.8] == pytest.approx(3 * pay.salary_per_month + 1.8e6 * pay.commission_rate)
    bet = curves["wager: bet"].set_index("attainment")["pay"]
    assert bet[1.2].iloc[1] - bet[1.2].iloc[0] == pytest.approx(5000, abs=1)
    assert bet[0.8].iloc[1] - bet[0.8].iloc[0] == pytest.approx(0.5 * pay.commission_rate * 0.8e6, abs=1)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"layout": "balnced"}, "did you mean 'balanced'"),
        ({"policy": "none"}, "no policy of this name"),
        ({"replication": -1}, "whole number"),
        ({"weeks": 0}, "whole number"),
        ({"threads": 0}, "whole number"),
    ],
)
def test_bad_arguments_are_input_errors(scenario, arguments, says):
    with pytest.raises(InputError, match=says):
        salesim.simulate(scenario, **arguments)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, salesim; before = set(sys.modules); from salesim import simulate\n"
        "print([m for m in ('numba', 'pandas', 'mesa', 'optuna', 'pydantic') if m in before])\n"
        "import salesim.simulate\n"
        "print(salesim.simulate is simulate and callable(simulate))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "True"]


def test_every_public_name_is_there():
    assert set(salesim.__all__) == set(salesim.PUBLIC) <= set(dir(salesim))
    from salesim import experiment

    assert set(experiment.__all__) == set(experiment.PUBLIC) <= set(dir(experiment))
    for package in (salesim, experiment):
        for name in package.__all__:
            assert callable(getattr(package, name)), name
    assert salesim.__version__ and not hasattr(experiment, "__version__")
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        salesim.simulat  # noqa: B018


def test_a_scenario_may_be_given_by_its_file(scenario):
    file = Path(__file__).parent.parent / "scenarios" / "small_town.yaml"
    by_name = salesim.simulate(str(file), weeks=1)
    assert by_name.outcomes == salesim.simulate(salesim.load_scenario(file), weeks=1).outcomes


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda s: salesim.simulate("nowhere.yaml"), "nowhere.yaml: no such file"),
        (lambda s: salesim.simulate(None), r"scenario: a scenario is needed \(got 'NoneType'\)"),
        (lambda s: salesim.compare({"name": "x"}), r"scenario: a scenario is needed \(got 'dict'\)"),
        (lambda s: salesim.repeat(3), "scenario: a scenario is needed"),
        (lambda s: salesim.search(None), "scenario: a scenario is needed"),
        (lambda s: salesim.overlay(None, {}), "scenario: a scenario is needed"),
        (lambda s: salesim.overlay(s, 3), "changes: changes are given by path"),
        (lambda s: salesim.load_scenario(3), "a file or a name is needed"),
        (lambda s: salesim.simulate(s, layout=3), r"no layout of this name \(got 3\)"),
        (lambda s: salesim.simulate(s, rep_clas=1), "no part of this name .* did you mean 'rep_class'"),
        (lambda s: salesim.simulate(s, rep_class=salesim.Manager), "rep_class: .* a class derived from Rep"),
        (lambda s: salesim.simulate(s, rules={}), r"rules: .* such as Rules\("),
        (lambda s: salesim.compare(s, levers=3), "levers: .* a list of objects"),
        (lambda s: salesim.compare(s, arms="a/b"), "arms: options are given as a list"),
        (lambda s: salesim.compare(s, arms=[3]), "arms: an option is an Arm, or written"),
        (lambda s: salesim.compare(s, out=3), "out: a folder is needed"),
        (lambda s: salesim.compare(s, outcome=3), "outcome: there is no such outcome"),
        (lambda s: salesim.SalesModel(s), r"world: a world is needed .* open_world"),
        (lambda s: salesim.SalesModel(salesim.build_world(s), layout="x"), r"layout: no such layout \(got 'x'\)"),
    ],
)
def test_what_cannot_be_used_is_named(scenario, call, told):
    with pytest.raises(InputError, match=told):
        call(scenario)


def test_numpy_s_whole_numbers_are_whole_numbers(scenario):
    result = salesim.simulate(scenario, seed=np.int64(5), weeks=np.int32(2), replication=np.int64(1))
    assert result.facts["seed"] == 5 and type(result.facts["weeks"]) is int
