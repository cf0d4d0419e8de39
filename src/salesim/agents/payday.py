"""Payday: pay feels larger the nearer the next pay run is, so that effort rises towards it.

Kaur, Kremer & Mullainathan 2015 ("Self-control at work"): output of data typists rose by 8 % over the pay week towards
a payday set at random, as if 4 % were discounted each day. Contested: nobody has measured it where sales are paid by
the month, in which a ramp so steep would leave no effort at a month's start, and Augenblick, Niederle & Sprenger 2015
find hardly any present bias for money itself. The default is therefore shallow, and 1 switches it off.

What is earned is felt with a weight of mean 1 within each pay period: when pay runs are changes nothing but when in the
period people work. Bonuses of a quarter wait for its end and have a discount of their own; what is paid at once, and
what orders moved in time earn, has no ramp.
"""

from __future__ import annotations

MONTHLY = 4  # weeks between pay runs that every payroll has, so that they cost nothing beyond the usual


def payday_weight(week: int, every: int, discount: float) -> float:
    """Weight of a rate as felt in a week, omega_k = delta^k / mean of it over the pay period, k weeks before a pay run.

    Pay runs end weeks ``every`` - 1, 2 ``every`` - 1, ... since week 0, so that every pay period is a whole one.

    >>> [round(payday_weight(week, 4, 0.96), 3) for week in range(5)]
    [0.94, 0.979, 1.02, 1.062, 0.94]
    >>> payday_weight(7, 1, 0.8)
    1.0
    """
    weights = [discount**weeks_left for weeks_left in range(every)]
    return weights[every - 1 - week % every] * every / sum(weights)


def extra_runs(week: int, every: int) -> float:
    """Pay runs of a week beyond one in four weeks: the share of each that a monthly payroll would not have made.

    >>> sum(extra_runs(week, 1) for week in range(52)), sum(extra_runs(week, 2) for week in range(52))
    (39.0, 13.0)
    >>> extra_runs(3, 4), extra_runs(12, 13)
    (0.0, 0.0)
    """
    return max(1.0 - every / MONTHLY, 0.0) if (week + 1) % every == 0 else 0.0
