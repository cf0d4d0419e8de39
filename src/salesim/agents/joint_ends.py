"""A period's end for components that sales have a part in: an index of several measures, or a gate on one of two."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.pay.component_sums import holder_share
from salesim.pay.curve import MAX_KNOTS
from salesim.pay.either_side import (
    BASE,
    CORRELATION,
    ENDS,
    FORECAST,
    HAS_FACTOR,
    LATE,
    OTHER,
    OTHER_STEP,
    QUOTA,
    R_YZ,
    R_Z,
    SHARE,
    SIGMA,
    SPREAD,
    STEP,
    THIRD,
    THIRD_STEP,
    THIRD_Z,
    draw,
)
from salesim.pay.index import MAX_PLACES
from salesim.pay.joint import (
    AT,
    MEAN,
    N_COLUMNS,
    N_PLACES,
    OF,
    RISE,
    ROOM,
    SD,
    THIRD_SD,
    R,
    place_parts,
    stand_jointly,
    ungated,
)
from salesim.pay.joint import OTHER as PLACE_OTHER
from salesim.pay.joint import R_YZ as PLACE_R_YZ
from salesim.pay.joint import R_Z as PLACE_R_Z
from salesim.pay.joint import SPREAD as PLACE_SPREAD
from salesim.pay.measures import SALES


@compiled
def joint_row(reps, i, components, c, end, pay, doubt, sides, row):
    """A component that sales have a part in, as one measure of an index or as a gate; a period to date ends whole."""
    period = components.period[c]
    weeks, next_weeks = pay.weeks_left[period], pay.next_weeks[period]
    late = pay.present_bias * pay.weekly_discount**weeks
    own = holder_share(reps, components, c, i) * components.kept[c, i]
    terms = (sides.now[row], sides.now_curve[row])
    sides.levels[row] = components.levels[c]
    enter_jointly(reps, i, components, c, pay, 0, 0.0, own, late, *terms)
    sides.end[row] = end
    if end == ENDS:
        later = late * pay.weekly_discount**next_weeks
        enter_jointly(reps, i, components, c, pay, 1, doubt, 1.0, later, sides.later[row], sides.later_curve[row])
    else:
        sides.later[row], sides.later_curve[row] = terms


@compiled
def enter_jointly(reps, i, components, c, pay, is_next, doubt, share, late, numbers, curve):
    """Fill a row of `either_side` from where a rep stands with several measures, in this period or the next."""
    n, n_conditions = components.n_parts[c], components.n_conditions[c]
    parts, place = np.zeros((MAX_PLACES, 1, N_COLUMNS)), np.zeros(N_PLACES)
    place_parts(reps, components, c, pay, np.ones(1), is_next, i, i + 1, n + n_conditions, parts)
    own = pay.crediting_error**2 + doubt**2
    terms = (reps.measure_noise, reps.measure_covariance, i, parts, 0, components.part_weight[c])
    stand_jointly(*terms, n, n_conditions, own, place)
    quota, step = 1.0 if components.by_attainment[c] == 1 else parts[0, 0, OF], 0.0
    for p in range(n):
        if components.part[c, p] == SALES:
            step += components.part_weight[c, p] * parts[p, 0, RISE] * quota
    numbers[FORECAST], numbers[SIGMA], numbers[QUOTA], numbers[STEP] = place[MEAN], place[SD], quota, step
    numbers[SHARE], numbers[LATE], numbers[HAS_FACTOR] = share, late, 1.0 if n_conditions > 0 else 0.0
    numbers[BASE], numbers[THIRD] = components.base[c], components.third[c]
    if n_conditions > 0:
        numbers[OTHER], numbers[SPREAD], numbers[CORRELATION] = place[PLACE_OTHER], place[PLACE_SPREAD], place[R]
        numbers[OTHER_STEP] = parts[n, 0, RISE] if components.part[c, n] == SALES else 0.0
    if n_conditions > 1:
        third = place[THIRD_SD]
        numbers[THIRD_Z] = (parts[n + 1, 0, AT] - components.third_at[c]) / third
        numbers[THIRD_STEP] = parts[n + 1, 0, RISE] / third if components.part[c, n + 1] == SALES else 0.0
        numbers[R_Z], numbers[R_YZ] = place[PLACE_R_Z], place[PLACE_R_YZ]
    draw(numbers, curve, *ungated(components, c, quota, np.empty((ROOM, MAX_KNOTS))))
