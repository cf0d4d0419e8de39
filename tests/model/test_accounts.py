"""Every cost has an account of its own, none is ever negative, and together they are the whole way from margin down."""

from __future__ import annotations

from pathlib import Path

import pytest

import salesim
from salesim.metrics.money import COSTS, INCOME
from salesim.model.ledger import FLOWS
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy, overlay

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
GOODS_AND_SALES = {"sales", "cost_of_sales", "discounts"}


def test_every_flow_of_money_is_an_account():
    flows = {name.removesuffix("_minor") for name in FLOWS if name.endswith("_minor")}
    assert flows - GOODS_AND_SALES == {*COSTS, *INCOME}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_no_account_is_negative_in_any_shipped_policy(file):
    scenario = salesim.load_scenario(str(file))
    changes_later = any(policy.later for policy in scenario.policies.values())
    scenario = overlay(scenario, {"run.weeks": 40 if changes_later else 16, "run.burn_in_weeks": 26})
    world = opening(scenario)
    for policy in scenario.run.policies or scenario.policies:
        ledger = run_arm(world, scenario, Arm(scenario.baseline.layout, policy), 0).tables["ledger"]
        for account in (*COSTS, *INCOME):
            booked = ledger[f"{account}_minor"]
            assert (booked >= 0).all(), (policy, account)


@pytest.fixture(scope="module")
def costly(small):
    """A scenario in which reps are trained for two reasons, and distributors are fined."""
    lever = {
        "sales_force.elite_club.enabled": True,
        "sales_force.adjustment": {"enabled": True, "rule": "train", "quarters": 1, "threshold": 0.01},
        "channel.diversion": {"possible": True, "scan": True, "noise": 0.5, "transport_cost_per_km": 0.0},
    }
    return small(
        **{"policies": {"current": {}, "lever": {"set": lever}}, "run.weeks": 40, "channel.network.price_spread": 0.3}
    )


@pytest.fixture(scope="module")
def run(costly):
    return run_arm(opening(costly), costly, Arm("unit", "lever"), 0)


def test_training_and_fines_are_booked_by_themselves(costly, run):
    events, outcomes = run.tables["events"]["kind"], run.outcomes
    assert (events == "adjusted_train").any() and (events == "elite_club").any()
    assert outcomes["training_cost"] > 0 and outcomes["training_cost"] % 100 == 0
    assert outcomes["hiring_cost"] == (events == "hire").sum() * costly.sales_force.turnover.hiring_cost
    fines = run.tables["diversion"]["fine"].sum()
    assert outcomes["fines"] == pytest.approx(fines, rel=1e-3) and fines > 0


def test_the_waterfall_has_nothing_else(run):
    """Margin, less every cost, plus all income, is the contribution."""
    row = run.outcomes
    names = {"travel": "travel_cost", "lost_goods": "lost_goods", "on_costs": "on_costs"}
    names |= {name: name for name in COSTS if name.endswith("_pay")}
    spent = sum(row[names.get(name, f"{name}_cost")] for name in COSTS)
    assert row["contribution"] == pytest.approx(row["margin"] - spent + sum(row[name] for name in INCOME), abs=0.01)


def test_what_a_week_brings_ends_with_it_and_training_fades_without_the_club(costly):
    """No lever has to undo another's effects; what was trained is lost slowly whoever trained it."""
    model = SalesModel(opening(costly), apply_policy(costly, "current"))
    model.reps.report_min[:], model.reps.training_min[:], model.reps.training[:] = 77.0, 88.0, 0.1
    d = model.distributors
    d.safety[:], d.distrust[:], d.extra_days[:] = 1.0, 0.5, 9.0
    model.end_effects_of_week()
    assert not any(effect.any() for effect in (model.reps.report_min, d.safety, d.distrust, d.extra_days))
    assert not model.reps.training_min.any() and model.channel_push == 1.0
    assert model.reps.training == pytest.approx(0.1 * 0.5 ** (1 / 78))
