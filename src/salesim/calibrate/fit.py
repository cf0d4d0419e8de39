"""Maximum likelihood: estimates, their covariance, and how much the data really say about each parameter."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

NORMAL_95 = 1.959964
LOGS = (-15.0, 30.0)  # of a parameter that is tried: the largest amount of money, 10¹², lies below e³⁰
FLAT = 1e-9  # of the steepest direction's curvature, below which a direction is unknown
EDGE = 0.01  # of a logarithm, from the end of a range
LARGEST_LOG_SD = 1.0  # a parameter known less well than by a factor of seven is drawn as if it were known so well
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
    edges : parameters that would go beyond their range: they stand at its edge, and the others were fitted to that.
    information : (n, n) of the logarithms, 0 for those at an edge; None where it is not known.
    """

    names: tuple[str, ...]
    values: np.ndarray
    log_covariance: np.ndarray
    log_likelihood: float
    n_rows: int
    edges: tuple[str, ...] = ()
    information: np.ndarray | None = None

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

    def interval_of(
        self, function: Callable[[np.ndarray], float], normal: float = NORMAL_95
    ) -> tuple[float, float, float]:
        """A positive function of the parameters with its interval, by the delta method on its logarithm.

        Parameters may run along a ridge while the function is known: only its own direction counts.
        """
        at, step = np.log(self.values), 1e-4
        value = float(function(self.values))
        moved = [
            [math.log(max(function(np.exp(at + sign * step * row)), 1e-300)) for sign in (1.0, -1.0)]
            for row in np.eye(len(at))
        ]
        gradient = np.array([up - down for up, down in moved]) / (2.0 * step)
        at_edge = np.array([name in self.edges for name in self.names])
        if (gradient[at_edge] != 0.0).any() and (np.abs(gradient[~at_edge]) < 1e-6).all():
            return value, 0.0, math.inf
        gradient[at_edge] = 0.0
        information = self.information if self.information is not None else np.linalg.pinv(self.log_covariance)
        values, vectors = np.linalg.eigh(information)
        along = (vectors.T @ gradient) ** 2
        flat = values <= FLAT * max(values.max(), 1e-300)
        if along[flat].sum() > 1e-4 * max(along.sum(), 1e-300):
            return value, 0.0, math.inf
        half = normal * math.sqrt(float((along[~flat] / values[~flat]).sum()))
        return value, value * math.exp(-min(half, 700.0)), value * math.exp(min(half, 700.0))

    def verdict(self, name: str) -> str:
        """identified, weakly identified or not identifiable, by how wide the interval is; an edge is never known."""
        if name in self.edges:
            return "not identifiable"
        low, high = self.interval(name)
        ratio = high / low if low > 0 else math.inf
        return "identified" if ratio <= SHARP else "weakly identified" if ratio <= LOOSE else "not identifiable"

    def sample(self, rng: np.random.Generator) -> dict[str, float]:
        """One set of parameters from the estimates' joint uncertainty, in which those unknown stay as estimated.

        Along a ridge they move by a factor of e at the most, together.
        """
        covariance = bounded_covariance(self.log_covariance)
        logs = rng.multivariate_normal(np.log(self.values), covariance, method="eigh")
        return dict(zip(self.names, np.exp(logs).tolist(), strict=True))


def bounded_covariance(covariance: np.ndarray, largest_sd: float = LARGEST_LOG_SD) -> np.ndarray:
    """A covariance (n, n) of logarithms in which no direction varies by more than a standard deviation of its own.

    Shrunk along its axes, so that what is known of a ridge's parameters together stays known; infinite ones are 0.
    """
    known = np.isfinite(np.diag(covariance))
    values, vectors = np.linalg.eigh(np.where(np.outer(known, known), covariance, 0.0))
    return (vectors * np.clip(values, 0.0, largest_sd**2)) @ vectors.T


def fit_within(
    names: tuple[str, ...],
    log_likelihood: Callable[[np.ndarray], float],
    start: np.ndarray,
    n_rows: int,
    limits: np.ndarray,
    polish: bool = True,
) -> Fit:
    """`fit_positive` where each parameter has a range; ``limits`` (n, 2) are logarithms of its ends.

    Those that would go beyond are fixed at the end, and the others are fitted again: clipping alone would leave them
    where they belong to a value that no longer holds.
    """
    free = np.ones(len(names), bool)
    values = np.array(start, float)
    while True:
        rows = np.flatnonzero(free)
        fixed = values.copy()

        def of_free(parameters: np.ndarray, rows: np.ndarray = rows, fixed: np.ndarray = fixed) -> float:
            both = fixed.copy()
            both[rows] = parameters
            return log_likelihood(both) - outside(parameters, limits[rows], n_rows)

        fit = fit_positive(tuple(names[i] for i in rows), of_free, values[rows], n_rows, polish)
        values[rows] = fit.values
        logs = np.log(values)
        beyond = free & ((logs <= limits[:, 0] + EDGE) | (logs >= limits[:, 1] - EDGE))
        if not beyond.any() or beyond.sum() == free.sum():
            break
        values = np.exp(np.clip(logs, limits[:, 0], limits[:, 1]))
        values[beyond] = np.exp(np.where(logs <= limits[:, 0] + EDGE, limits[:, 0], limits[:, 1]))[beyond]
        free &= ~beyond
    covariance, information = np.diag(np.where(free, 0.0, np.inf)), np.zeros((len(names), len(names)))
    covariance[np.ix_(rows, rows)] = fit.log_covariance
    information[np.ix_(rows, rows)] = fit.information
    edges = tuple(name for name, is_free in zip(names, free, strict=True) if not is_free)
    values = np.exp(np.clip(np.log(values), limits[:, 0], limits[:, 1]))
    return Fit(names, values, covariance, fit.log_likelihood, n_rows, edges, information)


def outside(parameters: np.ndarray, limits: np.ndarray, n: int) -> float:
    """A penalty on parameters that no scenario takes, so that a flat likelihood does not go to infinity."""
    logs = np.log(parameters)
    return n * float((np.maximum(limits[:, 0] - logs, 0.0) ** 2 + np.maximum(logs - limits[:, 1], 0.0) ** 2).sum())


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
    information = n_rows * hessian(loss, found.x)
    likelihood = -n_rows * float(found.fun)
    return Fit(names, np.exp(found.x), _inverse(information), likelihood, n_rows, (), information)


def maximum(
    of: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, limits: np.ndarray, n_rows: int
) -> tuple[np.ndarray, float]:
    """Positive parameters (n,) of the highest log-likelihood within limits, and that likelihood.

    ``of`` gives the log-likelihood and its gradient; ``limits`` (n, 2) are logarithms of each range's ends.
    """

    def loss(logs: np.ndarray) -> tuple[float, np.ndarray]:
        parameters = np.exp(logs)
        value, gradient = of(parameters)
        slope = -gradient * parameters / n_rows
        return (-value / n_rows, slope) if math.isfinite(value) and np.isfinite(slope).all() else (1e10, 0.0 * slope)

    options = {"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500}
    begin = np.clip(np.log(start), limits[:, 0], limits[:, 1])
    found = optimize.minimize(loss, begin, method="L-BFGS-B", jac=True, bounds=limits, options=options)
    return np.exp(found.x), -n_rows * float(found.fun)


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
    flat = values <= FLAT * max(values.max(), 1e-300)
    safe = np.where(flat, np.inf, values)
    covariance = (vectors / safe) @ vectors.T
    touched = (vectors[:, flat] ** 2).sum(axis=1) > 0.01
    covariance[np.diag_indices_from(covariance)] = np.where(touched, np.inf, np.diag(covariance))
    return covariance
