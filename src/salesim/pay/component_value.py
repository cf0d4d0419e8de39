"""What components beside the plan's own curve are worth to reps week by week, and what they have earned."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.pay.component_sums import (
    QUOTA,
    SHARE,
    VALUE,
    VARIANCE,
    WEIGHT,
    add_up_teams,
    holder_share,
    holder_shares,
    quota_of,
    standing,
    standing_of,
)
from salesim.pay.curve import MAX_KNOTS, curve_pay
from salesim.pay.index import MAX_PLACES
from salesim.pay.joint import N_COLUMNS, ROOM, add_whole, drawn, joint_result, own_gates, ungated, value_jointly
from salesim.pay.periods import A_QUARTER, IN_QUARTERS
from salesim.pay.value import pay_and_slope


@compiled
def value_components(reps, components, week):
    """Expected pay of all components, and for one more unit of each measure, as reps feel it now.

    dE/d(sum) = share Y dV/d(sum) [sum_k r_k Phi(z_k) + D lambda sum_j B_j phi(z_j) / (sigma T)]

    with z = (F - theta) / sigma and V the value that the curve pays on. dV/d(sum) is 1 / share for a rep's own total,
    1 / base for a ratio, and 1 / N of these in a team of N. A rate is felt as it is earned, however it is written, with
    the payday's weight unless paid at once; only a bonus waits: Y D is what late pay is worth now, 1 if paid at once.
    What a half or a year pays counts less than what a quarter pays by Y, a discount of the weeks between their ends;
    lambda is 1, or more where a bonus that has been paid would be lost. Of an index each measure has its weight of
    that; a gate weighs it with the odds of being open, and what opening it brings is paid for on the gate's own
    measure, as a bonus is (`gated_pay`).

    Writes ``reps.measure_pay`` and ``reps.component_pay``, the latter for a whole quarter and not discounted.
    """
    n = reps.seat.shape[0]
    reps.measure_pay[:] = 0.0
    reps.component_pay[:] = 0.0
    whole, sums, far = np.ones(n), np.empty((n, 5)), np.ones(n)
    for c in range(components.measure.shape[0]):
        weeks = week.weeks_left[A_QUARTER if components.to_date[c] == 1 else components.period[c]]
        late, quarters = 1.0, IN_QUARTERS[components.period[c]]
        far[:] = 1.0
        if components.at_once[c] == 0:
            late = week.present_bias * week.weekly_discount**weeks
            discount = week.weekly_discount ** max(weeks - week.weeks_left[A_QUARTER], 0)
            for i in range(n):
                far[i] = week.payday_weight[reps.plan[i]] * discount
        if components.is_joint[c] == 1:
            value_jointly(reps, reps.present, components, c, week, late, far, reps.component_pay, quarters)
        else:
            add_up_teams(reps, components, c, week, whole, sums)
            alone = (reps.present, reps.loss_aversion, reps.component_pay)
            value_alone(reps, *alone, components, c, week, late, far, quarters, sums)


@compiled
def value_alone(reps, present, loss_aversion, component_pay, components, c, week, late, far, quarters, sums):
    """`value_jointly` of a component on one measure, of a rep's own or a team's ``sums`` as `add_up_teams` has them."""
    m, money = components.measure[c], 1.0 - components.is_ordinary[c]
    entitled, shares, team = components.entitled[c], holder_shares(reps, components, c), components.team[c]
    has_gates, has_whole = components.n_own_gates[c] > 0, components.has_whole[c] == 1
    by_attainment, crediting_error = components.by_attainment[c] == 1, week.crediting_error
    frame, measure_pay = components.is_framed[c] * week.loss_frame, reps.measure_pay
    room, opens_at, knots = np.empty((ROOM, MAX_KNOTS)), np.empty(2), components.n_knots[c]
    kink_at, kink_rate = components.kink_at[c][:knots], components.kink_rate[c][:knots]
    jump_at, jump = components.jump_at[c][:knots], components.jump[c][:knots]
    plain, of_quota = components.jump[c][:knots], components.jump_of_quota[c]
    if has_whole:
        jump = np.zeros(knots)
    for i in range(present.shape[0]):
        if present[i] == 0 or entitled[i] == 0:
            continue
        t = team[i]
        value, step, quota = standing_of(m, sums[t, VALUE], sums[t, WEIGHT], sums[t, SHARE], sums[t, QUOTA])
        if step == 0.0:
            continue
        sd = (sums[t, VARIANCE] * step * step + (crediting_error * quota) ** 2) ** 0.5
        loss = money + frame * (loss_aversion[i] - 1.0)
        forecast, sigma = value / quota, sd / quota
        if has_gates:
            own_gates(reps, components, c, i, quota, week.quota_share, 1.0, opens_at)
        if by_attainment:
            step, quota = step / quota, 1.0
        terms = (forecast, sigma, quota, late / far[i] * loss)
        if has_gates:
            pay, slope = pay_and_slope(*drawn(components, c, quota, opens_at, room), *terms)
        else:
            if has_whole:
                add_whole(plain, of_quota, quota, jump)
            pay, slope = pay_and_slope(kink_at, kink_rate, jump_at, jump, *terms)
        measure_pay[i, m] += far[i] * shares[i] * step * slope
        if money > 0.0:
            component_pay[i] += pay / quarters


@compiled
def add_pay_at_quota(reps, components, quarter, pay):
    """Add to ``pay`` (n_seats,) what the components pay at their quotas, for a quarter; gates' quotas are met, too.

    What is paid for each unit of a measure, and has no quota, is paid on as many units as are usual.

    Parameters
    ----------
    quarter : PayWeek at the start of a quarter and of a year.
    """
    n = reps.seat.shape[0]
    whole, sums, room = np.ones(n), np.empty((n, 5)), np.empty((ROOM, MAX_KNOTS))
    for c in range(components.measure.shape[0]):
        if components.is_ordinary[c] == 1 or components.factor_at_quota[c] == 0.0:
            continue
        m, period, per_unit = components.measure[c], components.period[c], components.per_unit[c] == 1
        as_sum = components.as_sum[c] == 1
        if per_unit or as_sum:
            add_up_teams(reps, components, c, quarter, whole, sums)
        quarters = IN_QUARTERS[period]
        for i in range(n):
            if components.entitled[c, i] == 0:
                continue
            quota = 1.0
            if components.by_attainment[c] == 0 and as_sum:
                quota = sums[components.team[c, i], QUOTA]
            elif components.by_attainment[c] == 0:
                quota = quota_of(reps, components.quota[c], period, i, quarter.quota_share)
            value = quota
            if per_unit:
                if reps.present[i] == 0:
                    continue
                value, step, quota = standing(m, sums[components.team[c, i]])
                if step == 0.0:
                    continue
            at_quota = components.factor_at_quota[c] * curve_pay(*ungated(components, c, quota, room), value, quota)
            pay[i] += at_quota / quarters


@compiled
def earned_pay(reps, components, c, week, had, pay, attainment):
    """What present holders have earned of component ``c`` by their sums so far.

    Parameters
    ----------
    week : `no_time_left`.
    had : (n_seats,) as in `add_up_teams`; a period cut short pays in proportion, as if the rest went the same way.
    pay, attainment : (n_seats,) written: money, and the value that was paid on over its quota; 0 where nobody is paid.
    """
    n = reps.seat.shape[0]
    sums, room, own_had = np.empty((n, 5)), np.empty((ROOM, MAX_KNOTS)), np.empty(1)
    parts = np.empty((MAX_PLACES, 1, N_COLUMNS))
    by_parts = components.is_joint[c] == 1 or components.n_own_gates[c] > 0
    if not by_parts:
        add_up_teams(reps, components, c, week, had, sums)
    for i in range(n):
        pay[i] = 0.0
        attainment[i] = 0.0
        if reps.present[i] == 0 or components.entitled[c, i] == 0:
            continue
        factor = 1.0
        if by_parts:
            own_had[0] = had[i]
            value, quota, factor = joint_result(reps, components, c, i, week, own_had, parts)
        else:
            value, step, quota = standing(components.measure[c], sums[components.team[c, i]])
            if step == 0.0:
                continue
            if components.by_attainment[c] == 1:
                value, quota = value / quota, 1.0
        attainment[i] = value / quota
        if factor != 0.0:
            share = holder_share(reps, components, c, i)
            curve = ungated(components, c, quota, room)
            if components.in_full[c] == 1:  # to date: amounts are paid as soon as they are reached, rates as earned
                part = 1.0 if components.by_attainment[c] == 1 else had[i]
                pay[i] = factor * share * curve_pay(curve[0], part * curve[1], curve[2], curve[3], value, quota)
            else:
                pay[i] = factor * had[i] * share * curve_pay(*curve, value, quota)
