"""Service tickets: they arrive, wait for a free agent, are answered; late answers are remembered.

First come, first served by several agents (M/M/c): next issue's priorities and promises build on this queue.
"""

from __future__ import annotations

import numpy as np

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import exponential
from salesim.random.generator import bits, sequence_key, unit

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)


class ServiceParameters(Parameters):
    """How many tickets there are and who answers them."""

    tickets_per_week: float = parameter(0.04, about="tickets of a customer", unit="1/week", source="A", ge=0, le=0.9)
    agents_per_1000: float = parameter(
        0.5, about="service agents for 1,000 customers (at least one)", source="A", gt=0, le=100
    )
    handling_hours: float = parameter(0.4, about="mean time to solve a ticket", unit="hour", source="A", gt=0, le=40)
    hours_per_week: float = parameter(45.0, about="opening hours of the desk", unit="hour", source="A", gt=0, le=168)
    patience_hours: float = parameter(
        4.0, about="wait after which an answer counts as fully late", unit="hour", source="A", gt=0
    )
    good_answer: float = parameter(
        0.2, about="what an answer at once does to remembered service", source="A", ge=0, le=1
    )
    late_answer: float = parameter(0.8, about="what a fully late answer does to it", source="A", ge=0, le=1)
    cost_cny_hour: float = parameter(70.0, about="cost of an agent's hour", unit="CNY/hour", source="A", ge=0)


@compiled
def service_event(wait_hours, patience_hours, good, late):
    """What an answer does to remembered service: from ``good`` at once down to ``-late`` after ``patience_hours``."""
    share = min(1.0, wait_hours / patience_hours)
    return good - (good + late) * share


@compiled
def open_tickets(lo, hi, customers, week, rate, hours, key, rows, arrivals, at):
    """Tickets of customers ``lo`` to ``hi`` this week, at most one each; returns the row after the last one."""
    for i in range(lo, hi):
        if customers.state[i] < HEALTHY or customers.state[i] == GONE:
            continue
        sequence = sequence_key(key, customers.customer_id[i])
        if unit(bits(sequence, 3 * week)) < rate:
            rows[at] = i
            arrivals[at] = hours * unit(bits(sequence, 3 * week + 1))
            at += 1
    return at


@compiled
def answer_tickets(n_tickets, rows, arrivals, order, customers, free_at, week, handling, patience, good, late, key):
    """Answer the week's tickets in the order they came; returns summed waiting and handling hours.

    ``free_at`` (n_agents,) is when each agent is free, in hours from the week's start; it carries over.
    """
    waited = 0.0
    worked = 0.0
    for k in range(n_tickets):
        t = order[k]
        i = rows[t]
        agent = int(np.argmin(free_at))
        begin = max(arrivals[t], free_at[agent])
        sequence = sequence_key(key, customers.customer_id[i])
        duration = exponential(sequence, 3 * week + 2, handling)
        free_at[agent] = begin + duration
        wait = begin - arrivals[t]
        waited += wait
        worked += duration
        event = customers.service_event[i] + service_event(wait, patience, good, late)  # on top of a lost order
        customers.service_event[i] = min(1.0, max(-1.0, event))
    return waited, worked
