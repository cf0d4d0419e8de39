"""What is known, alone or only together; estimates at the edge of their range; and the choice of k."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate import regular_buying as buying
from salesim.calibrate.customer_base import CustomerBase, fit_customer_base
from salesim.calibrate.estimates import MEAN_CHURN, MEAN_RATE, Verdict, base_estimates, value_estimates
from salesim.calibrate.export_fits import fit_values
from salesim.calibrate.fit import Fit, bounded_covariance, fit_within
from salesim.calibrate.order_days import days_of_orders
from salesim.calibrate.order_values import Spending, fit_gamma_gamma_orders, mean_value
from salesim.calibrate.regular_buying import fit_buying, fit_phases, is_closed, mean_churn, mean_rate
from salesim.export.dates import NO_DAY

from .test_regular_buying import TRUTH, sample_histories


def base_of(rate: np.ndarray, churn: float, weeks: int, seed: int, k: int = 1) -> CustomerBase:
    """A base of customers with given order rates who leave after each order with the same probability."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer, own in enumerate(rate):
        at, is_first = rng.uniform(0, min(1.0 / own, weeks / 2)), True
        while at < weeks:
            rows.append((customer, int(7 * at), 100.0))
            if not is_first and rng.random() < churn:
                break
            at, is_first = at + rng.gamma(k) / (k * own), False
    days = days_of_orders(pd.DataFrame(rows, columns=["customer", "day", "amount"]))
    return fit_customer_base(days, 0, 7 * weeks - 1, np.full(len(rate), NO_DAY), rng)


def verdicts(base: CustomerBase) -> dict[str, object]:
    return {one.path: one for one in base_estimates(base)}


def test_few_buyers_tell_the_mean_rate_and_not_its_spread():
    """calib_03: sixty customers with about an order a quarter."""
    base = base_of(np.full(60, 0.088), 0.0, 104, seed=1)
    found = verdicts(base)
    mean = found[MEAN_RATE]
    assert mean.verdict is Verdict.IDENTIFIED and mean.low < 0.088 < mean.high and not mean.used
    r, alpha = found["market.buying.rate_shape"], found["market.buying.rate_scale"]
    assert Verdict.IDENTIFIED not in (r.verdict, alpha.verdict)
    assert r.taken / alpha.taken == pytest.approx(mean.value, rel=0.1)  # never one without the other


def test_an_estimate_at_the_edge_is_known_only_together():
    """report_fit_at_bound: everybody leaves with the same probability, so that a and b run to infinity together."""
    rng = np.random.default_rng(3)
    base = base_of(np.maximum(rng.gamma(2.0, 0.15, 300), 1e-3), 0.03, 104, seed=3)
    assert base.full.edges == ("a",)
    found = verdicts(base)
    mean = found[MEAN_CHURN]
    assert mean.low < 0.03 < mean.high and mean.verdict is Verdict.IDENTIFIED
    for name in "ab":
        one = found[f"market.buying.churn_{name}"]
        assert one.verdict is Verdict.TOGETHER and one.used
    a, b = (found[f"market.buying.churn_{name}"].value for name in "ab")
    assert a / (a + b) == pytest.approx(mean.value, rel=0.01)


def test_a_constant_price_keeps_its_mean():
    """calib_04: p and q at their edges, and v fitted again to them."""
    n = np.full(80, 20.0)
    fit = fit_gamma_gamma_orders(Spending(n, 100.0 * n, np.log(100.0) * n))
    assert {"p", "q"} & set(fit.edges)
    assert mean_value(fit.names, fit.values) == pytest.approx(100.0, rel=0.01)
    assert all(fit.verdict(name) == "not identifiable" for name in fit.edges)


def test_values_have_their_moments_first():
    rng = np.random.default_rng(5)
    mean = np.exp(rng.normal(4.0, 0.5, 400))
    rows = [(i, day, mean[i] * rng.gamma(5.0) / 5.0) for i in range(400) for day in range(6)]
    better, worse, spending = fit_values(pd.DataFrame(rows, columns=["customer", "day", "amount"]), rng)
    found = value_estimates(better, worse, len(rows), len(spending.n), 30)
    assert [one.path.partition(": ")[2] for one in found[:2]] == ["mean", "coefficient of variation"]
    assert found[0].low < np.exp(4.125) < found[0].high
    cv = np.sqrt(np.exp(0.25) * 1.2 - 1.0)
    assert found[1].low < cv < found[1].high
    assert {one.used for one in found[:2]} == {False}


def test_what_goes_beyond_its_range_is_fixed_and_the_rest_fitted_again():
    """log L = -(log x - 3)^2 - (log x - log y)^2 with log x <= 1: then log y = 1, too, not 3."""

    def log_likelihood(parameters: np.ndarray) -> float:
        x, y = np.log(parameters)
        return -100.0 * ((x - 3.0) ** 2 + (x - y) ** 2)

    limits = np.array([[-5.0, 1.0], [-5.0, 5.0]])
    fit = fit_within(("x", "y"), log_likelihood, np.array([1.0, 1.0]), 10, limits)
    assert fit.edges == ("x",)
    assert np.log(fit.values) == pytest.approx([1.0, 1.0], abs=1e-3)
    assert fit.interval("x") == (0.0, np.inf) and fit.interval("y")[1] < 4.0
    assert fit.interval_of(lambda p: p[0])[1:] == (0.0, np.inf)


def test_a_ridge_is_bounded_along_itself():
    ridge = 100.0 * np.ones((2, 2)) + 0.01 * np.eye(2)
    bounded = bounded_covariance(ridge)
    assert bounded[0, 0] < 1.0
    assert np.array([1.0, -1.0]) @ bounded @ [1.0, -1.0] == pytest.approx(0.02)  # what is known together stays so


def test_profiles_and_quantities():
    rng = np.random.default_rng(11)
    h = sample_histories(1500, 1, 104.0, rng)[0]
    fit = fit_buying(h, 1)
    value, low, high = fit.interval_of(mean_rate)
    assert value == pytest.approx(fit["r"] / fit["alpha"]) and low < TRUTH[0] / TRUTH[1] < high
    single = fit.interval("r")
    assert high / low < single[1] / single[0]
    _, low, high = fit.interval_of(mean_churn)
    assert low < 1.0 / 13.0 < high
    assert is_closed(fit, 1, h, "r")
    few = h.rows(np.arange(25))
    assert not is_closed(fit_buying(few, 1), 1, few, "a")  # next to nobody leaves: open on one side


def test_a_k_without_a_tried_neighbor_is_not_identified(monkeypatch):
    rng = np.random.default_rng(4)
    h = sample_histories(400, 4, 104.0, rng)[0]
    k, (low, high) = fit_phases(h, rng)
    assert low <= 4 <= high <= 6
    monkeypatch.setattr(buying, "MAX_PHASES", 2)
    k, (low, high) = fit_phases(h, rng)
    assert k == 2 and high == buying.MOST_PHASES > low


def test_intervals_include_the_choice_of_k():
    base = base_of(np.random.default_rng(0).gamma(2.0, 0.1, 60) + 0.02, 0.02, 78, seed=9, k=2)
    alone = base.full.interval_of(mean_rate)
    other = Fit(base.full.names, base.full.values * [2.0, 1.0, 1.0, 1.0], base.full.log_covariance, 0.0, 1)
    wider = replace(base, rivals=(other,)).quantity(mean_rate)
    assert wider[0] == alone[0] and wider[2] > 1.5 * alone[2]
