"""What components beside the plan's own curve are worth to reps week by week, and what they have earned."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.pay.component_sums import VARIANCE, add_up_teams, holder_share, paid_columns, quota_of, standing
from salesim.pay.curve import MAX_KNOTS, curve_pay
from salesim.pay.gated_value import NO_GATE
from salesim.pay.index import MAX_PARTS
from salesim.pay.joint import N_COLUMNS, N_PLACES, drawn, joint_result, own_gate, ungated, value_jointly
from salesim.pay.periods import A_QUARTER, IN_QUARTERS
from salesim.pay.value import expected_pay, marginal_pay


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
    n, paid = reps.seat.shape[0], paid_columns(reps)
    reps.measure_pay[:] = 0.0
    reps.component_pay[:] = 0.0
    whole, sums, room = np.ones(n), np.empty((n, 5)), np.empty((5, MAX_KNOTS))
    parts, place, own_sums = np.empty((MAX_PARTS + 1, N_COLUMNS)), np.empty(N_PLACES), np.empty(5)
    for c in range(components.measure.shape[0]):
        is_joint = components.is_joint[c] == 1
        if not is_joint:
            add_up_teams(reps, components, c, week, whole, sums)
        m = components.measure[c]
        weeks = week.weeks_left[A_QUARTER if components.to_date[c] == 1 else components.period[c]]
        late, discount = 1.0, 1.0
        if components.at_once[c] == 0:
            late = week.present_bias * week.weekly_discount**weeks
            discount = week.weekly_discount ** max(weeks - week.weeks_left[A_QUARTER], 0)
        quarters = IN_QUARTERS[components.period[c]]
        money = 1.0 - components.is_ordinary[c]
        curve = components.kink_at[c], components.kink_rate[c], components.jump_at[c], components.jump[c]
        has_gate = components.gate[c] != NO_GATE
        by_quota = has_gate or components.has_whole[c] == 1
        for i in range(n):
            if reps.present[i] == 0 or components.entitled[c, i] == 0:
                continue
            share = holder_share(paid, components, c, i)
            far = 1.0 if components.at_once[c] == 1 else week.payday_weight[reps.plan[i]] * discount
            if is_joint:
                pay = value_jointly(paid, components, c, i, week, late / far, far * share, room, own_sums, parts, place)
                reps.component_pay[i] += pay / quarters
                continue
            of_team = sums[components.team[c, i]]
            value, step, quota = standing(m, of_team)
            if step == 0.0:
                continue
            sd = (of_team[VARIANCE] * step * step + (week.crediting_error * quota) ** 2) ** 0.5
            loss = money + components.is_framed[c] * week.loss_frame * (reps.loss_aversion[i] - 1.0)
            forecast, sigma, opens = value / quota, sd / quota, 0.0
            if has_gate:
                opens = own_gate(paid, components, c, i, quota, week.quota_share, 1.0)
            if components.by_attainment[c] == 1:
                step, quota = step / quota, 1.0
            if by_quota:
                curve = drawn(components, c, quota, opens, room)
            slope = marginal_pay(*curve, forecast, sigma, quota, late / far * loss)
            reps.measure_pay[i, m] += far * share * step * slope
            if money > 0.0:
                pay = expected_pay(*curve, forecast, sigma, quota, 1.0)
                reps.component_pay[i] += pay / quarters


@compiled
def add_pay_at_quota(reps, components, quarter, pay):
    """Add to ``pay`` (n_seats,) what the components pay at their quotas, for a quarter; gates' quotas are met, too.

    What is paid for each unit of a measure, and has no quota, is paid on as many units as are usual.

    Parameters
    ----------
    quarter : PayWeek at the start of a quarter and of a year.
    """
    n, paid = reps.seat.shape[0], paid_columns(reps)
    whole, sums, room = np.ones(n), np.empty((n, 5)), np.empty((5, MAX_KNOTS))
    for c in range(components.measure.shape[0]):
        if components.is_ordinary[c] == 1 or components.open_at_quota[c] == 0:
            continue
        m, period, per_unit = components.measure[c], components.period[c], components.per_unit[c] == 1
        if per_unit:
            add_up_teams(reps, components, c, quarter, whole, sums)
        quarters = IN_QUARTERS[period]
        for i in range(n):
            if components.entitled[c, i] == 0:
                continue
            quota = 1.0
            if components.by_attainment[c] == 0:
                quota = quota_of(paid, components.quota[c], period, i, quarter.quota_share)
            value = quota
            if per_unit:
                if reps.present[i] == 0:
                    continue
                value, step, quota = standing(m, sums[components.team[c, i]])
                if step == 0.0:
                    continue
            pay[i] += curve_pay(*ungated(components, c, quota, room), value, quota) / quarters


@compiled
def earned_pay(reps, components, c, week, had, pay, attainment):
    """What present holders have earned of component ``c`` by their sums so far.

    Parameters
    ----------
    week : `no_time_left`.
    had : (n_seats,) as in `add_up_teams`; a period cut short pays in proportion, as if the rest went the same way.
    pay, attainment : (n_seats,) written: money, and the value that was paid on over its quota; 0 where nobody is paid.
    """
    n, paid = reps.seat.shape[0], paid_columns(reps)
    sums, room, own_sums = np.empty((n, 5)), np.empty((5, MAX_KNOTS)), np.empty(5)
    parts, by_parts = np.empty((MAX_PARTS + 1, N_COLUMNS)), components.is_joint[c] == 1 or components.gate[c] != NO_GATE
    if not by_parts:
        add_up_teams(reps, components, c, week, had, sums)
    for i in range(n):
        pay[i] = 0.0
        attainment[i] = 0.0
        if reps.present[i] == 0 or components.entitled[c, i] == 0:
            continue
        is_open = True
        if by_parts:
            value, quota, is_open = joint_result(paid, components, c, i, week, had[i], own_sums, parts)
        else:
            value, step, quota = standing(components.measure[c], sums[components.team[c, i]])
            if step == 0.0:
                continue
            if components.by_attainment[c] == 1:
                value, quota = value / quota, 1.0
        attainment[i] = value / quota
        if is_open:
            share = holder_share(paid, components, c, i)
            pay[i] = had[i] * share * curve_pay(*ungated(components, c, quota, room), value, quota)
