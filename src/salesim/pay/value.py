"""What a pay curve is worth to a rep who does not know yet how the quarter ends.

With sales at the quarter's end normal around F T with standard deviation sigma T, expected pay and its derivative
have closed forms.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled

SQRT_2 = math.sqrt(2.0)
SQRT_2PI = math.sqrt(2.0 * math.pi)


@compiled
def normal_cdf(z):
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-z / SQRT_2)


@compiled
def normal_pdf(z):
    """Standard normal density."""
    return math.exp(-0.5 * z * z) / SQRT_2PI


@compiled
def expected_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount):
    """Expected pay in money.

    E = T sum_k r_k [(F - th_k) Phi(z_k) + sigma phi(z_k)] + D sum_j B_j Phi(z_j), z = (F - th) / sigma

    Parameters
    ----------
    forecast, sigma : F and sigma, in units of the quota.
    discount : D, what a currency unit paid at the quarter's end is worth today; commission is paid as it is earned.
    """
    pay = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0:
            z = (forecast - kink_at[k]) / sigma
            pay += kink_rate[k] * quota * ((forecast - kink_at[k]) * normal_cdf(z) + sigma * normal_pdf(z))
        if jump[k] != 0.0:
            pay += discount * jump[k] * normal_cdf((forecast - jump_at[k]) / sigma)
    return pay


@compiled
def expected_pay_below(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, floor):
    """Pay expected in the cases that end below attainment ``floor``, E[pay; A < floor], in money.

    sum_k r_k T [(F - th_k)(Phi(z_f) - Phi(z_k)) + sigma (phi(z_k) - phi(z_f))] + sum_j B_j (Phi(z_f) - Phi(z_j)) over
    the knots below the floor, z = (th - F) / sigma. Divided by Phi(z_f) it is the mean pay of those who miss the floor.
    """
    top = (floor - forecast) / sigma
    pay = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0 and kink_at[k] < floor:
            z = (kink_at[k] - forecast) / sigma
            above = (forecast - kink_at[k]) * (normal_cdf(top) - normal_cdf(z))
            pay += kink_rate[k] * quota * (above + sigma * (normal_pdf(z) - normal_pdf(top)))
        if jump[k] != 0.0 and jump_at[k] < floor:
            pay += jump[k] * (normal_cdf(top) - normal_cdf((jump_at[k] - forecast) / sigma))
    return pay


@compiled
def marginal_pay(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount):
    """Expected pay for one more currency unit of sales: the exact derivative of `expected_pay` by F T.

    M = sum_k r_k Phi(z_k) + D sum_j B_j / (sigma T) phi(z_j)
    """
    slope = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0:
            slope += kink_rate[k] * normal_cdf((forecast - kink_at[k]) / sigma)
        if jump[k] != 0.0:
            z = (forecast - jump_at[k]) / sigma
            slope += discount * jump[k] / (sigma * quota) * normal_pdf(z)
    return slope


@compiled
def pay_and_slope(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount):
    """`expected_pay`, not discounted, and `marginal_pay` in one go: they share what takes time, their probabilities."""
    pay, slope, above, density = 0.0, 0.0, 0.0, 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0:
            z = (forecast - kink_at[k]) / sigma
            above, density = normal_cdf(z), normal_pdf(z)
            pay += kink_rate[k] * quota * ((forecast - kink_at[k]) * above + sigma * density)
            slope += kink_rate[k] * above
        if jump[k] != 0.0:
            if kink_rate[k] == 0.0 or jump_at[k] != kink_at[k]:
                z = (forecast - jump_at[k]) / sigma
                above, density = normal_cdf(z), normal_pdf(z)
            pay += jump[k] * above
            slope += discount * jump[k] / (sigma * quota) * density
    return pay, slope


@compiled
def quota_slope(kink_at, kink_rate, jump_at, jump, forecast, sigma, quota, discount):
    """Expected pay lost per currency unit of quota, with sales unchanged: what makes reps hold back for a ratchet.

    Kinks lose r_k th_k Phi(z_k), jumps D B_j th_j / (sigma T) phi(z_j).
    """
    loss = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0 and kink_at[k] != 0.0:
            loss += kink_rate[k] * kink_at[k] * normal_cdf((forecast - kink_at[k]) / sigma)
        if jump[k] != 0.0:
            z = (forecast - jump_at[k]) / sigma
            loss += discount * jump[k] * jump_at[k] / (sigma * quota) * normal_pdf(z)
    return loss
