"""A market of few, large deals: the books hold, no deal is lost, and an accelerator gives revenue away."""

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

FREE = {"sales_force.discretion.max_discount": 0.3}
STEEP = {
    "sales_force.pay.commission_rate": 0.003,
    "sales_force.pay.step_rate": 0.033,
    "sales_force.pay.step_count": 1,
}
MONTHLY = {"sales_force.pay.components": [{"name": "m", "period": "month", "bonuses": [{"at": 1.0, "amount": 3000.0}]}]}
DEALS = {
    "market.buying.rate_scale": 60.0,
    "market.buying.values": {"kind": "lognormal", "median": 30_000.0},
    "market.buying.deals.above": 20_000.0,
    "sales_force.turnover.weekly_base": 1e-9,
    "market.buying.drift": 0.0,  # who has deals has them all year
    "market.buying.local_sd": 0.0,
    "run.weeks": 52,
}
POLICIES = {"current": {}, "free": FREE, "steep": FREE | STEEP, "monthly": FREE | MONTHLY}


@pytest.fixture(scope="module")
def config(small):
    return small(policies={name: {"set": changes} for name, changes in POLICIES.items()}, **DEALS)


@pytest.fixture(scope="module")
def opened(config):
    return opening(config)


@pytest.fixture(scope="module")
def lived(config, opened):
    """A model that has lived a year, week by week (its ledger balances each), and what it noted."""

    def run(policy):
        model = SalesModel(opened, apply_policy(config, policy))
        decided = model.columns.n_orders + model.columns.open_deals
        discounts = []
        for _ in range(52):
            model.step()
            discounts.append(model.columns.deal_discount.max())
            now = model.columns.n_orders + model.columns.open_deals
            gone = (model.columns.state == 6) & (model.columns.open_deals == 0)
            assert (now >= decided)[~gone].all(), "a deal was lost"
            decided = now
        return model, np.array(discounts)

    return run


def test_every_deal_closes_on_its_day_or_one_agreed_on(lived):
    model, discounts = lived("steep")
    c = model.columns
    is_open = c.open_deals > 0
    assert is_open.any() and (c.order_value[is_open] >= 20_000.0).all()
    assert (c.deal_week[is_open] >= model.week).all()
    assert 0.0 < discounts.max() <= 0.3
    assert not c.deal_discount[c.order_value < 20_000.0].any()
    week = model.week - 1
    shares = np.bincount(
        [row["week"] % 13 for row in model.records.weeks], [row["sales"] for row in model.records.weeks]
    )
    assert week % 13 == 12 and shares[12] > 0.4 * shares.sum()


def test_an_accelerator_gives_revenue_away_and_a_straight_commission_none(config, opened):
    given = {}
    for policy in POLICIES:
        outcomes = run_arm(opened, config, Arm("unit", policy), 0).outcomes
        given[policy] = outcomes["discounts"] / (outcomes["sales"] + outcomes["discounts"])
    assert given["current"] == given["free"] == 0.0
    assert 0.01 < given["steep"] < 0.15
    assert 0.0 < given["monthly"] < given["steep"]


def test_a_monthly_bonus_moves_orders_at_month_ends_and_they_are_missing_later(small):
    """What is moved is owed and paid back in full; a yearly one moves nothing before the year's last week."""
    yearly = {"sales_force.pay.components": [{"name": "y", "period": "year", "bonuses": [{"at": 1.0, "amount": 36e3}]}]}
    policies = {"current": {}, "monthly": MONTHLY, "yearly": yearly}
    config = small(policies={name: {"set": changes} for name, changes in policies.items()}, **{"run.weeks": 52})
    opened = opening(config)
    for policy, ends in (("current", []), ("monthly", [4, 8, 12, 17, 21, 25]), ("yearly", [51])):
        model = SalesModel(opened, apply_policy(config, policy))
        moved_in, owed, moved, back = [], model.reps.pulled.copy(), 0.0, 0.0
        for _ in range(52):
            before, instalment = model.reps.pulled.copy(), model.reps.pulled_instalment.copy()
            holder = (model.reps.holder + 1) * model.reps.present
            model.step()
            stayed = holder == (model.reps.holder + 1) * model.reps.present
            pull = model.reps.pull * model.reps.baseline_sales
            if np.abs(model.reps.pull).max() > 1e-9:
                moved_in.append((model.week - 1) % 52)
            changed = model.reps.pulled - before + instalment
            moved, back = moved + changed.sum(), back + instalment.sum()
            assert (np.sign(np.round(changed, 4)) == np.sign(np.round(pull, 4)))[stayed].all()
        assert moved_in[: len(ends)] == ends and (ends or not moved_in)
        assert moved - back == pytest.approx((model.reps.pulled - owed).sum(), abs=1e-3)
        assert len(moved_in) == {"current": 0, "monthly": 12, "yearly": 1}[policy]


def test_pay_by_month_half_and_to_date_is_paid_to_the_minor_unit(small):
    """A rate on sales is the same money by month, quarter to date or year; to date it is paid each quarter."""
    rate = 0.01
    kinds = {
        "monthly": {"period": "month"},
        "half": {"period": "half"},
        "yearly": {"period": "year"},
        "to_date": {"period": "year", "paid": "to_date"},
    }
    plans = {
        name: {"set": {"sales_force.pay.components": [{"name": "one", "rate": rate, **terms}]}}
        for name, terms in kinds.items()
    }
    changes = {"run.weeks": 52, "sales_force.effort.exponent": 0.0, "sales_force.turnover.weekly_base": 1e-9}
    config = small(policies={"current": {}, **plans}, **changes)
    opened = opening(config)
    results = {name: run_arm(opened, config, Arm("unit", name), 0) for name in config.policies}
    own_rate = config.sales_force.pay.commission_rate
    for name in kinds:
        credited = results[name].rep_quarters["sales"].sum()
        assert results[name].outcomes["variable_pay"] == pytest.approx((own_rate + rate) * credited, rel=1e-6), name
    credited = results["monthly"].rep_quarters["sales"].sum()
    assert results["monthly"].components["earned"].sum() == pytest.approx(rate * credited, rel=1e-6)
    assert results["monthly"].components["seat"].value_counts().max() == 12
    own = results["current"].ledger["variable_paid_minor"].to_numpy()
    extra = {name: results[name].ledger["variable_paid_minor"].to_numpy() > 1.2 * own for name in kinds}
    assert np.flatnonzero(extra["monthly"])[:3].tolist() == [8, 12, 16]
    assert np.flatnonzero(extra["to_date"]).tolist() == [16, 29, 42]
    assert np.flatnonzero(extra["half"]).tolist() == [29]
    assert not extra["yearly"].any()
