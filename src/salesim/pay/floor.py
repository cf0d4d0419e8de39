"""A curve as it is felt where pay is topped up to a floor: flat below it, or with what of the slope is ever kept.

Below the floor more pay only lessens the top-up. Of a top-up that nobody takes back nothing is gained by it; where it
is taken back, what was topped up less is kept later, if the rep is still here and as far as later pay is felt now
(Basu, Lal, Srinivasan & Staelin 1985 for what insurance does to effort).
"""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.pay.curve import add_knot

FAR_BELOW = -10.0  # attainment: an amount that is paid whatever happens


@compiled
def felt(pay, floor, below, above):
    """What pay is felt as: floor + below (pay - floor) under the floor, floor + above (pay - floor) over it."""
    return floor + (below if pay < floor else above) * (pay - floor)


@compiled
def floor_curve(kink_at, kink_rate, jump_at, jump, quota, floor, below, above):
    """Write one rep's curve as it is felt with a floor, in place; False where it has too many knots for that.

    Parameters
    ----------
    kink_at, kink_rate, jump_at, jump : (MAX_KNOTS,) a row of a Curve.
    quota : money.
    floor : pay is topped up to this [money].
    below, above : share of the slope that is felt under and over the floor.
    """
    n = kink_at.shape[0]
    at = np.empty(2 * n)
    rise, step = np.zeros(2 * n), np.zeros(2 * n)
    events = 0
    for k in range(n):
        if kink_rate[k] != 0.0:
            at[events], rise[events] = kink_at[k], kink_rate[k]
            events += 1
        if jump[k] != 0.0:
            at[events], step[events] = jump_at[k], jump[k]
            events += 1
    order = np.argsort(at[:events])
    new_kink_at, new_rate = np.zeros(n), np.zeros(n)
    new_jump_at, new_jump = np.zeros(n), np.zeros(n)
    fits = add_knot(new_jump_at, new_jump, FAR_BELOW, felt(0.0, floor, below, above))
    x, pay, slope = 0.0, 0.0, 0.0
    for event in range(events + 1):
        last = event == events
        here = np.inf if last else at[order[event]]
        # within the stretch up to here the floor may be crossed
        if slope != 0.0:
            crossing = x + (floor - pay) / (slope * quota)
            if x < crossing < here:
                turn = (above - below) * slope if slope > 0.0 else (below - above) * slope
                fits = add_knot(new_kink_at, new_rate, crossing, turn) and fits
        if last:
            break
        reached = pay + slope * (here - x) * quota
        side = below if (reached < floor or (reached == floor and slope > 0.0 and pay < floor)) else above
        after = reached + step[order[event]]
        steeper = slope + rise[order[event]]
        other_side = below if (after < floor or (after == floor and steeper < 0.0)) else above
        fits = add_knot(new_kink_at, new_rate, here, steeper * other_side - slope * side) and fits
        fits = (
            add_knot(new_jump_at, new_jump, here, felt(after, floor, below, above) - felt(reached, floor, below, above))
            and fits
        )
        x, pay, slope = here, after, steeper
    if fits:
        kink_at[:], kink_rate[:], jump_at[:], jump[:] = new_kink_at, new_rate, new_jump_at, new_jump
    return fits
