"""What a seat's customers would buy: the yardstick that quotas and shortfalls are measured with.

Nobody in the model knows it. Targets are set without it, managers conclude without it; only the results show it.
"""

from __future__ import annotations

from salesim.agents.order_rate import memory_factor, rate_before_memory, still_buys
from salesim.columns import State
from salesim.compiled import compiled

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)

# columns of what `potential_of_seats` adds up, all in money of a usual week
USUAL, CARED, ATTACKED = range(3)
N_POTENTIALS = 3


@compiled
def customer_potential(order_rate, order_value, relationship, fading):
    """Expected sales of a customer in a usual week at mean goodwill: lambda nu x relationship x fading [money/week]."""
    return rate_before_memory(order_rate * order_value, 1.0, 1.0, 0.0, relationship, fading, 1.0, 1.0)


@compiled
def potential_of_seats(seats, start, customers, attacked, mean_goodwill, elasticity, decline_weeks, week, potential):
    """Add up what the customers of some seats would buy.

    Parameters
    ----------
    seats : (n,) seats to look at.
    start : (n_seats + 1,) first customer row of each seat.
    attacked : (n_regions, n_industries) how much of the time competitors attacked, in [0, 1].
    potential : (n, N_POTENTIALS) money a usual week, written: USUAL at mean goodwill, CARED at the goodwill that there
        is, ATTACKED the part of CARED that was under attack.
    """
    state = customers.state
    for k in range(seats.shape[0]):
        usual = 0.0
        cared = 0.0
        under_attack = 0.0
        for i in range(start[seats[k]], start[seats[k] + 1]):
            if state[i] < HEALTHY or state[i] == GONE:
                continue
            fading = still_buys(state[i], week - customers.state_week[i], decline_weeks)
            sales = customer_potential(
                customers.order_rate[i], customers.order_value[i], customers.relationship[i], fading
            )
            usual += sales
            sales *= memory_factor(customers.goodwill[i], mean_goodwill, elasticity, 0.0)
            cared += sales
            under_attack += sales * attacked[customers.region[i], customers.industry[i]]
        potential[k, USUAL] = usual
        potential[k, CARED] = cared
        potential[k, ATTACKED] = under_attack
