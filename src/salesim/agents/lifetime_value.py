"""What the customer base is worth: margin expected from today's customers, so that no arm wins by using it up."""

from __future__ import annotations

import math
from typing import NamedTuple

from salesim.agents.churn import churn_after_order, churn_exponent
from salesim.agents.order_rate import memory_factor
from salesim.columns import State
from salesim.compiled import compiled

HEALTHY, FADING = int(State.HEALTHY), int(State.FADING)


class FutureMargin(NamedTuple):
    """Numbers of customers' worth; one constructor keeps their types fixed."""

    direct_margin: float  # share of the price
    channel_margin: float
    horizon_weeks: float
    mean_goodwill: float
    elasticity: float
    service_effect: float  # on the order rate
    goodwill_effect: float  # on churn, and so below
    churn_service: float
    handover_churn: float
    recovery: float  # of a broken relationship, a week
    decline_weeks: float
    renewal_base: float
    further_share: float  # of an order's value, what a further line adds
    week: int


@compiled
def expected_weeks(churn_per_week, horizon_weeks):
    """Weeks that a customer is expected to stay within the horizon: (1 - exp(-h H)) / h."""
    if churn_per_week * horizon_weeks < 1e-9:
        return horizon_weeks
    return (1.0 - math.exp(-churn_per_week * horizon_weeks)) / churn_per_week


@compiled
def future_margin(customers, numbers):
    """Expected margin of all current customers over the next ``numbers.horizon_weeks``, in money.

    Rate, goodwill and service memory count at today's level, broken relationships recover as they do in the model;
    customers who leave go through their decline, those who are fading through what is left of it. Contracts that are
    not renewed count as leaving, evenly over the year. A further product line adds its share of every order. Neither
    new customers nor attacks are included.
    """
    n = numbers
    total = 0.0
    for i in range(customers.state.shape[0]):
        s = customers.state[i]
        if s != HEALTHY and s != FADING:
            continue
        rate = customers.order_rate[i] * memory_factor(
            customers.goodwill[i], n.mean_goodwill, n.elasticity, n.service_effect * customers.service_memory[i]
        )
        margin = n.channel_margin if customers.distributor[i] >= 0 else n.direct_margin
        if customers.further_line[i] > 0:
            margin *= 1.0 + n.further_share
        if s == FADING:
            left = max(0.0, 1.0 - (n.week - customers.state_week[i]) / max(n.decline_weeks, 1.0))
            weeks = 0.5 * n.decline_weeks * left * left
            total += rate * customers.relationship[i] * weeks * customers.order_value[i] * margin
            continue
        relationship = customers.relationship[i]
        if relationship < 1.0:  # mean over the horizon of a straight recovery
            gap = 1.0 - relationship
            until = min(gap / n.recovery, n.horizon_weeks) if n.recovery > 0.0 else n.horizon_weeks
            relationship = 1.0 - until * (gap - 0.5 * n.recovery * until) / n.horizon_weeks
        exponent = churn_exponent(
            customers.goodwill[i],
            n.mean_goodwill,
            customers.service_memory[i],
            0.0,
            relationship,
            n.goodwill_effect,
            n.churn_service,
            0.0,
            n.handover_churn,
        )
        leave = rate * relationship * churn_after_order(customers.churn_probability[i], exponent)
        if customers.renewal_week[i] >= 0:
            leave += (1.0 - n.renewal_base) / 52.0
        weeks = expected_weeks(leave, n.horizon_weeks)
        weeks += leave * weeks * 0.5 * n.decline_weeks  # who leaves within the horizon still buys while declining
        total += rate * relationship * weeks * customers.order_value[i] * margin
    return total
