"""A distributor's day: receive, serve, observe, decide what to order. Stock is counted in whole units."""

from __future__ import annotations

import math

import numpy as np
from pydantic import model_validator

from salesim.agents.aftermath import Outcome
from salesim.columns.distributors import LEAD_RING_DAYS, N_SKU
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.generator import uniform

FILLED, SUBSTITUTED, ELSEWHERE, POSTPONED, LOST = (int(outcome) for outcome in Outcome)


class StockParameters(Parameters):
    """How distributors forecast and order, and what customers do when goods are out of stock."""

    service_factor: float = parameter(
        1.3, about="safety stock in standard deviations of demand over lead time and review, z", source="A", ge=0, le=5
    )
    review_days: int = parameter(5, about="days of demand that one order covers", unit="day", source="A", ge=1, le=30)
    smoothing: float = parameter(
        0.06, about="weight of the newest day in the forecast", unit="1/day", source="A", gt=0, le=1
    )
    lead_days: int = parameter(
        4,
        about="days from release at the desk to arrival",
        unit="day",
        source="A",
        ge=1,
        le=LEAD_RING_DAYS // 2 - 1,  # a wrong line takes them twice, and a missed cut-off one more
    )
    substitute: float = parameter(
        0.19,
        about="share of stock-outs in which another product of ours is bought",
        source="L: Corsten & Gruen 2003",
        ge=0,
        le=1,
    )
    elsewhere: float = parameter(
        0.31, about="share that asks another distributor", source="L: Corsten & Gruen 2003", ge=0, le=1
    )
    postpone: float = parameter(
        0.15, about="share that asks again next week", source="L: Corsten & Gruen 2003", ge=0, le=1
    )
    holding_share_year: float = parameter(
        0.2, about="cost of holding stock a year, as a share of what it cost", source="A: capital, space", ge=0, le=2
    )
    lost_order_memory: float = parameter(
        0.5, about="what a lost order does to remembered service", source="A", ge=0, le=1
    )

    @model_validator(mode="after")
    def _reactions_fit(self) -> StockParameters:
        total = self.substitute + self.elsewhere + self.postpone
        if total > 1.0 + 1e-9:
            raise ValueError(f"substitute, elsewhere and postpone are shares of stock-outs; they sum to {total:.6g}")
        return self


@compiled
def order_up_to(forecast, mad, days, service_factor):
    """Base-stock level S = f days + z sigma sqrt(days), sigma = 1.25 MAD; in units.

    ``days`` is lead time plus review. 1.25 turns a mean absolute deviation into a standard deviation for normal
    errors.
    """
    return forecast * days + service_factor * 1.25 * mad * math.sqrt(days)


@compiled
def receive(distributors, day):
    """Goods that arrive on ``day`` go into stock."""
    slot = (day % LEAD_RING_DAYS) * N_SKU
    for d in range(distributors.stock.shape[0]):
        for sku in range(N_SKU):
            units = distributors.arriving[d, slot + sku]
            if units > 0:
                distributors.stock[d, sku] += units
                distributors.in_transit[d, sku] -= units
                distributors.arriving[d, slot + sku] = 0
                distributors.week_received[d] += units


@compiled
def serve(first, last, by_time, orders, customers, distributors, substitute, elsewhere, postpone, price_cny, key):
    """Serve the orders ``by_time[first:last]`` of one day, in the order of their stamps.

    When stock is short the customer buys another of our products, asks the neighbouring distributor, asks again next
    week, or is lost: with a rival, or without buying. A postponed order that fails again is lost.
    """
    stock = distributors.stock
    for k in range(first, last):
        at = by_time[k]
        i = orders.row[at]
        d = customers.distributor[i]
        sku = orders.sku[at]
        units = orders.units[at]
        distributors.week_demand[d] += units
        distributors.demand_today[d, sku] += units
        if stock[d, sku] >= units:
            stock[d, sku] -= units
            distributors.week_sold[d] += units
            orders.outcome[at] = FILLED
            continue
        orders.outcome[at] = LOST
        u = uniform(key, customers.customer_id[i], orders.number[at])
        if u < substitute:
            for other in range(N_SKU):
                instead = max(1, round(units * price_cny[sku] / price_cny[other]))  # for the same money
                if other != sku and stock[d, other] >= instead:
                    stock[d, other] -= instead
                    distributors.week_sold[d] += instead
                    orders.outcome[at] = SUBSTITUTED
                    orders.sold_sku[at] = other
                    orders.units[at] = instead
                    break
        elif u < substitute + elsewhere:
            other = distributors.neighbour[d]
            if other != d and stock[other, sku] >= units:
                stock[other, sku] -= units
                distributors.week_sold[other] += units
                orders.outcome[at] = ELSEWHERE
        elif u < substitute + elsewhere + postpone and orders.retry[at] == 0:
            orders.outcome[at] = POSTPONED


@compiled
def observe(distributors, smoothing):
    """Each distributor updates its forecast and its error from the day's demand."""
    for d in range(distributors.stock.shape[0]):
        for sku in range(N_SKU):
            seen = distributors.demand_today[d, sku]
            error = seen - distributors.forecast[d, sku]
            distributors.forecast[d, sku] += smoothing * error
            distributors.forecast_mad[d, sku] += smoothing * (abs(error) - distributors.forecast_mad[d, sku])
            distributors.demand_today[d, sku] = 0


@compiled
def wanted_units(distributors, d, sku, cover_days, service_factor):
    """Units that bring the inventory position up to the base-stock level; 0 if it is there."""
    position = distributors.stock[d, sku] + distributors.at_desk[d, sku] + distributors.in_transit[d, sku]
    level = order_up_to(distributors.forecast[d, sku], distributors.forecast_mad[d, sku], cover_days, service_factor)
    return max(0, math.ceil(level) - position)


@compiled
def decide_orders(distributors, day, review_days, lead_days, service_factor, wanted):
    """The default ordering rule for all distributors: base stock, reviewed every ``review_days``.

    The protected time is the lead time, what the own orders lately lay at the desk, and the review. Writes ``wanted``
    (n, N_SKU), where a row of zeros places no order, and returns whether any row is not zero. Reviews are staggered so
    that not all order on one day.
    """
    anybody = False
    for d in range(distributors.stock.shape[0]):
        review = (day + d) % review_days == 0 and distributors.waiting_order[d] == 0
        for sku in range(N_SKU):
            wanted[d, sku] = 0
            if review:
                days = lead_days + distributors.desk_days[d] + review_days
                wanted[d, sku] = wanted_units(distributors, d, sku, days, service_factor)
                if wanted[d, sku] > 0:
                    anybody = True
    return anybody


@compiled
def sort_by_time(orders, n_orders, customers, by_time, day_start):
    """Positions of the distributors' orders in the order of their stamps, by a counting sort; direct ones are filled.

    Parameters
    ----------
    by_time : (>= n_orders,) written.
    day_start : (8,) written: first position of each day in ``by_time``; the last entry is their number.
    """
    steps = 512  # of a day; orders of one step are served in customer order
    counts = np.zeros(7 * steps + 1, np.int64)
    for at in range(n_orders):
        if customers.distributor[orders.row[at]] >= 0:
            counts[int(orders.stamp[at] * steps) + 1] += 1
        else:
            orders.outcome[at] = FILLED
    for step in range(1, counts.shape[0]):
        counts[step] += counts[step - 1]
    for day in range(8):
        day_start[day] = counts[day * steps]
    for at in range(n_orders):
        if customers.distributor[orders.row[at]] >= 0:
            step = int(orders.stamp[at] * steps)
            by_time[counts[step]] = at
            counts[step] += 1


@compiled
def live_day(
    day,
    first,
    last,
    by_time,
    orders,
    customers,
    distributors,
    substitute,
    elsewhere,
    postpone,
    key,
    smoothing,
    review_days,
    lead_days,
    service_factor,
    price_cny,
    wanted,
):
    """One day of all distributors: receive, serve, observe, decide. Returns whether anybody wants to order."""
    receive(distributors, day)
    serve(first, last, by_time, orders, customers, distributors, substitute, elsewhere, postpone, price_cny, key)
    observe(distributors, smoothing)
    return decide_orders(distributors, day, review_days, lead_days, service_factor, wanted)
