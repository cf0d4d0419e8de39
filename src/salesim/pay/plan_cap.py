"""A cap on pay of several measures together, to who does not know yet how they end.

What one measure pays is a curve, and a cap on it a kink. Of several measures the sum is capped: pay P is as good as
normal, with the mean that all curves together have and the variance g'Vg of their slopes g and what is not known yet of
the measures, V. Then

    E[min(P, C) + b (P - C)+] = mu - (1 - b) [(mu - C) Phi(z) + s phi(z)],  z = (mu - C) / s
        by a unit of a measure: its slope times 1 - (1 - b) Phi(z)

which is exact where pay is linear in normal measures, and a normal approximation where curves bend.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.pay.joint import surprise_correlation
from salesim.pay.measures import SALES
from salesim.pay.periods import A_QUARTER
from salesim.pay.value import normal_cdf, normal_pdf

CERTAIN = 1e-9  # money; who knows what pay will be


@compiled
def under_cap(mean, sd, cap, beyond):
    """Expected pay under a cap, of which the share ``beyond`` is paid above it, and the share of a slope that is left.

    >>> value, left = under_cap(100.0, 20.0, 100.0, 0.0)
    >>> round(value, 4), left
    (92.0212, 0.5)
    """
    if sd < CERTAIN:
        return min(mean, cap) + beyond * max(mean - cap, 0.0), 1.0 if mean < cap else beyond
    z = (mean - cap) / sd
    above = normal_cdf(z)
    return mean - (1.0 - beyond) * ((mean - cap) * above + sd * normal_pdf(z)), 1.0 - (1.0 - beyond) * above


@compiled
def pay_sd(reps, i, slopes, week):
    """Standard deviation of the quarter's pay of rep ``i``: what is not known of measures, times ``slopes`` (n,)."""
    weeks, n = week.weeks_left[A_QUARTER], slopes.shape[0]
    noise, common = reps.measure_noise, reps.measure_covariance
    of_week, of_error = np.zeros(n), np.zeros(n)
    for m in range(n):
        if slopes[m] != 0.0:
            rate, spread = reps.measure_rate[i, m], math.sqrt(noise[i, m])
            if m == SALES:
                rate, spread = reps.baseline_sales[i], reps.weekly_cv[i] * reps.baseline_sales[i]
            of_week[m] = slopes[m] * spread * math.sqrt(float(weeks))
            of_error[m] = slopes[m] * weeks * week.forecast_error * rate
    variance = 0.0
    for m in range(n):
        for k in range(n):
            if slopes[m] != 0.0 and slopes[k] != 0.0:
                shared = of_week[m] * of_week[k] + of_error[m] * of_error[k]
                variance += surprise_correlation(noise, common, i, m, k) * shared
    return math.sqrt(max(variance, 0.0))
