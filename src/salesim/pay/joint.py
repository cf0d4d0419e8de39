"""Where a rep stands on several measures at once: an index of them, a factor that another makes, gates on others.

What two measures have in common is estimated, not assumed: the correlation of their weekly surprises, of which
`count_measures` keeps covariances as it keeps variances. The error of a rep's own forecast has the same correlation, as
forecasts are means of those weeks; what is uncertain about crediting is each measure's own.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.pay.bivariate import MOST_NODES
from salesim.pay.component_sums import (
    QUOTA,
    SHARE,
    VALUE,
    WEIGHT,
    holder_shares,
    own_sums,
    part_of_sales,
    quota_of,
    standing_of,
)
from salesim.pay.gated_value import IF_NOT, SURE, factor_at, factor_pay, gate_on_itself, gated_pay
from salesim.pay.measures import DAYS_TO_COLLECT, FIRST_LINE, SALES, pair_of
from salesim.pay.threshold import reached
from salesim.pay.value import pay_and_slope

# columns of a measure: attainment, what one more unit of its sum adds to it, the weeks' noise, the forecast's error,
# both in attainment and with the sign of that, its quota, and which Measure it is
AT, RISE, NOISE, ERROR, OF, MEASURE = range(6)
N_COLUMNS = 6
# where all of a component stands: attainment paid on, and its standard deviation; attainment of the measure that makes
# the factor, its standard deviation, and its correlation with what is paid on; of the measure that has a gate beside
# these its standard deviation, and its correlations with both
MEAN, SD, OTHER, SPREAD, R, THIRD_SD, R_Z, R_YZ = range(8)
N_PLACES = 8
ROOM = 9  # rows of curves: one that is drawn, one for whole-amount jumps, and one behind a first gate of its own


@compiled
def surprise_correlation(noise, common, i, m, n):
    """Correlation of the weekly surprises of two measures of rep ``i``: variances, and covariances (n, N_PAIRS)."""
    if m == n:
        return 1.0
    spread = noise[i, m] * noise[i, n]
    if spread <= 0.0:
        return 0.0
    return min(max(common[i, pair_of(m, n)] / math.sqrt(spread), -SURE), SURE)


@compiled
def place_parts(reps, components, c, week, had, is_next, first, last, n_parts, parts):
    """Where reps ``first`` to ``last`` stand on each of the first ``n_parts`` of component ``c``, into ``parts``.

    Parameters
    ----------
    week, had : as in `own_sums`.
    is_next : 1 of the period after this one.
    parts : (n_parts or more, last - first, N_COLUMNS) written.
    """
    period, sums = components.period[c], np.empty((last - first, 5))
    weeks = week.next_weeks[period] if is_next == 1 else week.weeks_left[period]
    baseline, weekly_cv, rates, noises = reps.baseline_sales, reps.weekly_cv, reps.measure_rate, reps.measure_noise
    for p in range(n_parts):
        m = components.part[c, p]
        own_sums(reps, components, c, m, components.part_quota[c, p], week, had, is_next, first, last, sums)
        for row in range(last - first):
            i = first + row
            value, step, quota = standing_of(m, sums[row, VALUE], sums[row, WEIGHT], sums[row, SHARE], sums[row, QUOTA])
            rate, noise = rates[i, m], noises[i, m]
            if m == SALES or m >= FIRST_LINE:
                rate = part_of_sales(rates, i, m) * baseline[i]
            if m == SALES:
                noise = (weekly_cv[i] * rate) ** 2
            rise = step / quota
            parts[p, row, AT], parts[p, row, RISE], parts[p, row, OF] = value / quota, rise, quota
            parts[p, row, NOISE] = math.sqrt(weeks * noise) * rise
            parts[p, row, MEASURE] = m
            parts[p, row, ERROR] = weeks * week.forecast_error * rate * rise


@compiled
def covariance(noise, common, i, parts, row, p, q, own_variance):
    """Covariance of the attainments of two parts of rep ``i``; ``own_variance`` is that of a measure for itself.

    ``noise`` and ``common`` as in `surprise_correlation`, ``parts`` and ``row`` as in `place_parts`.
    """
    m, n = int(parts[p, row, MEASURE]), int(parts[q, row, MEASURE])
    shared = parts[p, row, NOISE] * parts[q, row, NOISE] + parts[p, row, ERROR] * parts[q, row, ERROR]
    return surprise_correlation(noise, common, i, m, n) * shared + (own_variance if m == n else 0.0)


@compiled
def stand_jointly(noise, common, i, parts, row, weight, n, n_conditions, own, place):
    """Where rep ``i`` stands with a component as a whole, into ``place`` (N_PLACES,).

    Parameters
    ----------
    noise, common, parts, row : as in `covariance`; of the parts ``n`` are paid on by ``weight`` (n,), and the next
        ``n_conditions`` have a say.
    own : variance of attainment that each measure has for itself.
    """
    forecast, variance = 0.0, 0.0
    for p in range(n):
        forecast += weight[p] * parts[p, row, AT]
        for q in range(n):
            variance += weight[p] * weight[q] * covariance(noise, common, i, parts, row, p, q, own)
    sigma = math.sqrt(variance)
    place[MEAN], place[SD] = forecast, sigma
    if n_conditions > 0:
        spread, shared = math.sqrt(covariance(noise, common, i, parts, row, n, n, own)), 0.0
        for p in range(n):
            shared += weight[p] * covariance(noise, common, i, parts, row, p, n, own)
        place[OTHER], place[SPREAD] = parts[n, row, AT], spread
        place[R] = min(max(shared / (sigma * spread), -SURE), SURE)
    if n_conditions > 1:
        third, shared = math.sqrt(covariance(noise, common, i, parts, row, n + 1, n + 1, own)), 0.0
        for p in range(n):
            shared += weight[p] * covariance(noise, common, i, parts, row, p, n + 1, own)
        with_other = covariance(noise, common, i, parts, row, n, n + 1, own)
        place[THIRD_SD] = third
        place[R_Z] = min(max(shared / (sigma * third), -SURE), SURE)
        place[R_YZ] = min(max(with_other / (place[SPREAD] * third), -SURE), SURE)


@compiled
def ungated(components, c, quota, room):
    """Curve of component ``c`` against a quota, of which whole-amount tiers jump by a share; ``room`` as in `drawn`."""
    jump = components.jump[c]
    if components.has_whole[c] == 1:
        add_whole(jump, components.jump_of_quota[c], quota, room[4])
        jump = room[4]
    return components.kink_at[c], components.kink_rate[c], components.jump_at[c], jump


@compiled
def add_whole(jump, of_quota, quota, out):
    """Jumps with what they are for each unit of the quota, into ``out``."""
    for k in range(jump.shape[0]):
        out[k] = jump[k] + of_quota[k] * quota


@compiled
def drawn(components, c, quota, opens_at, room):
    """`ungated`, with gates on the same measure drawn in.

    Parameters
    ----------
    opens_at : (2,) as `own_gates` writes it.
    room : (ROOM, MAX_KNOTS), which what is returned may lie in.
    """
    curve = ungated(components, c, quota, room)
    n, kinds = components.n_own_gates[c], components.own_gate[c]
    if n == 0:
        return curve
    gate_on_itself(*curve, quota, opens_at[0], kinds[0], room[:4])
    if n > 1:
        gate_on_itself(room[0], room[1], room[2], room[3], quota, opens_at[1], kinds[1], room[5:9])
        return room[5], room[6], room[7], room[8]
    return room[0], room[1], room[2], room[3]


@compiled
def own_gates(reps, components, c, i, quota, quota_share, growth, opens_at):
    """Attainments of ``quota`` at which gates on the same measure open, into ``opens_at`` (2,).

    ``growth`` is of the quota.
    """
    for gate in range(components.n_own_gates[c]):
        stated = components.part_quota[c, components.n_parts[c] + components.n_conditions[c] + gate]
        other = quota_of(reps, stated, components.period[c], i, quota_share) * (1.0 if stated > 0.0 else growth)
        at = components.own_gate_at[c, gate]
        if components.measure[c] == DAYS_TO_COLLECT:  # days saved against twice the quota
            opens_at[gate] = 2.0 - (2.0 - at) * other / quota
        else:
            opens_at[gate] = at * other / quota


@compiled
def value_jointly(reps, present, components, c, week, late, far, component_pay, quarters):
    """Add to ``measure_pay`` what one more unit of each measure brings of component ``c``, and to ``component_pay``.

    Parameters
    ----------
    late : what pay at the period's end is worth today.
    far : (n_seats,) money felt for each unit of money of rates.
    component_pay : (n_seats,) expected pay is added, for a quarter.
    quarters : how many the period has.
    """
    seats, n, n_conditions = present.shape[0], components.n_parts[c], components.n_conditions[c]
    parts, place = np.empty((n + n_conditions, seats, N_COLUMNS)), np.empty(N_PLACES)
    place_parts(reps, components, c, week, np.ones(seats), 0, 0, seats, n + n_conditions, parts)
    own = week.crediting_error**2
    noise, common, measure_pay = reps.measure_noise, reps.measure_covariance, reps.measure_pay
    entitled, shares, part = components.entitled[c], holder_shares(reps, components, c), components.part[c]
    weight, knots = components.part_weight[c], components.n_knots[c]
    kink_at, kink_rate = components.kink_at[c][:knots], components.kink_rate[c][:knots]
    jump_at, jump, of_quota = components.jump_at[c][:knots], components.jump[c][:knots], components.jump_of_quota[c]
    has_whole, by_attainment = components.has_whole[c] == 1, components.by_attainment[c] == 1
    if has_whole:
        jump = np.zeros(knots)
    plain, base, levels = components.jump[c], components.base[c], components.levels[c]
    kind, third_at, nodes = components.third[c], components.third_at[c], np.empty((3, MOST_NODES))
    for i in range(seats):
        if present[i] == 0 or entitled[i] == 0 or (n == 1 and parts[0, i, RISE] == 0.0):
            continue
        stand_jointly(noise, common, i, parts, i, weight, n, n_conditions, own, place)
        quota = 1.0 if by_attainment else parts[0, i, OF]
        if has_whole:
            for k in range(knots):
                jump[k] = plain[k] + of_quota[k] * quota
        mean, sd, discount, felt = place[MEAN], place[SD], late / far[i], far[i] * shares[i]
        other, spread, r = place[OTHER], place[SPREAD], place[R]
        # arguments one by one: to bind the arrays together for each rep would take as long as what is reckoned
        if n_conditions == 0:
            pay, slope = pay_and_slope(kink_at, kink_rate, jump_at, jump, mean, sd, quota, discount)
        elif n_conditions == 1:
            pay, slope, by_other = factor_pay(
                kink_at, kink_rate, jump_at, jump, mean, sd, quota, discount, base, levels, other, spread, r, nodes, -1
            )
            measure_pay[i, part[n]] += felt * parts[n, i, RISE] * by_other
        else:
            z, r_z, r_yz = (parts[n + 1, i, AT] - third_at) / place[THIRD_SD], place[R_Z], place[R_YZ]
            terms = (mean, sd, quota, discount, base, levels, other, spread, r, kind, z, r_z, r_yz)
            pay, slope, by_other, by_third = gated_pay(kink_at, kink_rate, jump_at, jump, *terms, nodes)
            measure_pay[i, part[n]] += felt * parts[n, i, RISE] * by_other
            measure_pay[i, part[n + 1]] += felt * parts[n + 1, i, RISE] * by_third / place[THIRD_SD]
        for p in range(n):
            measure_pay[i, part[p]] += felt * weight[p] * parts[p, i, RISE] * quota * slope
        component_pay[i] += pay / quarters


@compiled
def joint_result(reps, components, c, i, week, had, parts):
    """What component ``c`` pays on in the end, its quota (both in attainment or units), and the factor on its pay.

    Parameters
    ----------
    week : `no_time_left`.
    had : (1,) as in `own_sums`.
    parts : (MAX_PLACES, 1, N_COLUMNS) room.
    """
    n, n_conditions, n_own = components.n_parts[c], components.n_conditions[c], components.n_own_gates[c]
    place_parts(reps, components, c, week, had, 0, i, i + 1, n + n_conditions + n_own, parts)
    value, quota = 0.0, 1.0
    for p in range(n):
        value += components.part_weight[c, p] * parts[p, 0, AT]
    factor = components.base[c]
    if n_conditions > 0:
        factor = factor_at(factor, components.levels[c], parts[n, 0, AT])
    if n_conditions > 1:
        is_open = reached(parts[n + 1, 0, AT], components.third_at[c], 1.0) != (components.third[c] == IF_NOT)
        factor *= 1.0 if is_open else 0.0
    for gate in range(n_own):
        at, kind = components.own_gate_at[c, gate], components.own_gate[c, gate]
        is_open = reached(parts[n + n_conditions + gate, 0, AT], at, 1.0) != (kind == IF_NOT)
        factor *= 1.0 if is_open else 0.0
    if components.by_attainment[c] == 0:
        value, quota = value * parts[0, 0, OF], parts[0, 0, OF]
    if n == 1 and parts[0, 0, RISE] == 0.0:
        factor = 0.0
    return value, quota, factor
