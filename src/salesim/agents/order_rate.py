"""The order rate: what a customer's orders a week are made of, written once.

mu = lambda x season x attack x relationship x fading x seat factor x immediate effect
     x exp(eta log response + beta_q Q)

Buying, what a seat's customers would buy (`potential`), what they are worth (`lifetime_value`) and shoppers in outlets
all take it from here; who leaves a factor out states it as 1.
"""

from __future__ import annotations

import math

from salesim.agents.churn import fading_factor
from salesim.agents.goodwill import log_response
from salesim.columns import State
from salesim.compiled import compiled

FADING = int(State.FADING)


@compiled
def still_buys(state, weeks_in_state, decline_weeks):
    """Factor on the order rate of a customer by its state: 1, or what is left of one who is leaving."""
    return fading_factor(weeks_in_state, decline_weeks) if state == FADING else 1.0


@compiled
def rate_before_memory(rate, season, attack_factor, support, relationship, fade, seat_factor, immediate):
    """Order rate before goodwill and remembered service: lambda x season x attack x relationship x fading x seat ...

    With ``rate`` in money a week (lambda nu) the result is in money, too.
    """
    attacked = 1.0 - (1.0 - attack_factor) * (1.0 - support)
    return rate * season * attacked * relationship * fade * seat_factor * immediate


@compiled
def memory_factor(goodwill, mean_goodwill, elasticity, service):
    """What goodwill and remembered service make of it: exp(eta log response + beta_q Q); ``service`` is beta_q Q."""
    return math.exp(log_response(goodwill, mean_goodwill, elasticity) + service)
