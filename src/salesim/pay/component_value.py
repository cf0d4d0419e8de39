"""What components beside the plan's own curve are worth to reps week by week, and what they have earned.

Every component is a curve over the value of a measure. Of a total, the value is the sum for a whole period, (sum so
far) / (share of the period that counts); of a ratio, it is sum / base; days to collect count as days saved against
twice the quota. A team's value is that of its members' sums together, so a member's own unit moves it by 1/N: that is
the free riding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from salesim.columns import Reps
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.component import PayComponent, add_component_to_curve
from salesim.pay.curve import curve_pay, empty_curves
from salesim.pay.measures import DAYS_TO_COLLECT, IN_MONEY, RATIOS, SALES, measure_of
from salesim.pay.periods import A_QUARTER, A_YEAR, IN_QUARTERS, PERIODS, Spans, sum_over
from salesim.pay.value import expected_pay, marginal_pay

VALUE, VARIANCE, WEIGHT, SHARE, QUOTA = range(5)  # what is summed over the members of a team


class Components(NamedTuple):
    """Components as kernels take them, one row each."""

    kink_at: np.ndarray  # (n, MAX_KNOTS) attainment
    kink_rate: np.ndarray  # (n, MAX_KNOTS) money for each unit
    jump_at: np.ndarray  # (n, MAX_KNOTS) attainment
    jump: np.ndarray  # (n, MAX_KNOTS) money
    measure: np.ndarray  # (n,) a Measure
    is_ratio: np.ndarray  # (n,) 1 a ratio
    period: np.ndarray  # (n,) position in PERIODS
    at_once: np.ndarray  # (n,) 1 paid in the week in which it is earned
    to_date: np.ndarray  # (n,) 1 paid each quarter for the period to date
    is_framed: np.ndarray  # (n,) 1 its bonuses are paid in advance and taken back
    is_ordinary: np.ndarray  # (n,) 1 the money is in the plan's own curve; here only what the frame adds
    quota: np.ndarray  # (n,) units a period; 0 the quota
    per_unit: np.ndarray  # (n,) 1 so much is paid for each unit, there is nothing to reach
    team: np.ndarray  # (n, n_seats) number of the team, below n_seats; a rep alone is a team of one
    entitled: np.ndarray  # (n, n_seats) 1 the holder is paid it this period
    # of months and halves; a quarter's and a year's are columns of reps
    opened: np.ndarray  # (n, n_seats) the year's sum of the measure when the period began
    opened_base: np.ndarray  # (n, n_seats) the same of its base
    share: np.ndarray  # (n, n_seats) share of the period that the holder has for it; 1 if here from its start


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
    payday_weight: float = 1.0  # of a rate that waits for a pay run, 1 on average over a pay period
    prize_ends: int = 0  # 1 if a contest ends with the week, whatever period does


NOTHING, ONES = np.zeros(len(PERIODS)), np.ones(len(PERIODS))


def no_time_left(quota_share: np.ndarray = ONES) -> PayWeek:
    """Sums as they are; ``quota_share`` as in `PayWeek`."""
    no_weeks = np.zeros(len(PERIODS), np.int64)
    return PayWeek(no_weeks, NOTHING, quota_share, ONES, no_weeks, NOTHING, ONES, 0.0, 0.0, 1.0, 1.0, 0.0)


def pay_week(
    week: int,
    timetable: Spans,
    season: np.ndarray,
    plan_season: np.ndarray,
    prize_ends: int = 0,
    **rest: float,
) -> PayWeek:
    """Where a week stands in its periods.

    Parameters
    ----------
    season, plan_season : by week, factors of mean 1 of what is sold, and of what quotas plan.
    prize_ends, rest : the fields of `PayWeek` that are no arrays.
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
    return PayWeek(
        weeks_left=np.array([last - week + 1 for _, last in spans]),
        season_left=left,
        quota_share=planned / planned[A_QUARTER],
        passed=1.0 - (left - season[week]) / whole,
        next_weeks=np.array([last - first + 1 for first, last in following]),
        next_season=ahead,
        next_quota=planned_next / planned,
        prize_ends=prize_ends,
        **rest,
    )


def in_kernels(plan: Sequence[PayComponent]) -> list[PayComponent]:
    """The components of a plan that the plan's own curve does not hold, or not with what their frame adds."""
    return [one for one in plan if not one.is_ordinary or one.frame == "loss"]


def components_for(
    plan: Sequence[PayComponent], reps: Reps, week: int, emerging: np.ndarray | None = None
) -> Components:
    """The components `in_kernels`, with the teams of all seats and who is paid them from this week on.

    ``emerging`` (n_seats,) is whether a seat's region is an emerging one; None: no region is.
    """
    if emerging is None:
        emerging = np.zeros(len(reps.seat), np.bool_)
    chosen = in_kernels(plan)
    n, n_seats = len(chosen), len(reps.seat)
    curves = empty_curves(n)
    for row, one in enumerate(chosen):
        add_component_to_curve(one, curves, row)
        if one.is_ordinary:
            curves.kink_rate[row] = 0.0
    measures = [measure_of(one.measure) for one in chosen]
    return Components(
        *curves,
        measure=np.array(measures, np.int64),
        is_ratio=np.array([one in RATIOS for one in measures], np.int8),
        period=np.array([PERIODS.index(one.period) for one in chosen], np.int64),
        at_once=np.array([one.paid == "at_once" for one in chosen], np.int8),
        to_date=np.array([one.paid == "to_date" for one in chosen], np.int8),
        is_framed=np.array([one.frame == "loss" for one in chosen], np.int8),
        is_ordinary=np.array([one.is_ordinary for one in chosen], np.int8),
        quota=np.array([default_quota(one) for one in chosen], np.float64),
        per_unit=np.array([one.quota is None and default_quota(one) > 0.0 for one in chosen], np.int8),
        team=np.array([teams(one.team, one.team_size, reps.region) for one in chosen], np.int64).reshape(n, n_seats),
        entitled=np.array([is_entitled(one, reps, week, emerging) for one in chosen], np.int8).reshape(n, n_seats),
        opened=np.zeros((n, n_seats)),
        opened_base=np.zeros((n, n_seats)),
        share=np.ones((n, n_seats)),
    )


def default_quota(component: PayComponent) -> float:
    """Units a period; 0 for the quota, and 1 where pay is so much for each unit and a quota would change nothing."""
    if component.quota is not None:
        return component.quota
    return 0.0 if measure_of(component.measure) in IN_MONEY else 1.0


def teams(kind: str, size: int, region: np.ndarray) -> np.ndarray:
    """Number of each seat's team, (n_seats,): itself (``none``), its ``region``, or a ``group`` of seats of one region.

    A team is numbered by one of its seats. A group has ``size`` seats or, where the region's seats do not divide
    evenly, a few more.
    """
    team = np.arange(len(region))
    if kind == "none":
        return team
    for number in np.unique(region):
        members = np.flatnonzero(region == number)
        n_groups = max(len(members) // size, 1) if kind == "group" else 1
        group = np.arange(len(members)) * n_groups // len(members)
        team[members] = members[group * len(members) // n_groups]
    return team


def is_entitled(component: PayComponent, reps: Reps, week: int, emerging: np.ndarray) -> np.ndarray:
    """Who is paid a component in the period that begins, (n_seats,)."""
    entitled = np.ones(len(reps.seat), np.bool_)
    if component.who == "new_reps":
        entitled &= week - reps.hired_week < component.new_weeks
    if component.regions != "all":
        entitled &= emerging == (component.regions == "emerging")
    return entitled.astype(np.int8)


@compiled
def missing_within(reps, i, weeks):
    """Sales missing within so many weeks because their orders were pulled forward (negative: held back before)."""
    pulled, due = reps.pulled[i], reps.pulled_instalment[i] * weeks
    return due if 0.0 < abs(due) < abs(pulled) else pulled


@compiled
def holder_share(reps, components, c, i):
    """Share of the period of component ``c`` that the holder of seat ``i`` has for it."""
    if components.period[c] == A_QUARTER:
        return reps.season_share[i]
    return reps.year_share[i] if components.period[c] == A_YEAR else components.share[c, i]


@compiled
def sums_so_far(reps, components, c, i):
    """Sum and base of component ``c`` in its period so far."""
    m = components.measure[c]
    if components.period[c] == A_QUARTER:
        return reps.measure_sum[i, m], reps.measure_base[i, m]
    done, base = reps.measure_year[i, m], reps.measure_year_base[i, m]
    if components.period[c] == A_YEAR:
        return done, base
    return done - components.opened[c, i], base - components.opened_base[c, i]


@compiled
def quota_of(reps, components, c, i, quota_share):
    """Quota of a whole period of component ``c``; ``quota_share`` as in `PayWeek`."""
    if components.quota[c] > 0.0:
        return components.quota[c]
    if components.period[c] == A_YEAR:
        return max(reps.annual_quota[i] * reps.quota_shift[i], NO_MONEY)
    return max(reps.quota[i] / reps.season_share[i] * quota_share[components.period[c]], NO_MONEY)


@compiled
def add_up_teams(reps, components, c, week, had, sums):
    """Add up component ``c`` over the members of each team into ``sums`` (n_seats, 5), rows numbered by team.

    Parameters
    ----------
    week : PayWeek; what its remaining weeks are expected to bring is included.
    had : (n_seats,) share of each holder's time in the period that counts; less than 1 in a period cut short.
    """
    sums[:] = 0.0
    m, period = components.measure[c], components.period[c]
    is_ratio = components.is_ratio[c] == 1
    weeks, season = week.weeks_left[period], week.season_left[period]
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0 or components.entitled[c, i] == 0:
            continue
        team = components.team[c, i]
        done, base = sums_so_far(reps, components, c, i)
        share = holder_share(reps, components, c, i) * had[i]
        rate, noise, ahead = reps.measure_rate[i, m], reps.measure_noise[i, m], float(weeks)
        if m == SALES:
            rate, ahead = reps.baseline_sales[i], season
            noise = (reps.weekly_cv[i] * rate) ** 2
            if weeks > 0:
                done -= missing_within(reps, i, weeks)
        sums[team, VALUE] += done + rate * ahead
        sums[team, VARIANCE] += weeks * noise + (weeks * week.forecast_error * rate) ** 2
        sums[team, WEIGHT] += base + reps.measure_base_rate[i, m] * weeks if is_ratio else share
        sums[team, SHARE] += share
        sums[team, QUOTA] += share * quota_of(reps, components, c, i, week.quota_share)


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


@compiled
def value_components(reps, components, week):
    """Expected pay of all components, and for one more unit of each measure, as reps feel it now.

    dE/d(sum) = share Y dV/d(sum) [sum_k r_k Phi(z_k) + D lambda sum_j B_j phi(z_j) / (sigma T)]

    with z = (F - theta) / sigma and V the value that the curve pays on. dV/d(sum) is 1 / share for a rep's own total,
    1 / base for a ratio, and 1 / N of these in a team of N. A rate is felt as it is earned, however it is written, with
    the payday's weight unless paid at once; only a bonus waits: Y D is what late pay is worth now, 1 if paid at once.
    What a half or a year pays counts less than what a quarter pays by Y, a discount of the weeks between their ends;
    lambda is 1, or more where a bonus that has been paid would be lost.

    Writes ``reps.measure_pay`` and ``reps.component_pay``, the latter for a whole quarter and not discounted.
    """
    n = reps.seat.shape[0]
    reps.measure_pay[:] = 0.0
    reps.component_pay[:] = 0.0
    whole, sums = np.ones(n), np.empty((n, 5))
    for c in range(components.measure.shape[0]):
        add_up_teams(reps, components, c, week, whole, sums)
        m = components.measure[c]
        weeks = week.weeks_left[A_QUARTER if components.to_date[c] == 1 else components.period[c]]
        late, far = 1.0, 1.0
        if components.at_once[c] == 0:
            late = week.present_bias * week.weekly_discount**weeks
            far = week.payday_weight * week.weekly_discount ** max(weeks - week.weeks_left[A_QUARTER], 0)
        quarters = IN_QUARTERS[components.period[c]]
        money = 1.0 - components.is_ordinary[c]
        kink_at, kink_rate = components.kink_at[c], components.kink_rate[c]
        jump_at, jump = components.jump_at[c], components.jump[c]
        for i in range(n):
            if reps.present[i] == 0 or components.entitled[c, i] == 0:
                continue
            of_team = sums[components.team[c, i]]
            value, step, quota = standing(m, of_team)
            if step == 0.0:
                continue
            sd = (of_team[VARIANCE] * step * step + (week.crediting_error * quota) ** 2) ** 0.5
            loss = money + components.is_framed[c] * week.loss_frame * (reps.loss_aversion[i] - 1.0)
            share = holder_share(reps, components, c, i)
            forecast, sigma = value / quota, sd / quota
            slope = marginal_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, late / far * loss)
            reps.measure_pay[i, m] += far * share * step * slope
            if money > 0.0:
                pay = expected_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, 1.0)
                reps.component_pay[i] += pay / quarters


@compiled
def add_pay_at_quota(reps, components, quarter, pay):
    """Add to ``pay`` (n_seats,) what the components pay at their quotas, for a quarter.

    What is paid for each unit of a measure, and has no quota, is paid on as many units as are usual.

    Parameters
    ----------
    quarter : PayWeek at the start of a quarter and of a year.
    """
    n = reps.seat.shape[0]
    whole, sums = np.ones(n), np.empty((n, 5))
    for c in range(components.measure.shape[0]):
        if components.is_ordinary[c] == 1:
            continue
        m, per_unit = components.measure[c], components.per_unit[c] == 1
        if per_unit:
            add_up_teams(reps, components, c, quarter, whole, sums)
        quarters = IN_QUARTERS[components.period[c]]
        for i in range(n):
            if components.entitled[c, i] == 0:
                continue
            quota = quota_of(reps, components, c, i, quarter.quota_share)
            value = quota
            if per_unit:
                if reps.present[i] == 0:
                    continue
                value, step, quota = standing(m, sums[components.team[c, i]])
                if step == 0.0:
                    continue
            of_curve = components.kink_at[c], components.kink_rate[c], components.jump_at[c], components.jump[c]
            pay[i] += curve_pay(*of_curve, value, quota) / quarters


@compiled
def earned_pay(reps, components, c, week, had, pay, attainment):
    """What present holders have earned of component ``c`` by their sums so far.

    Parameters
    ----------
    week : `no_time_left`.
    had : (n_seats,) as in `add_up_teams`; a period cut short pays in proportion, as if the rest went the same way.
    pay, attainment : (n_seats,) written: money, and the value that was paid on over its quota; 0 where nobody is paid.
    """
    sums = np.empty((reps.seat.shape[0], 5))
    add_up_teams(reps, components, c, week, had, sums)
    kink_at, kink_rate = components.kink_at[c], components.kink_rate[c]
    jump_at, jump = components.jump_at[c], components.jump[c]
    for i in range(reps.seat.shape[0]):
        pay[i] = 0.0
        attainment[i] = 0.0
        if reps.present[i] == 0 or components.entitled[c, i] == 0:
            continue
        value, step, quota = standing(components.measure[c], sums[components.team[c, i]])
        if step == 0.0:
            continue
        share = holder_share(reps, components, c, i)
        pay[i] = had[i] * share * curve_pay(kink_at, kink_rate, jump_at, jump, value, quota)
        attainment[i] = value / quota
