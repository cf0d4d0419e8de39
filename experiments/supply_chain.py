"""Distributors and their suppliers without a market: a chain driven by a table of demand, for theory and research.

The same equations as in the model: goods are received, demand is served, goods grow old, demand is observed, orders
are placed. Where the model's customers react to a stock-out, here demand waits or is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from salesim.channel.ordering import order_quantity
from salesim.channel.shelf import grows_older, move_up, on_hand, take
from salesim.channel.stock import StockDay, StockParameters, observe, stock_day
from salesim.columns import Distributors, new_columns
from salesim.compiled import compiled


class ChainSums(NamedTuple):
    """Sums over all days that are counted, (n, sku) each."""

    asked: np.ndarray  # units
    asked_squared: np.ndarray
    at_once: np.ndarray  # units served without waiting
    lost: np.ndarray  # units
    wasted: np.ndarray  # units expired
    stock: np.ndarray  # units on hand at the close of a day
    backlog: np.ndarray  # units owed at the close of a day
    in_stock: np.ndarray  # days that closed with stock
    orders: np.ndarray
    ordered: np.ndarray  # units
    ordered_squared: np.ndarray
    closing: np.ndarray  # units on hand and on the road to it at the end


@compiled
def simulate_chain(
    demand,
    distributors,
    backlog,
    mail,
    supplier,
    sees,
    mail_days,
    lead_days,
    cover_days,
    steady_days,
    waits,
    n,
    uncounted_days,
    sums,
):
    """Let the chain live through ``demand`` (days, n, sku) units.

    Parameters
    ----------
    backlog : (n, sku) units owed.
    mail : (n, ring, sku) orders on their way to their supplier, by the day on which they are read.
    supplier : (n,) row that supplies each, below it in the table; -1 a source that always delivers.
    sees : (n,) row whose demand each forecasts from: its own, or that of one before it, which shares what it sees.
    mail_days, lead_days : days until an order is read, and from then until goods arrive.
    cover_days : (n,) days whose demand the ordering rule covers.
    steady_days : days at first on which everybody orders the forecast.
    waits : 1 where unmet demand waits, 0 where it is lost.
    n : StockDay.
    sums : ChainSums, added to from day ``uncounted_days`` on.
    """
    stock, arriving, in_transit = distributors.stock, distributors.arriving, distributors.in_transit
    ring, rows, skus = arriving.shape[1], stock.shape[0], stock.shape[2]
    for day in range(demand.shape[0]):
        old = grows_older(day, n.life_days, stock.shape[1])
        counts = day >= uncounted_days
        for d in range(rows):
            for sku in range(skus):
                units = arriving[d, day % ring, sku]
                arriving[d, day % ring, sku] = 0
                stock[d, 0, sku] += units
                in_transit[d, sku] -= units
        for d in range(rows):
            above = supplier[d]
            for sku in range(skus):
                asked = demand[day, d, sku] + mail[d, day % ring, sku]
                mail[d, day % ring, sku] = 0
                there = on_hand(stock, d, sku)
                at_once = min(asked, max(there - backlog[d, sku], 0))
                sent = min(there, asked + backlog[d, sku])
                take(stock, d, sku, sent, int(n.newest_share * sent + 0.5))
                unmet = asked + backlog[d, sku] - sent
                backlog[d, sku] = unmet if waits else 0
                distributors.demand_today[d, sku] = asked if sees[d] == d else distributors.demand_today[sees[d], sku]
                distributors.sold_today[d, sku] = at_once
                wasted = move_up(stock, d, sku) if old else 0
                for below in range(d):
                    if supplier[below] == d:  # one customer each: a chain, not a tree
                        arriving[below, (day + lead_days[below]) % ring, sku] += sent
                if counts:
                    left = there - sent - wasted
                    sums.asked[d, sku] += asked
                    sums.asked_squared[d, sku] += asked * asked
                    sums.at_once[d, sku] += at_once
                    sums.lost[d, sku] += 0 if waits else unmet
                    sums.wasted[d, sku] += wasted
                    sums.stock[d, sku] += left
                    sums.backlog[d, sku] += backlog[d, sku]
                    sums.in_stock[d, sku] += left > 0
        observe(distributors, day, n)
        for d in range(rows):
            above = supplier[d]
            for sku in range(skus):
                forecast = distributors.forecast[d, sku]
                if day < steady_days:
                    units = int(forecast)
                else:
                    units = order_quantity(
                        n.ordering,
                        forecast,
                        distributors.forecast_mad[d, sku],
                        cover_days[d],
                        0.0,
                        n.ordering.service_factor,
                        on_hand(stock, d, sku) - backlog[d, sku],
                        in_transit[d, sku],
                    )
                in_transit[d, sku] += units
                if above < 0:
                    arriving[d, (day + lead_days[d]) % ring, sku] += units
                else:
                    mail[above, (day + mail_days) % ring, sku] += units
                if counts:
                    sums.orders[d, sku] += units > 0
                    sums.ordered[d, sku] += units
                    sums.ordered_squared[d, sku] += units * units
    for d in range(rows):
        for sku in range(skus):
            sums.closing[d, sku] = on_hand(stock, d, sku)
            for slot in range(ring):
                sums.closing[d, sku] += arriving[d, slot, sku]


def drive_chain(
    demand: np.ndarray,
    parameters: StockParameters,
    *,
    stock: int,
    forecast: float,
    lead_days: int | Sequence[int],
    cover_days: float | Sequence[float],
    supplied_by: Sequence[int] | None = None,
    sees: Sequence[int] | None = None,
    mail_days: int = 0,
    pipeline: int = 0,
    steady_days: int = 0,
    life_days: int = 0,
    ages: int = 1,
    waits: bool = True,
    uncounted_days: int = 0,
) -> ChainSums:
    """Drive distributors through a table of demand and count what happened.

    Parameters
    ----------
    demand : (days, n, sku) whole units that the market asks of each; SKU classes live side by side, as repetitions.
    parameters : the ordering rule and the forecast.
    stock, forecast, pipeline : at first: units on hand, units a day, and units that arrive, or are read, on each day
        for which an order can be on its way.
    lead_days, cover_days : for all, or for each: days of transport, and days whose demand the rule covers.
    supplied_by : row that supplies each, above its customer's; -1 and by default a source that always delivers.
    sees : row whose demand each forecasts from; by default what it is asked for itself.
    mail_days : days until a supplier reads an order.
    steady_days : days at first on which all order their forecast.
    life_days, ages : days until goods expire (0 never), and age classes in which that is counted.
    waits : whether unmet demand waits or is lost.
    uncounted_days : days at first that are not counted.

    >>> ones = np.ones((10, 1, 1), np.int64)
    >>> usual = StockParameters(smoothing=0.5, service_factor=0.0)
    >>> sums = drive_chain(ones, usual, stock=2, forecast=1.0, lead_days=1, cover_days=2.0)
    >>> sums.at_once.item(), sums.stock.item()
    (10.0, 10.0)
    """
    demand = np.ascontiguousarray(demand, np.int64)
    _, n, skus = demand.shape
    supplier = np.full(n, -1) if supplied_by is None else np.asarray(supplied_by, np.int64)
    seen = np.arange(n) if sees is None else np.asarray(sees, np.int64)
    lead = np.broadcast_to(np.asarray(lead_days, np.int64), n).copy()
    cover = np.broadcast_to(np.asarray(cover_days, np.float64), n).copy()
    ring = int(lead.max()) + mail_days + 1
    sizes = {"sku": skus, "age": ages, "day": ring}
    d = new_columns(Distributors, n, sizes, forecast=forecast)
    d.stock[:, 0] = stock
    mail = np.zeros((n, ring, skus), np.int64)
    for row in range(n):
        d.arriving[row, : lead[row]] = pipeline
        d.in_transit[row] += pipeline * lead[row]
        if supplier[row] >= 0:
            mail[supplier[row], :mail_days] = pipeline
            d.in_transit[row] += pipeline * mail_days
    d.memory[:] = round(forecast)
    sums = ChainSums(*(np.zeros((n, skus)) for _ in ChainSums._fields))
    numbers: StockDay = stock_day(parameters, life_days)
    simulate_chain(
        demand,
        d,
        np.zeros((n, skus), np.int64),
        mail,
        supplier,
        seen,
        mail_days,
        lead,
        cover,
        steady_days,
        int(waits),
        numbers,
        uncounted_days,
        sums,
    )
    return sums


def bullwhip(cover_days: float, average_days: int) -> float:
    """Variance of orders over variance of demand under a base stock on a moving average (Chen et al. 2000).

    1 + 2 L / p + 2 (L / p)^2, for independent demand and no safety stock that is estimated, too.

    >>> round(bullwhip(1, 5), 2), round(bullwhip(4, 10), 2)
    (1.48, 2.12)
    """
    share = cover_days / average_days
    return 1.0 + 2.0 * share + 2.0 * share * share
