"""What a pay curve is worth that is paid only if another measure is reached, to who does not know yet how both end.

With the attainments of both normal, a ~ N(F, s) and b ~ N(G, t) of correlation r, expected pay and its derivatives by
both means have closed forms. With x = (F - k) / s, y = (G - g) / t, q = sqrt(1 - r^2),
u = (x - r y) / q, v = (y - r x) / q:

    E[(a - k)+ ; b >= g] = s [x Phi2(x, y; r) + phi(x) Phi(v) + r phi(y) Phi(u)]
        by F: Phi2(x, y; r)                 by G: s q / t phi(y) [u Phi(u) + phi(u)]
    P(a >= k, b >= g) = Phi2(x, y; r)
        by F: phi(x) Phi(v) / s             by G: phi(y) Phi(u) / t

(moments of a truncated bivariate normal distribution: Rosenbaum 1961, "Moments of a truncated bivariate normal
distribution"; the derivatives follow). A gate on the measure that is paid on needs no second variable: it is a kink and
a jump of the curve itself.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.pay.bivariate import angles_for, normal_cdf_2
from salesim.pay.curve import add_knot
from salesim.pay.value import normal_cdf, normal_pdf

NO_GATE, IF_REACHED, IF_NOT = 0, 1, -1  # when a component pays
SURE = 0.999  # correlation of two measures that are hardly different


@compiled
def gated_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount, y, r):
    """Expected pay in the cases in which the gate is reached, its derivatives by F and, times t, by G.

    Parameters
    ----------
    forecast, sigma : F and s, in units of the quota.
    discount : what a currency unit paid at the period's end is worth today. Jumps are discounted in the derivative by
        F, all in that by G, as what only the gate pays for waits until it is settled; expected pay is not discounted.
    y, r : (G - g) / t, and the correlation, at most `SURE` either way.

    Returns
    -------
    Pay in money; money for one more unit of sales; money for one more standard deviation of the gate's forecast.
    """
    pay, slope, by_gate = 0.0, 0.0, 0.0
    left = math.sqrt((1.0 - r) * (1.0 + r))
    at_gate, opens, at = normal_pdf(y), normal_cdf(y), angles_for(r)
    for n in range(kink_at.shape[0]):
        rate, amount = kink_rate[n], jump[n]
        if rate != 0.0:
            x = (forecast - kink_at[n]) / sigma
            u, v = (x - r * y) / left, (y - r * x) / left
            both, above = normal_cdf_2(x, y, r, opens, at), normal_cdf(u)
            money = rate * quota * sigma
            pay += money * (x * both + normal_pdf(x) * normal_cdf(v) + r * at_gate * above)
            slope += rate * both
            by_gate += money * left * at_gate * (u * above + normal_pdf(u))
        if amount != 0.0:
            x = (forecast - jump_at[n]) / sigma
            u, v = (x - r * y) / left, (y - r * x) / left
            pay += amount * normal_cdf_2(x, y, r, opens, at)
            slope += discount * amount / (sigma * quota) * normal_pdf(x) * normal_cdf(v)
            by_gate += amount * at_gate * normal_cdf(u)
    return pay, slope, discount * by_gate


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
