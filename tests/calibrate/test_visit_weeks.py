"""The weekly fit through `fit_visits`: who came while the data ran, and estimates at the edge of their range."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.estimates import Verdict, response_estimates
from salesim.calibrate.visit_fit import fit_visits
from salesim.calibrate.visit_panel import WeeklyResponse

WEEKS = 130


def newcomers(rng: np.random.Generator, n: int = 200):
    """Customers who come in the first weeks and are visited from then on; visits do nothing to their orders."""
    begins = rng.integers(0, 7 * WEEKS // 8, n)
    orders, visits = [], []
    for customer, first in enumerate(begins):
        left = 7 * WEEKS - first
        for events, rate in ((orders, rng.gamma(3.0, 0.05)), (visits, rng.gamma(3.0, 0.05))):
            days = np.r_[first, first + np.sort(rng.integers(1, left, rng.poisson(rate * left / 7)))]
            events += [(customer, day) for day in days]
    return (pd.DataFrame(events, columns=["customer", "day"]) for events in (orders, visits))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_coming_does_not_pass_for_a_response(seed):
    days, visits = newcomers(np.random.default_rng(seed))
    by_customer = days.groupby("customer")["day"]
    first, last = by_customer.min(), by_customer.max()
    export = SimpleNamespace(visits=visits, visits_by_month=False, orders_by="", start=0, end=7 * WEEKS - 1)
    base = SimpleNamespace(start=0, codes=first.index.to_numpy(), first=first.to_numpy(), last=last.to_numpy())
    found = fit_visits(export, base, days, np.random.default_rng(1))
    assert found.customers == 200 and found.response.n_customers > 100
    low, high = found.response.eta_interval
    assert low < 0.0 < high


SHARP = WeeklyResponse(0.5, (0.3, 0.6), False, 0.3, (0.2, 0.4), np.eye(2), 0.5, 1.0, 500, 104)


@pytest.mark.parametrize(
    ("changes", "elasticity", "carry_over"),
    [
        ({}, Verdict.IDENTIFIED, Verdict.IDENTIFIED),
        ({"carry_over": 0.0, "carry_over_interval": (0.0, 0.2)}, Verdict.IDENTIFIED, Verdict.WEAKLY),
        ({"eta": -0.05, "eta_interval": (-0.1, 0.02)}, Verdict.WEAKLY, Verdict.PRIOR),
    ],
)
def test_an_estimate_at_the_edge_is_not_identified(changes, elasticity, carry_over):
    found = {one.path: one.verdict for one in response_estimates(replace(SHARP, **changes), has_visits=True)}
    assert found["market.goodwill.elasticity"] == elasticity
    assert found["market.goodwill.carry_over"] == carry_over
