"""Targets ratchet up and down, and reps learn what they sell."""

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.targets import TargetParameters, learn_week, learn_week_all, ratcheted
from salesim.columns import Reps, new_columns


def test_the_ratchet():
    """Half of what is above goes on top, a fifth of what is missing comes off."""
    assert ratcheted(100.0, 140.0, 0.5, 0.2) == pytest.approx(120.0)
    assert ratcheted(100.0, 60.0, 0.5, 0.2) == pytest.approx(92.0)
    assert ratcheted(100.0, 100.0, 0.5, 0.2) == 100.0
    assert ratcheted(100.0, 140.0, 0.0, 0.0) == 100.0


def test_season_weights_share_out_the_year():
    with pytest.raises(ValidationError, match="must sum to 1"):
        TargetParameters(season_weights=(0.25, 0.25, 0.25, 0.30))
    with pytest.raises(ValidationError, match="must not be negative"):
        TargetParameters(season_weights=(0.5, 0.5, 0.5, -0.5))
    assert TargetParameters(season_weights=(0.2, 0.25, 0.25, 0.3)).season_weights is not None


def one_rep(**values):
    return new_columns(Reps, 1, **({"baseline_sales_cny": 1000.0, "weekly_cv": 0.33} | values))


def test_a_steady_week_teaches_nothing_but_calm():
    reps = one_rep(sales_cny=1000.0)
    learn_week(reps, 0, 1.0, 0.06)
    assert reps.baseline_sales_cny[0] == pytest.approx(1000.0)
    assert reps.weekly_cv[0] == pytest.approx(0.33 * 0.94**0.5)


def test_season_and_timing_are_taken_out():
    """A week of double season in which a fifth was pulled forward is a usual week."""
    reps = one_rep(sales_cny=2400.0, pull=0.2)
    learn_week(reps, 0, 2.0, 0.06)
    assert reps.baseline_sales_cny[0] == pytest.approx(1000.0)


def test_the_forecast_follows_sales_at_its_weight():
    reps = one_rep(sales_cny=2000.0)
    for _ in range(10):
        learn_week(reps, 0, 1.0, 0.06)
    assert reps.baseline_sales_cny[0] == pytest.approx(2000.0 - 1000.0 * 0.94**10)


def test_noise_is_learnt():
    """Weekly sales with a relative noise of .4 end in a weekly_cv near .4."""
    reps = one_rep()
    rng = np.random.default_rng(1)
    seen = []
    for week in range(3000):
        reps.sales_cny[0] = 1000.0 * rng.gamma(1 / 0.16) * 0.16
        learn_week_all(reps, 1.0, 0.06)
        if week > 200:
            seen.append(reps.weekly_cv[0] ** 2)
    # the forecast itself moves, which adds its share w / (2 - w) to the squared error
    assert np.mean(seen) ** 0.5 == pytest.approx(0.4 * (1.0 + 0.06 / 1.94) ** 0.5, rel=0.05)


def test_a_week_without_season_says_nothing():
    reps = one_rep(sales_cny=500.0)
    learn_week(reps, 0, 0.0, 0.06)
    assert reps.baseline_sales_cny[0] == 1000.0
