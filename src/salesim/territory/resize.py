"""More territories, or fewer, out of today's: by splits and dissolutions, and never by dividing everything anew."""

from __future__ import annotations

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.split import dissolve, split


def resize(layout: Layout, sites: Sites, n_territories: int, next_number: int | None = None) -> Layout:
    """Split the territories with most work, or dissolve those with least, one by one, until there are so many.

    Territories that are added are numbered from ``next_number`` on, beyond all others' if left out, in the order of the
    splits, so that a larger headcount begins with the splits of every smaller one; likewise for dissolutions.

    Raises
    ------
    InputError : there are fewer customers than territories wanted.

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites(range(4), [0.0, 1.0, 9.0, 10.0], [0.0] * 4, workload_hours=[1.0, 1.0, 1.0, 3.0])
    >>> today = Layout("l", "given", np.array([0, 0, 1, 1], np.int32), 2)
    >>> resize(today, sites, 3).territory_of.tolist(), resize(today, sites, 1).territory_of.tolist()
    ([0, 0, 2, 1], [1, 1, 1, 1])
    """
    if n_territories > len(sites):
        raise InputError("every rep needs a customer", "headcount", n_territories, Phrase("1 to {n}", n=len(sites)))
    number = layout.n_numbers if next_number is None else next_number
    while layout.n_territories < n_territories:
        work, customers = _work(layout, sites)
        layout = split(layout, sites, int(np.argmax(np.where(customers > 1, work, -1.0))), number)
        number += 1
    while layout.n_territories > n_territories:
        work, customers = _work(layout, sites)
        layout = dissolve(layout, sites, int(np.argmin(np.where(customers > 0, work, np.inf))))
    return layout


def _work(layout: Layout, sites: Sites) -> tuple[np.ndarray, np.ndarray]:
    """Work [hours/week] and customers of each number, (n_numbers,)."""
    work = sum_by(layout.territory_of, layout.n_numbers, sites.workload_hours)
    return work, sum_by(layout.territory_of, layout.n_numbers)
