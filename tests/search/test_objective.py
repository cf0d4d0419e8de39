"""Objectives and constraints: on means or on risk, in a search, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from planted import RATE, Planted
from pydantic import ValidationError

from salesim.errors import InputError
from salesim.experiment.execute import Workers
from salesim.experiment.risk import gini
from salesim.search import Constraint, Objective, search
from salesim.search.evaluate import evaluate
from salesim.search.objective import Goals, statistic
from salesim.search.rep_outcomes import rep_outcomes

VALUE = Objective(outcome="value_created", direction="maximize")
PAY = Objective(outcome="pay", direction="minimize")


def test_risk_looks_at_the_bad_end():
    x = np.arange(1.0, 11.0)
    assert statistic(x, "quantile", 0.1, low_is_bad=True) == pytest.approx(1.9)
    assert statistic(x, "quantile", 0.1, low_is_bad=False) == pytest.approx(9.1)
    assert statistic(x, "cvar", 0.2, low_is_bad=True) == 1.5
    assert statistic(x, "cvar", 0.2, low_is_bad=False) == 9.5


def test_a_mean_over_fewer_replications_is_carried_over_by_the_differences():
    base = {"value_created": (10.0, 20.0, 30.0, 60.0)}
    assert VALUE.value({"value_created": (12.0, 24.0)}, base) == 30.0 + 3.0
    assert VALUE.value({"value_created": (12.0, 24.0, 30.0, 66.0)}, base) == 33.0


@pytest.mark.parametrize(
    "constraint, excess",
    [
        (Constraint(outcome="x", at_most=4.0), 1.0),
        (Constraint(outcome="x", at_least=6.0), 1.0),
        (Constraint(outcome="x", at_most=1.1, of_baseline=True), 0.6),
        (Constraint(outcome="x", at_most=4.0, statistic="cvar", level=0.25), 6.0),
        (Constraint(outcome="x", at_least=2.0, statistic="quantile", level=0.5), -2.5),
    ],
)
def test_a_constraint_says_by_how_much_it_is_broken(constraint, excess):
    assert constraint.excess({"x": (1.0, 4.0, 5.0, 10.0)}, {"x": (4.0,) * 4}) == pytest.approx(excess)


def test_a_constraint_reads_as_a_sentence():
    assert Constraint(outcome="pay", at_most=1.05, of_baseline=True).name == "pay at most 1.05 of the baseline"
    assert Constraint(outcome="x", at_least=2, statistic="cvar", level=0.2).name == "cvar 0.2 of x at least 2"


@pytest.mark.parametrize("limits", [{}, {"at_most": 1.0, "at_least": 0.0}])
def test_a_constraint_has_one_limit(limits):
    with pytest.raises(ValidationError, match="either at_most or at_least"):
        Constraint(outcome="x", **limits)


def test_an_objective_needs_a_direction():
    with pytest.raises(ValidationError, match="direction"):
        Objective(outcome="x")
    with pytest.raises(InputError, match="the objective twice"):
        Goals((VALUE, VALUE.model_copy(update={"direction": "minimize"})))


def test_the_best_that_keeps_a_pay_budget_wins(scenario, space):
    budget = Constraint(outcome="pay", at_most=150_000)  # the best commission alone would pay 180,000
    found = search(scenario, space, 40, 6, 4, confirm_replications=8, constraints=[budget], runner=Planted())
    assert found.facts["infeasible"] > 0 and found.facts["stopped"]["pay at most 150000"] > 0
    winner = found.trials.set_index("trial").loc[found.facts["winner"]["trial"]]
    assert 0.012 < winner[RATE] <= 0.0151 and winner["layout"] == "balanced"
    broken = found.trials[found.trials["feasible"] == False]  # noqa: E712
    assert (broken[RATE].dropna() > 0.0149).all()


def test_if_all_break_a_constraint_it_is_named(scenario, space):
    budget = Constraint(outcome="pay", at_most=10_000)
    with pytest.raises(InputError, match=r"pay at most 10000: no candidate keeps the constraints: .* closest by"):
        search(scenario, space, 16, 4, 2, confirm_replications=3, constraints=[budget], runner=Planted())


def test_several_objectives_give_a_front(scenario, space):
    found = search(scenario, space, 48, 6, 6, confirm_replications=6, objectives=[VALUE, PAY], runner=Planted())
    assert found.facts["stopped"]["dominated"] > 0
    wide = found.front.pivot(index="arm", columns="outcome", values="confirmed")
    on_front = wide[found.front.groupby("arm")["on_front"].first()]
    on_front = on_front.sort_values("pay")
    assert len(on_front) >= 3
    assert on_front["value_created"].is_monotonic_increasing  # more pay only for more value
    assert set(found.front["outcome"]) == {"value_created", "pay"}
    assert found.trials["pay"].notna().sum() > 40


def test_what_has_no_such_outcome_is_refused(scenario, space):
    with pytest.raises(InputError, match="did you mean 'pay'"):
        search(
            scenario,
            space,
            8,
            2,
            2,
            objectives=[VALUE, Objective(outcome="payy", direction="minimize")],
            runner=Planted(),
        )


class Broken(Planted):
    def tables(self, scenario, replication, arm):
        tables = super().tables(scenario, replication, arm)
        if replication == 1:
            tables["summary"]["pay"] = float("nan")
        return tables


def test_what_is_not_a_number_fails_the_candidate(scenario):
    found = evaluate(scenario, scenario.arms[:1], [0, 1], ("value_created", "pay"), Workers(Broken()))
    assert list(found.values()) == ["pay is nan in replication 1"]


def test_outcomes_of_single_reps():
    rows = [(0, 1.0, 100.0, 10.0), (0, 0.5, 300.0, 10.0), (1, 0.2, 0.0, 0.0), (1, 0.6, 100.0, 0.0)]
    quarters = pd.DataFrame(rows, columns=["seat", "attainment", "variable_pay", "wager_pay"])
    found = rep_outcomes(quarters.assign(full_quarter=1, fixed_pay=7.0))
    assert found == pytest.approx(
        {"lowest_attainment": 0.4, "lowest_pay": 50.0, "pay_gini": gini(np.array([50.0, 210.0]))}
    )
    assert rep_outcomes(quarters.assign(full_quarter=0))["pay_gini"] == 0.0
    nothing = quarters.assign(full_quarter=1, variable_pay=0.0, wager_pay=0.0)
    assert rep_outcomes(nothing)["pay_gini"] == 0.0
