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
from salesim.parameters import Parameters, parameter
from salesim.random.generator import bits, sequence_key, unit

LEAD = int(State.LEAD)
HOURS_A_DAY = 24.0

AnyParameters = TypeVar("AnyParameters", bound=Parameters)


class TeamTimeParameters(Parameters):
    """How sales, service and logistics work together."""

    duplicated_share: float = parameter(
        0.15,
        about="share of reps' working time that goes into communication done twice; part of the time outside of the "
        "field as it is today",
        source="A: the article says 30 % and more",
        ge=0,
        le=0.9,
    )
    stand_up: bool = parameter(False, about="a stand-up every morning", source="A")
    stand_up_min: float = parameter(
        15.0, about="its length, for everybody", unit="min/day", source="V: the article", ge=0, le=120
    )
    stand_up_spares: float = parameter(
        0.4, about="share of communication done twice that a stand-up spares", source="A", ge=0, le=1
    )
    shared_space: bool = parameter(False, about="a digital space that the departments share", source="A")
    space_spares: float = parameter(
        0.2, about="share of what is left of it that a shared space spares", source="A", ge=0, le=1
    )
    space_cost_per_week: float = parameter(
        20.0, about="license of the shared space for one rep", unit="money/week", source="A", ge=0
    )
    blocked_share: float = parameter(
        0.0,
        about="share of leads and tickets that need a colleague of another department first; 0: such waits are part of "
        "the answering times as they are",
        source="A",
        ge=0,
        le=1,
    )
    blocked_days: float = parameter(
        2.0, about="mean days that such an item lies where there is no stand-up", unit="day", source="A", gt=0, le=30
    )


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


def spared_min(p: TeamTimeParameters, day_min: float) -> float:
    """Minutes a day that stand-up and shared space give back to a rep's field time; negative if they take more.

    >>> spared_min(TeamTimeParameters(stand_up=True), 480.0)  # .15 x .4 of the day, less 15 minutes
    13.8
    """
    left = (1.0 - p.stand_up_spares * p.stand_up) * (1.0 - p.space_spares * p.shared_space)
    return round(day_min * p.duplicated_share * (1.0 - left) - p.stand_up_min * p.stand_up, 9)


def stretched_by_stand_up(p: TeamTimeParameters, day_min: float) -> float:
    """How much longer a colleague at a desk takes for the same work: the stand-up is taken off the day."""
    return 1.0 / (1.0 - p.stand_up_min / day_min) if p.stand_up else 1.0


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
