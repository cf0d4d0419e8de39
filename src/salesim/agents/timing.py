"""Orders moved in time: pulled into a period that pays for them, or held back from one that does not.

Whatever period a plan sets a threshold for, month to year, alone or as a team, its end is one that orders are moved
over, each by its own gain. A rep who may give discounts also moves orders with them, and gives them only where the own
pay gains by it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.pay.either_side import GOES_ON, change_later, change_now, gain_of_moving
from salesim.weeks import QUARTER

DISCOUNTS = 5  # steps from none to the largest that reps compare
READY_AT = 0.2  # logarithm of the gain ratio at which half of what could be moved is moved (A)
READY_SLOPE = 3.0  # how sharply readiness rises there (A)


class TimingParameters(Parameters):
    """How far and how readily orders are moved across a period's end."""

    pull_share: float = parameter(
        0.07, about="share of a quarter's orders that could be moved in time, pi", source="A", ge=0, le=0.5
    )
    pull_debit_weeks: int = parameter(
        6, about="weeks over which orders pulled forward are missing", unit="week", source="A", ge=1, le=13
    )
    push_share: float = parameter(
        0.15, about="holding orders back, as a share of what pulling forward would be", source="A", ge=0, le=1
    )
    pull_discount: float = parameter(
        4.0, about="rise of what could be moved with a discount: 10 % off moves 40 % more", source="A", ge=0, le=50
    )
    pull_trouble: float = parameter(
        0.05,
        about="pay for moving an order that is not worth the trouble, as a share of all pay per unit of sales",
        source="A: so that a tiny bonus moves next to nothing",
        ge=0,
        le=1,
    )
    quota_uncertainty: float = parameter(
        0.2, about="standard deviation of the next quota as reps see it", source="A", gt=0, le=1
    )


class DiscretionParameters(Parameters):
    """What reps may decide about the price."""

    max_discount: float = parameter(
        0.0, about="largest discount that a rep may give; 0: none", source="A", ge=0, le=0.5
    )


class TimingWeek(NamedTuple):
    """Numbers of timing this week; one constructor keeps their types fixed."""

    season: float  # this week's season factor
    salary: np.ndarray  # (n_plans,) of a quarter
    pull_share: float
    push_share: float
    pull_discount: float
    pull_trouble: float
    max_discount: float
    discount_response: float  # orders won by a discount, as a multiple of it
    quota_uncertainty: float


@compiled
def logistic(z):
    """Readiness to move orders against the logarithm of the gain ratio."""
    return 1.0 / (1.0 + math.exp(-READY_SLOPE * (z - READY_AT)))


@compiled
def timing(gain_now, gain_next, movable):
    """Sales moved when one unit of money earns ``gain_now`` now and ``gain_next`` later; 0 unless now earns more."""
    if gain_now <= 0.0:
        return 0.0
    if gain_next <= 0.0:
        return movable * (1.0 - logistic(0.0))
    return movable * max(0.0, logistic(math.log(gain_now / gain_next)) - logistic(0.0))


@compiled
def trouble_of_moving(salary, variable, quota, share):
    """Pay for one unit of sales that moving it is not worth: a share of what a unit pays in all, W / T."""
    return share * (salary + max(variable, 0.0)) / quota


@compiled
def move_orders(reps, i, sides, trouble, ordinary_share, week):
    """Write what rep ``i`` moves over the week's end into ``reps.pull``, and its discount into ``reps.discount``.

    A rep compares expected pay with and without what could be moved, x = pi 13 b-hat (1 + pull_discount d), against
    what it earns once the week is over:

        up = [EP(F + x (1 - d)) - EP(F)] / x,  later = [EP'(F') - EP'(F' - x)] / x

    summed over the curves of the plan; only those whose period ends with the week tell the two apart. Orders still
    owed from an earlier move cannot be moved again. Of the discounts d, the one is given that leaves the rep most: EP
    of what is moved and won now, all of this week's sales being cheaper, less what is missing later. In a week in
    which no period ends a discount pays only where it wins more than it gives away.

    Parameters
    ----------
    sides : EitherSide of the rep.
    trouble : pay for one unit of sales that moving it is not worth.
    ordinary_share : share of the rep's sales that are no deals, which have a date of their own.
    week : TimingWeek.
    """
    baseline = reps.baseline_sales[i]
    is_end = sides.end.max() > GOES_ON and week.pull_share > 0.0 and ordinary_share > 0.0
    if baseline <= 0.0 or not (is_end or week.max_discount > 0.0):
        return
    owed = reps.pulled[i]
    best = 0.0
    for step in range(DISCOUNTS if week.max_discount > 0.0 else 1):
        discount = week.max_discount * step / (DISCOUNTS - 1)
        moved = 0.0
        if is_end:
            usual = week.pull_share * QUARTER * baseline * ordinary_share
            movable = usual * (1.0 + week.pull_discount * discount) - max(owed, 0.0)
            if movable > 0.0:
                paid, missed = gain_of_moving(sides, movable * (1.0 - discount))
                paid *= 1.0 - discount
                if discount > 0.0:
                    missed = -change_later(sides, -movable) / movable
                moved = timing(paid + trouble, missed + trouble, movable)
            if moved == 0.0 and step == 0:
                movable = usual - max(-owed, 0.0)
                if movable > 0.0:
                    lost, later = gain_of_moving(sides, -movable)
                    moved = -week.push_share * timing(later + trouble, lost + trouble, movable)
        if week.max_discount > 0.0:
            keeps = (1.0 + week.discount_response * discount) * (1.0 - discount) - 1.0
            change = moved * (1.0 - discount) + baseline * ordinary_share * week.season * keeps
            gain = change_now(sides, change) + change_later(sides, -moved)
            if step > 0 and gain <= best:
                continue
            best = gain
        reps.discount[i] = discount
        reps.pull[i] = moved / (baseline * ordinary_share) if moved != 0.0 else 0.0
