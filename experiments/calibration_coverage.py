"""Do the calibration's intervals hold what they promise? Simulated worlds of known parameters, fitted again.

    python experiments/calibration_coverage.py                   500 worlds, some minutes on one core
    python experiments/calibration_coverage.py --worlds 40 --json

Simulation-based calibration (Talts et al. 2018) of the likelihoods alone: parameters are drawn, customers' orders and
their values are drawn from them, and the rank of the truth within the estimate's uncertainty is noted, which is uniform
where uncertainty is told as it is. A verdict is wrong where it says identified and the 95 % interval misses the truth.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from salesim.calibrate.fit import NORMAL_95, SHARP, Fit
from salesim.calibrate.histories import Histories
from salesim.calibrate.order_values import (
    GAMMA_NAMES,
    LOGNORMAL_NAMES,
    Spending,
    fit_gamma_gamma_orders,
    fit_lognormal_orders,
    mean_value,
    spread_of_values,
)
from salesim.calibrate.regular_buying import NAMES, fit_buying, is_closed, mean_churn, mean_rate

N_CUSTOMERS, WEEKS = 1500, 104.0
NORMAL_90 = 1.644854
N_BINS = 10
# ranges of the truths, drawn evenly in logarithms: business customers as the default has them, and beyond
BUYING = {"r": (0.6, 2.5), "alpha": (4.0, 12.0), "a": (0.6, 2.0), "b": (5.0, 15.0)}
LOGNORMAL = {"median": (50.0, 5000.0), "sigma": (0.3, 1.0), "p": (2.0, 8.0)}
GAMMA = {"p": (2.0, 8.0), "q": (3.0, 6.0), "v": (10.0, 1000.0)}


class Told(NamedTuple):
    """What a fit says of a quantity in one world: where the truth lies in its uncertainty, and how it is judged."""

    quantity: str
    rank: float  # of the truth, 0 to 1
    in_90: bool
    identified: bool
    in_95: bool


def drawn(ranges: dict[str, tuple[float, float]], rng: np.random.Generator) -> np.ndarray:
    """A truth, evenly in logarithms."""
    return np.array([np.exp(rng.uniform(*np.log(ends))) for ends in ranges.values()])


def histories_of(truth: np.ndarray, k: int, n: int, rng: np.random.Generator) -> Histories:
    """Histories of customers who come at any time of the first half and begin with an order."""
    r, alpha, a, b = truth
    rate, churn = rng.gamma(r, 1.0 / alpha, n), rng.beta(a, b, n)
    t_end = WEEKS * rng.uniform(0.5, 1.0, n)
    x, t_x, log_gaps = np.zeros(n), np.zeros(n), np.zeros(n)
    here = np.arange(n)
    while len(here):
        gap = rng.gamma(k, 1.0 / (k * rate[here]))
        in_time = t_x[here] + gap <= t_end[here]
        here, gap = here[in_time], gap[in_time]
        x[here] += 1
        t_x[here] += gap
        log_gaps[here] += np.log(gap)
        here = here[rng.random(len(here)) >= churn[here]]
    none = np.zeros((n, 1))
    return Histories(x, t_x, t_end, log_gaps, np.zeros(n), none, none)


def spending_of(mean: np.ndarray, p: float, rng: np.random.Generator) -> Spending:
    """Some orders of each customer around its mean value, (n,)."""
    n_orders = 1 + rng.poisson(4.0, len(mean))
    amounts = rng.gamma(p, 1.0 / p, n_orders.sum()) * np.repeat(mean, n_orders)
    begins = np.append(0, np.cumsum(n_orders)[:-1])
    return Spending(n_orders.astype(float), np.add.reduceat(amounts, begins), np.add.reduceat(np.log(amounts), begins))


def told(
    name: str, fit: Fit, truth: np.ndarray, function: Callable[[np.ndarray], float], closed: Callable[[], bool]
) -> Told:
    """What a fit says of a function of its parameters."""
    value, low, high = fit.interval_of(function, NORMAL_90)
    true = function(truth)
    error = np.log(high / value) / NORMAL_90
    rank = float(stats.norm.cdf(np.log(true / value) / error)) if np.isfinite(error) else 0.5
    _, least, most = fit.interval_of(function, NORMAL_95)
    identified = least > 0.0 and most / least <= SHARP and closed()
    return Told(name, rank, low <= true <= high, identified, least <= true <= most)


def one(number: int) -> Callable[[np.ndarray], float]:
    """A parameter alone."""
    return lambda parameters: float(parameters[number])


def world(seed: int, n: int = N_CUSTOMERS) -> list[Told]:
    """All quantities of one world."""
    rng = np.random.default_rng([16, seed])
    found: list[Told] = []
    truth, k = drawn(BUYING, rng), 1 + seed % 2
    h = histories_of(truth, k, n, rng)
    fit = fit_buying(h, k)
    for i, name in enumerate(NAMES):
        found.append(told(name, fit, truth, one(i), partial(is_closed, fit, k, h, name)))
    for name, moment in (("r / alpha", mean_rate), ("a / (a + b)", mean_churn)):
        found.append(told(name, fit, truth, moment, lambda: True))
    truth = drawn(LOGNORMAL, rng)
    s = spending_of(truth[0] * np.exp(rng.normal(0.0, truth[1], n)), truth[2], rng)
    found += values_of("lognormal", LOGNORMAL_NAMES, fit_lognormal_orders(s), truth)
    truth = drawn(GAMMA, rng)
    s = spending_of(truth[0] * truth[2] / rng.gamma(truth[1], 1.0, n), truth[0], rng)
    return found + values_of("gamma_gamma", GAMMA_NAMES, fit_gamma_gamma_orders(s), truth)


def values_of(kind: str, names: tuple[str, ...], fit: Fit, truth: np.ndarray) -> list[Told]:
    """Parameters of order values and their mean and spread."""
    closed = partial(bool, not fit.edges)
    functions = {name: one(i) for i, name in enumerate(names)}
    functions |= {"mean": partial(mean_value, names), "spread": partial(spread_of_values, names)}
    return [
        told(f"{kind} {name}", fit, truth, function, closed)
        for name, function in functions.items()
        if np.isfinite(function(fit.values))
    ]


def coverage(n_worlds: int, n_customers: int = N_CUSTOMERS, first: int = 0) -> pd.DataFrame:
    """One row a quantity: worlds, coverage_90, p_uniform of its ranks, identified and wrong (shares of worlds), ranks.

    ``ranks`` are counts in ten bins; ``p_uniform`` is that of a chi-squared test against equal ones.
    """
    rows = pd.DataFrame([one for seed in range(first, first + n_worlds) for one in world(seed, n_customers)])
    found = []
    for quantity, own in rows.groupby("quantity", sort=False):
        bins = np.histogram(own["rank"], N_BINS, (0.0, 1.0))[0]
        found.append(
            {
                "quantity": quantity,
                "worlds": len(own),
                "coverage_90": own["in_90"].mean(),
                "p_uniform": stats.chisquare(bins).pvalue,
                "identified": own["identified"].mean(),
                "wrong": (own["identified"] & ~own["in_95"]).mean(),
                "ranks": bins.tolist(),
            }
        )
    return pd.DataFrame(found)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--customers", type=int, default=N_CUSTOMERS)
    parser.add_argument("--first", type=int, default=0, help="number of the first world")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = coverage(options.worlds, options.customers, options.first)
    if options.json:
        rows: list[dict[str, Any]] = found.to_dict("records")
        print(json.dumps(rows, indent=2))
        return
    print(found.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
