"""What reps and teams have done in a component's period, and what they expect until its end.

Every component is a curve over the value of a measure. Of a total, the value is the sum for a whole period, (sum so
far) / (share of the period that counts); of a ratio, it is sum / base; days to collect count as days saved against
twice the quota. A team's value is that of its members' sums together, so a member's own unit moves it by 1/N: that is
the free riding.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.measures import DAYS_TO_COLLECT, RATIO_NUMBERS, SALES
from salesim.pay.periods import A_QUARTER, A_YEAR

VALUE, VARIANCE, WEIGHT, SHARE, QUOTA = range(5)  # what is summed over the members of a team


class Paid(NamedTuple):
    """The columns of reps that pay on measures goes by.

    Kernels hand these on in place of all: to count references to a hundred arrays takes longer than what is done.
    """

    season_share: np.ndarray
    year_share: np.ndarray
    quota: np.ndarray
    annual_quota: np.ndarray
    quota_shift: np.ndarray
    baseline_sales: np.ndarray
    weekly_cv: np.ndarray
    pulled: np.ndarray
    pulled_instalment: np.ndarray
    measure_sum: np.ndarray
    measure_base: np.ndarray
    measure_year: np.ndarray
    measure_year_base: np.ndarray
    measure_rate: np.ndarray
    measure_base_rate: np.ndarray
    measure_noise: np.ndarray
    measure_covariance: np.ndarray
    measure_pay: np.ndarray


@compiled
def paid_columns(reps):
    """`Paid` of reps."""
    return Paid(
        reps.season_share,
        reps.year_share,
        reps.quota,
        reps.annual_quota,
        reps.quota_shift,
        reps.baseline_sales,
        reps.weekly_cv,
        reps.pulled,
        reps.pulled_instalment,
        reps.measure_sum,
        reps.measure_base,
        reps.measure_year,
        reps.measure_year_base,
        reps.measure_rate,
        reps.measure_base_rate,
        reps.measure_noise,
        reps.measure_covariance,
        reps.measure_pay,
    )


@compiled
def missing_within(pulled, instalment, weeks):
    """Sales missing within so many weeks because their orders were pulled forward (negative: held back before)."""
    due = instalment * weeks
    return due if 0.0 < abs(due) < abs(pulled) else pulled


@compiled
def holder_share(paid, components, c, i):
    """Share of the period of component ``c`` that the holder of seat ``i`` has for it."""
    share = components.share[c, i]
    if components.period[c] == A_QUARTER:
        return paid.season_share[i] * share
    return paid.year_share[i] * share if components.period[c] == A_YEAR else share


@compiled
def sums_so_far(paid, components, c, m, i):
    """Sum and base of measure ``m`` in the period of component ``c`` so far, since it was opened for the holder."""
    if components.period[c] == A_QUARTER:
        done, base = paid.measure_sum[i, m], paid.measure_base[i, m]
    else:
        done, base = paid.measure_year[i, m], paid.measure_year_base[i, m]
    return done - components.opened[c, i, m], base - components.opened_base[c, i, m]


@compiled
def quota_of(paid, stated, period, i, quota_share):
    """Quota of a whole period: what is ``stated`` or, where that is 0, the rep's; ``quota_share`` as in `PayWeek`."""
    if stated > 0.0:
        return stated
    if period == A_YEAR:
        return max(paid.annual_quota[i] * paid.quota_shift[i], NO_MONEY)
    return max(paid.quota[i] / paid.season_share[i] * quota_share[period], NO_MONEY)


@compiled
def usual_pace(paid, i, m, weeks, season):
    """Sum of a usual week, how many such ``weeks`` come, of sales as their ``season`` makes them, and its variance."""
    if m == SALES:
        rate = paid.baseline_sales[i]
        return rate, season, (paid.weekly_cv[i] * rate) ** 2
    return paid.measure_rate[i, m], float(weeks), paid.measure_noise[i, m]


@compiled
def add_own(paid, components, c, m, stated, i, week, had, sums):
    """Add one rep's measure ``m`` in the period of component ``c`` to ``sums`` (5,), against a quota as in `quota_of`.

    ``week`` and ``had``, of this rep, are as in `add_up_teams`.
    """
    period = components.period[c]
    weeks = week.weeks_left[period]
    done, base = sums_so_far(paid, components, c, m, i)
    share = holder_share(paid, components, c, i) * had
    rate, ahead, noise = usual_pace(paid, i, m, weeks, week.season_left[period])
    if m == SALES and weeks > 0:
        done -= missing_within(paid.pulled[i], paid.pulled_instalment[i], weeks)
    sums[VALUE] += done + rate * ahead
    sums[VARIANCE] += weeks * noise + (weeks * week.forecast_error * rate) ** 2
    sums[WEIGHT] += base + paid.measure_base_rate[i, m] * weeks if m in RATIO_NUMBERS else share
    sums[SHARE] += share
    sums[QUOTA] += share * quota_of(paid, stated, period, i, week.quota_share)


@compiled
def add_own_next(paid, components, c, m, stated, i, week, sums):
    """`add_own` of the period after this one, in which everybody is to be there all the time."""
    period = components.period[c]
    weeks = week.next_weeks[period]
    growth = 1.0 if stated > 0.0 else week.next_quota[period]
    rate, ahead, noise = usual_pace(paid, i, m, weeks, week.next_season[period])
    sums[VALUE] += rate * ahead
    sums[VARIANCE] += weeks * noise + (weeks * week.forecast_error * rate) ** 2
    sums[WEIGHT] += paid.measure_base_rate[i, m] * weeks if m in RATIO_NUMBERS else 1.0
    sums[SHARE] += 1.0
    sums[QUOTA] += quota_of(paid, stated, period, i, week.quota_share) * growth


@compiled
def add_up_teams(reps, components, c, week, had, sums):
    """Add up component ``c`` over the members of each team into ``sums`` (n_seats, 5), rows numbered by team.

    Parameters
    ----------
    week : PayWeek; what its remaining weeks are expected to bring is included.
    had : (n_seats,) share of each holder's time in the period that counts; less than 1 in a period cut short.
    """
    sums[:] = 0.0
    paid, m, stated = paid_columns(reps), components.measure[c], components.quota[c]
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 1 and components.entitled[c, i] == 1:
            add_own(paid, components, c, m, stated, i, week, had[i], sums[components.team[c, i]])


@compiled
def standing(measure, sums):
    """From a team's sums: the value that the curve pays on, what one more unit of the sum adds to it, and the quota.

    Where nothing has happened that a ratio could be taken of, the value is 0.
    """
    quota = sums[QUOTA] / sums[SHARE]
    if sums[WEIGHT] <= 0.0:
        return 0.0, 0.0, quota
    value, step = sums[VALUE] / sums[WEIGHT], 1.0 / sums[WEIGHT]
    if measure == DAYS_TO_COLLECT:
        return 2.0 * quota - value, -step, quota
    return value, step, quota
