"""Maximum likelihood: estimates, their covariance, and how much the data really say about each parameter."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

NORMAL_95 = 1.959964
LOGS = (-15.0, 30.0)  # of a parameter that is tried: the largest amount of money, 10¹², lies below e³⁰
SHARP, LOOSE = 3.0, 10.0  # ratio of an interval's ends up to which a positive parameter counts as known, or half known


@dataclass(frozen=True)
class Fit:
    """Estimates of positive parameters; uncertainty is normal in their logarithms.

    Parameters
    ----------
    names, values : the parameters, (n,).
    log_covariance : (n, n) covariance of the logarithms; infinite where the likelihood is flat.
    log_likelihood : at the estimates.
    n_rows : rows of data behind it.
    """

    names: tuple[str, ...]
    values: np.ndarray
    log_covariance: np.ndarray
    log_likelihood: float
    n_rows: int

    def __getitem__(self, name: str) -> float:
        return float(self.values[self.names.index(name)])

    def interval(self, name: str) -> tuple[float, float]:
        """The 95 % confidence interval of a parameter; (0, inf) if the data say nothing."""
        i = self.names.index(name)
        variance = self.log_covariance[i, i]
        if not math.isfinite(variance) or variance < 0:
            return 0.0, math.inf
        half = NORMAL_95 * math.sqrt(variance)
        return float(self.values[i] * math.exp(-half)), float(self.values[i] * math.exp(min(half, 700.0)))

    def verdict(self, name: str) -> str:
        """identified, weakly identified or not identifiable, by how wide the interval is."""
        low, high = self.interval(name)
        ratio = high / low if low > 0 else math.inf
        return "identified" if ratio <= SHARP else "weakly identified" if ratio <= LOOSE else "not identifiable"

    def sample(self, rng: np.random.Generator) -> dict[str, float]:
        """One set of parameters from the estimates' joint uncertainty, in which those unknown stay as estimated."""
        known = np.isfinite(np.diag(self.log_covariance))
        covariance = np.where(np.outer(known, known), self.log_covariance, 0.0)
        logs = rng.multivariate_normal(np.log(self.values), covariance, method="eigh")
        return dict(zip(self.names, np.exp(logs).tolist(), strict=True))


def fit_positive(
    names: tuple[str, ...],
    log_likelihood: Callable[[np.ndarray], float],
    start: np.ndarray,
    n_rows: int,
    polish: bool = True,
) -> Fit:
    """Maximise a log-likelihood over positive parameters, starting at ``start`` (n,).

    ``polish`` goes on from where gradients give up; without it a fit is good enough to start another one from.
    """

    def loss(logs: np.ndarray) -> float:
        value = -log_likelihood(np.exp(np.clip(logs, *LOGS))) / n_rows
        return value if math.isfinite(value) else 1e10

    found = optimize.minimize(loss, np.log(start), method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-8})
    if polish:
        found = optimize.minimize(loss, found.x, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-13})
    covariance = _inverse(n_rows * hessian(loss, found.x))
    return Fit(names, np.exp(found.x), covariance, -n_rows * float(found.fun), n_rows)


def hessian(function: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Second derivatives by central differences, (n, n)."""
    n = len(at)
    steps = step * np.eye(n)
    result = np.empty((n, n))
    for i in range(n):
        for j in range(i, n):
            up, across = steps[i] + steps[j], steps[i] - steps[j]
            corners = function(at + up) + function(at - up) - function(at + across) - function(at - across)
            result[i, j] = result[j, i] = corners / (4.0 * step * step)
    return result


def _inverse(information: np.ndarray) -> np.ndarray:
    """Covariance from the information matrix; directions in which the likelihood is flat have infinite variance."""
    values, vectors = np.linalg.eigh(information)
    flat = values <= 1e-9 * max(values.max(), 1e-300)
    safe = np.where(flat, np.inf, values)
    covariance = (vectors / safe) @ vectors.T
    touched = (vectors[:, flat] ** 2).sum(axis=1) > 0.01
    covariance[np.diag_indices_from(covariance)] = np.where(touched, np.inf, np.diag(covariance))
    return covariance
