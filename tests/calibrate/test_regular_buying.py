"""Buying with regular gaps: BG/NBD at k = 1, and what is simulated is found again, within its own intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from salesim.calibrate.histories import Histories
from salesim.calibrate.regular_buying import (
    NAMES,
    expected_orders,
    fit_buying,
    fit_phases,
    fit_rates,
    limited,
    log_likelihoods,
    max_churn,
    outlook,
    with_orders_before,
)

from .published import bgnbd

TRUTH = np.array([1.5, 6.0, 1.0, 12.0])


def sample_histories(n: int, k: int, weeks: float, rng: np.random.Generator, ahead: float = 0.0, tenure: float = 0.0):
    """Histories, orders in the ``ahead`` weeks after them, who is alive at their end, and weeks before they begin."""
    r, alpha, a, b = TRUTH
    rate = rng.gamma(r, 1.0 / alpha, n)
    since = rng.exponential(tenure, n) if tenure else np.zeros(n)
    leave = rng.beta(a, b + np.floor(rate * since))
    first = rng.gamma(k, 1.0 / (k * rate)) if tenure else np.zeros(n)
    seen = first < weeks
    rate, since, leave, first = rate[seen], since[seen], leave[seen], first[seen]
    n = len(rate)
    x, t_x, log_gaps, future = (np.zeros(n) for _ in range(4))
    at, here, alive = first.copy(), np.ones(n, bool), np.ones(n, bool)
    if tenure:
        here &= rng.random(n) >= leave
        alive &= here
    while here.any():
        i = np.flatnonzero(here)
        gap = rng.gamma(k, 1.0 / (k * rate[i]))
        at[i] += gap
        here[i[at[i] > weeks + ahead]] = False
        j = i[at[i] <= weeks]
        x[j] += 1
        t_x[j] = at[j] - first[j]
        log_gaps[j] += np.log(gap[at[i] <= weeks])
        later = i[(at[i] > weeks) & (at[i] <= weeks + ahead)]
        future[later] += 1
        both = np.concatenate([j, later])
        gone = both[rng.random(len(both)) < leave[both]]
        here[gone] = False
        alive[gone[at[gone] <= weeks]] = False
    none = np.zeros((n, 1))
    before = np.full(n, float(tenure > 0))
    return Histories(x, t_x, weeks - first, log_gaps, before, none, none), future, alive, since + first


def z_scores(fit) -> np.ndarray:
    return (np.log(fit.values) - np.log(TRUTH)) / np.sqrt(np.diag(fit.log_covariance))


def test_one_phase_is_bgnbd():
    h, *_ = sample_histories(300, 1, 50.0, np.random.default_rng(1))
    own = log_likelihoods(TRUTH, 1, h)
    assert own == pytest.approx(bgnbd.log_likelihoods(*TRUTH, h.x, h.t_x, h.t_end))
    expected = expected_orders(outlook(TRUTH, 1, h), np.array([13.0]), np.zeros(len(h), int), 1)[0, 0]
    published = bgnbd.expected_orders(1.5, 6.0, 1.0001, 12.0, h.x, h.t_x, h.t_end, 13.0).sum()
    assert expected == pytest.approx(published, rel=2e-3)


def test_the_likelihood_is_that_of_the_process():
    """Two orders and a silence, integrated over lambda and p by brute force."""
    k, (g1, g2), t_end = 3, (2.0, 5.0), 9.0
    r, alpha, a, b = TRUTH

    def given(rate: float, p: float) -> float:
        gaps = stats.gamma.pdf(g1, k, scale=1 / (k * rate)) * stats.gamma.pdf(g2, k, scale=1 / (k * rate))
        silent = stats.gamma.sf(t_end - g1 - g2, k, scale=1 / (k * rate))
        process = gaps * (1 - p) * ((1 - p) * silent + p)
        return process * stats.gamma.pdf(rate, r, scale=1 / alpha) * stats.beta.pdf(p, a, b)

    value, _ = integrate.dblquad(given, 0, 1, 0, 8)
    none = np.zeros((1, 1))
    arrays = (np.array([v]) for v in (2.0, g1 + g2, t_end, np.log(g1 * g2), 0.0))
    found = log_likelihoods(TRUTH, k, Histories(*arrays, none, none))
    assert found[0] == pytest.approx(np.log(value), abs=1e-4)


def test_the_rate_of_who_is_still_there_is_the_posterior_mean():
    """An order is due: of the three phases to the next order some have passed, which tells of a higher rate."""
    k, x, t_x, t_end = 3, 4.0, 20.0, 27.0
    r, alpha, _, _ = TRUTH

    def weight(rate: float) -> float:
        silent = stats.gamma.sf(t_end - t_x, k, scale=1 / (k * rate))
        return (
            (rate / 0.2) ** (k * x)
            * np.exp(-k * (rate - 0.2) * t_x)
            * silent
            * stats.gamma.pdf(rate, r, scale=1 / alpha)
        )

    mean = integrate.quad(lambda rate: rate * weight(rate), 0, 3)[0] / integrate.quad(weight, 0, 3)[0]
    none = np.zeros((1, 1))
    h = Histories(*(np.array([v]) for v in (x, t_x, t_end, 0.0, 0.0)), none, none)
    assert outlook(TRUTH, k, h).mean_rate[0] == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("k", [1, 3])
def test_what_was_simulated_is_found_again(k):
    rng = np.random.default_rng(10 + k)
    h, future, alive, _ = sample_histories(2500, k, 104.0, rng, ahead=26.0)
    assert fit_phases(h, rng)[0] == k
    fit = fit_buying(h, k)
    assert np.abs(z_scores(fit)).max() < 3.3, dict(zip(NAMES, z_scores(fit), strict=True))
    o = outlook(fit.values, k, h)
    error = np.sqrt((o.alive * (1 - o.alive)).sum())
    assert abs(o.alive.sum() - alive.sum()) < 3.3 * error
    expected = expected_orders(o, np.array([13.0, 26.0]), np.zeros(len(h), int), 1)[0]
    assert 0 < expected[0] < expected[1]
    assert expected[1] == pytest.approx(future.sum(), rel=0.04)


def test_orders_before_the_history_count_as_chances_survived():
    rng = np.random.default_rng(5)
    h, _, alive, weeks_before = sample_histories(2500, 2, 104.0, rng, tenure=156.0)
    plain = fit_buying(h, 2)
    known = with_orders_before(h, plain.values, 2, weeks_before)
    fit = fit_buying(known, 2, plain.values)
    assert np.abs(z_scores(fit)[2:]).max() < 3.3
    assert fit.log_likelihood > plain.log_likelihood + 10.0
    assert outlook(fit.values, 2, known).alive.sum() == pytest.approx(alive.sum(), rel=0.02)


def test_rates_where_leaving_is_given():
    h, *_ = sample_histories(2000, 2, 60.0, np.random.default_rng(8))
    fit = fit_rates(h, 2, 1.0, 12.0)
    z = (np.log(fit.values) - np.log(TRUTH[:2])) / np.sqrt(np.diag(fit.log_covariance))
    assert np.abs(z).max() < 3.3


def test_intervals_end_where_a_scenario_does():
    """Customers who never leave tell nothing on a; its interval would run over forty powers of ten."""
    rng = np.random.default_rng(4)
    h, *_ = sample_histories(400, 1, 60.0, rng)
    stays = h.rows(np.flatnonzero(h.t_end - h.t_x < 4.0))
    fit = fit_buying(stays, 1)
    low, high = limited(fit, "b")
    assert 0.001 <= low <= high <= 100_000.1
    assert fit.interval("b")[1] > 100_000.0  # or there is nothing to limit
    assert limited(fit, "r") == pytest.approx(fit.interval("r"))


def test_what_leaving_can_at_most_be_is_about_three_over_the_orders_after_which_nobody_left():
    rng = np.random.default_rng(5)
    n, x = 200, 8.0
    none = np.zeros((n, 1))
    t_x = rng.gamma(x, 4.0, n)
    h = Histories(np.full(n, x), t_x, t_x + 1.0, np.zeros(n), np.zeros(n), none, none)
    most = max_churn(fit_buying(h, 1), 1, h)
    assert 0.5 * 3.0 / (n * x) < most < 3.0 * 3.0 / (n * x)
