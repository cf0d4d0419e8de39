"""Splitting a territory that has grown too large, and dissolving one that has grown too small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesim.territory.bisection import bisect
from salesim.territory.layout import Layout, Sites, centers, sum_by


def split(layout: Layout, sites: Sites, territory: int, number: int) -> Layout:
    """Halve one territory by workload; the part with more customers keeps its owner, the other is numbered ``number``.

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([0, 1, 2, 3], [0.0, 1.0, 9.0, 10.0], [0.0] * 4, workload_hours=[1.0, 1.0, 1.0, 3.0])
    >>> split(Layout("l", "given", np.zeros(4, np.int32), 1), sites, 0, 5).territory_of.tolist()
    [0, 0, 0, 5]
    """
    rows = np.flatnonzero(layout.territory_of == territory)
    halves = bisect(sites.x_km[rows], sites.y_km[rows], sites.workload_hours[rows], 2)
    smaller = int(np.argmin(np.bincount(halves, minlength=2)))
    owner = layout.territory_of.copy()
    owner[rows[halves == smaller]] = number
    return replace(layout, territory_of=owner, n_territories=layout.n_territories + 1)


def dissolve(layout: Layout, sites: Sites, territory: int) -> Layout:
    """Give all customers of one territory to the territory whose center is nearest to each of them."""
    counts = sum_by(layout.territory_of, layout.n_numbers)
    others = np.flatnonzero(counts > 0)
    others = others[others != territory]
    x, y = centers(layout.territory_of, layout.n_numbers, sites.x_km, sites.y_km, sites.workload_hours)
    rows = np.flatnonzero(layout.territory_of == territory)
    far = np.hypot(sites.x_km[rows, None] - x[others], sites.y_km[rows, None] - y[others])
    owner = layout.territory_of.copy()
    owner[rows] = others[far.argmin(axis=1)]
    return replace(layout, territory_of=owner, n_territories=layout.n_territories - 1)
