"""Distributors' money, by hand."""

import numpy as np
import pytest

from salesim.channel.credit import affordable, pay_out_week
from salesim.policy.emergency import EmergencyParameters
from salesim.policy.partners import ScorecardParameters, extra_safety


def test_a_week_of_money():
    """28 days' terms: a quarter of what is owed is due. The second cannot pay all of it."""
    cash, owed = np.array([1000.0, 0.0]), np.array([400.0, 400.0])
    sales, bought, usual = np.array([500.0, 130.0]), np.array([200.0, 0.0]), np.array([500.0, 500.0])
    unpaid = pay_out_week(cash, owed, sales, bought, usual, terms_days=28.0, cost_share=0.1)
    assert cash.tolist() == [1000.0 + 500.0 - 50.0 - 100.0, 0.0]
    assert owed.tolist() == [400.0 - 100.0 + 200.0, 320.0] and unpaid.tolist() == [0.0, 20.0]


def test_orders_are_cut_to_the_credit_left():
    price = np.array([10.0, 100.0])
    assert affordable(np.array([10, 4]), price, 1000.0, 500.0).tolist() == [10, 4]
    assert affordable(np.array([10, 4]), price, 500.0, 500.0).tolist() == [0, 0]


def test_distributors_optimize_what_is_scored():
    """Pay for the fill rate raises safety stock, pay for turning stock over lowers it."""
    fill, turn = ScorecardParameters(), ScorecardParameters(fill_pay=0.0, turn_pay=0.02)
    assert extra_safety(fill, 0.003) > 0.5 and extra_safety(turn, 0.003) < -0.5
    fresh = ScorecardParameters(fill_pay=0.0, fresh_pay=0.05)
    assert extra_safety(fresh, 0.003, 0.0) == 0.0 > extra_safety(fresh, 0.003, 0.5)


def test_a_workflow_is_not_slower_than_mail():
    with pytest.raises(ValueError, match="workflow_hours is above mail_hours"):
        EmergencyParameters(workflow_hours=50.0)
    assert EmergencyParameters(handled="workflow").mean_hours == 24.0
