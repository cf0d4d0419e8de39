"""Choosing among a scenario's arms: which procedure, what it promises, and that nothing is computed twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.choose.choose import choose
from salesim.experiment.outcomes import Outcome

EFFECTS = {"circles/wager": 90_000.0, "circles/flat": 30_000.0, "unit/flat": -60_000.0}


def test_kim_nelson_is_the_default_and_promises_something():
    found = choose(Scenario(), indifference=20_000, runner=CheapModel(EFFECTS))
    assert (found.arm, found.method, found.selection.decided) == ("circles/wager", "kim-nelson", True)
    assert "with 95% probability if it leads by 20 k CNY or more" in found.sentence
    assert found.arms["arm"].iloc[0] == "circles/wager" and found.arms["replications"].min() >= 10
    chinese = choose(Scenario(), indifference=20_000, runner=CheapModel(EFFECTS), lang="zh").sentence
    assert chinese.startswith("6 个方案中选出“circles/wager”")


def test_a_cost_is_chosen_by_its_smallness():
    found = choose(Scenario(), indifference=20_000, outcome=Outcome(higher_is_better=False), runner=CheapModel(EFFECTS))
    assert found.arm == "unit/flat" and found.arms["arm"].iloc[0] == "unit/flat"


def test_a_budget_is_spent_by_ocba_and_many_arms_are_halved():
    found = choose(Scenario(), budget=120, runner=CheapModel(EFFECTS))
    assert (found.arm, found.method) == ("circles/wager", "ocba") and found.arms["replications"].sum() == 120
    assert "a budget promises nothing" in found.sentence
    many = Scenario(
        policies={f"p{i}": {} for i in range(60)} | {"current": {}},
        run=Scenario().run.model_copy(
            update={"layouts": ("unit",), "policies": ("current", *(f"p{i}" for i in range(60)))}
        ),
    )
    halved = choose(many, runner=CheapModel({f"unit/p{i}": 3e3 * i for i in range(60)}))
    assert halved.method == "halving" and int(halved.arm.removeprefix("unit/p")) >= 50


def test_what_cannot_be_told_apart_is_said(tmp_path):
    found = choose(Scenario(), indifference=100, most=20, runner=CheapModel({"circles/wager": 1.0}))
    assert not found.selection.decided and "could not be told apart within the limit" in found.sentence


def test_nothing_is_simulated_twice(tmp_path):
    model = CheapModel(EFFECTS, folder=tmp_path)
    first = choose(Scenario(), indifference=20_000, runner=model, out=tmp_path / "runs")
    simulated = len(model.simulated())
    again = choose(Scenario(), indifference=20_000, runner=model, out=tmp_path / "runs")
    assert len(model.simulated()) == simulated and again.arms.equals(first.arms)


def test_what_cannot_be_chosen_is_refused():
    with pytest.raises(InputError, match="10 replications of each of 6 options"):
        choose(Scenario(), budget=30, runner=CheapModel())
    with pytest.raises(InputError, match="there is no such method"):
        choose(Scenario(), method="guess", runner=CheapModel())
    with pytest.raises(InputError, match="there is no outcome of this name"):
        choose(Scenario(), outcome="profit", indifference=1.0, runner=CheapModel())
