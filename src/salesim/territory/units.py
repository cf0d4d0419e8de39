"""Groups of customers on their way to territories: merged where there are too many, cut where one has several reps."""

from __future__ import annotations

import numpy as np

from salesim.territory.bisection import bisect
from salesim.territory.layout import Sites, sum_by


def merge_smallest(
    unit_of: np.ndarray, weight: np.ndarray, sites: Sites, n_units: int
) -> tuple[np.ndarray, np.ndarray]:
    """The smallest unit joins the one whose center is nearest, until there are no more than ``n_units``.

    Parameters
    ----------
    unit_of : (n,) unit of each customer, from 0; each unit has a customer
    weight : (u,) size of each unit
    n_units : at least 1

    Returns
    -------
    (n,) units, numbered from 0 in the old order, and their weights

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([1, 2, 3], [0.0, 9.0, 10.0], [0.0, 0.0, 0.0])
    >>> [part.tolist() for part in merge_smallest(np.arange(3), np.array([2.0, 5.0, 1.0]), sites, 2)]
    [[0, 1, 1], [2.0, 6.0]]
    """
    weight = np.array(weight, np.float64)
    n = sum_by(unit_of, len(weight)).astype(np.float64)
    x_sum, y_sum = sum_by(unit_of, len(weight), sites.x_km), sum_by(unit_of, len(weight), sites.y_km)
    joined = np.arange(len(weight))
    alive = np.ones(len(weight), dtype=bool)
    for _ in range(len(weight) - n_units):
        small = int(np.argmin(np.where(alive, weight, np.inf)))
        alive[small] = False
        distance = np.hypot(x_sum / n - x_sum[small] / n[small], y_sum / n - y_sum[small] / n[small])
        other = int(np.argmin(np.where(alive, distance, np.inf)))
        for sums in (weight, n, x_sum, y_sum):
            sums[other] += sums[small]
        joined[joined == small] = other
    return np.searchsorted(np.flatnonzero(alive), joined)[unit_of], weight[alive]


def cut_up(unit_of: np.ndarray, seats: np.ndarray, sites: Sites, weight: np.ndarray) -> np.ndarray:
    """Territories inside units: each is bisected into as many parts as it has seats.

    Parameters
    ----------
    unit_of : (n,) unit of each customer
    seats : (u,) territories of each unit, at most as many as it has customers
    weight : (n,) what the parts of a unit share equally

    Returns
    -------
    (n,) int32, numbered by unit
    """
    territory_of = np.empty(len(sites), dtype=np.int32)
    first = np.cumsum(seats) - seats
    by_unit = np.argsort(unit_of, kind="stable")
    ends = np.cumsum(sum_by(unit_of, len(seats)))
    for unit, rows in enumerate(np.split(by_unit, ends[:-1])):
        parts = bisect(sites.x_km[rows], sites.y_km[rows], weight[rows], int(seats[unit])) if len(rows) else 0
        territory_of[rows] = first[unit] + parts
    return territory_of
