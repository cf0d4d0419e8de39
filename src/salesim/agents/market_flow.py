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
from salesim.columns import NEVER, State
from salesim.compiled import compiled
from salesim.random.distributions import beta, normal
from salesim.random.generator import sequence_key

UNKNOWN, HEALTHY, GONE = int(State.UNKNOWN), int(State.HEALTHY), int(State.GONE)


@compiled
def begin_to_buy(customers, i, week, churn_a, churn_b, key):
    """A former customer or a prospect buys from now on; who comes back does so as a fresh customer would."""
    if customers.last_order_week[i] != NEVER:
        who = sequence_key(key, customers.customer_id[i])
        customers.churn_probability[i] = beta(who, week, churn_a, churn_b)
    customers.state[i] = HEALTHY
    customers.state_week[i] = week
    customers.relationship[i] = 1.0


@compiled
def leaving_value(customers, push, attacked, mean_goodwill, numbers):
    """What of the customers' lambda nu is expected to begin to leave in a week, were it a usual one.

    lambda nu x [mu (1 - (1 - p)^exponent) + (1 - renewal) / 52 where there is a contract], mu the order rate.

    Parameters
    ----------
    push : (n_seats,) factor on the order rate of a seat's customers.
    attacked : share of weeks under a competitor's attack, times what an attack adds to the exponent.
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
def drift_accounts(lo, hi, customers, sd, quarter, key):
    """Let order rates drift by a step of a random walk of their logarithm that keeps their mean.

    Parameters
    ----------
    sd : standard deviation of the step.
    """
    for i in range(lo, hi):
        step = sd * normal(sequence_key(key, customers.customer_id[i]), quarter) - 0.5 * sd * sd
        customers.order_rate[i] *= math.exp(step)


def usual_leaving(customers, push: np.ndarray, mean_goodwill: float, market) -> float:
    """`leaving_value` under a market's parameters [money/week]."""
    c, leaving = market.competitors, market.churn
    share = c.attacks_per_year * c.weeks / 52.0
    attacked = min(share, 1.0) * (math.exp(leaving.attack_effect) - 1.0)
    effects = leaving.goodwill_effect, leaving.service_effect, leaving.handover_churn
    numbers = (market.goodwill.elasticity, *effects, leaving.renewal_base, leaving.renewal_goodwill)
    return float(leaving_value(customers, push, attacked, mean_goodwill, numbers))
