"""Order values, seasons, payment, pay and the weekly response: put in, and found again."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from salesim.calibrate.order_values import (
    Spending,
    expected_values,
    fit_gamma_gamma_orders,
    fit_lognormal_orders,
    lognormal_likelihoods,
)
from salesim.calibrate.pay_plan import fit_pay_line
from salesim.calibrate.payment_delay import fit_payment_delay
from salesim.calibrate.regular_buying import Outlook
from salesim.calibrate.season import clock, even_expectation, fit_seasons, months_of
from salesim.calibrate.visit_panel import fit_weekly_response
from salesim.calibrate.visit_response import goodwill_of


def spending(means: np.ndarray, p: float, rng: np.random.Generator) -> Spending:
    n = 1 + rng.poisson(6, len(means))
    values = [mean * rng.gamma(p, 1.0 / p, count) for mean, count in zip(means, n, strict=True)]
    return Spending(n.astype(float), np.array([v.sum() for v in values]), np.array([np.log(v).sum() for v in values]))


def assert_found(fit, **truth: float) -> None:
    for name, value in truth.items():
        i = fit.names.index(name)
        assert abs(np.log(fit.values[i] / value)) < 3.3 * np.sqrt(fit.log_covariance[i, i]), name


def test_lognormal_and_gamma_gamma_values_are_told_apart():
    rng = np.random.default_rng(1)
    means = 2800.0 * np.exp(0.8 * rng.normal(size=1500))
    s = spending(means, 6.25, rng)
    lognormal, gamma = fit_lognormal_orders(s), fit_gamma_gamma_orders(s)
    assert_found(lognormal, median=2800.0, sigma=0.8, p=6.25)
    assert lognormal.log_likelihood > gamma.log_likelihood
    assert np.median(np.abs(expected_values(lognormal, s) / means - 1.0)) < 0.12
    s = spending(6.25 * 15.4 / rng.gamma(3.74, 1.0, 1500), 6.25, rng)
    lognormal, gamma = fit_lognormal_orders(s), fit_gamma_gamma_orders(s)
    assert_found(gamma, p=6.25, q=3.74, v=15.4)
    assert gamma.log_likelihood > lognormal.log_likelihood


@pytest.mark.parametrize("fit", [fit_lognormal_orders, fit_gamma_gamma_orders])
def test_order_values_of_any_currency_are_found(fit):
    """In dong an order is worth tens of millions: the same firm, counted in another unit."""
    rng = np.random.default_rng(5)
    means = 2_800.0 * np.exp(0.8 * rng.normal(size=300))
    orders = means[:, None] * rng.gamma(3.0, 1.0 / 3.0, (300, 5))

    def spending(k: float) -> Spending:
        return Spending(np.full(300, 5.0), k * orders.sum(axis=1), np.log(k * orders).sum(axis=1))

    yuan, dong = fit(spending(1.0)), fit(spending(35_000.0))
    amount = np.array([name in ("v", "median") for name in yuan.names])
    assert dong.values == pytest.approx(yuan.values * np.where(amount, 35_000.0, 1.0), rel=0.001)
    assert dong.values[amount] > 1e7
    assert dong.log_covariance == pytest.approx(yuan.log_covariance, rel=0.01, abs=1e-6)


def test_the_lognormal_likelihood_is_the_integral():
    values, (median, sigma, p) = np.array([900.0, 1500.0]), (1000.0, 0.7, 4.0)

    def given(log_mean: float) -> float:
        single = stats.gamma.pdf(values, p, scale=np.exp(log_mean) / p).prod()
        return single * stats.norm.pdf(log_mean, np.log(median), sigma)

    s = Spending(np.array([2.0]), np.array([values.sum()]), np.array([np.log(values).sum()]))
    found = lognormal_likelihoods(np.array([median, sigma, p]), s)[0]
    assert found == pytest.approx(np.log(integrate.quad(given, 2, 12)[0]), abs=1e-5)


def test_seasons_are_found_though_customers_come_and_leave():
    rng = np.random.default_rng(3)
    true = np.array([0.9, 0.75, 1.05, 1.0, 1.0, 1.05, 0.95, 0.95, 1.1, 0.95, 1.1, 1.2])
    true *= 365 / (true * np.bincount(months_of(np.arange(365)))).sum()
    start, n_days, n = 19_800, 730, 3000
    first, last = rng.integers(0, 300, n), rng.integers(400, 730, n)
    rate = np.full(n, 0.4)
    o = Outlook(np.zeros(n), rate, np.ones(n), rate, 1.0, np.ones(n))  # everybody has left, right after `last`
    even = even_expectation(first, last, o, 1, n_days)
    assert even[:299].argmin() == 0 and even[-1] < even[350]
    orders = rng.poisson(even * true[months_of(start + np.arange(n_days))])
    found = fit_seasons(orders, even, start)
    assert np.abs(np.log(found.factors / true) / found.log_errors).max() < 3.3
    assert found.dispersion == pytest.approx(1.0, abs=0.3)
    assert clock(start, 730, found.factors)[-1] == pytest.approx(730 / 7, rel=0.01)


def test_regular_customers_pause_after_their_first_order():
    """k = 2: the rate t after an order is lambda (1 - exp(-4 lambda t))."""
    n = 500
    o = Outlook(np.ones(n), np.full(n, 0.5), np.ones(n), np.zeros(n), 1.0, np.ones(n))
    first = np.zeros(n, int)
    regular, chance = (even_expectation(first, np.full(n, 99), o, k, 100) for k in (2, 1))
    lost = (chance - regular)[1:].sum()
    assert lost == pytest.approx(n / 4, rel=0.03)  # a quarter of an order a customer
    assert regular[1] < 0.2 * chance[1]


def test_payment_delays_are_found_with_some_invoices_still_open():
    rng = np.random.default_rng(4)
    n = 4000
    ordered = rng.integers(19_000, 19_700, n).astype(float)
    due = ordered + 30
    habit = rng.uniform(0.5, 1.5, n)
    delay = np.where(rng.random(n) < 0.45, habit * 15.0 * np.exp(0.8 * rng.normal(size=n)), 0.0)
    paid = np.ceil(due + delay)
    paid[paid > 19_720] = np.nan
    found = fit_payment_delay(ordered, due, paid, 19_720)
    assert found.terms_days == 30
    for (value, low, high), true in ((found.late_share, 0.45), (found.late_sigma, 0.8)):
        assert low < true < high and value == pytest.approx(true, rel=0.1)
    assert found.late_median_days[0] == pytest.approx(15.0, abs=1.5)
    never = rng.random(n) < 0.1
    worse = fit_payment_delay(ordered, due, np.where(never, np.nan, paid), 19_720)
    assert worse.late_share[0] == pytest.approx(0.1 + 0.9 * found.late_share[0], abs=0.01)
    assert worse.late_median_days[0] > found.late_median_days[0]
    assert fit_payment_delay(ordered[:10], due[:10], paid[:10], 19_720) is None


def test_a_pay_plan_is_a_line():
    rng = np.random.default_rng(6)
    sales = rng.gamma(4.0, 50_000.0, 120)
    line = fit_pay_line(sales, 3 * 7000.0 + 0.012 * sales + rng.normal(0, 300, 120), np.full(120, 3.0))
    assert line.explained > 0.9
    for (_, low, high), true in ((line.salary_per_month, 7000.0), (line.commission_rate, 0.012)):
        assert low < true < high
    assert fit_pay_line(sales[:5], sales[:5], np.ones(5)) is None


def weekly_panel(eta: float, visited: np.ndarray, rng: np.random.Generator, left: float = 0.93) -> np.ndarray:
    level = np.exp(rng.normal(-1.2, 0.7, len(visited)))[:, None]
    return rng.poisson(level * (1.0 + goodwill_of(4.345 * visited, left)) ** eta)


def test_the_weekly_response_is_found_and_its_absence_too():
    rng = np.random.default_rng(2)
    # visits come in spells of a quarter, so that goodwill moves
    spells = np.repeat(rng.gamma(1.0, 0.5, (800, 8)), 13, axis=1)
    visits = rng.poisson(spells)
    found = fit_weekly_response(weekly_panel(0.39, visits, rng), visits, 0.93, rng)
    assert found.eta_interval[0] < 0.39 < found.eta_interval[1]
    assert found.eta == pytest.approx(0.39, abs=0.08)
    assert found.carry_over_interval[0] <= 0.93 <= found.carry_over_interval[1]
    nothing = fit_weekly_response(weekly_panel(0.0, visits, rng), visits, 0.93, rng)
    assert nothing.eta_interval[0] < 0.0 < nothing.eta_interval[1]
    assert abs(nothing.eta) < 0.08


def test_goodwill_that_fades_fast_is_seen_to():
    rng = np.random.default_rng(9)
    visits = rng.poisson(0.5, (1200, 104))
    found = fit_weekly_response(weekly_panel(0.6, visits, rng, left=0.5), visits, 0.93, rng)
    assert not found.keeps_carry_over
    assert found.carry_over == pytest.approx(0.5, abs=0.1)
    assert found.eta == pytest.approx(0.6, abs=0.1)


def test_too_small_a_panel_says_nothing():
    rng = np.random.default_rng(2)
    visits = rng.poisson(0.5, (800, 20))
    assert fit_weekly_response(weekly_panel(0.4, visits, rng), visits, 0.93, rng) is None
    visits = rng.poisson(0.5, (40, 104))
    assert fit_weekly_response(weekly_panel(0.4, visits, rng), visits, 0.93, rng) is None
