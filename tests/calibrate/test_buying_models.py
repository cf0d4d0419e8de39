"""BG/NBD, Pareto/NBD, Gamma-Gamma: published estimates on CDNOW, and what is simulated is found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from .conftest import CALIBRATION_END, START
from .published import bgnbd, gamma_gamma, pareto_nbd
from .published.histories import gaps_weeks, histories, repeats_after
from .published.regularity import first_gap_shares, fit_regularity, phases


@pytest.fixture(scope="module")
def history(cdnow) -> pd.DataFrame:
    return histories(cdnow, CALIBRATION_END)


@pytest.fixture(scope="module")
def fit(history):
    return bgnbd.fit_bgnbd(history["x"], history["t_x"], history["t_end"])


def test_bgnbd_on_cdnow_is_the_published_fit(fit, cdnow_reference):
    published = cdnow_reference["bgnbd"]
    assert fit.log_likelihood == pytest.approx(published["LL"], abs=0.05)
    for name in bgnbd.NAMES:
        assert fit[name] == pytest.approx(published[name], rel=2e-3)
        low, high = fit.interval(name)
        assert low < fit[name] < high
        assert fit.verdict(name) != "not identifiable"


def test_cumulative_repeats_of_cdnow(cdnow, fit):
    first = cdnow.groupby("customer")["date"].min()
    weeks = ((START - first).dt.days + 78 * 7 - 0.0) / 7.0
    expected = float(bgnbd.expected_repeats(*fit.values, weeks).sum())
    assert expected == pytest.approx(4161, rel=0.005)


def test_conditional_expectations_of_cdnow_by_frequency(cdnow, history, fit, cdnow_reference):
    expected = bgnbd.expected_orders(*fit.values, history["x"], history["t_x"], history["t_end"], 39.0)
    actual = repeats_after(cdnow, CALIBRATION_END, cdnow["date"].max()).reindex(history.index, fill_value=0)
    by_frequency = history["x"].clip(upper=7).to_numpy()
    found = pd.DataFrame({"bg": expected, "act": actual.to_numpy(), "x": by_frequency}).groupby("x").mean()
    reference = cdnow_reference["cond_exp"]
    assert found["act"].to_numpy() == pytest.approx(reference["act"], abs=1e-3)
    assert found["bg"].to_numpy() == pytest.approx(reference["bg"], rel=0.01)
    one = bgnbd.expected_orders(*fit.values, 2, 30.43, 38.86, 39.0)
    assert one == pytest.approx(cdnow_reference["ce_x2_tx30.43_T38.86_t39"], rel=2e-3)


def test_pareto_nbd_on_cdnow_is_the_published_fit(history, cdnow_reference):
    fit = pareto_nbd.fit_pareto_nbd(history["x"], history["t_x"], history["t_end"])
    assert fit.log_likelihood == pytest.approx(cdnow_reference["pnbd"]["LL"], abs=0.05)
    assert fit["r"] == pytest.approx(cdnow_reference["pnbd"]["r"], rel=5e-3)


def test_gamma_gamma_on_cdnow_is_the_published_fit(cdnow_summary, cdnow_reference):
    buyers = cdnow_summary.query("x > 0 and zbar > 0")
    fit = gamma_gamma.fit_gamma_gamma(buyers["x"].to_numpy(), buyers["zbar"].to_numpy())
    assert fit.log_likelihood == pytest.approx(cdnow_reference["gammagamma"]["LL"], abs=0.05)
    assert fit["p"] == pytest.approx(cdnow_reference["gammagamma"]["p"], rel=1e-3)


def test_regularity_of_cdnow_is_that_of_chance(cdnow, cdnow_reference):
    shares = first_gap_shares(gaps_weeks(cdnow))
    k, low, high = fit_regularity(shares)
    assert len(shares) == cdnow_reference["wheat_n"]
    assert k == pytest.approx(cdnow_reference["wheat_k_all"], rel=1e-6)
    assert low < 1.0 < high


def draw_histories(n: int, rng: np.random.Generator, r=0.8, alpha=5.0, a=0.9, b=4.0, weeks=60.0) -> np.ndarray:
    """Histories of customers who order and leave by BG/NBD, (3, n), drawn order by order."""
    rates, leave = rng.gamma(r, 1.0 / alpha, n), rng.beta(a, b, n)
    x, t_x = np.zeros(n), np.zeros(n)
    for i in range(n):
        t = 0.0
        while True:
            t += rng.exponential(1.0 / rates[i])
            if t > weeks:
                break
            x[i] += 1
            t_x[i] = t
            if rng.random() < leave[i]:
                break
    return np.array([x, t_x, np.full(n, weeks)])


def test_what_was_simulated_is_found_again():
    truth = {"r": 0.8, "alpha": 5.0, "a": 0.9, "b": 4.0}
    fit = bgnbd.fit_bgnbd(*draw_histories(6000, np.random.default_rng(4)))
    for name, value in truth.items():
        error = np.sqrt(fit.log_covariance[fit.names.index(name)][fit.names.index(name)])
        assert abs(np.log(fit[name] / value)) < 3.3 * error, name


def test_expectations_are_the_means_of_what_was_simulated():
    rng = np.random.default_rng(7)
    x, _, _ = draw_histories(20_000, rng)
    expected = float(bgnbd.expected_repeats(0.8, 5.0, 0.9, 4.0, 60.0))
    assert abs(x.mean() - expected) < 3.3 * x.std() / np.sqrt(len(x))


def test_a_short_history_cannot_tell_leaving():
    x, t_x, t_end = draw_histories(400, np.random.default_rng(1), alpha=40.0, weeks=6.0)
    fit = bgnbd.fit_bgnbd(x, t_x, t_end)
    assert "not identifiable" in {fit.verdict("a"), fit.verdict("b")}


def test_regular_customers_are_seen_to_be_regular():
    rng = np.random.default_rng(3)
    gaps = rng.gamma(3.0, 1.0, (4000, 2)) * rng.gamma(1.0, 1.0, (4000, 1))  # Erlang-3, every customer's own rate
    k, low, high = fit_regularity(gaps[:, 0] / gaps.sum(axis=1))
    assert low < 3.0 < high
    assert 2.7 < k < 3.3
    assert phases(1.0 / 12.0) == pytest.approx(1.0)  # uniform shares: chance
