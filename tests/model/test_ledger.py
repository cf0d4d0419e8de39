"""The books, added up again from the tables, independently of the checks that the ledger makes itself."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import State
from salesim.model.ledger import AccountingError
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm


@pytest.fixture(params=["unit/current", "unit/wager", "unit/portal", "balanced/current"])
def ledger(request, results):
    return results[request.param].ledger


def test_goods_are_neither_made_nor_lost_by_accident(ledger):
    came = ledger.stock_open + ledger.pipeline_open + ledger.made
    went = ledger.sold + ledger.scrapped + ledger.stock_close + ledger.pipeline_close
    assert (came == went).all()
    assert (ledger.stock_close.shift(fill_value=ledger.stock_open[0]) == ledger.stock_open).all()
    assert (ledger.pipeline_close.shift(fill_value=ledger.pipeline_open[0]) == ledger.pipeline_open).all()


def test_every_order_is_filled_lost_or_waits(ledger):
    came = ledger.orders_placed + ledger.postponed_open
    assert (came == ledger.orders_filled + ledger.orders_lost + ledger.postponed_close).all()


def test_money_is_whole_fen_and_cash_is_reconciled_through_receivables(ledger):
    minor = ledger[[name for name in ledger.columns if name.endswith("_minor")]]
    assert all(dtype == np.int64 for dtype in minor.dtypes)
    assert (
        ledger.receivables_open_minor + ledger.sales_minor - ledger.collected_minor == ledger.receivables_close_minor
    ).all()
    earned = ledger.variable_pay_minor + ledger.wager_pay_minor - ledger.wager_recovered_minor
    assert (ledger.payable_open_minor + earned - ledger.variable_paid_minor == ledger.payable_close_minor).all()
    assert ledger.sales_minor.sum() > 0 and ledger.collected_minor.sum() > 0 and ledger.variable_paid_minor.sum() > 0


def test_customers_are_somewhere(ledger):
    states = ledger[[f"customers_{state.name.lower()}" for state in State]].sum(axis=1)
    assert (states == 1500).all()
    assert (ledger.customers_gone.diff().dropna() < 0).any()  # some come back


def test_minutes_add_up(ledger):
    parts = ledger.selling_min + ledger.travel_min + ledger.other_min
    assert (abs(ledger.working_min - parts) <= 2).all()


def test_sales_by_seat_add_up_to_the_ledgers(results):
    """What vacant seats sell is credited to nobody, so seats may hold less, never more."""
    result = results["unit/current"]
    seats, firm = result.rep_quarters.sales.sum(), result.ledger.sales_minor.sum() / 100
    assert 0.75 * firm < seats <= firm + 0.01


def test_pay_by_seat_adds_up_to_the_ledgers(results):
    result = results["unit/wager"]
    booked = {name.removesuffix("_minor"): result.ledger[name].sum() / 100 for name in result.ledger}
    assert result.rep_quarters["variable_pay"].sum() == pytest.approx(booked["variable_pay"])
    assert result.rep_quarters["wager_pay"].sum() == pytest.approx(booked["wager_pay"] - booked["wager_recovered"])


def test_contribution_is_what_is_left_of_sales(results):
    for result in results.values():
        row, ledger = result.outcomes, result.ledger
        costs = ["cost_of_sales", "fixed_pay", "variable_pay", "wager_pay", "on_costs", "travel", "service", "license"]
        costs += ["desk", "support", "hiring", "overhead", "lost_goods", "holding", "recognition"]
        minor = ledger.sales_minor.sum() - sum(ledger[f"{cost}_minor"].sum() for cost in costs)
        minor += ledger.wager_recovered_minor.sum()
        assert row["contribution"] == pytest.approx(minor / 100, abs=0.01)
        created = row["contribution"] + row["customer_value_change"] - row["pulled_margin"]
        assert row["value_created"] == pytest.approx(created, abs=0.01)


def test_a_unit_that_vanishes_is_found(model_of):
    model = model_of()
    model.step()
    model.distributors.stock[0, 0, 1] -= 1
    with pytest.raises(AccountingError, match="goods of SKU class 1"):
        model.step()


def test_a_fen_that_vanishes_is_found(model_of):
    model = model_of()
    model.step()
    model.ledger.cash[3, (model.week + 9) % model.ledger.cash.shape[1]] -= 1
    with pytest.raises(AccountingError, match="receivables"):
        model.step()


def test_a_quarter_cut_by_the_horizon_is_paid_for(world, small):
    """Six weeks of commission are owed after six weeks, although the quarter has not closed."""
    config = small(**{"run.weeks": 6})
    result = run_arm(world, config, Arm("unit", "current"), 0)
    row = result.outcomes
    assert result.ledger.variable_pay_minor.sum() < 0.2 * row["variable_pay"] * 100
    rate = row["variable_pay"] / row["sales"]
    assert 0.7 * 0.012 < rate <= 0.012 + 1e-9  # what vacant seats sell earns nobody a commission
