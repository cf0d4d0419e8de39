"""What a firm knows of its customers when it draws territories."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import Customers, State, new_columns
from salesim.world.sites import known_potential


def five(**values):
    states = [State.HEALTHY, State.FADING, State.GONE, State.UNKNOWN, State.LEAD]
    usual = {"state": states, "order_rate": 0.5, "order_value": 1000.0, "industry": [0, 0, 0, 0, 0]}
    return new_columns(Customers, 5, **(usual | values))


def test_potential_is_last_years_sales_and_a_guess_for_open_prospects():
    sold = np.zeros((5, 4))
    sold[:3] = [[5200, 0, 0, 5200], [0, 0, 0, 0], [9999, 0, 0, 0]]
    potential = known_potential(five(quarter_sales=sold))
    assert potential.tolist() == pytest.approx([200.0, 0.0, 0.0, 0.0, 100.0])


def test_before_anything_is_sold_it_is_what_todays_customers_should_buy():
    assert known_potential(five()).tolist() == pytest.approx([500.0, 500.0, 0.0, 0.0, 500.0])


def test_prospects_are_guessed_by_industry():
    sold = np.zeros((5, 4))
    sold[:2, 0] = [5200, 10400]
    potential = known_potential(five(quarter_sales=sold, industry=[0, 1, 0, 0, 1]))
    assert potential[4] == pytest.approx(200.0)
