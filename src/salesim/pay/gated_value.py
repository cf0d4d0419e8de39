"""What a pay curve is worth that another measure has a say in, to who does not know yet how both end.

The other measure makes a factor: a step (a gate: all or nothing), several steps or a line (a modifier). With the
attainments of both normal, a ~ N(F, s) and b ~ N(G, t) of correlation r, expected pay and its derivatives by both means
have closed forms. With x = (F - k) / s, y = (G - g) / t, q = sqrt(1 - r^2), u = (x - r y) / q, v = (y - r x) / q:

    E[(a - k)+ ; b >= g] = s [x Phi2(x, y; r) + phi(x) Phi(v) + r phi(y) Phi(u)]
        by F: Phi2(x, y; r)                 by G: s q / t phi(y) [u Phi(u) + phi(u)]
    P(a >= k, b >= g) = Phi2(x, y; r)
        by F: phi(x) Phi(v) / s             by G: phi(y) Phi(u) / t
    E[(a - k)+ (b - g)+] = s t [(x y + r) Phi2(x, y; r) + y phi(x) Phi(v) + x phi(y) Phi(u) + q phi(y) phi(u)]
        by F: t [y Phi2 + phi(y) Phi(u) + r phi(x) Phi(v)], by G: as the first line over t
    E[(b - g)+ ; a >= k] = t [y Phi2 + phi(y) Phi(u) + r phi(x) Phi(v)]
        by F: t q / s phi(x) [v Phi(v) + phi(v)], by G: Phi2

(moments of a truncated bivariate normal distribution: Rosenbaum 1961, "Moments of a truncated bivariate normal
distribution"; the derivatives follow). A gate on the measure that is paid on needs no second variable: it is a kink and
a jump of the curve itself. A second gate, on a third measure, is an integral over that one's tail in Gauss-Legendre
nodes, of the closed form given what it is; its own derivative is the density at the threshold times pay there.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.pay.bivariate import angles_for, normal_cdf_2
from salesim.pay.curve import add_knot
from salesim.pay.threshold import reached
from salesim.pay.value import normal_cdf, normal_pdf, pay_and_slope

NO_GATE, IF_REACHED, IF_NOT = 0, 1, -1  # when a component pays
SURE = 0.999  # correlation of two measures that are hardly different
DECIDED = 6.2  # standard deviations from where on a gate is as good as open or shut: 3e-10
AT, STEP, RISE = range(3)  # of a level of a factor: attainment, what it adds from there on, and for each further 1
SURELY = 5.5  # standard deviations above a kink from where on its rate is paid on every unit: 1e-8
MAX_LEVELS = 12
TAIL = 6.5  # how far a tail is followed, in standard deviations
X_16, W_16 = np.polynomial.legendre.leggauss(16)


@compiled
def factor_at(base, levels, attainment):
    """The factor that another measure makes of pay: ``base``, and what each of the ``levels`` (3, n) adds."""
    factor = base
    for level in range(levels.shape[1]):
        if reached(attainment, levels[AT, level], 1.0):
            factor += levels[STEP, level] + levels[RISE, level] * (attainment - levels[AT, level])
    return factor


@compiled
def factor_pay(
    kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount, base, levels, other, spread, r, nodes, n
):
    """Expected pay times a factor that another measure makes, and its derivatives by both.

    Parameters
    ----------
    forecast, sigma : F and s, in units of the quota.
    discount : what a currency unit paid at the period's end is worth today. Jumps are discounted in the derivative by
        F, all in that by G, as what only the other measure pays for waits until it is settled; expected pay is not.
    base, levels : as in `factor_at`.
    other, spread, r : G and t, in units of the other quota, and the correlation, at most `SURE` either way.
    nodes, n : `angles_for` r; n is -1 where that is still to be worked out, into ``nodes``.

    Returns
    -------
    Pay in money; money for one more unit of sales; money for one more unit of the other attainment.
    """
    for level in range(levels.shape[1]):  # steps that are as good as taken are part of the base
        if levels[RISE, level] == 0.0 and other - levels[AT, level] > DECIDED * spread:
            base += levels[STEP, level]
    pay, slope, by_other = 0.0, 0.0, 0.0
    if base != 0.0:
        pay, slope = pay_and_slope(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount)
        pay, slope = base * pay, base * slope
    left = math.sqrt((1.0 - r) * (1.0 + r))
    per_sd, per_left, per_spread, per_unit = 1.0 / sigma, 1.0 / left, 1.0 / spread, discount / (sigma * quota)
    for level in range(levels.shape[1]):
        step, rise, y = levels[STEP, level], levels[RISE, level], (other - levels[AT, level]) * per_spread
        if (step == 0.0 and rise == 0.0) or y < -DECIDED or (rise == 0.0 and y > DECIDED):
            continue
        if n < 0:
            n = angles_for(r, nodes)
        density, opens = normal_pdf(y), normal_cdf(y)
        x, both, below_v, at_x, above, at_u, v = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for k in range(kink_at.shape[0]):
            rate, amount = kink_rate[k], jump[k]
            if rate != 0.0:
                x = (forecast - kink_at[k]) * per_sd
                u, v = (x - r * y) * per_left, (y - r * x) * per_left
                above, at_u = density * normal_cdf(u), density * normal_pdf(u)
                if x > SURELY:  # the curve is a line as far as can be told
                    both, at_x, below_v = opens, 0.0, 1.0
                else:
                    both, at_x, below_v = (
                        normal_cdf_2(x, y, r, normal_cdf(x), opens, nodes, n),
                        normal_pdf(x),
                        normal_cdf(v),
                    )
                money = rate * quota * sigma
                more = x * both + at_x * below_v + r * above
                pay += step * money * more
                slope += step * rate * both
                by_other += step * money * left * (u * above + at_u) * per_spread
                if rise != 0.0:
                    beyond = (x * y + r) * both + y * at_x * below_v + x * above + left * at_u
                    pay += rise * money * spread * beyond
                    slope += rise * rate * spread * (y * both + above + r * at_x * below_v)
                    by_other += rise * money * more
            if amount != 0.0:
                if rate == 0.0 or jump_at[k] != kink_at[k]:
                    x = (forecast - jump_at[k]) * per_sd
                    u, v = (x - r * y) * per_left, (y - r * x) * per_left
                    both, below_v = normal_cdf_2(x, y, r, normal_cdf(x), opens, nodes, n), normal_cdf(v)
                    at_x, above = normal_pdf(x), density * normal_cdf(u)
                pay += step * amount * both
                slope += step * amount * per_unit * at_x * below_v
                by_other += step * amount * above * per_spread
                if rise != 0.0:
                    pay += rise * amount * spread * (y * both + above + r * at_x * below_v)
                    slope += rise * amount * per_unit * spread * left * at_x * (v * below_v + normal_pdf(v))
                    by_other += rise * amount * both
    return pay, slope, discount * by_other


@compiled
def gated_pay(
    kink_at,
    kink_rate,
    jump_at,
    jump,
    forecast,
    sigma,
    quota,
    discount,
    base,
    levels,
    other,
    spread,
    r,
    kind,
    z,
    r_z,
    r_yz,
    nodes,
):
    """`factor_pay` behind a gate on a third measure, and its derivatives by all three.

    Parameters
    ----------
    kind : IF_REACHED or IF_NOT.
    z : how many of its standard deviations the third measure is expected beyond its threshold.
    r_z, r_yz : its correlation with what is paid on, and with the other measure.
    nodes : (3, MOST_NODES) room for `angles_for`.

    Returns
    -------
    As `factor_pay`, and money for one more standard deviation of the third measure.
    """
    if abs(z) > DECIDED and (z > 0.0) != (kind == IF_REACHED):
        return 0.0, 0.0, 0.0, 0.0
    # the integral is over the smaller tail; where that is shut, what lies in it is taken off the whole
    side = 1.0 if z < 0.0 else -1.0
    sign = 1.0 if (side > 0.0) == (kind == IF_REACHED) else -1.0
    curve = (kink_at, kink_rate, jump_at, jump)
    pay = slope = by_other = 0.0
    if sign < 0.0:
        terms = (forecast, sigma, quota, discount, base, levels, other, spread, r)
        pay, slope, by_other = factor_pay(*curve, *terms, nodes, -1)
    if abs(z) > DECIDED:
        return pay, slope, by_other, 0.0
    left_x, left_y = math.sqrt((1.0 - r_z) * (1.0 + r_z)), math.sqrt((1.0 - r_yz) * (1.0 + r_yz))
    inner = min(max((r - r_z * r_yz) / (left_x * left_y), -SURE), SURE)
    n = angles_for(inner, nodes)
    sd, sd_other = sigma * left_x, spread * left_y
    tightest = min(left_x, left_y)
    panels = 1 if tightest > 0.6 else 2 if tightest > 0.3 else 4 if tightest > 0.15 else 8
    width = TAIL / panels
    for panel in range(panels):
        for i in range(X_16.shape[0]):
            third = side * (abs(z) + width * (panel + 0.5 * (1.0 + X_16[i])))
            weight = sign * 0.5 * width * W_16[i] * normal_pdf(third)
            mean, mean_other = forecast + sigma * r_z * third, other + spread * r_yz * third
            terms = (mean, sd, quota, discount, base, levels, mean_other, sd_other, inner)
            some, some_slope, some_by_other = factor_pay(*curve, *terms, nodes, n)
            pay += weight * some
            slope += weight * some_slope
            by_other += weight * some_by_other
    mean, mean_other = forecast - sigma * r_z * z, other - spread * r_yz * z
    at_gate = factor_pay(*curve, mean, sd, quota, discount, base, levels, mean_other, sd_other, inner, nodes, n)[0]
    return pay, slope, by_other, kind * discount * normal_pdf(z) * at_gate


@compiled
def gate_on_itself(kink_at, kink_rate, jump_at, jump, quota, at, kind, out):
    """The curve that is paid only if its own attainment reaches ``at``, or only below it, into ``out`` (4, n_knots).

    ``out`` holds kink_at, kink_rate, jump_at and jump; it needs room for one kink and one jump more.
    """
    out[:] = 0.0
    slope, amount = 0.0, 0.0
    for n in range(kink_at.shape[0]):
        before = kink_at[n] < at
        if kink_rate[n] != 0.0:
            if before:
                slope += kink_rate[n]
                amount += kink_rate[n] * (at - kink_at[n]) * quota
            if before == (kind == IF_NOT):
                add_knot(out[0], out[1], kink_at[n], kink_rate[n])
        if jump[n] != 0.0:
            before = jump_at[n] < at
            if before:
                amount += jump[n]
            if before == (kind == IF_NOT):
                add_knot(out[2], out[3], jump_at[n], jump[n])
    add_knot(out[0], out[1], at, kind * slope)
    add_knot(out[2], out[3], at, kind * amount)
