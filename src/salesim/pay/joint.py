"""Where a rep stands on several measures at once: an index of them, and a gate on another.

What two measures have in common is estimated, not assumed: the correlation of their weekly surprises, of which
`count_measures` keeps covariances as it keeps variances. The error of a rep's own forecast has the same correlation, as
forecasts are means of those weeks; what is uncertain about crediting is each measure's own.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.pay.component_sums import add_own, add_own_next, quota_of, standing, usual_pace
from salesim.pay.gated_value import IF_NOT, IF_REACHED, NO_GATE, SURE, gate_on_itself, gated_pay
from salesim.pay.measures import DAYS_TO_COLLECT, pair_of
from salesim.pay.threshold import reached
from salesim.pay.value import expected_pay, marginal_pay

# columns of a measure: attainment, what one more unit of its sum adds to it, the weeks' noise, the forecast's error,
# both in attainment and with the sign of that, its quota, and which Measure it is
AT, RISE, NOISE, ERROR, OF, MEASURE = range(6)
N_COLUMNS = 6
# where all of a component stands: attainment paid on, its standard deviation, what rates are paid on (units of the
# quota, or 1), the standard deviation of the gate's attainment, how many of these it is beyond, and the correlation
MEAN, SD, SCALE, GATE_SD, Z, R = range(6)
N_PLACES = 6


@compiled
def surprise_correlation(noise, common, m, n):
    """Correlation of the weekly surprises of two measures: a rep's variances, and covariances (N_PAIRS,)."""
    if m == n:
        return 1.0
    spread = noise[m] * noise[n]
    if spread <= 0.0:
        return 0.0
    return min(max(common[pair_of(m, n)] / math.sqrt(spread), -SURE), SURE)


@compiled
def place_parts(paid, components, c, i, week, had, is_next, sums, parts):
    """Where rep ``i`` stands on each part of component ``c``, the gate's last, into ``parts`` (n, N_COLUMNS).

    Parameters
    ----------
    week, had : as in `add_own`.
    is_next : 1 of the period after this one.
    sums : (5,) room.
    """
    period = components.period[c]
    weeks = week.next_weeks[period] if is_next == 1 else week.weeks_left[period]
    for p in range(components.n_parts[c] + (components.gate[c] != NO_GATE)):
        m, stated = components.gate_measure[c], components.gate_quota[c]
        if p < components.n_parts[c]:
            m, stated = components.part[c, p], components.part_quota[c, p]
        sums[:] = 0.0
        if is_next == 1:
            add_own_next(paid, components, c, m, stated, i, week, sums)
        else:
            add_own(paid, components, c, m, stated, i, week, had, sums)
        value, step, quota = standing(m, sums)
        rate, _, noise = usual_pace(paid, i, m, weeks, 0.0)
        parts[p, AT], parts[p, RISE], parts[p, OF] = value / quota, step / quota, quota
        parts[p, NOISE] = math.sqrt(weeks * noise) * parts[p, RISE]
        parts[p, MEASURE] = m
        parts[p, ERROR] = weeks * week.forecast_error * rate * parts[p, RISE]


@compiled
def covariance(noise, common, parts, p, q, own_variance):
    """Covariance of the attainments of two parts; ``own_variance`` is that of a measure for itself.

    ``noise`` and ``common`` as in `surprise_correlation`.
    """
    m, n = int(parts[p, MEASURE]), int(parts[q, MEASURE])
    shared = parts[p, NOISE] * parts[q, NOISE] + parts[p, ERROR] * parts[q, ERROR]
    return surprise_correlation(noise, common, m, n) * shared + (own_variance if m == n else 0.0)


@compiled
def stand_jointly(paid, components, c, i, week, is_next, doubt, sums, parts, place):
    """Where rep ``i`` stands with component ``c`` as a whole, into ``place``; ``parts`` as in `place_parts`.

    ``doubt`` is the standard deviation of attainment against a quota not yet known. Returns whether there is anything
    to be paid on: not where nothing has happened that a ratio could be taken of.
    """
    place_parts(paid, components, c, i, week, 1.0, is_next, sums, parts)
    n, weight = components.n_parts[c], components.part_weight[c]
    noise, common_noise = paid.measure_noise[i], paid.measure_covariance[i]
    own = week.crediting_error**2 + doubt**2
    forecast, variance = 0.0, 0.0
    for p in range(n):
        forecast += weight[p] * parts[p, AT]
        for q in range(n):
            variance += weight[p] * weight[q] * covariance(noise, common_noise, parts, p, q, own)
    sigma = math.sqrt(variance)
    place[MEAN], place[SD] = forecast, sigma
    place[SCALE] = 1.0 if components.by_attainment[c] == 1 else parts[0, OF]
    if components.gate[c] != NO_GATE:
        gate_sigma, common = math.sqrt(covariance(noise, common_noise, parts, n, n, own)), 0.0
        for p in range(n):
            common += weight[p] * covariance(noise, common_noise, parts, p, n, own)
        place[GATE_SD] = gate_sigma
        place[Z] = (parts[n, AT] - components.gate_at[c]) / gate_sigma
        place[R] = min(max(common / (sigma * gate_sigma), -SURE), SURE)
    return n > 1 or parts[0, RISE] != 0.0


@compiled
def ungated(components, c, quota, room):
    """Curve of component ``c`` against a quota, of which whole-amount tiers jump by a share; ``room`` as in `drawn`."""
    jump = components.jump[c]
    if components.has_whole[c] == 1:
        for k in range(jump.shape[0]):
            room[4, k] = jump[k] + components.jump_of_quota[c, k] * quota
        jump = room[4]
    return components.kink_at[c], components.kink_rate[c], components.jump_at[c], jump


@compiled
def drawn(components, c, quota, own_gate_at, room):
    """`ungated`, with a gate on the same measure drawn in.

    Parameters
    ----------
    own_gate_at : as `own_gate`.
    room : (5, MAX_KNOTS), which what is returned may lie in.
    """
    curve = ungated(components, c, quota, room)
    if components.gate[c] != NO_GATE and components.is_joint[c] == 0:
        gate_on_itself(*curve, quota, own_gate_at, components.gate[c], room[:4])
        return room[0], room[1], room[2], room[3]
    return curve


@compiled
def own_gate(paid, components, c, i, quota, quota_share, growth):
    """Attainment of ``quota`` at which a gate on the same measure opens; 0 without one. ``growth`` is of the quota."""
    if components.gate[c] == NO_GATE or components.is_joint[c] == 1:
        return 0.0
    stated, at = components.gate_quota[c], components.gate_at[c]
    other = quota_of(paid, stated, components.period[c], i, quota_share) * (1.0 if stated > 0.0 else growth)
    if components.measure[c] == DAYS_TO_COLLECT:  # days saved against twice the quota
        return 2.0 - (2.0 - at) * other / quota
    return at * other / quota


@compiled
def value_jointly(paid, components, c, i, week, discount, felt, room, sums, parts, place):
    """Add to ``reps.measure_pay`` what one more unit of each measure brings of component ``c``; returns expected pay.

    Parameters
    ----------
    discount : what pay at the period's end is worth today, as against a rate.
    felt : money felt for each unit of money in the rest of the period.
    room, sums, parts, place : as in `drawn` and `stand_jointly`.
    """
    if not stand_jointly(paid, components, c, i, week, 0, 0.0, sums, parts, place):
        return 0.0
    forecast, sigma, quota = place[MEAN], place[SD], place[SCALE]
    kink_at, kink_rate, jump_at, jump = drawn(components, c, quota, 0.0, room)
    kind = components.gate[c]
    pay = slope = by_gate = 0.0
    if kind != NO_GATE:
        z, r = place[Z], place[R]
        pay, slope, by_gate = gated_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount, z, r)
        by_gate /= place[GATE_SD]
    if kind != IF_REACHED:
        pay = expected_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, 1.0) - pay
        slope = marginal_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount) - slope
        by_gate = -by_gate
    n = components.n_parts[c]
    for p in range(n):
        paid.measure_pay[i, components.part[c, p]] += (
            felt * components.part_weight[c, p] * parts[p, RISE] * quota * slope
        )
    if kind != NO_GATE:
        paid.measure_pay[i, components.gate_measure[c]] += felt * parts[n, RISE] * by_gate
    return pay


@compiled
def joint_result(paid, components, c, i, week, had, sums, parts):
    """What component ``c`` pays on in the end, its quota (both in attainment or units), and whether its gate is open.

    Parameters
    ----------
    week, had : `no_time_left`, and as in `add_own`.
    sums, parts : as in `place_parts`.
    """
    place_parts(paid, components, c, i, week, had, 0, sums, parts)
    n, value, quota = components.n_parts[c], 0.0, 1.0
    for p in range(n):
        value += components.part_weight[c, p] * parts[p, AT]
    is_open = True
    if components.gate[c] != NO_GATE:
        is_open = reached(parts[n, AT], components.gate_at[c], 1.0) != (components.gate[c] == IF_NOT)
    if components.by_attainment[c] == 0:
        value, quota = value * parts[0, OF], parts[0, OF]
    return value, quota, is_open and (n > 1 or parts[0, RISE] != 0.0)
