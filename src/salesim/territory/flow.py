"""How much work must cross each border so that every territory comes within bounds: a least-cost flow."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity

OUT_OF_BOUNDS = 1e4  # cost of a unit of work that no flow can even out, against 1 for a unit that crosses a border


def least_flow(load: np.ndarray, pairs: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Work that crosses each border, (e,): from pairs[:, 0] to pairs[:, 1] if positive, back if negative.

    Minimise Σ |f| subject to low <= load - outflow + inflow <= high. What cannot be brought within the bounds is left
    over, as little as possible. Work may pass through a territory, and then counts at each border, as each time
    a customer changes hands.

    Parameters
    ----------
    load, low, high : (k,)
    pairs : (e, 2) territories with a border in common

    >>> least_flow(np.array([7.0, 4.0, 1.0]), np.array([[0, 1], [1, 2]]), np.full(3, 3.0), np.full(3, 5.0)).tolist()
    [2.0, 2.0]
    """
    k, e = len(load), len(pairs)
    if e == 0 or ((load >= low) & (load <= high)).all():
        return np.zeros(e)
    columns = np.arange(e)
    ends = np.concatenate([pairs[:, 1], pairs[:, 0]])
    inflow = csr_array((np.repeat([1.0, -1.0], e), (ends, np.concatenate([columns, columns]))), shape=(k, e))
    eye = identity(k, format="csr")
    # flows there, flows back, what is missing, what is too much, and the load that results: within its bounds
    balance = hstack([inflow, -inflow, eye, -eye, -eye]).tocsc()
    cost = np.concatenate([np.ones(2 * e), np.full(2 * k, OUT_OF_BOUNDS), np.zeros(k)])
    least = np.concatenate([np.zeros(2 * e + 2 * k), low])
    most = np.concatenate([np.full(2 * e + 2 * k, np.inf), high])
    scale = float(load.sum()) / k  # the solver's tolerances are absolute
    bounds = np.column_stack([least / scale, most / scale])
    solved = linprog(cost, A_eq=balance, b_eq=-load / scale, bounds=bounds, method="highs")
    net: np.ndarray = (solved.x[:e] - solved.x[e : 2 * e]) * scale
    return net
