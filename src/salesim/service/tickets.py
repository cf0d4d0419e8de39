"""Service tickets: whose they are, when they come, and what an answer does to remembered service (C4)."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

import numpy as np

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import exponential
from salesim.random.generator import bits, sequence_key, uniform, unit
from salesim.service.nurture import NurtureParameters
from salesim.service.queue import ANSWERED, GAVE_UP, WAITING

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)


class Tier(IntEnum):
    """Whose ticket it is."""

    STRATEGIC = 0
    USUAL = 1


class ServiceParameters(Parameters):
    """How many tickets there are, who answers them, and for whom the desk hurries."""

    tickets_per_week: float = parameter(0.04, about="tickets of a customer", unit="1/week", source="A", ge=0, le=0.9)
    agents_per_1000: float = parameter(
        0.5, about="service agents for 1,000 customers (at least one)", source="A", gt=0, le=100
    )
    handling_hours: float = parameter(0.4, about="mean time to solve a ticket", unit="hour", source="A", gt=0, le=40)
    hours_per_week: float = parameter(45.0, about="opening hours of the desk", unit="hour", source="A", gt=0, le=168)
    patience_hours: float = parameter(
        4.0, about="wait after which an answer counts as fully late", unit="hour", source="A", gt=0, le=8760
    )
    gives_up_hours: float | None = parameter(
        None,
        about="mean wait after which a customer gives a ticket up; none: nobody does",
        unit="hour",
        source="A",
        gt=0,
        le=8760,
    )
    good_answer: float = parameter(
        0.2, about="what an answer at once does to remembered service", source="A", ge=0, le=1
    )
    late_answer: float = parameter(0.8, about="what a fully late answer does to it", source="A", ge=0, le=1)
    agent_cost_per_hour: float = parameter(
        70.0, about="cost of an agent's hour, busy or idle", unit="money/hour", source="A", ge=0
    )
    strategic_group: Literal["none", "priority", "dedicated"] = parameter(
        "none",
        about="strategic customers' tickets: in line with all others; first in the pool; or agents of their own",
        source="A",
    )
    strategic_grades: int = parameter(
        1, about="number of grades, from A on, that are strategic", source="A", ge=1, le=5
    )
    dedicated_share: float = parameter(
        0.34, about="share of the agents who answer nobody but strategic customers (dedicated)", source="A", gt=0, lt=1
    )
    promise_hours: float = parameter(
        0.25,
        about="wait promised to strategic customers",
        unit="hour",
        source="A: the article's 15 minutes",
        gt=0,
        le=8760,
    )
    broken_promise: float = parameter(
        0.2, about="what a promise not kept does to remembered service, besides the wait", source="A", ge=0, le=1
    )
    nurture: NurtureParameters = parameter(NurtureParameters(), about="automated care of the long tail", source="A")


@compiled
def service_event(wait_hours, patience_hours, good, late):
    """What an answer does to remembered service: from ``good`` at once down to ``-late`` after ``patience_hours``."""
    share = min(1.0, wait_hours / patience_hours)
    return good - (good + late) * share


@compiled
def remember(customers, i, event):
    """Add to what service did to a customer this week, between -1 and 1."""
    customers.service_event[i] = min(1.0, max(-1.0, customers.service_event[i] + event))


@compiled
def open_tickets(lo, hi, customers, week, rate, hours, key, rows, arrivals, at):
    """Tickets before the desk this week from customers ``lo`` to ``hi``: new ones, and those left from earlier weeks.

    A customer has one ticket at a time. ``arrivals`` are hours from this week's opening, negative for older tickets.
    Returns the row after the last one, and how many are new.
    """
    new = 0
    for i in range(lo, hi):
        if customers.state[i] < HEALTHY or customers.state[i] == GONE:
            continue
        sequence = sequence_key(key, customers.customer_id[i])
        if customers.open_ticket[i] == 0:
            if unit(bits(sequence, 3 * week)) >= rate:
                continue
            customers.open_ticket[i] = 1 + week
            new += 1
        since = customers.open_ticket[i] - 1
        rows[at] = i
        arrivals[at] = hours * (unit(bits(sequence, 3 * since + 1)) - (week - since))
        at += 1
    return at, new


@compiled
def size_tickets(n, rows, customers, handling, gives_up, strategic_grades, key, patience_key, tier, duration, patience):
    """Tier, hours of work and patience of the tickets in ``rows[:n]``, by their own address.

    ``gives_up`` is the mean patience in hours; 0 means that nobody gives up.
    """
    for k in range(n):
        i = rows[k]
        who, since = customers.customer_id[i], customers.open_ticket[i] - 1
        tier[k] = 0 if customers.grade[i] < strategic_grades else 1
        duration[k] = exponential(sequence_key(key, who), 3 * since + 2, handling)
        patience[k] = np.inf
        if gives_up > 0.0:
            patience[k] = exponential(sequence_key(patience_key, who), since, gives_up)


@compiled
def let_bot_answer(n, rows, customers, from_grade, solves, answer, key, week, row_status):
    """The bot tries the long tail's tickets of this week; what it solves is answered at once. Returns how many."""
    solved = 0
    for k in range(n):
        i = rows[k]
        if customers.grade[i] < from_grade or customers.open_ticket[i] != 1 + week:
            continue
        if uniform(key, customers.customer_id[i], week) < solves:
            row_status[k] = ANSWERED
            remember(customers, i, answer)
            customers.open_ticket[i] = 0
            solved += 1
    return solved


@compiled
def remember_answers(tickets, rows, customers, tier, wait, row_status, patience_hours, good, late, promise, broken):
    """What the desk did this week enters customers' memory; who gave up remembers the worst.

    ``promise`` is the wait promised to strategic customers, 0 if nothing was promised.

    Returns
    -------
    Answered, given up, summed wait of those answered, strategic tickets decided, and those within the promise.
    """
    answered, gave_up, waited, promised, kept = 0, 0, 0.0, 0, 0
    for t in tickets:
        if row_status[t] == WAITING:
            continue
        i = rows[t]
        customers.open_ticket[i] = 0
        if row_status[t] == GAVE_UP:
            gave_up += 1
            remember(customers, i, -late)
        else:
            answered += 1
            waited += wait[t]
            remember(customers, i, service_event(wait[t], patience_hours, good, late))
        if promise > 0.0 and tier[t] == 0:
            promised += 1
            if row_status[t] == ANSWERED and wait[t] <= promise:
                kept += 1
            else:
                remember(customers, i, -broken)
    return answered, gave_up, waited, promised, kept
