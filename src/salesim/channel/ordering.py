"""How much to order: base stock, (s, S), and what people do, who forget what is on its way. Forecasts of demand."""

from __future__ import annotations

import math
from enum import IntEnum
from statistics import NormalDist
from typing import NamedTuple

from salesim.compiled import compiled

MOST_SAFETY = 5.0  # standard deviations: as much as `channel.stock.service_factor` may be


class OrderRule(IntEnum):
    """Named as in a scenario, in lower case."""

    BASE_STOCK = 0
    REORDER_POINT = 1
    HUMAN = 2


REORDER_POINT, HUMAN = int(OrderRule.REORDER_POINT), int(OrderRule.HUMAN)


class Ordering(NamedTuple):
    """Numbers of an ordering rule; one constructor keeps their types fixed."""

    rule: int
    service_factor: float
    review_days: float
    reorder_days: float  # 0: s is the base-stock level without the review
    up_to_days: float
    adjust: float  # share of a gap that people close at once, a
    pipeline_weight: float  # how much of what is on its way they remember, beta


@compiled
def order_up_to(forecast, mad, days, service_factor):
    """Base-stock level S = f days + z sigma sqrt(days), sigma = 1.25 MAD; in units.

    ``days`` is lead time plus review. 1.25 turns a mean absolute deviation into a standard deviation for normal
    errors.
    """
    return forecast * days + service_factor * 1.25 * mad * math.sqrt(days)


@compiled
def order_quantity(rule, forecast, mad, days, ahead_days, safety, net_stock, pipeline):
    """Whole units to order now.

    - base stock: max(0, S - IP)
    - (s, S): S - IP when the inventory position IP <= s. By days of cover, s = f reorder_days and S = f up_to_days;
      else s protects the lead time and S lies a review's demand above it.
    - human (Sterman 1989): max(0, f R + a (S - f R - IL - beta pipeline)); with a = beta = 1 it is base stock.

    Parameters
    ----------
    rule : Ordering.
    forecast, mad : [units/day], f and the mean absolute error.
    days : lead time, time at the desk and review, whose demand the base stock covers.
    ahead_days : days of demand bought ahead besides.
    safety : the safety factor z.
    net_stock, pipeline : [units] stock less backlog, IL, and all that is ordered and not here; IP is their sum.
    """
    ahead = forecast * ahead_days
    if rule.rule == REORDER_POINT:
        if rule.reorder_days > 0.0:
            reorder_at, level = forecast * rule.reorder_days, forecast * rule.up_to_days
        else:
            reorder_at = order_up_to(forecast, mad, days - rule.review_days + 1.0, safety)
            level = reorder_at + forecast * rule.review_days
        if net_stock + pipeline > reorder_at + ahead:
            return 0
        return max(0, math.ceil(level + ahead) - net_stock - pipeline)
    level = order_up_to(forecast, mad, days, safety) + ahead
    if rule.rule == HUMAN:
        usual = forecast * rule.review_days
        gap = level - usual - net_stock - rule.pipeline_weight * pipeline
        return max(0, math.floor(usual + rule.adjust * gap + 0.5))
    return max(0, math.ceil(level) - net_stock - pipeline)


@compiled
def next_forecast(forecast, seen, weight):
    """Exponential smoothing: f + w (seen - f)."""
    return forecast + weight * (seen - forecast)


@compiled
def moving_average(memory, d, sku, day, days):
    """Mean of the last ``days`` days up to ``day`` in a ring (n, ring, sku)."""
    total = 0
    for back in range(days):
        total += memory[d, (day - back) % memory.shape[1], sku]
    return total / days


def safety_factor(holding: float, penalty: float) -> float:
    """The newsvendor's safety factor z = inverse normal of penalty / (penalty + holding), costs of a unit each.

    At most `MOST_SAFETY` either way: stock that costs nothing is not kept without end, and a stock-out that costs
    nothing is not sought.

    >>> round(50.0 + 8.0 * safety_factor(0.18, 0.70), 3)  # of a demand with mean 50 and standard deviation 8
    56.604
    """
    if penalty + holding <= 0.0:
        return 0.0
    served, most = penalty / (penalty + holding), NormalDist().cdf(MOST_SAFETY)
    return NormalDist().inv_cdf(min(max(served, 1.0 - most), most))
