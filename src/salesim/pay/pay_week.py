"""Where a week stands in its periods, as the valuation of pay takes it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from salesim.pay.periods import A_QUARTER, PERIODS, Spans, sum_over


class PayWeek(NamedTuple):
    """Numbers of the valuation this week, arrays by `PERIODS`; one constructor keeps their types fixed."""

    weeks_left: np.ndarray  # (4,) int, this week included
    season_left: np.ndarray  # (4,) sum of season factors over those weeks
    quota_share: np.ndarray  # (4,) the period's quota over the quarter's, as planned
    passed: np.ndarray  # (4,) share of the period's season that has passed at this week's end
    next_weeks: np.ndarray  # (4,) int, weeks of the period after this one
    next_season: np.ndarray  # (4,) sum of season factors over those
    next_quota: np.ndarray  # (4,) quota of the period after this one over this one's, as planned
    forecast_error: float
    crediting_error: float
    present_bias: float
    weekly_discount: float
    loss_frame: float
    # (n_plans,) of a rate that waits for a pay run, 1 on average over a pay period
    payday_weight: np.ndarray = np.ones(1)
    prize_ends: int = 0  # 1 if a contest ends with the week, whatever period does


NOTHING, ONES = np.zeros(len(PERIODS)), np.ones(len(PERIODS))


def no_time_left(quota_share: np.ndarray = ONES) -> PayWeek:
    """Sums as they are; ``quota_share`` as in `PayWeek`."""
    no_weeks = np.zeros(len(PERIODS), np.int64)
    return PayWeek(no_weeks, NOTHING, quota_share, ONES, no_weeks, NOTHING, ONES, 0.0, 0.0, 1.0, 1.0, 0.0)


def pay_week(week: int, timetable: Spans, season: np.ndarray, plan_season: np.ndarray, **rest: Any) -> PayWeek:
    """Where a week stands in its periods; ``rest`` are the fields of `PayWeek` that are no arrays by `PERIODS`.

    ``season`` and ``plan_season`` as in `in_periods`.
    """
    return PayWeek(**in_periods(week, timetable, season, plan_season), **rest)


def in_periods(week: int, timetable: Spans, season: np.ndarray, plan_season: np.ndarray) -> dict[str, Any]:
    """The fields of `PayWeek` that are arrays by `PERIODS`.

    Parameters
    ----------
    season, plan_season : by week, factors of mean 1 of what is sold, and of what quotas plan.
    """
    spans = [timetable.span(period, week) for period in range(len(PERIODS))]
    following = [timetable.span(period, last + 1) for period, (_, last) in enumerate(spans)]
    whole, left, planned, planned_next, ahead = (
        np.array([sum_over(factors, *one) for one in some])
        for factors, some in (
            (season, spans),
            (season, [(week, last) for _, last in spans]),
            (plan_season, spans),
            (plan_season, following),
            (season, following),
        )
    )
    weeks = np.array([last - first + 1 for first, last in spans])
    weeks_after = np.array([last - week for _, last in spans])
    return {
        "weeks_left": weeks_after + 1,
        "season_left": left,
        "quota_share": planned / planned[A_QUARTER],
        "passed": 1.0 - over(left - season[week], whole, weeks_after / weeks),
        "next_weeks": np.array([last - first + 1 for first, last in following]),
        "next_season": ahead,
        "next_quota": over(planned_next, planned, np.ones(len(planned))),
    }


def over(above: np.ndarray, below: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Ratios, and other values for periods in which nothing is sold, where all are deals that are due at its end."""
    return np.divide(above, below, out=otherwise, where=below > 0.0)
