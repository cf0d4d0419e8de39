"""Evaluate and adjust: the rule by hand; in a small market it acts, costs, and loses where it reacts to noise."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.policy.adjustment import Adjustment, AdjustmentParameters, adjustments, relative_sales, weighted
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

SMALL = {
    "market.customers.count": 1200,
    "market.customers.prospects": 300,
    "sales_force.team.reps": 12,
    "channel.network.distributors": 4,
    "layouts": {"unit": {"builder": "unit"}},
}
OFF = {"sales_force.adjustment.enabled": False}


@pytest.fixture(scope="module")
def lived():
    """Lives the small market under some settings: ``lived({...}, replication)``; kept, as the same is asked twice."""
    base = overlay(Scenario(name="small"), SMALL)
    kept = {}

    def live(replication=0, **settings):
        key = (replication, repr(settings))
        if key not in kept:
            changes = {f"sales_force.adjustment.{name}": value for name, value in settings.items()}
            changes |= {"sales_force.adjustment.enabled": bool(settings)}
            config = overlay(base, {"policies": {"current": {}, "adjusted": {"set": changes}}})
            kept[key] = run_arm(opening(base), config, Arm("unit", "adjusted"), replication)
        return kept[key]

    return live


def test_the_rule_by_hand():
    p = AdjustmentParameters()
    sales = relative_sales(np.array([50.0, 100.0, 150.0, 100.0]), np.full(4, 100.0))
    assert sales.tolist() == [-0.5, 0.0, 0.5, 0.0]
    parts = weighted(p, sales, np.array([0.0, -0.6, 0.0, 0.0]), np.array([0.0, 0.0, 0.0, -0.5]))
    assert parts.sum(axis=0) == pytest.approx([-0.3, -0.12, 0.3, -0.1])
    even, uneven = np.zeros(4), np.full(4, 0.5)
    assert adjustments(p, parts, even)[[0, 1, 3]].tolist() == [Adjustment.RESET, Adjustment.TRAIN, Adjustment.TRAIN]
    assert adjustments(p, parts, uneven)[0] == Adjustment.REDIVIDE
    only = p.model_copy(update={"rule": "train"})
    assert set(adjustments(only, parts, uneven).tolist()) == {Adjustment.TRAIN}


def test_training_raises_skill_and_costs_days_and_money(lived):
    plain, trained = lived(), lived(rule="train", quarters=1, review_hours=0.0, review_cost=0.0)
    acted = trained.adjustments[trained.adjustments["action"] == "train"]
    in_time = int((acted["quarter"] < 3).sum())  # who was sent in the last quarter has not gone yet
    assert in_time > 3
    days = (trained.outcomes["training_cost"] - plain.outcomes["training_cost"]) / 1200
    assert 2 * in_time < days <= 3 * in_time  # who has left is not trained
    assert trained.outcomes["visits"] < plain.outcomes["visits"]  # days in a room are not days in the field
    useless, good = (
        lived(rule="train", quarters=1, review_hours=0.0, review_cost=0.0, training_gain=gain) for gain in (0.0, 0.2)
    )
    assert good.outcomes["value_created"] > useless.outcomes["value_created"]


def test_lower_targets_go_to_who_is_behind(lived):
    result = lived(rule="reset", quarters=1, reset_share=1.0)
    acted = result.adjustments[(result.adjustments["action"] == "reset") & (result.adjustments["quarter"] < 3)]
    quotas = result.rep_quarters.set_index(["quarter", "seat"])["quota"]
    plain = lived().rep_quarters.set_index(["quarter", "seat"])["quota"]
    first = acted[acted["quarter"] == 0]
    assert len(first) and all(quotas[1, seat] < 0.95 * plain[1, seat] for seat in first["seat"])


def test_dividing_anew_moves_customers(lived):
    result = lived(rule="redivide", quarters=1)
    assert result.outcomes["accounts_reassigned"] > 50 > lived().outcomes["accounts_reassigned"]


def test_an_evaluation_costs_money_and_hours_even_if_nothing_follows(lived):
    idle = lived(threshold=2.0)
    assert (idle.adjustments["action"] == "nothing").all()
    unpaid = lived(threshold=2.0, review_cost=0.0)
    extra = idle.outcomes["support_cost"] - unpaid.outcomes["support_cost"]
    assert extra == pytest.approx(300 * len(idle.adjustments))
    assert idle.weeks["selling_min"].sum() < lived().weeks["selling_min"].sum()


def test_who_waits_two_quarters_acts_less_and_less_often_for_nothing(lived):
    hasty, patient = (lived(quarters=n).adjustments for n in (1, 2))
    acts = [table[table["action"] != "nothing"] for table in (hasty, patient)]
    assert 0 < len(acts[1]) < len(acts[0])
    assert acts[0]["needless"].sum() > acts[1]["needless"].sum()
    noise = lived(quarters=1, sales_weight=0.0, satisfaction_weight=1.0, survey_noise=0.5).adjustments
    calm = lived(quarters=1, sales_weight=0.0, satisfaction_weight=1.0, survey_noise=0.0).adjustments
    assert (noise["action"] != "nothing").sum() > 2 * (calm["action"] != "nothing").sum()


def test_it_loses_where_it_divides_anew_at_every_noise(lived):
    hasty = {"rule": "redivide", "quarters": 1, "threshold": 0.01, "tolerance": 0.02, "survey_noise": 0.5}
    losses = [lived(r, **hasty).outcomes["value_created"] - lived(r).outcomes["value_created"] for r in range(3)]
    assert max(losses) < 0


def test_off_it_leaves_no_trace(lived):
    assert "adjustments" not in lived().tables
