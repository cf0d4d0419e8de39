"""Draws of what customers order and spend in the years ahead, compiled: each from the posterior of its own history."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.random.distributions import beta, gamma, normal, poisson
from salesim.random.generator import bits, sequence_key, unit

ALIVE, PHASE, LEAVES, FIRST_COUNT = 0, 1, 2, 3  # positions of single uniforms in a sequence, below the first gamma's
RATE, CHURN, VALUE, FIRST_SPENT = 1, 1, 4, 5  # occurrences of gammas; that of a beta takes two, 2 and 3
FIRST_NORMAL = 200_000  # beyond any gamma of `MAX_YEARS`
MAX_YEARS = 50
MANY = 200.0  # phases expected, from which a normal stands for a Poisson


class Known(NamedTuple):
    """What is known of customers, (n,) each.

    Parameters
    ----------
    code : addresses the customer's draws.
    x, t_x, t_end, chances : of its history; ``before_if_stays`` and ``before_if_churned`` the mean orders before it.
    value, value_spread : of its mean order value: the mean and standard deviation of the logarithm, or where
        ``is_gamma_gamma`` the shape and the rate of the Gamma distribution of p over it.
    """

    code: np.ndarray
    x: np.ndarray
    t_x: np.ndarray
    t_end: np.ndarray
    chances: np.ndarray
    before_if_stays: np.ndarray
    before_if_churned: np.ndarray
    value: np.ndarray
    value_spread: np.ndarray


@compiled
def log_beta_ratio(a, b, n):
    """log E (1 - p)^n with p ~ Beta(a, b)."""
    return math.lgamma(b + n) - math.lgamma(b) + math.lgamma(a + b) - math.lgamma(a + b + n)


@compiled
def phases(sequence, year, mean):
    """Phases that pass in a year: Poisson."""
    if mean > MANY:
        return max(0, int(mean + math.sqrt(mean) * normal(sequence, FIRST_NORMAL + year) + 0.5))
    return poisson(unit(bits(sequence, FIRST_COUNT + year)), mean)


@compiled
def draw_years(known, parameters, k, weeks, discounts, spread, is_gamma_gamma, key):
    """Orders of the first year and discounted sales of all years, (n, n_draws) each.

    Parameters
    ----------
    parameters : (n_draws, 4) r, alpha, a and b of each draw.
    weeks, discounts : (n_years,) each year's weeks, and what money in its middle is worth today.
    spread : p, the shape of single orders' Gamma around a customer's mean; 0 if orders are all of one value.
    """
    n, n_draws = known.x.shape[0], parameters.shape[0]
    orders, sales = np.zeros((n, n_draws)), np.zeros((n, n_draws))
    weights = np.ones(k)
    for d in range(n_draws):
        r, alpha, a, b = parameters[d]
        for i in range(n):
            sequence = sequence_key(sequence_key(key, known.code[i]), d)
            shape, rate = r + k * known.x[i], alpha + k * known.t_end[i]
            step, total = k * (known.t_end[i] - known.t_x[i]) / rate, 1.0
            for j in range(1, k):
                weights[j] = weights[j - 1] * step * (shape + j - 1.0) / j
                total += weights[j]
            if known.chances[i] > 0:
                before, last = b + known.before_if_churned[i], known.chances[i] - 1.0
                gone = log_beta_ratio(a, before, last) + math.log(a / (a + before + last))
                gone -= shape * math.log(alpha + k * known.t_x[i])
                there = log_beta_ratio(a, b + known.before_if_stays[i], known.chances[i])
                there += math.log(total) - shape * math.log(rate)
                if unit(bits(sequence, ALIVE)) * (1.0 + math.exp(min(gone - there, 700.0))) >= 1.0:
                    continue
            phase, left = 0, unit(bits(sequence, PHASE)) * total
            while phase < k - 1 and left > weights[phase]:
                left -= weights[phase]
                phase += 1
            order_rate = gamma(sequence, RATE, shape + phase) / rate
            churn = beta(sequence, CHURN, a, b + known.before_if_stays[i] + known.chances[i])
            most = math.inf  # orders until it leaves, the last one included
            if churn > 1e-12:
                most = 1.0 + math.floor(math.log(unit(bits(sequence, LEAVES))) / math.log1p(-min(churn, 1.0 - 1e-12)))
            if is_gamma_gamma:
                value = spread * known.value_spread[i] / gamma(sequence, VALUE, known.value[i])
            else:
                value = math.exp(known.value[i] + known.value_spread[i] * normal(sequence, FIRST_NORMAL - 1))
            passed, made = phase, 0.0
            for year in range(weeks.shape[0]):
                passed += phases(sequence, year, k * order_rate * weeks[year])
                so_far = min(float(passed // k), most)
                new = so_far - made
                made = so_far
                if year == 0:
                    orders[i, d] = new
                if new > 0.0:
                    worth = gamma(sequence, FIRST_SPENT + year, spread * new) / spread if spread > 0.0 else new
                    sales[i, d] += discounts[year] * value * worth
                if made >= most:
                    break
    return orders, sales
