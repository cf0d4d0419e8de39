"""The early warning (C3) in the whole model: what it catches, what false alarms cost, and that it does not peek."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.warning import auc
from salesim.scenario.arms import Arm


def setting(**values):
    return {"set": {"sales_force.warning": {"enabled": True, "license_cost_per_week": 0.0} | values}}


@pytest.fixture(scope="module")
def results(small):
    """One year under the default's customers."""
    policies = {
        "current": {},
        "warned": setting(),
        "nervous": setting(threshold=90.0, rescue_weight=20.0),
        "dear": setting(license_cost_per_week=3000.0),
        "blind": setting(threshold=0.0),
    }
    return run(small, policies)


@pytest.fixture(scope="module")
def regular(small):
    """One year with customers who order every week like clockwork, decline slowly, and are easily won back."""
    clockwork = {
        "market.buying": {"rate_shape": 8.0, "rate_scale": 8.0, "phases": 12},
        "market.churn": {"decline_weeks": 20, "win_back": 0.5},
        "market.competitors.attacks_per_year": 0.0,
        "sales_force.time.visit_min": 120.0,  # visits are scarce, so it counts where they go
    }
    return run(small, {"current": {}, "warned": setting(rescue_weight=20.0, pause_weeks=4)}, **clockwork)


def run(small, policies, **changes):
    scenario = small(policies=policies, **changes)
    world = opening(scenario)
    return {name: run_arm(world, scenario, Arm("unit", name), 0) for name in policies}


def test_where_customers_are_regular_a_warning_is_right_and_keeps_them(regular):
    table = regular["warned"].warnings
    assert table["quarter"].tolist() == [0, 1, 2, 3]
    assert table["precision"].mean() > 0.28
    assert table["auc_health"].mean() > 0.53
    assert (table["lead_weeks"].dropna() > 2).all() and table["recall"].mean() > 0.2
    assert regular["warned"].outcomes["retention"] > regular["current"].outcomes["retention"] + 0.01


def test_where_they_are_not_the_account_says_so(results):
    """Ranking those not yet leaving is hard where orders come at random, and no better than by frequency."""
    table = results["warned"].warnings
    assert table[["auc_health", "auc_frequency", "auc_recency"]].notna().all().all()
    assert 0.4 < table["auc_health"].mean() < 0.7
    assert table["precision"].mean() < 0.35
    assert (table["true_alerts"] + table["false_alerts"])[:2].sum() == table["alerts"][:2].sum()


def test_false_alarms_cost_visits_elsewhere(results, small):
    """Where nobody can be won back, nervous alerts only take visits from those for whom they were planned."""
    assert results["nervous"].warnings["alerts"].sum() > 2 * results["warned"].warnings["alerts"].sum()
    policies = {"current": {}, "nervous": setting(threshold=90.0, rescue_weight=20.0)}
    scenario = small(policies=policies, **{"market.churn.win_back": 0.0})
    world = opening(scenario)
    lost = [
        run_arm(world, scenario, Arm("unit", "nervous"), replication).outcomes["sales"]
        - run_arm(world, scenario, Arm("unit", "current"), replication).outcomes["sales"]
        for replication in range(16)
    ]
    assert np.mean(lost) < 0.0


def test_the_license_is_paid_and_without_alerts_nothing_else_changes(results):
    dear, warned, blind, usual = (results[name].outcomes for name in ("dear", "warned", "blind", "current"))
    assert dear["license_cost"] - warned["license_cost"] == pytest.approx(52 * 3000.0)
    assert dear["contribution"] < warned["contribution"]
    assert blind == usual


def test_alerts_read_nothing_that_the_firm_cannot_see(small, world):
    """Scrambling who is fading leaves this week's alerts as they are: they come from orders and visits alone."""
    config = small(**{"sales_force.warning.enabled": True})
    alerts = []
    for scramble in (False, True):
        model = SalesModel(world, config)
        if scramble:
            c = model.columns
            current = np.flatnonzero((c.state >= 4) & (c.state <= 5))
            c.state[current] = np.random.default_rng(1).permutation(c.state[current])
        model.step()
        alerts.append(np.sort(model.columns.customer_id[model.columns.alert > 0]).tolist())
    assert alerts[0] == alerts[1] and alerts[0]


def test_auc_by_hand():
    assert auc(np.array([3.0, 1.0, 2.0]), np.array([True, False, False])) == 1.0
    assert auc(np.array([1.0, 1.0]), np.array([True, False])) == 0.5
    assert np.isnan(auc(np.array([1.0, 2.0]), np.array([False, False])))
