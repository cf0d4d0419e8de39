"""Orders moved in time: pulled into a quarter that pays for them, or held back from one that does not.

A rep who may give discounts also moves orders with them, and gives them only where the own pay gains by it.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.pay.value import expected_pay, marginal_pay
from salesim.weeks import QUARTER

DISCOUNTS = 5  # steps from none to the largest that reps compare
READY_AT = 0.2  # logarithm of the gain ratio at which half of what could be moved is moved (A)
READY_SLOPE = 3.0  # how sharply readiness rises there (A)


class TimingParameters(Parameters):
    """How far and how readily orders are moved across a quarter's end."""

    pull_share: float = parameter(
        0.10, about="share of a quarter's orders that could be moved in time, pi", source="A", ge=0, le=0.5
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
    quota_uncertainty: float = parameter(
        0.2, about="standard deviation of the next quota as reps see it", source="A", gt=0, le=1
    )


class DiscretionParameters(Parameters):
    """What reps may decide about the price."""

    max_discount: float = parameter(
        0.0, about="largest discount that a rep may give; 0: none", source="A", ge=0, le=0.5
    )


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
def move_orders(reps, i, curve, ordinary, forecast, sigma, next_forecast, next_sigma, whole, late, later, week):
    """Write what rep ``i`` moves in time into ``reps.pull``, and the discount that goes with it into ``reps.discount``.

    A rep compares expected pay with and without what could be moved, x = pi 13 b-hat (1 + pull_discount d):
    up = [EP(F + x (1 - d) / T) - EP(F)] / x against what it earns next quarter. Of the discounts d, the one is
    given that leaves the rep most: EP of what is moved and won now, all of this week's sales being cheaper, less what
    is missing next quarter. Orders are moved in the quarter's last week only; before it a discount pays only where it
    wins more than it gives away.

    Parameters
    ----------
    curve, ordinary : Curves of this quarter and of the next.
    forecast, sigma, next_forecast, next_sigma : of attainment, this quarter and next, as the rep sees them.
    whole : quota of a whole quarter.
    late, later : what a currency unit paid at this and at the next quarter's end is worth today.
    week : EffortWeek.
    """
    reps.pull[i] = 0.0
    reps.discount[i] = 0.0
    baseline, quota = reps.baseline_sales[i], reps.quota[i]
    is_last = week.weeks_left == 1 and week.pull_share > 0.0
    if baseline <= 0.0 or not (is_last or week.max_discount > 0.0):
        return
    kink_at, kink_rate, jump_at, jump = curve.kink_at[i], curve.kink_rate[i], curve.jump_at[i], curve.jump[i]
    at = expected_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, late)
    gain_next = marginal_pay(
        ordinary.kink_at[i],
        ordinary.kink_rate[i],
        ordinary.jump_at[i],
        ordinary.jump[i],
        next_forecast,
        next_sigma,
        whole,
        later,
    )
    best = 0.0
    for step in range(DISCOUNTS if week.max_discount > 0.0 else 1):
        discount = week.max_discount * step / (DISCOUNTS - 1)
        moved = 0.0
        if is_last:
            movable = week.pull_share * QUARTER * baseline * (1.0 + week.pull_discount * discount)
            x = movable * (1.0 - discount) / quota
            above = expected_pay(kink_at, kink_rate, jump_at, jump, forecast + x, sigma, quota, late)
            moved = timing((above - at) / movable, gain_next, movable)
            if moved == 0.0 and step == 0:
                below = expected_pay(kink_at, kink_rate, jump_at, jump, forecast - x, sigma, quota, late)
                moved = -week.push_share * timing(gain_next, (at - below) / movable, movable)
        if week.max_discount > 0.0:
            keeps = (1.0 + week.discount_response * discount) * (1.0 - discount) - 1.0
            change = moved * (1.0 - discount) + baseline * week.season * keeps
            then = expected_pay(kink_at, kink_rate, jump_at, jump, forecast + change / quota, sigma, quota, late)
            gain = then - at - gain_next * moved
            if step > 0 and gain <= best:
                continue
            best = gain
        reps.discount[i] = discount
        reps.pull[i] = moved / baseline
