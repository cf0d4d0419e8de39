"""What reps and teams have done in a component's period, and what they expect until its end.

Every component is a curve over the value of a measure. Of a total, the value is the sum for a whole period, (sum so
far) / (share of the period that counts); of a ratio, it is sum / base; days to collect count as days saved against
twice the quota. A team's value is that of its members' sums together, so a member's own unit moves it by 1/N: that is
the free riding.
"""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.measures import DAYS_TO_COLLECT, FIRST_LINE, RATIO_NUMBERS, SALES
from salesim.pay.periods import A_QUARTER, A_YEAR

VALUE, VARIANCE, WEIGHT, SHARE, QUOTA = range(5)  # what is summed over the members of a team


@compiled
def missing_within(pulled, instalment, weeks):
    """Sales missing within so many weeks because their orders were pulled forward (negative: held back before)."""
    due = instalment * weeks
    return due if 0.0 < abs(due) < abs(pulled) else pulled


@compiled
def holder_shares(reps, components, c):
    """Share of the period of component ``c`` that each holder has for it, (n_seats,)."""
    if components.period[c] == A_QUARTER:
        return reps.season_share * components.share[c]
    return reps.year_share * components.share[c] if components.period[c] == A_YEAR else components.share[c]


@compiled
def holder_share(reps, components, c, i):
    """`holder_shares` of seat ``i``."""
    share = components.share[c, i]
    if components.period[c] == A_QUARTER:
        return reps.season_share[i] * share
    return reps.year_share[i] * share if components.period[c] == A_YEAR else share


@compiled
def whole_quota(stated, period, annual, shift, quota, season_share, quota_share):
    """Quota of a whole period: what is ``stated``; where that is 0, the rep's; below 0, as large a share of it.

    Parameters
    ----------
    annual, shift, quota, season_share : the rep's ``annual_quota``, ``quota_shift``, ``quota`` and ``season_share``.
    quota_share : the period's quota over the quarter's.
    """
    if stated > 0.0:
        return stated
    part = -stated if stated < 0.0 else 1.0
    if period == A_YEAR:
        return max(part * annual * shift, NO_MONEY)
    return max(part * quota / season_share * quota_share, NO_MONEY)


@compiled
def quota_of(reps, stated, period, i, quota_share):
    """`whole_quota` of rep ``i``; ``quota_share`` as in `PayWeek`."""
    own = reps.annual_quota[i], reps.quota_shift[i], reps.quota[i], reps.season_share[i]
    return whole_quota(stated, period, *own, quota_share[period])


@compiled
def part_of_sales(rates, i, m):
    """Part of rep ``i``'s usual sales that measure ``m`` is: 1 of all, that of a product line; 0 of anything else."""
    if m == SALES:
        return 1.0
    return rates[i, m] / rates[i, SALES] if m >= FIRST_LINE and rates[i, SALES] > 0.0 else 0.0


@compiled
def own_sums(reps, components, c, m, stated, week, had, is_next, first, last, sums):
    """Reps ``first`` to ``last``, each alone: measure ``m`` in the period of component ``c``, into ``sums``.

    Parameters
    ----------
    stated : as in `whole_quota`.
    week, had : as in `add_up_teams`; had of these reps.
    is_next : 1 of the period after this one, in which everybody is to be there all the time.
    sums : (last - first, 5) written.

    All columns are taken out once for all reps: to do so for each takes longer than what is reckoned.
    """
    period, is_ratio = components.period[c], m in RATIO_NUMBERS
    weeks, season = week.weeks_left[period], week.season_left[period]
    if is_next == 1:
        weeks, season = week.next_weeks[period], week.next_season[period]
    growth = week.next_quota[period] if is_next == 1 and stated <= 0.0 else 1.0
    quota_share, forecast_error = week.quota_share[period], week.forecast_error
    done_of, base_of = reps.measure_year, reps.measure_year_base
    if period == A_QUARTER:
        done_of, base_of = reps.measure_sum, reps.measure_base
    opened, opened_base = components.opened[c], components.opened_base[c]
    shares = holder_shares(reps, components, c)
    annual, shift, quota, season_share = reps.annual_quota, reps.quota_shift, reps.quota, reps.season_share
    baseline, weekly_cv, rates, noises = reps.baseline_sales, reps.weekly_cv, reps.measure_rate, reps.measure_noise
    base_rates, pulled, instalment = reps.measure_base_rate, reps.pulled, reps.pulled_instalment
    for row in range(last - first):
        i = first + row
        rate, ahead, noise = rates[i, m], float(weeks), noises[i, m]
        part = 0.0
        if m == SALES or m >= FIRST_LINE:
            part = part_of_sales(rates, i, m)
            rate, ahead = part * baseline[i], season
        if m == SALES:
            noise = (weekly_cv[i] * rate) ** 2
        done, base, share = 0.0, 0.0, 1.0
        if is_next == 0:
            done, base, share = done_of[i, m] - opened[i, m], base_of[i, m] - opened_base[i, m], shares[i] * had[row]
            if part > 0.0 and weeks > 0:
                done -= part * missing_within(pulled[i], instalment[i], weeks)
        whole = whole_quota(stated, period, annual[i], shift[i], quota[i], season_share[i], quota_share) * growth
        sums[row, VALUE] = done + rate * ahead
        sums[row, VARIANCE] = weeks * noise + (weeks * forecast_error * rate) ** 2
        sums[row, WEIGHT] = base + base_rates[i, m] * weeks if is_ratio else share
        sums[row, SHARE] = share
        sums[row, QUOTA] = share * whole


@compiled
def add_to_teams(present, entitled, team, own, sums):
    """Add what each present and entitled rep has, ``own`` (n_seats, 5), to the rep's team in ``sums`` (n_seats, 5)."""
    sums[:] = 0.0
    for i in range(own.shape[0]):
        if present[i] == 1 and entitled[i] == 1:
            for k in range(own.shape[1]):
                sums[team[i], k] += own[i, k]


@compiled
def add_up_teams(reps, components, c, week, had, sums):
    """Add up component ``c`` over the members of each team into ``sums`` (n_seats, 5), rows numbered by team.

    Parameters
    ----------
    week : PayWeek; what its remaining weeks are expected to bring is included.
    had : (n_seats,) share of each holder's time in the period that counts; less than 1 in a period cut short.
    """
    n, own = reps.seat.shape[0], np.empty(sums.shape)
    of = (components.measure[c], components.quota[c])
    own_sums(reps, components, c, *of, week, had, 0, 0, n, own)
    add_to_teams(reps.present, components.entitled[c], components.team[c], own, sums)
    if components.as_sum[c] == 1:
        not_as_mean(sums, components.quota[c])


@compiled
def not_as_mean(sums, stated):
    """Sums of teams (n_seats, 5) as of one rep who has done all of it: against a quota ``stated``, or all members'."""
    for t in range(sums.shape[0]):
        if sums[t, SHARE] > 0.0:
            sums[t, QUOTA] = stated if stated > 0.0 else sums[t, QUOTA]
            sums[t, SHARE] = sums[t, WEIGHT] = 1.0


@compiled
def standing_of(measure, value, weight, share, quota_sum):
    """From sums of one rep or a team: the value that the curve pays on, what one more unit adds to it, and the quota.

    Where nothing has happened that a ratio could be taken of, the value is 0.
    """
    quota = quota_sum / share
    if weight <= 0.0:
        return 0.0, 0.0, quota
    value, step = value / weight, 1.0 / weight
    if measure == DAYS_TO_COLLECT:
        return 2.0 * quota - value, -step, quota
    return value, step, quota


@compiled
def standing(measure, sums):
    """`standing_of` a row of sums (5,)."""
    return standing_of(measure, sums[VALUE], sums[WEIGHT], sums[SHARE], sums[QUOTA])
