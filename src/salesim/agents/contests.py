"""A sales contest as a rep sees it: a bonus at a cut that nobody knows, the result of the last who wins.

Who is close to the cut works hardest; leaders ease as their lead grows and laggards give up, neither of them being put
in. Those behind are too hopeful, so that they give up later than leaders ease (Casas-Arce & Martínez-Jerez 2009).

What is contested: contests raised effort in a commodities firm, less with more participants (Casas-Arce &
Martínez-Jerez 2009), and sales in Dutch shops, with or without a prize, where manager and staff share their gender
(Delfgaauw, Dur, Sol & Verbeke 2013); incentives for teams of the same kind of shop did nothing (Delfgaauw, Dur &
Souverijn 2020). More than one winner is better, ranked prizes add nothing (Lim, Ahearne & Ham 2009).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.agents.effort import forecast_attainment, forecast_sigma
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.bivariate import MOST_NODES, angles_for, normal_cdf_2
from salesim.pay.component_sums import missing_within
from salesim.pay.gated_value import SURE
from salesim.pay.measures import SALES
from salesim.pay.value import normal_cdf, normal_pdf

HALVINGS = 60  # of the interval that holds the cut
FAR = 8.0  # standard deviations beyond which nobody ends (normal)


class ContestWeek(NamedTuple):
    """Numbers of a contest this week; one constructor keeps their types fixed."""

    weeks_left: int  # of the contest, this week included
    season_left: float  # sum of season factors over them
    quota_share: float  # of the quarter's quota that is planned for the contest's weeks
    places: np.ndarray  # (n,) k: places down to which a prize is the same, from the first on
    rises: np.ndarray  # (n,) V, money: by how much the prize down to there is more than that of the places after it
    minimum: float  # result below which nobody wins
    symbolic: float  # V_s, share of a quarter's pay at quota, of whoever wins anything
    optimism: float
    late: float  # what a prize that is paid later is worth now
    forecast_error: float
    crediting_error: float


@compiled
def win_slope(prize, forecast, cut, sigma, quota):
    """Pay that one more unit of sales is expected to bring in a contest: V phi((F - c) / s) / (s T).

    >>> round(win_slope(0.25, 1.0, 1.0, math.hypot(0.15, 0.12), 1.0), 2)  # V in quarters' pay W, T = 1: x at the cut
    0.52
    """
    return prize * normal_pdf((forecast - cut) / sigma) / (sigma * quota)


@compiled
def both_odds(forecast, cut, sd, minimum, sigma, quota, nodes):
    """Odds of passing the cut and a minimum, too, Phi2(x, y; s / sd), and what one more unit of sales adds to them.

    Of the two standard deviations ``sd`` holds the cut's and the own result's, s, which both have in common.
    """
    if not cut > -np.inf:
        return normal_cdf((forecast - minimum) / sigma), win_slope(1.0, forecast, minimum, sigma, quota)
    r = min(sigma / sd, SURE)
    x, y, left = (forecast - cut) / sd, (forecast - minimum) / sigma, math.sqrt((1.0 - r) * (1.0 + r))
    odds = normal_cdf_2(x, y, r, normal_cdf(x), normal_cdf(y), nodes, angles_for(r, nodes))
    by_cut = normal_pdf(x) * normal_cdf((y - r * x) / left) / sd
    return odds, (by_cut + normal_pdf(y) * normal_cdf((x - r * y) / left) / sigma) / quota


@compiled
def hopeful(forecast, cut, optimism):
    """The own result as a rep sees it: who is behind believes to be closer, F + optimism (c - F)+."""
    return forecast + optimism * max(cut - forecast, 0.0)


@compiled
def find_cut(forecast, sigma, takes_part, winners):
    """The result that the last of ``winners`` is expected to have, and its standard deviation.

    The cut c solves sum_j Phi((F_j - c) / sigma_j) = k: so many are expected to end above it. How many do has variance
    sum p (1 - p), and each of them moves the cut by 1 / sum f_j(c), as of a quantile of a sample. The more take part
    for as many prizes, the higher it lies.

    Parameters
    ----------
    forecast, sigma, takes_part : (n_seats,); fewer than ``winners`` + 1 make no contest: a cut of -inf.
    """
    n, low, high = 0, np.inf, -np.inf
    for j in range(forecast.shape[0]):
        if takes_part[j]:
            n += 1
            low = min(low, forecast[j] - FAR * sigma[j])
            high = max(high, forecast[j] + FAR * sigma[j])
    if n <= winners:
        return -np.inf, 1.0
    for _ in range(HALVINGS):
        middle, above = 0.5 * (low + high), 0.0
        for j in range(forecast.shape[0]):
            if takes_part[j]:
                above += normal_cdf((forecast[j] - middle) / sigma[j])
        if above > winners:
            low = middle
        else:
            high = middle
    cut = 0.5 * (low + high)
    variance, density = 0.0, 0.0
    for j in range(forecast.shape[0]):
        if takes_part[j]:
            p = normal_cdf((forecast[j] - cut) / sigma[j])
            variance += p * (1.0 - p)
            density += normal_pdf((forecast[j] - cut) / sigma[j]) / sigma[j]
    return cut, math.sqrt(variance) / max(density, 1e-9)


@compiled
def value_contest(reps, takes_part, sold_before, contest, slopes):
    """Add what a contest is expected to pay, and its derivative by one's own sales, to what reps go by this week.

    Results are shares of the quota that is planned for the contest's weeks. A forecast of the rest of them is as wrong
    as one of the quarter. Ranked prizes are one at the cut of each place at which the prize falls, as large as it falls
    there. Where nobody wins below a minimum, both have to be passed. What is not money, V_s of a quarter's pay W, is
    felt and never paid.

    Parameters
    ----------
    takes_part, sold_before : (n_seats,) who takes part, and credited sales of the quarter before the contest.
    contest : ContestWeek.
    slopes : (n_seats,) that derivative is added to it, as to ``reps.measure_pay``.
    """
    n = reps.seat.shape[0]
    forecast, sigma, quotas = np.zeros(n), np.ones(n), np.ones(n)
    for i in range(n):
        if takes_part[i]:
            baseline = reps.baseline_sales[i]
            # as when it is settled: in weeks in which nothing is planned, any sale is far above the quota
            quotas[i] = max(reps.quota[i] / reps.season_share[i] * contest.quota_share, NO_MONEY)
            missing = missing_within(reps.pulled[i], reps.pulled_instalment[i], contest.weeks_left)
            sold = reps.quarter_sales[i] - sold_before[i]
            forecast[i] = forecast_attainment(sold, baseline, contest.season_left, missing, quotas[i])
            errors = (contest.forecast_error, contest.crediting_error)
            sigma[i] = forecast_sigma(contest.weeks_left, reps.weekly_cv[i], baseline, quotas[i], *errors)
    last, nodes = contest.places.shape[0] - 1, np.empty((3, MOST_NODES))
    for k in range(last + 1):
        _, cut_sigma = find_cut(forecast, sigma, takes_part, contest.places[k])
        # as many are to win as there are prizes: with the cut uncertain, it lies where all odds add up to that
        cut, _ = find_cut(forecast, np.sqrt(sigma**2 + cut_sigma**2), takes_part, contest.places[k])
        for i in range(n):
            if takes_part[i]:
                sd = math.sqrt(sigma[i] ** 2 + cut_sigma**2)
                own = hopeful(forecast[i], cut, contest.optimism)
                prize = contest.rises[k] + (contest.symbolic * reps.pay_at_quota[i] if k == last else 0.0)
                odds, density = normal_cdf((own - cut) / sd), win_slope(1.0, own, cut, sd, quotas[i])
                if contest.minimum > 0.0:
                    odds, density = both_odds(own, cut, sd, contest.minimum, sigma[i], quotas[i], nodes)
                slope = contest.late * prize * density
                slopes[i] += slope
                reps.measure_pay[i, SALES] += slope
                reps.component_pay[i] += contest.rises[k] * odds
