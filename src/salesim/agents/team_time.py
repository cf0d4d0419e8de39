"""Team time (K1): communication that is done twice, items that wait for another department, and the stand-up.

Sales, service and logistics that don't talk tell each other everything twice, and an item that needs a colleague of
another department lies for days. A quarter of an hour together each morning spares part of the first and shortens the
second; it costs everybody that quarter of an hour.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar

import numpy as np

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters
from salesim.random.generator import bits, sequence_key, unit

LEAD = int(State.LEAD)
HOURS_A_DAY = 24.0

AnyParameters = TypeVar("AnyParameters", bound=Parameters)


def slowed(desk: AnyParameters, times: float, *hours: str) -> AnyParameters:
    """The parameters of a desk whose colleagues take ``times`` as long over what ``hours`` name."""
    return desk.model_copy(update={name: times * getattr(desk, name) for name in hours}) if times != 1.0 else desk


class Blocking(NamedTuple):
    """Numbers of the wait for other departments."""

    share: float
    mean_days: float
    stand_up: bool


NOTHING_BLOCKED = Blocking(0.0, 2.0, False)


@compiled
def blocked_days(u, mean_days, stand_up):
    """Days that an item waits for another department, by one draw ``u``: Exp(mean), with a stand-up U(0, 1).

    Without a stand-up somebody must find time; with one, the next morning settles it.
    """
    return u if stand_up else -mean_days * math.log(u)


@compiled
def blocked_hours(who, number, hours_a_day, blocking, key):
    """Hours that the item ``number`` of customer ``who`` waits for another department; 0 if it needs nobody."""
    sequence = sequence_key(key, who)
    if unit(bits(sequence, 2 * number)) >= blocking.share:
        return 0.0
    return hours_a_day * blocked_days(unit(bits(sequence, 2 * number + 1)), blocking.mean_days, blocking.stand_up)


@compiled
def block_leads(lo, hi, customers, week, blocking, key):
    """Add to the answering times of this week's leads, rows ``lo`` to ``hi``, what they wait for other departments."""
    for i in range(lo, hi):
        if customers.state[i] == LEAD and customers.state_week[i] == week:
            hours = blocked_hours(customers.customer_id[i], 0, HOURS_A_DAY, blocking, key)
            customers.response_hours[i] += np.float32(hours)


@compiled
def block_tickets(rows, since, customers, hours_a_day, blocking, key):
    """Hours that tickets of the customers in ``rows`` (n,), opened in weeks ``since`` (n,), wait for others, (n,)."""
    hours = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        hours[k] = blocked_hours(customers.customer_id[rows[k]], 1 + since[k], hours_a_day, blocking, key)
    return hours
