"""The market's own flow: customers leave, others begin to buy by themselves, and all of them grow or shrink.

Reps win far fewer customers than leave by themselves, in this model as in any market: most of who comes is not won by a
visit. Whoever does not buy begins to at h lambda / lambda-bar a week; equal rates for all would slowly lose the heavy
buyers, since who orders often also comes to leave more often. h is set in the burn-in, so that the market is stationary
under today's plan; see `salesim.model.usual`.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.agents.churn import churn_after_order, churn_exponent, renewal_probability
from salesim.agents.goodwill import log_response
from salesim.columns import NEVER, Customers, State
from salesim.compiled import compiled
from salesim.random.distributions import beta, exponential, normal
from salesim.random.generator import sequence_key, uniform_array

UNKNOWN, HEALTHY, GONE = int(State.UNKNOWN), int(State.HEALTHY), int(State.GONE)


@compiled
def begin_to_buy(customers, i, week, churn_a, churn_b, tenure_weeks, key):
    """A former customer or a prospect buys from now on.

    Who comes back leaves like a customer of a short tenure, Beta(a, b + n) with n the orders of an exponential time.
    Were all as fickle as new customers the market's losses would grow over the years; as loyal as old ones, fall.
    """
    if customers.last_order_week[i] != NEVER:
        who = sequence_key(key, customers.customer_id[i])
        past_orders = math.floor(customers.order_rate[i] * exponential(who, 0, tenure_weeks))
        customers.churn_probability[i] = beta(who, 1 + week, churn_a, churn_b + past_orders)
    customers.state[i] = HEALTHY
    customers.state_week[i] = week
    customers.claim[i] = 0  # nobody's lead
    customers.response_hours[i] = 0.0
    customers.relationship[i] = 1.0


def welcome(customers: Customers, expected: float, week: int, key: np.uint64) -> None:
    """Let prospects begin to buy by themselves, ``expected`` of those who have not turned up yet.

    Whoever would order often comes no sooner than others: a stated number of newcomers is one of customers as the
    buying model spreads them.
    """
    waiting = np.flatnonzero((customers.state == UNKNOWN) & (customers.response_hours == 0.0))
    u = uniform_array(key, customers.customer_id[waiting], week)
    rows = waiting[u * len(waiting) < expected]
    customers.state[rows], customers.state_week[rows] = HEALTHY, week
    customers.relationship[rows] = 1.0


@compiled
def leaving_value(customers, push, attacked, mean_goodwill, numbers):
    """What of the customers' lambda nu is expected to begin to leave in a week, were it a usual one.

    lambda nu x [mu (1 - (1 - p)^exponent) + (1 - renewal) / 52 where there is a contract], mu the order rate.

    Parameters
    ----------
    push : (n_seats,) factor on the order rate of a seat's customers.
    attacked : what competitors' attacks add to orders x exponent on average, as a share.
    numbers : goodwill's elasticity, effects of goodwill, service and handover on leaving, renewal's base and goodwill.
    """
    elasticity, goodwill_effect, service_effect, handover, renewal_base, renewal_goodwill = numbers
    total = 0.0
    for i in range(customers.state.shape[0]):
        if customers.state[i] != HEALTHY:
            continue
        goodwill, relationship = customers.goodwill[i], customers.relationship[i]
        rate = customers.order_rate[i] * relationship * push[customers.seat[i]]
        rate *= math.exp(log_response(goodwill, mean_goodwill, elasticity))
        memory = customers.service_memory[i]
        exponent = churn_exponent(
            goodwill, mean_goodwill, memory, 0.0, relationship, goodwill_effect, service_effect, 0.0, handover
        )
        leaves = rate * churn_after_order(customers.churn_probability[i], exponent * (1.0 + attacked))
        if customers.renewal_week[i] >= 0:
            renews = renewal_probability(renewal_base, 1.0, goodwill, mean_goodwill, 0.0, 0.0, renewal_goodwill, 0.0)
            leaves += (1.0 - renews) / 52.0
        total += customers.order_rate[i] * customers.order_value[i] * min(leaves, 1.0)
    return total


@compiled
def drift_accounts(lo, hi, customers, sd, by_town, quarter, key):
    """Let the value of orders drift by a step of a random walk of its logarithm that keeps its mean.

    How often a customer orders stays: who leaves is decided once an order, so that rates that drift would lose the
    market whoever has grown.

    Parameters
    ----------
    sd : standard deviation of the step.
    by_town : (n_towns,) what the logarithm of each town's demand changes by.
    """
    for i in range(lo, hi):
        step = by_town[customers.town[i]]
        if sd > 0.0:
            step += sd * normal(sequence_key(key, customers.customer_id[i]), quarter) - 0.5 * sd * sd
        customers.order_value[i] *= math.exp(step)


def next_local(local: np.ndarray, sd: float, persistence: float, z: np.ndarray) -> np.ndarray:
    """Next quarter's u of each town, (n_towns,): phi u + sqrt(1 - phi^2) sd z, phi the yearly persistence^(1/4)."""
    phi = persistence**0.25
    return phi * local + np.sqrt(1.0 - phi * phi) * sd * z


def against_market(local: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Logarithm of each town's demand, (n_towns,), when demand moves between towns and the market stays as it is.

    u - log(sum w exp(u) / sum w), w what the towns would buy in the long run, (n_towns,).
    """
    total = weights.sum()
    return local - np.log(weights @ np.exp(local) / total) if total > 0.0 else local


def usual_leaving(customers, push: np.ndarray, mean_goodwill: float, market) -> float:
    """`leaving_value` under a market's parameters [money/week]."""
    c, leaving = market.competitors, market.churn
    share = min(c.attacks_per_year * c.weeks / 52.0, 1.0)
    # under attack customers order less, and leave with an order more often
    attacked = share * (c.rate_factor * math.exp(leaving.attack_effect) - 1.0)
    effects = leaving.goodwill_effect, leaving.service_effect, leaving.handover_churn
    numbers = (market.goodwill.elasticity, *effects, leaving.renewal_base, leaving.renewal_goodwill)
    return float(leaving_value(customers, push, attacked, mean_goodwill, numbers))
