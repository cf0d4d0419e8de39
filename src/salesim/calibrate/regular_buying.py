"""How often customers buy, how regularly, and when they churn: BG/NBD with k-phase gaps, as the simulation has it.

While with us a customer orders at rate lambda ~ Gamma(r, alpha); gaps between orders are Erlang-k with mean 1/lambda;
after each order the customer churns with probability p ~ Beta(a, b). k = 1 is BG/NBD. A customer who was with us for n
orders before has p ~ Beta(a, b + n), the posterior, and may have churned after the first order that is seen, too. As n
was not seen, it is averaged over: n = lambda x the weeks before, at quantiles of what is known of lambda.

Source: Reutterer, Platzer & Schröder 2021, "Leveraging purchase regularity for predicting customer behavior the easy
way", International Journal of Research in Marketing 38(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betaincinv, betaln, gammaincinv, gammaln, logsumexp

from salesim.calibrate.buying_kernels import log_likelihood as sum_of_log_likelihoods
from salesim.calibrate.fit import SHARP, Fit, fit_within
from salesim.calibrate.histories import Histories, rows_of

NAMES = ("r", "alpha", "a", "b")
PARTNER = {"r": ("r", "alpha"), "alpha": ("r", "alpha"), "a": ("a", "b"), "b": ("a", "b")}  # what a ridge moves
MAX_PHASES = 12
MOST_PHASES = 20  # that a scenario takes
MAX_FOR_PROFILE = 2000  # customers by whom profiles are looked at
CHI2_1 = 3.841  # of the square of a normal, 95 %
MAX_FOR_PHASES = 2000  # customers by whom k is chosen
N_BEFORE = 5  # numbers of orders before that are averaged over
N_QUANTILES = 12  # of the churn probability, over which forecasts are averaged
N_BISECTIONS = 20  # to a millionth of a rate
YEAR_WEEKS = 52.0
RANGE = np.log([[0.01, 100.0], [0.01, 10_000.0], [0.001, 1000.0], [0.001, 100_000.0]])  # what a scenario takes


def log_likelihoods(parameters: np.ndarray, k: int, h: Histories) -> np.ndarray:
    """Log-likelihood of each history under r, alpha, a, b, (n,)."""
    stays, left = log_stays(parameters, k, h), log_churned(parameters, k, h)
    gaps = h.x * (k * np.log(k) - gammaln(k)) + (k - 1.0) * h.log_gaps if k > 1 else 0.0
    return gaps + np.logaddexp(stays, left)


def log_stays(parameters: np.ndarray, k: int, h: Histories) -> np.ndarray:
    """Likelihood that all chances to leave passed and fewer than k phases since; without the factor of the gaps."""
    r, alpha, a, b = parameters
    shape, rate = r + k * h.x, alpha + k * h.t_end
    log_rate = np.log(rate)
    silence = gammaln(shape) - shape * log_rate
    if k > 1:
        term = silence
        with np.errstate(divide="ignore"):
            step = np.log(k * (h.t_end - h.t_x)) - log_rate
        for j in range(1, k):
            term = term + step + np.log((shape + j - 1.0) / j)
            silence = np.logaddexp(silence, term)
    before = b + h.before_if_stays
    stayed = log_mean(betaln(a, before + h.chances[:, None]) - betaln(a, before))
    return silence - gammaln(r) + r * np.log(alpha) + stayed


def log_churned(parameters: np.ndarray, k: int, h: Histories) -> np.ndarray:
    """Likelihood that the customer left right after the latest order; -inf if that was the very first."""
    r, alpha, a, b = parameters
    chances, shape = np.maximum(h.chances, 1), r + k * h.x
    bought = gammaln(shape) - gammaln(r) + r * np.log(alpha) - shape * np.log(alpha + k * h.t_x)
    before = b + h.before_if_churned
    left = log_mean(betaln(a + 1.0, before + chances[:, None] - 1.0) - betaln(a, before))
    return np.where(h.chances > 0, bought + left, -np.inf)


def log_mean(logs: np.ndarray) -> np.ndarray:
    """Logarithm of the mean over equally likely numbers, (n, m) to (n,)."""
    return logs[:, 0] if logs.shape[1] == 1 else logsumexp(logs, axis=1) - np.log(logs.shape[1])


def fit_buying(h: Histories, k: int, start: np.ndarray | None = None, polish: bool = True) -> Fit:
    """Estimate r, alpha [weeks], a and b for a given k."""
    return fit_given(h, k, {}, start, polish)


def fit_rates(h: Histories, k: int, a: float, b: float) -> Fit:
    """Estimate r and alpha where churn is given."""
    return fit_given(h, k, {"a": a, "b": b})


def fit_given(
    h: Histories, k: int, given: Mapping[str, float], start: np.ndarray | None = None, polish: bool = True
) -> Fit:
    """Estimate those of r, alpha, a and b that are not given, starting from all four."""
    if start is None:
        start = np.array([1.0, max(float(np.mean(h.t_end)) / 4.0, 1.0), 1.0, 2.0])
    rows = np.array([i for i, name in enumerate(NAMES) if name not in given])
    both = np.array([given.get(name, 1.0) for name in NAMES])
    counted = rows_of(h)

    def log_likelihood(parameters: np.ndarray) -> float:
        both[rows] = parameters
        return sum_of_log_likelihoods(both[0], both[1:2], both[2], both[3:], k, counted)

    return fit_within(tuple(NAMES[i] for i in rows), log_likelihood, start[rows], len(h), RANGE[rows], polish)


def limited(fit: Fit, name: str) -> tuple[float, float]:
    """The 95 % interval of a parameter, as far as a scenario takes it; open on the side of an edge."""
    least, most = np.exp(RANGE[NAMES.index(name)])
    low, high = np.clip(fit.interval(name), least, most)
    return float(low), float(high)


def is_closed(fit: Fit, k: int, h: Histories, name: str, factor: float = SHARP) -> bool:
    """Whether the profile of a parameter falls below its 95 % limit within a factor on both sides.

    From some of the histories, if there are many: fewer say less, so that none is called known too early.
    """
    if name in fit.edges:
        return False
    if len(h) > MAX_FOR_PROFILE:
        h = h.rows(np.linspace(0, len(h) - 1, MAX_FOR_PROFILE).astype(int))
        fit = fit_given(h, k, {}, fit.values)
    for value in (fit[name] / factor, fit[name] * factor):
        start = fit.values * np.where(np.isin(NAMES, PARTNER[name]), value / fit[name], 1.0)
        profile = fit_given(h, k, {name: value}, start, polish=False)
        if fit.log_likelihood - profile.log_likelihood < CHI2_1 / 2.0:
            return False
    return True


def mean_rate(parameters: np.ndarray) -> float:
    """Mean order rate over customers, r / alpha [orders/week]."""
    return float(parameters[0] / parameters[1])


def mean_churn(parameters: np.ndarray) -> float:
    """Mean probability to leave after an order, a / (a + b)."""
    return float(parameters[2] / (parameters[2] + parameters[3]))


def max_churn(fit: Fit, k: int, h: Histories) -> float:
    """The largest mean churn probability whose likelihood lies within the 95 % limit of the fit's, a + b kept.

    For fits at the edge, where next to nobody left and the likelihood is no parabola.
    """
    r, alpha, a, b = fit.values
    best = log_likelihoods(fit.values, k, h).sum()
    most = a / (a + b)
    for mean in np.geomspace(max(most, 1e-6), 0.999, 80):
        if log_likelihoods(np.array([r, alpha, mean * (a + b), (1.0 - mean) * (a + b)]), k, h).sum() < best - 1.92:
            break
        most = mean
    return float(most)


def fit_phases(h: Histories, rng: np.random.Generator) -> tuple[int, tuple[int, int]]:
    """k of the highest likelihood, and the least and the most k whose likelihood lies within the 95 % limit of it.

    From a random part of the customers, if there are many: a few thousand tell k.
    """
    if len(h) > MAX_FOR_PHASES:
        h = h.rows(rng.choice(len(h), MAX_FOR_PHASES, replace=False))
    found: dict[int, Fit] = {}
    start = None
    for k in range(1, MAX_PHASES + 1):
        found[k] = fit_buying(h, k, start, polish=False)
        start = found[k].values
        if k > 1 and found[k].log_likelihood < found[k - 1].log_likelihood - 2.0:
            break
    best = max(found, key=lambda k: found[k].log_likelihood)
    near = [k for k in found if found[k].log_likelihood > found[best].log_likelihood - CHI2_1 / 2.0]
    return best, (min(near), max(near) if max(near) < MAX_PHASES else MOST_PHASES)  # the last one's next is untried


@dataclass(frozen=True)
class Outlook:
    """What is known of each customer at the end of the history, (n,) each.

    Parameters
    ----------
    alive : probability that the customer has not left.
    shape, rate : the order rate of one who has not left is Gamma(shape, rate).
    rate_if_churned : mean order rate, while it ordered, of one who has left.
    a, b : its churn probability is Beta(a, b), b (n,).
    """

    alive: np.ndarray
    shape: np.ndarray
    rate: np.ndarray
    rate_if_churned: np.ndarray
    a: float
    b: np.ndarray

    @property
    def mean_rate(self) -> np.ndarray:
        """Expected order rate [orders/week] of a customer who has not left."""
        return self.shape / self.rate


def outlook(parameters: np.ndarray, k: int, h: Histories) -> Outlook:
    """Each customer's posterior given its history, under r, alpha, a, b."""
    r, alpha, a, b = parameters
    stays, left = log_stays(parameters, k, h), log_churned(parameters, k, h)
    phases = phases_passed(r, alpha, k, h)
    return Outlook(
        alive=1.0 / (1.0 + np.exp(np.minimum(left - stays, 700.0))),
        shape=r + k * h.x + phases,
        rate=alpha + k * h.t_end,
        rate_if_churned=(r + k * h.x) / (alpha + k * h.t_x),
        a=a,
        b=b + h.before_if_stays.mean(axis=1) + h.chances,
    )


def phases_passed(r: float, alpha: float, k: int, h: Histories) -> np.ndarray:
    """Phases expected to have passed since the latest order, of the k that the next order takes, (n,)."""
    weights, mean = np.ones(len(h)), np.zeros(len(h))
    term = np.ones(len(h))
    step = k * (h.t_end - h.t_x) / (alpha + k * h.t_end)
    for j in range(1, k):
        term = term * step * (r + k * h.x + j - 1.0) / j
        weights += term
        mean += j * term
    return mean / weights


def churn_quantiles(o: Outlook) -> np.ndarray:
    """Quantiles of each customer's churn probability that stand for all of it, (n, N_QUANTILES)."""
    levels = (np.arange(N_QUANTILES) + 0.5) / N_QUANTILES
    b, of_customer = np.unique(o.b, return_inverse=True)
    return np.maximum(betaincinv(o.a, b[:, None], levels), 1e-9)[of_customer]


def expected_orders(o: Outlook, weeks: np.ndarray, group: np.ndarray, n_groups: int) -> np.ndarray:
    """Orders expected up to each of some ends [weeks], summed by group of customers: (n_groups, n_ends).

    Given lambda and p a customer is still there after t weeks with probability exp(-lambda p t); integrated over
    lambda in closed form and over p at quantiles of its distribution. Takes orders of k > 1 for evenly spread.
    """
    churn = churn_quantiles(o)
    result = np.zeros((n_groups, len(weeks)))
    block = max(1, 2_000_000 // max(len(weeks), 1))
    for first in range(0, len(o.alive), block):
        part = slice(first, first + block)
        shape, rate = o.shape[part, None], o.rate[part, None]
        total = np.zeros((len(shape), len(weeks)))
        for p in churn[part, :, None].swapaxes(0, 1):
            total += -np.expm1(-shape * np.log1p(p * weeks / rate)) / p
        np.add.at(result, group[part], total * (o.alive[part, None] / N_QUANTILES))
    return result


def orders_of_year(o: Outlook) -> np.ndarray:
    """Orders expected of each customer in a year, (n,)."""
    alone = np.arange(len(o.alive))
    return expected_orders(o, np.array([YEAR_WEEKS]), alone, len(alone))[:, 0]


def steady_rates(o: Outlook) -> np.ndarray:
    """Order rate [orders/week] at which each customer, if it has not left, orders in a year what is expected, (n,).

    A little below the mean of what is known of its rate: who orders often also comes to leave sooner.
    """
    p = churn_quantiles(o)
    wanted = orders_of_year(o) / np.maximum(o.alive, 1e-300)
    low, high = np.zeros(len(wanted)), o.mean_rate * 1.001
    for _ in range(N_BISECTIONS):
        rate = 0.5 * (low + high)
        enough = (-np.expm1(-rate[:, None] * p * YEAR_WEEKS) / p).mean(axis=1) >= wanted
        low, high = np.where(enough, low, rate), np.where(enough, rate, high)
    return 0.5 * (low + high)


def with_orders_before(h: Histories, fit: np.ndarray, k: int, weeks_before: np.ndarray) -> Histories:
    """Histories with the orders that customers placed before they begin, from a first ``fit`` (r, alpha, a, b).

    ``weeks_before`` (n,) is the time since a customer's very first order; 0 for those seen from the beginning.
    """
    r, alpha, _, _ = fit
    levels = (np.arange(N_BEFORE) + 0.5) / N_BEFORE
    o = outlook(fit, k, h)
    if_stays = gammaincinv(o.shape[:, None], levels) / o.rate[:, None]
    if_left = gammaincinv((r + k * h.x)[:, None], levels) / (alpha + k * h.t_x)[:, None]
    weeks = weeks_before[:, None]
    return replace(h, before_if_stays=np.floor(if_stays * weeks), before_if_churned=np.floor(if_left * weeks))
