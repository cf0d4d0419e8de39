"""How much work must cross each border so that every territory comes within bounds: a least-cost flow.

With one measure, work flows; with several, customers do, since who crosses brings all of their measures along.
"""

from __future__ import annotations

import numpy as np
import scipy

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
    inflow = scipy.sparse.csr_array(
        (np.repeat([1.0, -1.0], e), (ends, np.concatenate([columns, columns]))), shape=(k, e)
    )
    eye = scipy.sparse.identity(k, format="csr")
    # flows there, flows back, what is missing, what is too much, and the load that results: within its bounds
    balance = scipy.sparse.hstack([inflow, -inflow, eye, -eye, -eye]).tocsc()
    cost = np.concatenate([np.ones(2 * e), np.full(2 * k, OUT_OF_BOUNDS), np.zeros(k)])
    least = np.concatenate([np.zeros(2 * e + 2 * k), low])
    most = np.concatenate([np.full(2 * e + 2 * k, np.inf), high])
    scale = float(load.sum()) / k  # the solver's tolerances are absolute
    bounds = np.column_stack([least / scale, most / scale])
    solved = scipy.optimize.linprog(cost, A_eq=balance, b_eq=-load / scale, bounds=bounds, method="highs")
    net: np.ndarray = (solved.x[:e] - solved.x[e : 2 * e]) * scale
    return net


def least_moves(
    load: np.ndarray,
    movers: np.ndarray,
    givers: np.ndarray,
    takers: np.ndarray,
    cost: np.ndarray,
    measures: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray],
    penalty: np.ndarray,
) -> np.ndarray:
    """Share of each possible move (e,) that brings all measures within bounds at the least cost; few are not 0 or 1.

    Minimise Σ cost x + Σ penalty (missing + too much) subject to low <= load - given + taken + missing - too much <=
    high in each territory and measure, and to nobody moving more than once.

    Parameters
    ----------
    load : (k, m)
    movers, givers, takers, cost : (e,) who may go from where to where, and at which cost
    measures : (e, m) of the movers
    bounds : low and high, (k, m) each
    penalty : (m,) on what stays out of bounds

    >>> move = np.array([0, 1]), np.zeros(2, int), np.ones(2, int), np.array([1.0, 2.0])
    >>> bounds = np.full((2, 2), 1.0), np.full((2, 2), 2.0)
    >>> load, carries = np.array([[3.0, 2.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> least_moves(load, *move, carries, bounds, np.full(2, 100.0)).tolist()
    [1.0, 0.0]
    """
    (k, m), e = load.shape, len(movers)
    if e == 0:
        return np.zeros(0)
    columns, kinds = np.arange(e), np.arange(m)
    rows = np.concatenate([(end[:, None] * m + kinds).ravel() for end in (takers, givers)])
    entries = np.concatenate([measures.ravel(), -measures.ravel()])
    change = scipy.sparse.coo_array((entries, (rows, np.tile(np.repeat(columns, m), 2))), shape=(k * m, e)).tocsr()
    eye = scipy.sparse.identity(k * m, format="csr")
    who, mover_of, times = np.unique(movers, return_inverse=True, return_counts=True)
    several = np.flatnonzero(times > 1)  # who has one way to go only needs no row
    row_of = np.full(len(who), -1)
    row_of[several] = np.arange(len(several))
    at = row_of[mover_of.reshape(-1)]
    once = scipy.sparse.coo_array((np.ones((at >= 0).sum()), (at[at >= 0], columns[at >= 0])), shape=(len(several), e))
    nothing = scipy.sparse.csr_array((len(several), 2 * k * m))
    matrix = scipy.sparse.vstack(
        [scipy.sparse.hstack([change, eye, -eye]), scipy.sparse.hstack([once, nothing])]
    ).tocsc()
    low = np.concatenate([(bounds[0] - load).ravel(), np.full(len(several), -np.inf)])
    high = np.concatenate([(bounds[1] - load).ravel(), np.ones(len(several))])
    solved = scipy.optimize.milp(
        np.concatenate([cost, np.tile(np.tile(penalty, k), 2)]),
        constraints=scipy.optimize.LinearConstraint(matrix, low, high),
        bounds=scipy.optimize.Bounds(0.0, np.concatenate([np.ones(e), np.full(2 * k * m, np.inf)])),
    )
    return np.zeros(e) if solved.x is None else np.asarray(solved.x[:e])
