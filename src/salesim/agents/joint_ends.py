"""A period's end for components that sales have a part in: an index of several measures, or a gate on one of two."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.pay.component_sums import holder_share, paid_columns
from salesim.pay.curve import MAX_KNOTS
from salesim.pay.either_side import (
    CORRELATION,
    ENDS,
    FORECAST,
    GATE,
    GATE_STEP,
    GATE_Z,
    LATE,
    QUOTA,
    SHARE,
    SIGMA,
    STEP,
    draw,
)
from salesim.pay.gated_value import NO_GATE
from salesim.pay.index import MAX_PARTS
from salesim.pay.joint import GATE_SD, MEAN, N_COLUMNS, N_PLACES, RISE, SCALE, SD, R, Z, stand_jointly, ungated
from salesim.pay.measures import SALES


@compiled
def joint_row(reps, i, components, c, end, pay, doubt, sides, row):
    """A component that sales have a part in, as one measure of an index or as a gate; a period to date ends whole."""
    period = components.period[c]
    weeks, next_weeks = pay.weeks_left[period], pay.next_weeks[period]
    late = pay.present_bias * pay.weekly_discount**weeks
    paid = paid_columns(reps)
    own = holder_share(paid, components, c, i)
    terms = (sides.now[row], sides.now_curve[row])
    enter_jointly(paid, i, components, c, pay, 0, 0.0, own, late, *terms)
    sides.end[row] = end
    if end == ENDS:
        later = late * pay.weekly_discount**next_weeks
        enter_jointly(paid, i, components, c, pay, 1, doubt, 1.0, later, sides.later[row], sides.later_curve[row])
    else:
        sides.later[row], sides.later_curve[row] = terms


@compiled
def enter_jointly(paid, i, components, c, pay, is_next, doubt, share, late, numbers, curve):
    """Fill a row of `either_side` from where a rep stands with several measures, in this period or the next."""
    parts, place = np.zeros((MAX_PARTS + 1, N_COLUMNS)), np.zeros(N_PLACES)
    stand_jointly(paid, components, c, i, pay, is_next, doubt, np.empty(5), parts, place)
    n, quota, step = components.n_parts[c], place[SCALE], 0.0
    for p in range(n):
        if components.part[c, p] == SALES:
            step += components.part_weight[c, p] * parts[p, RISE] * quota
    numbers[FORECAST], numbers[SIGMA], numbers[QUOTA], numbers[STEP] = place[MEAN], place[SD], quota, step
    numbers[SHARE], numbers[LATE], numbers[GATE] = share, late, components.gate[c]
    numbers[GATE_Z], numbers[CORRELATION], numbers[GATE_STEP] = place[Z], place[R], 0.0
    if components.gate[c] != NO_GATE and components.gate_measure[c] == SALES:
        numbers[GATE_STEP] = parts[n, RISE] / place[GATE_SD]
    draw(numbers, curve, *ungated(components, c, quota, np.empty((5, MAX_KNOTS))))
