"""The event study: intervals that hold, chosen reps that show, and how long a change must be watched."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy.stats import ttest_ind

from salesim.calibrate.firm.event_study import NEVER, contrasts, difference, event_study, pre_trend
from salesim.calibrate.firm.power import power, quantiles, reps_needed, variances

EFFECT = 0.1


def reps(rng: np.random.Generator, n: int, periods: int, rho: float = 0.5) -> np.ndarray:
    """Logs of sales with an effect of each rep and period and errors that last, (n, periods)."""
    errors = rng.normal(0.0, 0.15, (n, periods + 20))
    lasting = np.zeros_like(errors)
    for t in range(1, periods + 20):
        lasting[:, t] = rho * lasting[:, t - 1] + errors[:, t]
    return rng.normal(10.0, 0.5, (n, 1)) + lasting[:, 20:] + rng.normal(0.0, 0.1, (1, periods))


def test_one_date_is_the_regression_with_rep_and_period_effects():
    """With one date, the effect is the coefficient of a two-way regression."""
    rng = np.random.default_rng(1)
    y, event = reps(rng, 12, 10), np.full(12, NEVER)
    event[:5] = 6
    touched = np.zeros((12, 10))
    touched[:5, 6:] = 1.0
    within = touched - touched.mean(axis=1, keepdims=True) - touched.mean(axis=0) + touched.mean()
    assert event_study(y, event).effect.value == pytest.approx((within * y).sum() / (within**2).sum())


def test_the_interval_is_welchs():
    own, others = np.array([1.0, 2.0, 4.0]), np.array([0.0, 1.0, 1.0, 2.0, 6.0])
    found, expected = difference(own, others), ttest_ind(own, others, equal_var=False)
    assert found.value / found.error == pytest.approx(expected.statistic)
    assert found.freedom == pytest.approx(expected.df)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))


@pytest.mark.slow
@pytest.mark.parametrize(("n", "touched"), [(24, 12), (24, 5), (10, 4)])
def test_intervals_hold_the_effect(n, touched, monkeypatch):
    monkeypatch.setattr(sys.modules[event_study.__module__], "N_DEALS", 1)
    rng, hits, runs = np.random.default_rng(5), 0, 600
    for _ in range(runs):
        y, event = reps(rng, n, 12), np.full(n, NEVER)
        event[rng.permutation(n)[:touched]] = rng.choice([7, 9], touched) if touched > 8 else 8
        for i in np.flatnonzero(event != NEVER):
            y[i, event[i] :] += EFFECT
        effect = event_study(y, event).effect
        hits += effect.low <= EFFECT <= effect.high
    assert abs(hits / runs - 0.95) < 3.0 * (0.95 * 0.05 / runs) ** 0.5


def test_labels_dealt_at_random_seldom_show_a_pre_trend():
    rng, shown, runs = np.random.default_rng(6), 0, 120
    for _ in range(runs):
        y, event = reps(rng, 16, 10), np.full(16, NEVER)
        event[rng.permutation(16)[:8]] = 8
        shown += event_study(y, event).has_pre_trend
    assert shown / runs < 0.10 + 3.0 * (0.1 * 0.9 / runs) ** 0.5


@pytest.mark.parametrize("chosen_by", ["last", "year"])
def test_reps_chosen_for_past_sales_are_not_taken_for_a_comparison(chosen_by):
    """Who did badly is changed: sales return to the mean by themselves, which must not pass for an effect."""
    rng, identified, runs = np.random.default_rng(7), 0, 40
    for _ in range(runs):
        y, event = reps(rng, 16, 12), np.full(16, NEVER)
        split = 7 if chosen_by == "last" else 4
        past = y[:, split:8].mean(axis=1) - y[:, :split].mean(axis=1)
        event[np.argsort(past)[:8]] = 8
        identified += not event_study(y, event).has_pre_trend
    assert identified <= 2


def test_too_few_reps_give_no_effect():
    y, event = reps(np.random.default_rng(8), 6, 10), np.array([6, 6, NEVER, NEVER, NEVER, NEVER])
    assert event_study(y, event).effect is None
    y[0, 3] = np.nan  # a rep with a quarter without sales counts for nothing
    assert event_study(y, event).n_touched == 1


def test_the_period_of_the_change_counts_neither_before_nor_after():
    y, event, gap = np.zeros((8, 9)), np.full(8, NEVER), np.zeros(8, int)
    y += np.random.default_rng(3).normal(0, 0.01, y.shape)
    event[:4], gap[:4] = 6, 1
    y[:4, 5] += 100.0
    assert abs(event_study(y, event, gap).effect.value) < 0.1
    assert abs(pre_trend(y, event, gap, 1)[0]) < 20


def test_contrasts_are_differences():
    for n in (3, 5, 6, 8):
        assert contrasts(n).sum(axis=1) == pytest.approx(0.0)


def test_independent_errors_need_what_the_formula_says():
    """Of errors with standard deviation s, a mean change over T and T periods has variance 2 s^2 / T."""
    y = np.random.default_rng(9).normal(0.0, 0.2, (4000, 12))
    assert variances(y)[:6] == pytest.approx(2 * 0.04 / np.arange(1, 7), rel=0.03)
    assert variances(y)[11] == pytest.approx(2 * 0.04 / 12, rel=0.15)
    n = reps_needed(0.02)
    assert quantiles(n) * (4 * 0.02 / n) ** 0.5 <= np.log(1.1) < quantiles(n - 2) * (4 * 0.02 / (n - 2)) ** 0.5


def test_reps_needed_and_the_smallest_effect_agree():
    """A panel of just as many reps as are needed shows an effect of 10 % and hardly a smaller one."""
    rng = np.random.default_rng(11)
    found = power(rng.normal(0.0, 0.1, (60, 12)))
    row = found.table.set_index("periods").loc[found.periods_needed]
    assert row["reps_needed"] <= 60 and row["smallest_effect"] <= 0.10
    needed = found.table.set_index("periods")
    v = needed.loc[1, "deviation"] ** 2
    assert needed.loc[1, "smallest_effect"] == pytest.approx(np.expm1(quantiles(60) * (4 * v / 60) ** 0.5))
    assert (needed["reps_needed"].diff().dropna() <= 0).all()


@pytest.mark.slow
def test_the_power_is_what_is_promised():
    """As many reps as are said to be needed see an effect of 10 % in four of five studies."""
    rng, seen, runs = np.random.default_rng(10), 0, 400
    n = reps_needed(2 * 0.2**2 / 4)
    for _ in range(runs):
        y = rng.normal(0.0, 0.2, (n, 8))
        y[: n // 2, 4:] += np.log(1.1)
        moved = y[:, 4:].mean(axis=1) - y[:, :4].mean(axis=1)
        found = difference(moved[: n // 2], moved[n // 2 :])
        seen += found.low > 0
    assert abs(seen / runs - 0.8) < 3.0 * (0.8 * 0.2 / runs) ** 0.5


def test_short_panels_say_nothing():
    assert power(np.zeros((3, 10))) is None
    assert power(np.full((10, 10), np.nan)) is None
