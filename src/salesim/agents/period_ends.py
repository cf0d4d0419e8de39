"""Which periods end with the week, for whom, and what each of them pays: what timing of orders goes by.

The plan's own curve ends with the quarter; a component on sales with its month, quarter, half or year, of one rep or of
a team. What is paid for a period to date is paid each quarter and made up or taken back later, so that all that a unit
gains by being early is that it is paid early.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.agents.effort import forecast_attainment, forecast_sigma
from salesim.agents.joint_ends import joint_row
from salesim.agents.timing import move_orders, trouble_of_moving
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.component_sums import (
    VARIANCE,
    add_to_teams,
    add_up_teams,
    holder_share,
    missing_within,
    not_as_mean,
    own_sums,
    standing,
)
from salesim.pay.curve import MAX_KNOTS
from salesim.pay.either_side import (
    ENDS,
    FORECAST,
    GOES_ON,
    LATE,
    PAID_TO_DATE,
    QUOTA,
    RATE,
    SHARE,
    SIGMA,
    STEP,
    draw,
    new_sides,
    pay_of,
)
from salesim.pay.joint import ROOM, drawn, own_gates
from salesim.pay.measures import SALES
from salesim.pay.periods import A_QUARTER


@compiled
def end_of(components, c, week):
    """Whether a component on sales ends with the week or, if it is paid to date, is paid for it."""
    if components.on_sales[c] == 0:
        return GOES_ON
    if week.weeks_left[components.period[c]] == 1:
        return ENDS
    is_paid = components.to_date[c] == 1 and components.is_joint[c] == 0 and week.weeks_left[A_QUARTER] == 1
    return PAID_TO_DATE if is_paid else GOES_ON


@compiled
def add_up_next(reps, components, c, week, sums):
    """`add_up_teams` of the period after this one, in which everybody is to be there all the time."""
    n, own = reps.seat.shape[0], np.empty(sums.shape)
    of = (SALES, components.quota[c])
    own_sums(reps, components, c, *of, week, np.ones(n), 1, 0, n, own)
    add_to_teams(reps.present, components.entitled[c], components.team[c], own, sums)
    if components.as_sum[c] == 1:
        not_as_mean(sums, components.quota[c])


@compiled
def stand(numbers, sums, by_attainment, crediting_error, more_doubt, share, late):
    """Fill a row of `either_side` from the sums of a team; ``more_doubt`` is that about a quota not yet known.

    Returns the quota, which the row has as 1 where pay is ``by_attainment``.
    """
    value, step, quota = standing(SALES, sums)
    numbers[FORECAST], numbers[QUOTA], numbers[STEP] = value / quota, quota, step
    variance = sums[VARIANCE] * step * step + (crediting_error * quota) ** 2
    numbers[SIGMA] = math.sqrt(variance / (quota * quota) + more_doubt * more_doubt)
    numbers[SHARE], numbers[LATE] = share, late
    if by_attainment == 1:
        numbers[QUOTA], numbers[STEP] = 1.0, step / quota
    return quota


@compiled
def own_curve(reps, i, curve, ordinary, pay, doubt, sides):
    """Row 0: the plan's own curve of the quarter, and the ordinary one of the next, whose quota is not yet known."""
    weeks, quota, baseline = pay.weeks_left[A_QUARTER], reps.quota[i], reps.baseline_sales[i]
    errors = (pay.forecast_error, pay.crediting_error)
    whole = quota / reps.season_share[i] * pay.next_quota[A_QUARTER]
    missing = missing_within(reps.pulled[i], reps.pulled_instalment[i], weeks)
    now, later = sides.now[0], sides.later[0]
    now[FORECAST] = forecast_attainment(reps.quarter_sales[i], baseline, pay.season_left[A_QUARTER], missing, quota)
    now[SIGMA] = forecast_sigma(weeks, reps.weekly_cv[i], baseline, quota, *errors)
    later[FORECAST] = baseline * pay.next_season[A_QUARTER] / whole
    usual = forecast_sigma(pay.next_weeks[A_QUARTER], reps.weekly_cv[i], baseline, whole, *errors)
    later[SIGMA] = math.sqrt(usual * usual + doubt * doubt)
    now[QUOTA], later[QUOTA] = quota, whole
    now[STEP] = later[STEP] = now[SHARE] = later[SHARE] = 1.0
    now[LATE] = pay.present_bias * pay.weekly_discount**weeks
    later[LATE] = pay.present_bias * pay.weekly_discount ** (weeks + pay.next_weeks[A_QUARTER])
    sides.end[0] = ENDS if weeks == 1 else GOES_ON
    draw(now, sides.now_curve[0], curve.kink_at[i], curve.kink_rate[i], curve.jump_at[i], curve.jump[i])
    if weeks == 1:
        following = (ordinary.kink_at[i], ordinary.kink_rate[i], ordinary.jump_at[i], ordinary.jump[i])
        draw(later, sides.later_curve[0], *following)
    else:
        later[:], sides.later_curve[0] = now, sides.now_curve[0]


@compiled
def component_row(reps, i, components, c, end, sums, sums_next, pay, doubt, sides, row):
    """A component on sales, now and in its next period; one that is paid to date, now and a quarter later."""
    team, period = components.team[c, i], components.period[c]
    money = 1.0 - components.is_ordinary[c]
    felt = money + components.is_framed[c] * pay.loss_frame * (reps.loss_aversion[i] - 1.0)
    own, kept = holder_share(reps, components, c, i), components.kept[c, i]
    weeks, next_weeks, part = pay.weeks_left[period], pay.next_weeks[period], 1.0
    if end == PAID_TO_DATE:
        weeks, next_weeks, part = 1, pay.next_weeks[A_QUARTER], had_of(pay.passed[period], own)
    soon = later = felt
    if components.at_once[c] == 0:
        soon *= pay.present_bias * pay.weekly_discount**weeks
        later *= pay.present_bias * pay.weekly_discount ** (weeks + next_weeks)
    by_attainment, growth = components.by_attainment[c], 1.0
    quota = stand(sides.now[row], sums[team], by_attainment, pay.crediting_error, 0.0, own * part * kept, soon)
    if end == PAID_TO_DATE:
        next_quota = stand(
            sides.later[row], sums[team], by_attainment, pay.crediting_error, 0.0, own * part * kept, later
        )
    else:
        next_quota = stand(sides.later[row], sums_next[team], by_attainment, pay.crediting_error, doubt, 1.0, later)
        growth = pay.next_quota[period]
    sides.end[row] = end
    room, opens = np.empty((ROOM, MAX_KNOTS)), np.empty(2)
    own_gates(reps, components, c, i, quota, pay.quota_share, 1.0, opens)
    draw(sides.now[row], sides.now_curve[row], *drawn(components, c, sides.now[row, QUOTA], opens, room))
    own_gates(reps, components, c, i, next_quota, pay.quota_share, growth, opens)
    draw(sides.later[row], sides.later_curve[row], *drawn(components, c, sides.later[row, QUOTA], opens, room))
    if end == PAID_TO_DATE and components.in_full[c] == 1:
        in_full(sides.now[row], sides.now_curve[row], part, by_attainment)
        in_full(sides.later[row], sides.later_curve[row], part, by_attainment)
    if end == GOES_ON:
        sides.later[row] = sides.now[row]
        sides.later_curve[row] = sides.now_curve[row]


@compiled
def in_full(numbers, curve, part, by_attainment):
    """Amounts of a row that are paid in full once they are reached to date, not the ``part`` of the period so far."""
    if by_attainment == 1:
        numbers[SHARE] /= part
    else:
        curve[3] /= part


@compiled
def had_of(passed, share):
    """Share of their own time in a period that holders have had, of whom they have the last ``share``."""
    return min(max((passed - (1.0 - share)) / max(share, 1e-9), 0.01), 1.0)


@compiled
def sums_of_components(reps, components, pay):
    """Sums of all components on sales by team, as `add_up_teams`: now (n, n_seats, 5) and in their next period."""
    n, n_seats = components.measure.shape[0], reps.seat.shape[0]
    now, later, had = np.zeros((n, n_seats, 5)), np.zeros((n, n_seats, 5)), np.ones(n_seats)
    for c in range(n):
        if components.measure[c] != SALES or components.is_joint[c] == 1:
            continue
        had[:] = 1.0
        if end_of(components, c, pay) == PAID_TO_DATE:
            # as if the period ended with the quarter
            period = components.period[c]
            for i in range(n_seats):
                had[i] = had_of(pay.passed[period], holder_share(reps, components, c, i))
            weeks, season = pay.weeks_left[period], pay.season_left[period]
            pay.weeks_left[period], pay.season_left[period] = 1, pay.season_left[A_QUARTER]
            add_up_teams(reps, components, c, pay, had, now[c])
            pay.weeks_left[period], pay.season_left[period] = weeks, season
        else:
            add_up_teams(reps, components, c, pay, had, now[c])
        add_up_next(reps, components, c, pay, later[c])
    return now, later


@compiled
def sides_of(reps, i, curve, ordinary, components, sums, sums_next, ending_pay, pay, doubt):
    """`EitherSide` of the week's end for rep ``i``; ``ending_pay`` as in `choose_timing`."""
    n_rows = 1 + (ending_pay[i] != 0.0)
    for c in range(components.measure.shape[0]):
        n_rows += components.on_sales[c] == 1 and components.entitled[c, i] == 1
    sides, row = new_sides(n_rows), 1
    own_curve(reps, i, curve, ordinary, pay, doubt, sides)
    for c in range(components.measure.shape[0]):
        if components.on_sales[c] == 1 and components.entitled[c, i] == 1:
            end = end_of(components, c, pay)
            if components.is_joint[c] == 1:
                joint_row(reps, i, components, c, end, pay, doubt, sides, row)
            else:
                component_row(reps, i, components, c, end, sums[c], sums_next[c], pay, doubt, sides, row)
            row += 1
    if ending_pay[i] != 0.0:  # pays now, and nothing once the quarter, or a contest, is over
        sides.now[row], sides.later[row] = sides.now[0], sides.later[0]
        sides.end[row] = ENDS if pay.prize_ends == 1 else sides.end[0]
        sides.now[row, RATE], sides.later[row, RATE] = ending_pay[i], 0.0 if sides.end[row] == ENDS else ending_pay[i]
    return sides


@compiled
def pay_expected(sides):
    """Expected pay of all curves in money, each of its own period."""
    pay = 0.0
    for row in range(sides.end.shape[0]):
        pay += pay_of(sides.now[row], sides.now_curve[row], sides.levels[row], 0.0)
    return pay


@compiled
def an_end(components, pay):
    """Whether the week ends any period that sales are paid for, or a contest."""
    ends = pay.weeks_left[A_QUARTER] == 1 or pay.prize_ends == 1
    for c in range(components.measure.shape[0]):
        ends = ends or end_of(components, c, pay) != GOES_ON
    return ends


@compiled
def choose_timing(first, last, reps, curve, ordinary, components, ending_pay, ordinary_share, pay, week):
    """What orders reps in seats ``first`` to ``last`` move over the week's end, and what discounts they give.

    Parameters
    ----------
    curve : Curve of this quarter, wagers included.
    ordinary : Curve without wagers, what next quarter will look like.
    ending_pay : (n_seats,) pay for one more unit of sales that a team's wager and a contest are expected to bring; 0
        without any, and of a contest alone in the week in which one ends.
    ordinary_share : (n_seats,) share of sales that are no deals.
    pay, week : PayWeek, TimingWeek.

    Writes ``reps.pull`` and ``reps.discount``.
    """
    reps.pull[first:last] = 0.0
    reps.discount[first:last] = 0.0
    if not (an_end(components, pay) or week.max_discount > 0.0):
        return
    sums, sums_next = sums_of_components(reps, components, pay)
    for i in range(first, last):
        if reps.present[i] == 0:
            continue
        sides = sides_of(reps, i, curve, ordinary, components, sums, sums_next, ending_pay, pay, week.quota_uncertainty)
        quota = max(reps.quota[i] / reps.season_share[i], NO_MONEY)
        salary = week.salary[reps.plan[i]]
        trouble = trouble_of_moving(salary, pay_expected(sides), quota, week.pull_trouble)
        move_orders(reps, i, sides, trouble, ordinary_share[i], week)
