"""Deals: few, large orders that are decided on long before they close, on a day that rep and customer agree on.

A customer who decides on a deal has a day by which it is due, most often the end of its own budget. A rep can have it
close earlier or later: a little by taking trouble, further only for a discount, which is what the customer asks for
giving up its own day (`closing`). So a plan that pays more this quarter than next one moves deals, and what that costs
the firm is the discounts given away (Larkin 2014).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.cross_sell import order_parts
from salesim.columns import Customers, State
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.random.distributions import gamma, poisson
from salesim.random.generator import bits, sequence_key, unit
from salesim.weeks import QUARTER

HEALTHY, FADING = int(State.HEALTHY), int(State.FADING)
DUE, BUDGET, ASKED = range(3)  # draws of a deal
UNDER_WAY = 1 << 40  # address of the draws of whether a deal is under way as the market opens


class DealParameters(Parameters):
    """Which orders are deals, when they are due, and what moving one costs."""

    above: float | None = parameter(
        None,
        about="mean value from which a customer's orders are deals with a due date; none: there are no deals",
        unit="money",
        source="A",
        ge=0,
    )
    at_quarter_end: float = parameter(
        0.6,
        about="share of deals that are due in a quarter's last week, with the customer's budget",
        source="A: with what reps move, most close then (L: Larkin 2014, three quarters of deals)",
        ge=0,
        le=1,
    )
    cycle_weeks: int = parameter(
        26,
        about="weeks within which a deal is due once it is decided on",
        unit="week",
        source="A: half of a sales cycle of 12 to 24 months (L: Larkin 2014)",
        ge=1,
        le=104,
    )
    reach_weeks: int = parameter(
        13,
        about="weeks by which a deal can be made to close earlier",
        unit="week",
        source="A: reps choose the quarter in which a deal closes (L: Larkin 2014)",
        ge=0,
        le=52,
    )
    free_weeks: int = parameter(
        2, about="weeks by which a deal is moved for the asking", unit="week", source="A", ge=0, le=52
    )
    asked_discount: float = parameter(
        0.10,
        about="mean discount that a customer asks for closing a quarter off its own day",
        source="L: ten points more at a quarter's ends than in its middle (Larkin, HBS case 911-057)",
        ge=0,
        le=0.5,
    )


class DealWeek(NamedTuple):
    """Numbers of deals this week; one constructor keeps their types fixed."""

    has_deals: int  # 0: no order is a deal
    may_move: int  # 0: there are no quotas yet, and every deal closes on its day
    above: float
    week: int
    at_quarter_end: float
    cycle_weeks: int
    reach_weeks: int
    free_weeks: int
    asked_discount: float
    max_discount: float
    quota_uncertainty: float
    pull_trouble: float
    salary: np.ndarray  # (n_plans,) of a quarter
    crediting_error: float
    value_shape: float
    further_share: float
    quarter_last: np.ndarray  # by week, the last week of its quarter
    value_key: np.uint64
    deal_key: np.uint64


@compiled
def is_deal(value, deals):
    """Whether orders of this mean value are deals."""
    return deals.has_deals == 1 and value >= deals.above


@compiled
def due_week(week, u_due, u_budget, at_quarter_end, cycle_weeks, quarter_last):
    """Week in which a deal is due: any within the cycle or, where a budget rules, the last of that quarter."""
    due = week + 1 + int(u_due * cycle_weeks)
    return quarter_last[due] if due >= 0 and u_budget < at_quarter_end else due


@compiled
def asked(u, due, week, free_weeks, mean, quarter_last):
    """Discount that a customer asks for closing in ``week`` what is due in ``due``.

    It grows with the weeks between, from none within ``free_weeks`` to 0..2 ``mean`` a quarter off. Who has to wait
    beyond the end of the budget asks as for a whole quarter.
    """
    weeks = due - week if due > week else week - due
    if due < week and quarter_last[due] == due:
        weeks = QUARTER + free_weeks
    return 2.0 * mean * u * max(weeks - free_weeks, 0) / QUARTER


@compiled
def day_of(customers, i, week, deals):
    """`due_week` of the deal that customer ``i`` decided on in ``week``."""
    draws, first = sequence_key(deals.deal_key, customers.customer_id[i]), 3 * customers.n_orders[i]
    u_due, u_budget = unit(bits(draws, first + DUE)), unit(bits(draws, first + BUDGET))
    return due_week(week, u_due, u_budget, deals.at_quarter_end, deals.cycle_weeks, deals.quarter_last)


@compiled
def open_deal(customers, i, decided, deals):
    """A customer has decided on so many orders: a deal is opened, or what is decided on is added to the open one."""
    if customers.open_deals[i] == 0:
        customers.deal_week[i] = day_of(customers, i, deals.week, deals)
        customers.deal_discount[i] = 0.0
    customers.open_deals[i] += decided


@compiled
def deal_value(customers, i, deals):
    """What the open deal of customer ``i`` is worth at list price, as it will be placed."""
    values = sequence_key(deals.value_key, customers.customer_id[i])
    worth = 0.0
    for order in range(customers.open_deals[i]):
        worth += gamma(values, customers.n_orders[i] + order, deals.value_shape) / deals.value_shape
    more = deals.further_share * (order_parts(customers.further_line[i], deals.further_share) - 1)
    return worth * (1.0 + more) * customers.order_value[i]


@compiled
def close(customers, i, further_share):
    """The open deal of a customer becomes this week's orders; returns the rows that they need."""
    customers.new_orders[i] = customers.open_deals[i]
    customers.open_deals[i] = 0
    return customers.new_orders[i] * order_parts(customers.further_line[i], further_share)


@compiled
def deals_under_way(customers, deals):
    """Open the deals that customers have decided on within the last cycle as the market opens; one each at most."""
    for i in range(customers.state.shape[0]):
        if not HEALTHY <= customers.state[i] <= FADING or not is_deal(customers.order_value[i], deals):
            continue
        draws = sequence_key(deals.deal_key, customers.customer_id[i])
        decided = poisson(unit(bits(draws, UNDER_WAY)), customers.order_rate[i] * deals.cycle_weeks)
        ago = int(unit(bits(draws, UNDER_WAY + 1)) * deals.cycle_weeks)
        due = day_of(customers, i, deals.week - 1 - ago, deals)
        if decided > 0 and due >= deals.week:
            customers.open_deals[i] = 1
            customers.deal_week[i] = due


def deal_share(customers: Customers, above: float | None, n_seats: int) -> np.ndarray:
    """Share of each seat's usual sales that deals make up, (n_seats,)."""
    if above is None:
        return np.zeros(n_seats)
    usual = customers.order_rate * customers.order_value * (customers.state >= HEALTHY) * (customers.state <= FADING)
    all_sales = np.bincount(customers.seat, weights=usual, minlength=n_seats)
    of_deals = np.bincount(customers.seat, weights=usual * (customers.order_value >= above), minlength=n_seats)
    return of_deals / np.maximum(all_sales, NO_MONEY)


def closing_season(
    season: np.ndarray, quarter_first: np.ndarray, quarter_last: np.ndarray, share: float, at_quarter_end: float
) -> np.ndarray:
    """When sales are made, by week: demand's ``season``, with deals (``share`` of sales) as they are due.

    Those that a budget rules wait for the last week of their quarter, which is as many weeks' as the quarter has.
    """
    weeks = quarter_last - quarter_first + 1
    due = 1.0 - at_quarter_end + np.where(quarter_last == np.arange(len(season)), weeks * at_quarter_end, 0.0)
    return season * (1.0 - share + share * due)
