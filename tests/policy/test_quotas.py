"""Annual quotas of seats."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from salesim.columns import Customers, Reps, new_columns
from salesim.policy.quotas import QuotaParameters, set_annual_quotas


def annual_quotas(weekly_sales, **parameters):
    """Annual quotas of four seats, the last one closed, whose customers sell ``weekly_sales`` in all."""
    n = len(weekly_sales)
    customers = new_columns(Customers, n, seat=np.arange(n), reference_sales=np.array(weekly_sales))
    reps = new_columns(Reps, n, open=np.arange(n) < n - 1, quota_error=1.0)
    model = SimpleNamespace(columns=customers, reps=reps, emerging=np.zeros(1, bool))
    set_annual_quotas(model, QuotaParameters(stretch=0.0, **parameters))
    return reps.annual_quota.tolist()


def test_a_target_is_a_year_of_what_customers_bought():
    assert annual_quotas([10.0, 20.0, 30.0, 0.0]) == pytest.approx([520.0, 1040.0, 1560.0, 0.0])


def test_nobody_is_asked_for_next_to_nothing():
    """A seat whose customers bought nothing would else reach any multiple of its quota with one sale."""
    assert annual_quotas([0.0, 20.0, 40.0, 0.0]) == pytest.approx([104.0, 1040.0, 2080.0, 0.0])
    assert annual_quotas([0.0, 20.0, 40.0, 0.0], min_share=0.0)[0] == 0.0
