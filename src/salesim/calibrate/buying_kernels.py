"""The buying model's log-likelihood and its gradient over many histories, compiled: for fits of many rivals and groups.

The same model as in `salesim.calibrate.regular_buying`, which holds its formulas by array; here customers may besides
belong to groups, each with its own alpha and b. Functions of counts alone are looked up in tables.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, psi

from salesim.calibrate.histories import Rows
from salesim.compiled import compiled


class Tables(NamedTuple):
    """Functions of counts under given parameters, by group where they hang on b.

    Parameters
    ----------
    orders, orders_by_r : (most x + 1,) log Gamma(r + k x) / Gamma(r), and its derivative.
    stays, stays_by_a, stays_by_b : (n_groups, most chances + 1) log E (1 - p)^n, p ~ Beta(a, b), and derivatives.
    """

    orders: np.ndarray
    orders_by_r: np.ndarray
    stays: np.ndarray
    stays_by_a: np.ndarray
    stays_by_b: np.ndarray


def log_likelihood(r: float, alphas: np.ndarray, a: float, bs: np.ndarray, k: int, rows: Rows) -> float:
    """Log-likelihood of all customers under r, a and each group's alpha [weeks] and b, (n_groups,) each."""
    return likelihood_and_gradient(np.concatenate([[r], alphas, [a], bs]), k, rows)[0]


def likelihood_and_gradient(parameters: np.ndarray, k: int, rows: Rows) -> tuple[float, np.ndarray]:
    """The log-likelihood and its gradient.

    Parameters
    ----------
    parameters : (2 n_groups + 2,) r, each group's alpha [weeks], a, and each group's b.
    """
    n_groups = len(parameters) // 2 - 1
    r, alphas, a, bs = parameters[0], parameters[1 : n_groups + 1], parameters[n_groups + 1], parameters[n_groups + 2 :]
    shapes = r + k * np.arange(rows.x.max() + 1.0)
    tables = Tables(gammaln(shapes) - gammaln(r), psi(shapes) - psi(r), *_stays(a, bs, rows.most_chances))
    total, gradient = _sum_over_rows(float(r), alphas, float(a), bs, k, tables, rows)
    gaps = rows.n_gaps * (k * math.log(k) - math.lgamma(k)) + (k - 1.0) * rows.gaps if k > 1 else 0.0
    return gaps + total, gradient


@compiled
def _stays(a, bs, most):
    """log E (1 - p)^n of each group for n up to ``most``, p ~ Beta(a, b), with derivatives by a and b."""
    size = bs.shape[0], most + 1
    stays, by_a, by_b = np.zeros(size), np.zeros(size), np.zeros(size)
    for g in range(bs.shape[0]):
        for n in range(most):
            both = a + bs[g] + n
            stays[g, n + 1] = stays[g, n] - math.log1p(a / (bs[g] + n))
            by_a[g, n + 1] = by_a[g, n] - 1.0 / both
            by_b[g, n + 1] = by_b[g, n] + 1.0 / (bs[g] + n) - 1.0 / both
    return stays, by_a, by_b


@compiled
def _churn_part(g, a, b, tables, before, chances, is_gone):
    """Of who survived ``chances``, or churned at the last of them: log of the mean probability, derivatives by a and b.

    The mean is over equally likely numbers of orders ``before`` (n,).
    """
    n = before.shape[0]
    stays, by_a, by_b = tables.stays[g], tables.stays_by_a[g], tables.stays_by_b[g]
    top, total, of_a, of_b = -math.inf, 0.0, 0.0, 0.0
    for i in range(n):
        first, last = before[i], before[i] + chances - is_gone
        value = stays[last] - stays[first]
        value_by_a, value_by_b = by_a[last] - by_a[first], by_b[last] - by_b[first]
        if is_gone:
            both = a + b + last
            value += math.log(a / both)
            value_by_a += 1.0 / a - 1.0 / both
            value_by_b -= 1.0 / both
        if n == 1:
            return value, value_by_a, value_by_b
        if value > top:  # keep the sums relative to the largest
            shrink = math.exp(top - value)
            total, of_a, of_b, top = total * shrink, of_a * shrink, of_b * shrink, value
        part = math.exp(value - top)
        total += part
        of_a += part * value_by_a
        of_b += part * value_by_b
    return top + math.log(total / n), of_a / total, of_b / total


@compiled
def _silence(k, shape, rate, weeks):
    """log P(fewer than k phases in some silent ``weeks``) up to a factor, and its derivatives by alpha and r."""
    term, total, by_rate, by_shape, harmonic = 1.0, 1.0, 0.0, 0.0, 0.0
    step = k * weeks / rate
    for j in range(1, k):
        harmonic += 1.0 / (shape + j - 1.0)
        term *= step * (shape + j - 1.0) / j
        total += term
        by_rate += j * term
        by_shape += harmonic * term
    return math.log(total), -by_rate / total / rate, by_shape / total


@compiled
def _sum_over_rows(r, alphas, a, bs, k, tables, rows):
    """Sum of weight x log-likelihood without the factor of the gaps, and its gradient (2 n_groups + 2,)."""
    n_groups = alphas.shape[0]
    gradient, total = np.zeros(2 * n_groups + 2), 0.0
    for i in range(rows.weight.shape[0]):
        g, x, weight, chances = rows.group[i], rows.x[i], rows.weight[i], rows.chances[i]
        alpha, b = alphas[g], bs[g]
        shape, rate = r + k * x, alpha + k * rows.t_end[i]
        silence, by_alpha, by_r = _silence(k, shape, rate, rows.t_end[i] - rows.t_x[i])
        churn, by_a, by_b = _churn_part(g, a, b, tables, rows.before_if_stays[i], chances, 0)
        log_rate = math.log(rate)
        there = silence - shape * log_rate + churn
        by_alpha, by_r = by_alpha - shape / rate, by_r - log_rate
        value = there
        if chances > 0:
            churn, gone_by_a, gone_by_b = _churn_part(g, a, b, tables, rows.before_if_churned[i], chances, 1)
            rate = alpha + k * rows.t_x[i]
            log_rate = math.log(rate)
            gone = churn - shape * log_rate
            top = max(there, gone)
            value = top + math.log1p(math.exp(min(there, gone) - top))
            alive = math.exp(there - value)
            by_alpha = alive * by_alpha - (1.0 - alive) * shape / rate
            by_r = alive * by_r - (1.0 - alive) * log_rate
            by_a = alive * by_a + (1.0 - alive) * gone_by_a
            by_b = alive * by_b + (1.0 - alive) * gone_by_b
        log_alpha = math.log(alpha)
        total += weight * (tables.orders[x] + r * log_alpha + value)
        gradient[0] += weight * (tables.orders_by_r[x] + log_alpha + by_r)
        gradient[1 + g] += weight * (r / alpha + by_alpha)
        gradient[1 + n_groups] += weight * by_a
        gradient[2 + n_groups + g] += weight * by_b
    return total, gradient
