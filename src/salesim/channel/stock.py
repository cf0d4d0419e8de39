"""A distributor's day: receive, serve, observe, decide what to order. Stock is counted in whole units."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from pydantic import model_validator

from salesim.agents.settlement import Outcome
from salesim.channel.ordering import Ordering, OrderRule, moving_average, next_forecast, order_quantity
from salesim.channel.shelf import grows_older, move_up, on_hand, take
from salesim.columns.distributors import LEAD_RING_DAYS, MEMORY_DAYS
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.random.generator import uniform

FILLED, SUBSTITUTED, ELSEWHERE, POSTPONED, LOST, CANCELLED = (int(outcome) for outcome in Outcome)
REORDER_POINT = int(OrderRule.REORDER_POINT)

# rows of the account of goods, by SKU class: what there was, what came, where it went
OPENING, MADE, SOLD, WASTED, SCRAPPED = range(5)
N_ACCOUNTS = 5


class StockParameters(Parameters):
    """How distributors forecast and order, and what customers do when goods are out of stock."""

    rule: Literal["base_stock", "reorder_point", "human"] = parameter(
        "base_stock",
        about="how distributors order: up to a level at each review; up to a level once stock falls to another (s, S), "
        "looked at daily; or as people do, who close a part of the gap and forget goods on their way",
        source="A",
    )
    service_factor: float = parameter(
        1.3, about="safety stock in standard deviations of demand over lead time and review, z", source="A", ge=0, le=5
    )
    review_days: int = parameter(5, about="days of demand that one order covers", unit="day", source="A", ge=1, le=30)
    reorder_days: float = parameter(
        0.0,
        about="(s, S): days of demand at which an order is placed, s; 0 by lead time and safety factor",
        unit="day",
        source="A",
        ge=0,
        le=365,
    )
    up_to_days: float = parameter(
        0.0,
        about="(s, S): days of demand that an order fills up to, S; only with reorder_days",
        unit="day",
        source="A",
        ge=0,
        le=365,
    )
    adjust: float = parameter(
        0.26, about="human: share of the gap that is closed at once, a", source="L: Sterman 1989", gt=0, le=1
    )
    pipeline_weight: float = parameter(
        0.34, about="human: share of goods on their way that is remembered, beta", source="L: Sterman 1989", ge=0, le=1
    )
    forecast: Literal["smoothing", "moving_average"] = parameter(
        "smoothing", about="how distributors forecast demand", source="A"
    )
    smoothing: float = parameter(
        0.06, about="weight of the newest day in the forecast", unit="1/day", source="A", ge=0, le=1
    )
    average_days: int = parameter(14, about="days of a moving average", unit="day", source="A", ge=1, le=MEMORY_DAYS)
    sees_only_sales: bool = parameter(
        False,
        about="distributors forecast from what they sold, not from what was asked: they don't see what stock-outs lost",
        source="A",
    )
    order_inflation: float = parameter(
        0.0, about="how much more is ordered after a short delivery, for each share of it", source="A", ge=0, le=5
    )
    newest_first: float = parameter(
        0.0, about="share of sales taken from the newest goods; the others are the oldest", source="A", ge=0, le=1
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
            raise ValueError(
                Phrase(
                    "substitute, elsewhere and postpone are shares of stock-outs; they sum to {total:.6g}", total=total
                )
            )
        return self

    @model_validator(mode="after")
    def _levels_fit(self) -> StockParameters:
        if self.reorder_days > self.up_to_days:
            raise ValueError(
                Phrase(
                    "reorder_days is above up_to_days ({up_to_days:g}), which it orders up to",
                    up_to_days=self.up_to_days,
                )
            )
        return self


class StockDay(NamedTuple):
    """Numbers that a distributor's day needs; one constructor keeps their types fixed."""

    ordering: Ordering
    lead_days: int
    smoothing: float
    average_days: int  # 0: smoothing
    sees_only_sales: int
    order_inflation: float
    life_days: int  # 0: goods keep
    newest_share: float
    grey_share: float  # of customers who buy what others brought into the area, where there is some
    reach_km: float  # how far a customer is sent to find goods; 0 no further than the neighbor
    substitute: float
    elsewhere: float
    postpone: float
    stock_out_key: np.uint64
    pick_key: np.uint64
    grey_key: np.uint64


def stock_day(
    p: StockParameters,
    life_days: int = 0,
    grey_share: float = 0.0,
    reach_km: float = 0.0,
    keys: tuple[np.uint64, np.uint64, np.uint64] = (np.uint64(0), np.uint64(0), np.uint64(0)),
) -> StockDay:
    """The numbers of a day, from parameters and the keys of the streams STOCK_OUT, STOCK_PICK and GREY_BUYER."""
    return StockDay(
        ordering=Ordering(
            rule=int(OrderRule[p.rule.upper()]),
            service_factor=p.service_factor,
            review_days=float(p.review_days),
            reorder_days=p.reorder_days,
            up_to_days=p.up_to_days,
            adjust=p.adjust,
            pipeline_weight=p.pipeline_weight,
        ),
        lead_days=p.lead_days,
        smoothing=p.smoothing,
        average_days=p.average_days if p.forecast == "moving_average" else 0,
        sees_only_sales=int(p.sees_only_sales),
        order_inflation=p.order_inflation,
        life_days=life_days,
        newest_share=p.newest_first,
        grey_share=grey_share,
        reach_km=reach_km,
        substitute=p.substitute,
        elsewhere=p.elsewhere,
        postpone=p.postpone,
        stock_out_key=keys[0],
        pick_key=keys[1],
        grey_key=keys[2],
    )


@compiled
def receive(distributors, day):
    """Goods that arrive on ``day`` go into stock."""
    slot = day % distributors.arriving.shape[1]
    for d in range(distributors.stock.shape[0]):
        for sku in range(distributors.stock.shape[2]):
            units = distributors.arriving[d, slot, sku]
            if units > 0:
                distributors.stock[d, 0, sku] += units
                distributors.in_transit[d, sku] -= units
                distributors.arriving[d, slot, sku] = 0
                distributors.week_received[d] += units
            distributors.sold_today[d, sku] = 0


@compiled
def sell(stock, sold_today, week_sold, week_sales, account, d, sku, units, newest, price):
    """Units leave the stock of distributor ``d`` for a customer."""
    take(stock, d, sku, units, units if newest else 0)
    sold_today[d, sku] += units
    week_sold[d] += units
    week_sales[d] += units * price[sku]
    account[SOLD, sku] += units


@compiled
def nearest_with(distributors, d, sku, units, reach_km):
    """Row of the nearest distributor within reach that has ``units``; without reach the neighbor, whatever it has."""
    nearest, row = reach_km * reach_km, distributors.neighbor[d]
    if reach_km > 0.0:
        for other in range(distributors.stock.shape[0]):
            x, y = distributors.x_km[other] - distributors.x_km[d], distributors.y_km[other] - distributors.y_km[d]
            if other != d and x * x + y * y <= nearest and on_hand(distributors.stock, other, sku) >= units:
                nearest, row = x * x + y * y, other
    return row


@compiled
def serve(first, last, by_time, orders, customers, distributors, price, account, n):
    """Serve the orders ``by_time[first:last]`` of one day, in the order of their stamps.

    Some customers buy goods that another distributor brought into the area, if there are any. When stock is short the
    customer buys another of our products, asks the neighboring distributor, asks again next week, or is lost: with a
    rival, or without buying. A postponed order that fails again is lost.

    ``account`` (N_ACCOUNTS, sku) is added to.
    """
    # each array by itself: a helper that is handed all columns counts references to every one of them at each order
    stock, sold_today = distributors.stock, distributors.sold_today
    week_sold, week_sales = distributors.week_sold, distributors.week_sales
    week_demand, demand_today = distributors.week_demand, distributors.demand_today
    week_filled, week_met, grey = distributors.week_filled, distributors.week_met, distributors.grey
    at_distributor, customer_id = customers.distributor, customers.customer_id
    for k in range(first, last):
        at = by_time[k]
        i = orders.row[at]
        d = at_distributor[i]
        sku = orders.sku[at]
        units = orders.units[at]
        who, number = customer_id[i], orders.number[at]
        if grey[d, sku] >= units and uniform(n.grey_key, who, number) < n.grey_share:
            grey[d, sku] -= units
            distributors.week_grey[d] += units
            account[SOLD, sku] += units
            orders.outcome[at] = FILLED
            continue
        newest = n.newest_share > 0.0 and uniform(n.pick_key, who, number) < n.newest_share
        week_demand[d] += units
        demand_today[d, sku] += units
        if on_hand(stock, d, sku) >= units:
            sell(stock, sold_today, week_sold, week_sales, account, d, sku, units, newest, price)
            week_filled[d] += units
            week_met[d] += units
            orders.outcome[at] = FILLED
            continue
        orders.outcome[at] = LOST
        u = uniform(n.stock_out_key, who, number)
        if u < n.substitute:
            for other in range(stock.shape[2]):
                instead = max(1, round(units * price[sku] / price[other]))  # for the same money
                if other != sku and on_hand(stock, d, other) >= instead:
                    sell(stock, sold_today, week_sold, week_sales, account, d, other, instead, newest, price)
                    week_met[d] += units
                    orders.outcome[at] = SUBSTITUTED
                    orders.sold_sku[at] = other
                    orders.units[at] = instead
                    break
        elif u < n.substitute + n.elsewhere:
            other = nearest_with(distributors, d, sku, units, n.reach_km)
            if other != d and on_hand(stock, other, sku) >= units:
                sell(stock, sold_today, week_sold, week_sales, account, other, sku, units, newest, price)
                week_met[d] += units
                orders.outcome[at] = ELSEWHERE
        elif u < n.substitute + n.elsewhere + n.postpone and orders.retry[at] == 0:
            orders.outcome[at] = POSTPONED


@compiled
def expire(distributors, day, life_days, account):
    """Goods grow older at the close of the day; what has expired is written off."""
    if not grows_older(day, life_days, distributors.stock.shape[1]):
        return
    for d in range(distributors.stock.shape[0]):
        for sku in range(distributors.stock.shape[2]):
            expired = move_up(distributors.stock, d, sku)
            distributors.week_wasted[d] += expired
            account[WASTED, sku] += expired


@compiled
def observe(distributors, day, n):
    """Each distributor updates its forecast and its error from the day's demand, as far as it sees it."""
    memory, forecast, mad = distributors.memory, distributors.forecast, distributors.forecast_mad
    for d in range(distributors.stock.shape[0]):
        for sku in range(distributors.stock.shape[2]):
            seen = distributors.sold_today[d, sku] if n.sees_only_sales else distributors.demand_today[d, sku]
            mad[d, sku] = next_forecast(mad[d, sku], abs(seen - forecast[d, sku]), n.smoothing)
            if n.average_days > 0:
                memory[d, day % memory.shape[1], sku] = seen
                forecast[d, sku] = moving_average(memory, d, sku, day, n.average_days)
            else:
                forecast[d, sku] = next_forecast(forecast[d, sku], seen, n.smoothing)
            distributors.demand_today[d, sku] = 0


@compiled
def wanted_units(distributors, d, sku, days, n):
    """Units that distributor ``d`` orders by its rule, to cover ``days``."""
    safety = n.ordering.service_factor * (1.0 - distributors.distrust[d]) + distributors.safety[d]
    units = order_quantity(
        n.ordering,
        distributors.forecast[d, sku],
        distributors.forecast_mad[d, sku],
        days,
        distributors.extra_days[d],
        safety,
        on_hand(distributors.stock, d, sku),
        distributors.at_desk[d, sku] + distributors.in_transit[d, sku],
    )
    if n.order_inflation > 0.0:
        units = int(units * (1.0 + n.order_inflation * distributors.shortage[d]) + 0.5)
    return units


@compiled
def decide_orders(distributors, day, n, wanted):
    """The default ordering rule for all distributors, reviewed every ``review_days``; (s, S) is looked at daily.

    The protected time is the lead time, what the own orders lately lay at the desk, and the review. Writes ``wanted``
    (n, sku), where a row of zeros places no order, and returns whether any row is not zero. Reviews are staggered so
    that not all order on one day.
    """
    anybody = False
    every = int(n.ordering.review_days)
    for d in range(distributors.stock.shape[0]):
        due = n.ordering.rule == REORDER_POINT or (day + d) % every == 0
        review = due and distributors.waiting_order[d] == 0 and distributors.closed[d] == 0
        for sku in range(distributors.stock.shape[2]):
            wanted[d, sku] = 0
            if review:
                days = n.lead_days + distributors.desk_days[d] + n.ordering.review_days
                wanted[d, sku] = wanted_units(distributors, d, sku, days, n)
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
def give_back(n_orders, orders, customers, distributors, price, account):
    """Orders of customers who had left before they came: goods go back into stock."""
    for at in range(n_orders):
        i = orders.row[at]
        d = customers.distributor[i]
        if orders.outcome[at] != CANCELLED or d < 0:
            continue
        sku, units = orders.sold_sku[at], orders.units[at]
        distributors.stock[d, 0, sku] += units
        distributors.week_sold[d] -= units
        distributors.week_sales[d] -= units * price[sku]
        account[SOLD, sku] -= units


@compiled
def balance(distributors, at_brand, account):
    """The first SKU class whose goods do not add up, or -1: opening + made = sold + waste + lost + closing + pipeline.

    What one distributor brought into another's area is stock like any other; so is ``at_brand`` (sku,).
    """
    for sku in range(distributors.stock.shape[2]):
        there = at_brand[sku]
        for d in range(distributors.stock.shape[0]):
            there += on_hand(distributors.stock, d, sku) + distributors.grey[d, sku] + distributors.in_transit[d, sku]
        gone = account[SOLD, sku] + account[WASTED, sku] + account[SCRAPPED, sku]
        if account[OPENING, sku] + account[MADE, sku] != gone + there:
            return sku
    return -1


@compiled
def simulate_day(day, first, last, by_time, orders, customers, distributors, price, account, n, wanted):
    """One day of all distributors: receive, serve, grow older, observe, decide. Returns whether anybody orders."""
    receive(distributors, day)
    serve(first, last, by_time, orders, customers, distributors, price, account, n)
    expire(distributors, day, n.life_days, account)
    observe(distributors, day, n)
    return decide_orders(distributors, day, n, wanted)
