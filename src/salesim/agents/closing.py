"""Closing deals: which of them a rep has close before or after the week's end, because its period pays better.

Only at the end of a period that the plan pays for is there anything to gain. The rep knows what is due, adds up what
moving the cheapest deals, one by one, would bring, and moves as many as pay best. Discounts are what customers ask for,
never more than reps may give.
"""

from __future__ import annotations

import numpy as np

from salesim.agents.deals import ASKED, asked, close, deal_value
from salesim.agents.period_ends import an_end, pay_expected, sides_of, sums_of_components
from salesim.agents.timing import trouble_of_moving
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.either_side import (
    ENDS,
    FORECAST,
    GATE_STEP,
    GATE_Z,
    QUOTA,
    SIGMA,
    STEP,
    change_later,
    change_now,
)
from salesim.random.generator import bits, sequence_key, unit

GONE = int(State.GONE)


@compiled
def know_the_week(sides, more):
    """Put right the forecasts of the period that goes on: this week brings so much more than they expect of it."""
    for row in range(sides.end.shape[0]):
        change = more * sides.now[row, STEP] / sides.now[row, QUOTA]
        sides.now[row, FORECAST] += change
        sides.now[row, GATE_Z] += more * sides.now[row, GATE_STEP]
        if sides.end[row] != ENDS:
            sides.later[row, FORECAST] += change
            sides.later[row, GATE_Z] += more * sides.later[row, GATE_STEP]


@compiled
def best_prefix(sides, value, discount, order, trouble, later):
    """How many deals, the cheapest first, are worth moving over the week's end, and what the rep gains by it.

    Parameters
    ----------
    value, discount, order : of the deals: list value, discount asked, and from cheap to dear.
    later : whether they are held back; else they are pulled forward.
    """
    best, chosen = 0.0, 0
    listed = paid = 0.0
    for k in range(order.shape[0]):
        listed += value[order[k]]
        paid += value[order[k]] * (1.0 - discount[order[k]])
        if later:
            gain = change_now(sides, -listed) + change_later(sides, paid)
        else:
            gain = change_now(sides, paid) + change_later(sides, -listed)
        gain -= trouble * listed
        if gain > best:
            best, chosen = gain, k + 1
    return chosen, best


@compiled
def agree_on_days(i, lo, hi, customers, sides, trouble, expected, deals):
    """Rep ``i`` moves open deals of the customers ``lo`` to ``hi`` over the week's end where that pays.

    Deals due now may be held back until next week, those due later pulled into this one; whichever is worth more.
    """
    n, due_now = 0, 0.0
    for k in range(lo, hi):
        n += customers.open_deals[k] > 0
    row, value, ask = np.empty(n, np.int64), np.empty(n), np.empty(n)
    now, later, n = np.zeros(n, np.bool_), np.zeros(n, np.bool_), 0
    for k in range(lo, hi):
        if customers.open_deals[k] == 0:
            continue
        u = unit(bits(sequence_key(deals.deal_key, customers.customer_id[k]), 3 * customers.n_orders[k] + ASKED))
        due = customers.deal_week[k]
        is_due = due <= deals.week
        goal = deals.week + 1 if is_due else deals.week
        row[n], value[n] = k, deal_value(customers, k, deals)
        ask[n] = max(
            asked(u, due, goal, deals.free_weeks, deals.asked_discount, deals.quarter_last), customers.deal_discount[k]
        )
        may = ask[n] <= deals.max_discount
        now[n] = may and is_due
        later[n] = may and not is_due and due - deals.week <= deals.reach_weeks
        due_now += value[n] if is_due else 0.0
        n += 1
    cheapest = np.argsort(ask, kind="mergesort")
    pulled, pushed = cheapest[later[cheapest]], cheapest[now[cheapest]]
    know_the_week(sides, due_now - expected)
    n_pulled, gain = best_prefix(sides, value, ask, pulled, trouble, False)
    n_pushed, other = best_prefix(sides, value, ask, pushed, trouble, True)
    chosen, goal = (pushed[:n_pushed], deals.week + 1) if other > gain else (pulled[:n_pulled], deals.week)
    for k in chosen:
        # until the day that it would have closed on, the books are ahead by what it pays; or behind, until it does
        ahead, until = (value[k], customers.deal_week[row[k]]) if goal == deals.week else (-value[k], goal)
        customers.deal_ahead[row[k]], customers.ahead_until[row[k]] = ahead * (1.0 - ask[k]), until
        customers.deal_week[row[k]] = goal
        customers.deal_discount[row[k]] = ask[k]


@compiled
def close_deals(
    first, last, start, customers, reps, curve, ordinary, components, ending_pay, ordinary_share, season, pay, deals
):
    """Close what is due this week in seats ``first`` to ``last``, after reps have agreed on other days where that pays.

    Parameters
    ----------
    start : (n_seats + 1,) first row of customers of each seat.
    curve, ordinary, components, ending_pay, ordinary_share, pay : as in `choose_timing`.
    season : this week's season factor of sales.
    deals : DealWeek.

    Returns
    -------
    Rows that `place_orders` will need for them.
    """
    total, moves = 0, deals.may_move == 1 and an_end(components, pay)
    if moves:
        sums, sums_next = sums_of_components(reps, components, pay)
    else:
        sums = sums_next = np.zeros((0, 0, 5))
    for i in range(first, last):
        lo, hi = start[i], start[i + 1]
        if moves and reps.present[i] == 1 and ordinary_share[i] < 1.0:
            sides = sides_of(
                reps, i, curve, ordinary, components, sums, sums_next, ending_pay, pay, deals.quota_uncertainty
            )
            quota = max(reps.quota[i] / reps.season_share[i], NO_MONEY)
            salary = deals.salary[reps.plan[i]]
            trouble = trouble_of_moving(salary, pay_expected(sides), quota, deals.pull_trouble)
            # the rep knows this week's deals, so that only other orders are in doubt
            known, doubt = deals.crediting_error**2, sides.now[0, SIGMA] ** 2
            sides.now[0, SIGMA] = (known + max(doubt - known, 0.0) * ordinary_share[i] ** 2) ** 0.5
            expected = reps.baseline_sales[i] * season * (1.0 - ordinary_share[i])
            agree_on_days(i, lo, hi, customers, sides, trouble, expected, deals)
        for k in range(lo, hi):
            if customers.open_deals[k] == 0:
                continue
            if customers.state[k] == GONE:  # a customer who has left closes no deal
                customers.open_deals[k] = 0
            elif customers.deal_week[k] <= deals.week:
                total += close(customers, k, deals.further_share)
    return total
