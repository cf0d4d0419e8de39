"""How many reps each unit gets."""

from __future__ import annotations

import numpy as np


def largest_remainder(weight: np.ndarray, n_seats: int, at_most: np.ndarray) -> np.ndarray:
    """Seats for each unit in proportion to its weight: at least one for each unit, never more than ``at_most``.

    Every unit first gets one seat; what its fair share exceeds that by is rounded down, and the seats left over go to
    the largest fractions (ties: the lowest index). Units that are full pass their seats on.

    Parameters
    ----------
    weight : (u,) non-negative
    n_seats : from u to sum(at_most)
    at_most : (u,) each >= 1

    >>> largest_remainder(np.array([60.0, 30.0, 1.0]), 6, np.array([9, 9, 9])).tolist()
    [3, 2, 1]
    """
    weight = np.asarray(weight, dtype=np.float64)
    if weight.sum() <= 0:
        weight = np.ones(len(weight))
    seats = np.ones(len(weight), dtype=np.int64)
    while (left := n_seats - int(seats.sum())) > 0:
        is_open = seats < at_most
        open_weight = np.where(is_open, weight, 0.0)
        if open_weight.sum() <= 0:
            open_weight = is_open.astype(np.float64)
        # the share of an open unit in all seats that open units hold or may still get, above what it holds
        fair = open_weight / open_weight.sum() * (seats[is_open].sum() + left)
        wanted = np.clip(fair - seats, 0.0, at_most - seats)
        if wanted.sum() <= 0:
            wanted = (at_most - seats).astype(np.float64) * is_open
        wanted = np.minimum(wanted * left / wanted.sum(), at_most - seats)
        whole = np.floor(wanted + 1e-9).astype(np.int64)
        rest = left - int(whole.sum())
        fraction = np.where(seats + whole < at_most, wanted - whole, -1.0)
        whole[np.argsort(-fraction, kind="stable")[:rest]] += 1
        seats += np.minimum(whole, at_most - seats)
    return seats
