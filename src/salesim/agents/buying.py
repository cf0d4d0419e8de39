"""How customers buy: order rates, regularity, order values, and the weekly kernel that turns them into orders.

With all effects off, one phase and no decline, orders and leaving are exactly the BG/NBD process.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from salesim.agents.cross_sell import FURTHER, line_product, order_parts
from salesim.agents.deals import DealParameters, is_deal, open_deal
from salesim.agents.goodwill import immediate_response, next_goodwill
from salesim.agents.order_rate import memory_factor, rate_before_memory, still_buys
from salesim.columns import NEVER, State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import choice, gamma, poisson
from salesim.random.generator import bits, sequence_key, uniform, unit

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)


class LognormalValues(Parameters):
    """Mean order values spread lognormally over customers."""

    kind: Literal["lognormal"] = parameter("lognormal", about="how mean order values are spread", source="A")
    median: float = parameter(2800.0, about="median of customers' mean order value", unit="money", source="A", gt=0)
    sigma: float = parameter(0.8, about="standard deviation of its logarithm", source="A", ge=0, le=3)
    shape: float = parameter(
        6.25, about="gamma shape of a single order around its mean, p", source="F: CDNOW", gt=0, le=1000
    )


class GammaGammaValues(Parameters):
    """Order values by the Gamma-Gamma model (Fader & Hardie 2013)."""

    kind: Literal["gamma_gamma"] = parameter("gamma_gamma", about="how mean order values are spread", source="A")
    shape: float = parameter(6.25, about="gamma shape of a single order, p", source="F: CDNOW", gt=0, le=1000)
    q: float = parameter(
        3.74, about="gamma shape of the inverse scale over customers", source="F: CDNOW", gt=1, le=1_000_000
    )
    v: float = parameter(
        15.4, about="gamma rate of the inverse scale over customers", unit="money", source="F: CDNOW", gt=0
    )


class BuyingParameters(Parameters):
    """How often and how much customers buy, before any effect of visits, service or competitors."""

    rate_shape: float = parameter(
        1.5, about="gamma shape of order rates over customers, r", source="A", ge=0.01, le=100
    )
    rate_scale: float = parameter(
        6.0, about="gamma rate of order rates over customers, alpha", unit="week", source="A", ge=0.01, le=10_000
    )
    churn_a: float = parameter(1.0, about="beta parameter a of the churn probability", source="A", ge=0.001, le=1000)
    churn_b: float = parameter(
        12.0, about="beta parameter b of the churn probability", source="A", ge=0.001, le=100_000
    )
    tenure_years: float = parameter(
        3.0,
        about="mean time since customers' first order when the simulation begins; 0 takes a fresh cohort",
        unit="year",
        source="A",
        ge=0,
        le=50,
    )
    phases: int = parameter(
        2, about="phases between orders, k: 1 orders at random, more is more regular", source="F: B2B", ge=1, le=20
    )
    drift: float = parameter(
        0.25,
        about="standard deviation of the logarithm by which the value of a customer's orders drifts in a year; the "
        "mean stays",
        unit="1/year",
        source="A",
        ge=0,
        le=1,
    )
    local_sd: float = parameter(
        0.58,
        about="standard deviation of the logarithm of a town's demand, against that of the whole market",
        source="A: so that the ranks of reps by yearly sales correlate by .5 to .8, as in the field",
        ge=0,
        le=1,
    )
    local_persistence: float = parameter(
        0.15, about="correlation of a town's demand from one year to the next", unit="1/year", source="A", ge=0, lt=1
    )
    growth: float = parameter(
        0.0, about="growth of demand, a year", unit="1/year", source="A: a stationary market", ge=-0.5, le=1
    )
    service_effect: float = parameter(
        0.3, about="effect of remembered service on the log of the order rate, beta_q", source="A", ge=0, le=3
    )
    service_memory: float = parameter(
        0.90, about="share of service memory left after a week, phi", unit="1/week", source="A", ge=0, lt=1
    )
    discount_response: float = parameter(
        0.5,
        about="orders won by a discount in the week in which it is given: 10 % off brings 5 % more",
        source="A: business customers need what they need",
        ge=0,
        le=10,
    )
    deals: DealParameters = parameter(DealParameters(), about="large orders that close on a day agreed on", source="A")
    values: Annotated[LognormalValues | GammaGammaValues, Field(discriminator="kind")] = parameter(
        LognormalValues(), about="how much an order is worth", source="A"
    )


class BuyingWeek(NamedTuple):
    """Numbers that the buying kernel needs this week; one constructor keeps their types fixed."""

    week: int
    season: float
    elasticity: float
    immediate: float
    carry_over: float
    mean_goodwill: float
    service_effect: float
    service_memory: float
    phases: int
    decline_weeks: int
    recovery: float  # of a broken relationship, a week
    channel_push: float  # factor on the order rate of distributors' customers, 1 without a promotion
    value_shape: float
    further_lines: int  # product lines that can be sold on top; 0 none
    further_share: float  # of an order's value, what a further line adds
    newcomers_order: int  # 1 where whoever begins to buy orders in that week, as in BG/NBD, which begins with an order
    buying_key: np.uint64
    day_key: np.uint64
    value_key: np.uint64
    product_key: np.uint64


class Orders(NamedTuple):
    """Orders of one week, one row each, in customer order."""

    row: np.ndarray  # customer row
    stamp: np.ndarray  # day and part of the day, in [0, 7); a distributor serves in this order
    sku: np.ndarray  # SKU class
    units: np.ndarray  # whole units
    number: np.ndarray  # running number of the customer's order; addresses its draws. From `FURTHER` on, a further line
    retry: np.ndarray  # 1 an order that a stock-out postponed last week
    outcome: np.ndarray  # an Outcome, once served
    sold_sku: np.ndarray  # SKU class delivered; differs after a substitution


def new_orders(size: int) -> Orders:
    """Room for ``size`` orders."""
    return Orders(
        np.zeros(size, np.int64),
        np.zeros(size, np.float64),
        np.zeros(size, np.int8),
        np.zeros(size, np.int32),
        np.zeros(size, np.int32),
        np.zeros(size, np.int8),
        np.zeros(size, np.int8),
        np.zeros(size, np.int8),
    )


@compiled
def order_units(value, price, u):
    """Whole units of an order worth about ``value``: rounded at random so that the mean is kept, at least one."""
    exact = value / price
    units = math.floor(exact)
    if u < exact - units:
        units += 1.0
    return max(1, int(units))


@compiled
def at_most(goodwill, mean_goodwill, elasticity, service):
    """An upper bound of exp(log response + service) without exponential or logarithm.

    Above the tangent lies no concave power, x^eta <= 1 + eta (x - 1) for eta <= 1; exp(s) <= 1 + s + s^2 for s <= 1.79.
    Outside of these ranges the bound is infinite.
    """
    if elasticity > 1.0 or service > 1.79:
        return math.inf
    return (1.0 + elasticity * (goodwill - mean_goodwill) / (1.0 + mean_goodwill)) * (1.0 + service + service * service)


@compiled
def usual_order_rates(lo, hi, customers, attack_factor, support, seat_factor, deal_factor, numbers, deals, rates):
    """Order rate of customers ``lo`` to ``hi`` this week by the model's own rule, into ``rates``; 0 for all others.

    For rules of a user's own, which see it and may answer something else; arguments as in `decide_to_buy`.
    """
    n = numbers
    for i in range(lo, hi):
        rates[i] = 0.0
        if not HEALTHY <= customers.state[i] < GONE:
            continue
        visited, seat = customers.visit_quality[i], customers.seat[i]
        g = next_goodwill(customers.goodwill[i], visited, n.carry_over)
        memory = n.service_memory * customers.service_memory[i] + (1.0 - n.service_memory) * customers.service_event[i]
        fade = still_buys(customers.state[i], n.week - customers.state_week[i], n.decline_weeks)
        rates[i] = rate_before_memory(
            customers.order_rate[i],
            n.season,
            attack_factor[customers.region[i], customers.industry[i]],
            support[seat],
            customers.relationship[i],
            fade,
            deal_factor[seat] if is_deal(customers.order_value[i], deals) else seat_factor[seat],
            immediate_response(visited, n.mean_goodwill, n.immediate),
        ) * memory_factor(g, n.mean_goodwill, n.elasticity, n.service_effect * memory)
        if customers.distributor[i] >= 0:
            rates[i] *= n.channel_push


@compiled
def decide_to_buy(lo, hi, customers, attack_factor, support, seat_factor, deal_factor, own_rates, numbers, deals):
    """Let customers ``lo`` to ``hi`` live one week: goodwill, memory, order rate, number of orders.

    The order rate is that of `order_rate`; a seat's factor is its closing push and timing. What is decided on as a deal
    becomes an order only as the deal closes.

    Parameters
    ----------
    attack_factor : (n_regions, n_industries) factor on the order rate under competitors' attacks, 1 without.
    support : (n_seats,) share of an attack's effect that the firm's support takes away.
    seat_factor, deal_factor : (n_seats,) factor on the order rate of a seat's own accounts, and of those whose orders
        are deals, which have a day of their own.
    own_rates : (n,) order rates by a rule of the user's own; (0,) the model's.
    numbers, deals : BuyingWeek, DealWeek.

    Returns
    -------
    Rows that `place_orders` will need for these customers, new orders and postponed ones together.
    """
    state = customers.state
    state_week = customers.state_week
    goodwill = customers.goodwill
    memory = customers.service_memory
    event = customers.service_event
    quality = customers.visit_quality
    relationship = customers.relationship
    rate = customers.order_rate
    distributor = customers.distributor
    region = customers.region
    industry = customers.industry
    seat = customers.seat
    phase = customers.order_phase
    new_orders = customers.new_orders
    postponed = customers.postponed_units
    customer_id = customers.customer_id
    further_line = customers.further_line
    order_value = customers.order_value
    last_order_week = customers.last_order_week
    is_own = own_rates.shape[0] > 0
    n = numbers
    total = 0
    for i in range(lo, hi):
        new_orders[i] = 0
        if state[i] == GONE:
            total += postponed[i] > 0
            continue
        visited = quality[i]
        quality[i] = 0.0
        g = next_goodwill(goodwill[i], visited, n.carry_over)
        goodwill[i] = g
        if state[i] < HEALTHY:
            continue
        memory[i] = n.service_memory * memory[i] + (1.0 - n.service_memory) * event[i]
        event[i] = 0.0
        fade = still_buys(state[i], n.week - state_week[i], n.decline_weeks)
        usual = rate_before_memory(
            rate[i],
            n.season,
            attack_factor[region[i], industry[i]],
            support[seat[i]],
            relationship[i],
            fade,
            deal_factor[seat[i]] if is_deal(order_value[i], deals) else seat_factor[seat[i]],
            immediate_response(visited, n.mean_goodwill, n.immediate),
        )
        if distributor[i] >= 0:
            usual *= n.channel_push
        if relationship[i] < 1.0:
            relationship[i] = min(1.0, relationship[i] + n.recovery)
        total += postponed[i] > 0
        u = uniform(n.buying_key, customer_id[i], n.week)
        service = n.service_effect * memory[i]
        begins = n.newcomers_order == 1 and state_week[i] == n.week and last_order_week[i] == NEVER
        if is_own:
            mu = own_rates[i]
        elif not begins and u <= 1.0 - n.phases * usual * at_most(g, n.mean_goodwill, n.elasticity, service):
            continue  # no order, whatever the exact rate: spares the exponential in most weeks
        else:
            mu = usual * memory_factor(g, n.mean_goodwill, n.elasticity, service)
        passed = poisson(u, n.phases * mu)
        if begins:
            passed += n.phases
        if passed > 0:
            passed += phase[i]
            phase[i] = passed % n.phases
            decided = passed // n.phases
            if decided > 0 and is_deal(order_value[i], deals):
                open_deal(customers, i, decided, deals)
                continue
            new_orders[i] = decided
            total += passed // n.phases * order_parts(further_line[i], n.further_share)
    return total


@compiled
def place_orders(lo, hi, customers, price, sku_share, numbers, orders, at):
    """Write the orders that customers ``lo`` to ``hi`` decided on, and those a stock-out postponed.

    Parameters
    ----------
    price : (n_sku,) unit price.
    sku_share : (1, n_sku) cumulative share of orders; (1 + n_seats, n_sku) where each seat has its own after that.
    orders, at : where orders are written, and from which row on.
    """
    new_orders = customers.new_orders
    postponed = customers.postponed_units
    for i in range(lo, hi):
        if postponed[i] > 0:
            orders.row[at] = i
            orders.stamp[at] = 0.0
            orders.sku[at] = customers.postponed_sku[i]
            orders.units[at] = postponed[i]
            orders.number[at] = customers.postponed_number[i]
            orders.retry[at] = 1
            orders.sold_sku[at] = customers.postponed_sku[i]
            postponed[i] = 0
            at += 1
        if new_orders[i] == 0:
            continue
        who = customers.customer_id[i]
        value_sequence = sequence_key(numbers.value_key, who)
        product_sequence = sequence_key(numbers.product_key, who)
        line = customers.further_line[i]
        own_shares = 1 + customers.seat[i] if sku_share.shape[0] > 1 else 0
        for _ in range(new_orders[i]):
            number = customers.n_orders[i]
            stamp = 7.0 * uniform(numbers.day_key, who, number)
            for part in range(order_parts(line, numbers.further_share)):
                shares_of = own_shares
                address = number if part == 0 else FURTHER + number
                worth = customers.order_value[i] * gamma(value_sequence, address, numbers.value_shape)
                u = unit(bits(product_sequence, 2 * address))
                if part == 1:
                    worth *= numbers.further_share
                    u, shares_of = line_product(line, numbers.further_lines), 0
                sku = choice(u, sku_share[shares_of])
                orders.row[at] = i
                orders.stamp[at] = stamp
                orders.sku[at] = sku
                orders.units[at] = order_units(
                    worth / numbers.value_shape, price[sku], unit(bits(product_sequence, 2 * address + 1))
                )
                orders.number[at] = address
                orders.retry[at] = 0
                orders.sold_sku[at] = sku
                at += 1
            customers.n_orders[i] = number + 1
            if customers.last_order_week[i] == NEVER:
                customers.first_order_week[i] = numbers.week
            customers.last_order_week[i] = numbers.week
