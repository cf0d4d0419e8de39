"""Targets ratchet up and down, and reps learn what they sell."""

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.quotas import learn_week, learn_week_all, plan_season, ratcheted
from salesim.columns import Reps, new_columns
from salesim.model.timetable import timetable
from salesim.pay.periods import A_MONTH, A_QUARTER, A_YEAR
from salesim.policy.quotas import QuotaParameters
from salesim.scenario.calendar import CalendarParameters


def test_the_ratchet():
    """Half of what is above goes on top, a fifth of what is missing comes off."""
    assert ratcheted(100.0, 140.0, 0.5, 0.2) == pytest.approx(120.0)
    assert ratcheted(100.0, 60.0, 0.5, 0.2) == pytest.approx(92.0)
    assert ratcheted(100.0, 100.0, 0.5, 0.2) == 100.0
    assert ratcheted(100.0, 140.0, 0.0, 0.0) == 100.0


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ((0.25, 0.25, 0.25, 0.30), "must sum to 1, they sum to 1.05"),
        ((0.5, 0.5, 0.5, -0.5), "must not be negative, one is -0.5"),
        ((0.1,) * 12, "must sum to 1, they sum to 1.2"),
        ((0.5, 0.5), "must be 4 quarters or 12 months, not 2 numbers"),
        ((0.0, 0.0, 0.0, 0.2) + (0.1,) * 8, "must leave each quarter"),
    ],
)
def test_season_weights_share_out_the_year(weights, fault):
    with pytest.raises(ValidationError, match=fault):
        QuotaParameters(season_weights=weights)


def test_a_plan_without_weights_is_the_market_s_season():
    season = np.linspace(0.5, 1.5, 52)
    assert plan_season(None, season, timetable(CalendarParameters(), 52)) is season


@pytest.mark.parametrize("weights", [(0.1, 0.2, 0.3, 0.4), (0.02, 0.04, 0.06, 0.08) * 3])
def test_each_quarter_or_month_gets_its_weight_of_the_year(weights):
    """Within a quarter or month the plan goes with the market; over the year it adds up to the market's year."""
    weights = tuple(np.array(weights) / sum(weights))
    table = timetable(CalendarParameters(start="2026-07-06", fiscal_year_start=7, country="US"), 52)
    period = A_QUARTER if len(weights) == 4 else A_MONTH
    season = np.linspace(0.5, 1.5, len(table.demand))
    plan = plan_season(weights, season, table)
    for first, last in [table.span(A_YEAR, week) for week in (52, 104)]:
        mine = slice(first, last + 1)
        assert np.bincount(table.of_year[period, mine], weights=plan[mine]) / plan[mine].sum() == pytest.approx(weights)
        assert plan[mine].sum() == pytest.approx(season[mine].sum())
    within = table.number[period] == table.number[period, 60]
    assert np.ptp((plan / season)[within]) == pytest.approx(0.0, abs=1e-12)


def test_a_month_in_which_nothing_is_due_is_planned_evenly():
    """Where all sales are deals that are due in a quarter's last week, its first two months sell nothing."""
    table = timetable(CalendarParameters(), 52)
    season = np.where(table.last[A_QUARTER] == np.arange(len(table.demand)), 13.0, 0.0)
    plan = plan_season((1 / 12,) * 12, season, table)
    first, last = table.span(A_MONTH, 53)
    assert plan[first : last + 1] == pytest.approx(52.0 / 12 / (last - first + 1))
    first, last = table.span(A_YEAR, 53)
    assert plan[first : last + 1].sum() == pytest.approx(season[first : last + 1].sum())


def one_rep(**values):
    return new_columns(Reps, 1, **({"baseline_sales": 1000.0, "weekly_cv": 0.33} | values))


def test_a_steady_week_teaches_nothing_but_calm():
    reps = one_rep(sales=1000.0)
    learn_week(reps, 0, 1.0, 0.06, 0.5)
    assert reps.baseline_sales[0] == pytest.approx(1000.0)
    assert reps.weekly_cv[0] == pytest.approx(0.33 * 0.94**0.5)


def test_season_and_timing_are_taken_out():
    """A week of double season in which a fifth was pulled forward is a usual week."""
    reps = one_rep(sales=2400.0, pull=0.2)
    learn_week(reps, 0, 2.0, 0.06, 0.5)
    assert reps.baseline_sales[0] == pytest.approx(1000.0)


def test_discounts_are_taken_out():
    """A fifth off the price that brought a tenth more orders: nothing has changed but the price."""
    reps = one_rep(sales=1000.0 * 1.1 * 0.8, discount=0.2)
    learn_week(reps, 0, 1.0, 0.06, 0.5)
    assert reps.baseline_sales[0] == pytest.approx(1000.0)


def test_the_forecast_follows_sales_at_its_weight():
    reps = one_rep(sales=2000.0)
    for _ in range(10):
        learn_week(reps, 0, 1.0, 0.06, 0.5)
    assert reps.baseline_sales[0] == pytest.approx(2000.0 - 1000.0 * 0.94**10)


def test_noise_is_learnt():
    """Weekly sales with a relative noise of .4 end in a weekly_cv near .4."""
    reps = one_rep()
    rng = np.random.default_rng(1)
    seen = []
    for week in range(3000):
        reps.sales[0] = 1000.0 * rng.gamma(1 / 0.16) * 0.16
        learn_week_all(reps, 1.0, 0.06, 0.5, np.ones(1))
        if week > 200:
            seen.append(reps.weekly_cv[0] ** 2)
    # the forecast itself moves, which adds its share w / (2 - w) to the squared error
    assert np.mean(seen) ** 0.5 == pytest.approx(0.4 * (1.0 + 0.06 / 1.94) ** 0.5, rel=0.05)


def test_a_week_without_season_says_nothing():
    reps = one_rep(sales=500.0)
    learn_week(reps, 0, 0.0, 0.06, 0.5)
    assert reps.baseline_sales[0] == 1000.0
