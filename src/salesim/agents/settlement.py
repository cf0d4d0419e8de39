"""What orders leave behind: credited sales, invoices, remembered service, and customers who begin to leave."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from salesim.agents.churn import churn_after_order, churn_exponent, health, renewal_probability
from salesim.agents.cross_sell import FURTHER
from salesim.agents.payment import CASH_RING_WEEKS, payment_week
from salesim.agents.warning import LONG_WEEKS, SHORT_WEEKS, next_rate
from salesim.columns import State
from salesim.compiled import compiled
from salesim.random.generator import sequence_key, uniform

HEALTHY, FADING, GONE = int(State.HEALTHY), int(State.FADING), int(State.GONE)


class Outcome(IntEnum):
    """What became of an order."""

    FILLED = 0
    SUBSTITUTED = 1  # filled with another product of ours
    ELSEWHERE = 2  # filled by another distributor of ours
    POSTPONED = 3  # the customer will ask again next week
    LOST = 4
    CANCELLED = 5  # the customer had left for good when it came


POSTPONED, LOST, CANCELLED = int(Outcome.POSTPONED), int(Outcome.LOST), int(Outcome.CANCELLED)


class Settlement(NamedTuple):
    """Numbers that settling needs this week; one constructor keeps their types fixed."""

    week: int
    quarter: int
    decline_weeks: int
    mean_goodwill: float
    goodwill_effect: float
    service_effect: float
    attack_effect: float
    handover_churn: float
    renewal_base: float
    renewal_goodwill: float
    renewal_health: float
    lost_order_event: float
    terms_days: float
    late_median_days: float
    late_sigma: float
    late_fading: float
    minor_per_unit: float
    has_deals: int
    deals_above: float
    newcomers_order: int  # 1 where a customer's first order is that with which it came, after which nobody leaves
    churn_key: np.uint64
    payment_key: np.uint64
    renewal_key: np.uint64


# positions in the totals that `settle_orders` adds up, per seat
PLACED, FILLED, LOST_ORDERS, POSTPONED_ORDERS, RETRIED = range(5)
SALES_MINOR, COST_MINOR, DIRECT_UNITS, CHANNEL_UNITS, DISCOUNT_MINOR = range(5, 10)
N_TOTALS = 10
ALL, TO_NEW = range(2)  # of what was sold
NEW_WEEKS = 52  # sales to a customer count as new for a year after the first order


@compiled
def begin_to_churn(customers, i, week, decline_weeks):
    """A customer begins to leave; with no decline it is gone at once."""
    customers.state[i] = FADING if decline_weeks > 0 else GONE
    customers.state_week[i] = week
    customers.claim[i] = 0  # nobody's lead; who is won back is no lead won


@compiled
def usual_churn_probabilities(lo, hi, customers, attack, numbers, chances):
    """Probability that each of the customers ``lo`` to ``hi`` begins to leave after an order, into ``chances``.

    By the model's own rule, 0 for who is no healthy customer; for rules of a user's own, which see it and may answer
    something else.
    """
    n = numbers
    for i in range(lo, hi):
        chances[i] = 0.0
        if customers.state[i] != HEALTHY:
            continue
        exponent = churn_exponent(
            customers.goodwill[i],
            n.mean_goodwill,
            customers.service_memory[i],
            attack[customers.region[i], customers.industry[i]],
            customers.relationship[i],
            n.goodwill_effect,
            n.service_effect,
            n.attack_effect,
            n.handover_churn,
        )
        chances[i] = churn_after_order(customers.churn_probability[i], exponent)


@compiled
def settle_orders(
    lo,
    hi,
    customers,
    orders,
    attack,
    price_minor,
    direct_cost_minor,
    channel_cost_minor,
    discount,
    late_share,
    own_chances,
    numbers,
    totals,
    sold,
    cash,
):
    """Settle the orders in rows ``lo`` to ``hi``: sales, invoices, grades' history, leaving.

    Parameters
    ----------
    attack : (n_regions, n_industries) strength of competitors' attacks in [0, 1].
    price_minor, direct_cost_minor, channel_cost_minor : (n_sku,) float, price and cost of a unit sold direct
        or by a distributor.
    discount, late_share : (n_seats,) off the price of the seat's sales but deals; share of invoices paid late.
    own_chances : (n,) probability to begin to leave after an order by a rule of the user's own; (0,) the model's.
    totals : (n_seats, N_TOTALS) int64, added to.
    sold : (n_seats, 2) sales, in all and to new customers, in minor units that are not rounded; added to.
    cash : (n_seats, CASH_RING_WEEKS) int64 minor units that will be paid, by week (ring), added to.
    """
    n = numbers
    ring = n.quarter % 4
    for at in range(lo, hi):
        i = orders.row[at]
        seat = customers.seat[i]
        outcome = orders.outcome[at]
        if customers.state[i] == GONE and n.decline_weeks == 0 and customers.state_week[i] == n.week:
            # gone at once, after an earlier order of this week: the later ones never came
            if outcome not in (POSTPONED, LOST):
                orders.outcome[at] = CANCELLED
            continue
        if orders.retry[at] == 1:
            totals[seat, RETRIED] += 1
        else:
            totals[seat, PLACED] += 1
        if outcome == POSTPONED and customers.postponed_units[i] == 0:
            customers.postponed_units[i] = orders.units[at]
            customers.postponed_sku[i] = orders.sku[at]
            customers.postponed_number[i] = orders.number[at]
            totals[seat, POSTPONED_ORDERS] += 1
            continue
        if outcome in (POSTPONED, LOST):  # a customer waits for one order at a time
            totals[seat, LOST_ORDERS] += 1
            customers.service_event[i] = max(-1.0, customers.service_event[i] - n.lost_order_event)
            continue
        sku = orders.sold_sku[at]
        units = orders.units[at]
        full_price = units * price_minor[sku]
        list_minor = int(full_price + 0.5)
        off = discount[seat]
        if n.has_deals == 1 and customers.order_value[i] >= n.deals_above:
            off = customers.deal_discount[i]
        given_minor = int(full_price * off + 0.5)
        sales_minor = list_minor - given_minor
        to_pay = full_price * (1.0 - off)
        sold[seat, ALL] += to_pay
        totals[seat, DISCOUNT_MINOR] += given_minor
        totals[seat, FILLED] += 1
        totals[seat, SALES_MINOR] += sales_minor
        if n.week - customers.first_order_week[i] < NEW_WEEKS:
            sold[seat, TO_NEW] += to_pay
        if customers.distributor[i] < 0:
            totals[seat, DIRECT_UNITS] += units
            totals[seat, COST_MINOR] += int(units * direct_cost_minor[sku] + 0.5)
        else:
            totals[seat, CHANNEL_UNITS] += units
            totals[seat, COST_MINOR] += int(units * channel_cost_minor[sku] + 0.5)
        is_further = orders.number[at] >= FURTHER
        customers.quarter_orders[i, ring] += 0 if is_further else 1
        customers.quarter_sales[i, ring] += to_pay / n.minor_per_unit
        who = customers.customer_id[i]
        fading = customers.state[i] == FADING
        delay = payment_week(
            sequence_key(n.payment_key, who),
            orders.number[at],
            orders.stamp[at],
            customers.payment_habit[i],
            late_share[seat],
            n.terms_days,
            n.late_median_days,
            n.late_sigma,
            n.late_fading if fading else 1.0,
        )
        cash[seat, (n.week + delay) % CASH_RING_WEEKS] += sales_minor
        if customers.state[i] != HEALTHY or is_further:  # leaving is decided once an order
            continue
        if n.newcomers_order == 1 and customers.first_order_week[i] == n.week:
            continue
        if own_chances.shape[0] > 0:
            chance = own_chances[i]
        else:
            exponent = churn_exponent(
                customers.goodwill[i],
                n.mean_goodwill,
                customers.service_memory[i],
                attack[customers.region[i], customers.industry[i]],
                customers.relationship[i],
                n.goodwill_effect,
                n.service_effect,
                n.attack_effect,
                n.handover_churn,
            )
            chance = churn_after_order(customers.churn_probability[i], exponent)
        if uniform(n.churn_key, who, orders.number[at]) < chance:
            begin_to_churn(customers, i, n.week, n.decline_weeks)


@compiled
def close_customer_week(lo, hi, customers, attack, numbers, counts):
    """Contracts come up for renewal, declines end; then count who is where.

    ``counts`` (7,) is the number of rows by State, added to.
    """
    n = numbers
    week_of_year = n.week % 52
    state = customers.state
    new_orders, short_rate, long_rate = customers.new_orders, customers.short_rate, customers.long_rate
    for i in range(lo, hi):
        if HEALTHY <= state[i] < GONE:
            short_rate[i] = next_rate(short_rate[i], new_orders[i], SHORT_WEEKS)
            long_rate[i] = next_rate(long_rate[i], new_orders[i], LONG_WEEKS)
        if state[i] == HEALTHY:
            if customers.renewal_week[i] == week_of_year:
                chance = renewal_probability(
                    n.renewal_base,
                    health(n.week - customers.last_order_week[i], customers.order_rate[i]),
                    customers.goodwill[i],
                    n.mean_goodwill,
                    attack[customers.region[i], customers.industry[i]],
                    n.renewal_health,
                    n.renewal_goodwill,
                    n.attack_effect,
                )
                if uniform(n.renewal_key, customers.customer_id[i], n.week // 52) >= chance:
                    begin_to_churn(customers, i, n.week, n.decline_weeks)
        elif state[i] == FADING and n.week - customers.state_week[i] >= n.decline_weeks:
            state[i] = GONE
            customers.state_week[i] = n.week
        counts[state[i]] += 1
