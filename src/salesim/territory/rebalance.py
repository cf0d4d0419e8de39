"""Evening out territories that exist: few customers are reassigned, and only across a border."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.border import borders
from salesim.territory.contiguity import draw_neighborhood
from salesim.territory.flow import least_flow
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.repair import bring_within, capped, improve
from salesim.territory.weighted import Weighted

PASSES = 4  # of exchanges, for what the flows leave out of bounds
AIM = 0.95  # flows aim this far into the bounds, as customers cannot be cut to size


def rebalance(layout: Layout, sites: Sites, tolerance: float, locked: np.ndarray | None = None) -> Layout:
    """The layout with as little work as possible shifted to neighbors until all territories are within the tolerance.

    A least-cost flow says how much has to cross each border; of the customers on the giving side, those who lie
    furthest towards the other side go. Owners stay. Where nothing can be done a note says so.

    Parameters
    ----------
    layout : territory == seat
    sites : the n customers, with their workload
    tolerance : accepted deviation of a territory's workload from the mean, as a share of it
    locked : (n,) bool, customers who must not be reassigned; nobody if left out

    Returns
    -------
    the layout, with customers moved. A customer who outweighs an average territory counts as one average territory.
    """
    weight, low, high = _bounds(layout, sites, tolerance)
    held = _checked_locks(locked, sites)
    load = sum_by(layout.territory_of, layout.n_territories, weight)
    if layout.n_territories < 2 or ((load >= low) & (load <= high)).all():
        return layout
    neighborhood = draw_neighborhood(sites.x_km, sites.y_km)
    customers = Weighted(sites.x_km, sites.y_km, weight, held)
    territory_of = bring_within(layout.territory_of, customers, low, high, neighborhood, aim=AIM)
    territory_of = improve(territory_of, customers, low, high, neighborhood, PASSES, saves_distance=False)
    load = sum_by(territory_of, layout.n_territories, weight)
    notes = layout.notes
    n_out = int(np.count_nonzero((load < low * (1 - 1e-9)) | (load > high * (1 + 1e-9))))
    if n_out > 0:
        worst = float(np.abs(load / load.mean() - 1.0).max())
        notes += (f"{n_out} territories remain beyond {tolerance:.0%} after rebalancing, the worst {worst:.0%} off",)
    return replace(layout, territory_of=territory_of, notes=notes)


def least_reassigned(layout: Layout, sites: Sites, tolerance: float) -> float:
    """Least workload [hours/week] that has to cross borders until all territories are within the tolerance.

    The least-cost flow over today's borders, as if customers could be cut to size. Work that goes on to a third
    territory counts twice, as both borders are crossed.
    """
    weight, low, high = _bounds(layout, sites, tolerance)
    pairs = borders(layout.territory_of, layout.n_territories, draw_neighborhood(sites.x_km, sites.y_km))
    load = sum_by(layout.territory_of, layout.n_territories, weight)
    return float(np.abs(least_flow(load, pairs, low, high)).sum())


def _bounds(layout: Layout, sites: Sites, tolerance: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (n,), and the least and the most that a territory (k,) should hold of them."""
    if not tolerance > 0:
        raise InputError("needs room for customers that cannot be cut up", field="tolerance", value=tolerance)
    weight = capped(sites.workload_hours, layout.n_territories)
    fair = np.full(layout.n_territories, weight.sum() / layout.n_territories)
    return weight, (1.0 - tolerance) * fair, (1.0 + tolerance) * fair


def _checked_locks(locked: np.ndarray | None, sites: Sites) -> np.ndarray:
    if locked is None:
        return np.zeros(len(sites), dtype=np.bool_)
    locked = np.ascontiguousarray(locked)
    if locked.shape != (len(sites),) or locked.dtype != np.bool_:
        raise InputError(Phrase("needs {n} times true or false, one for each customer", n=len(sites)), field="locked")
    return locked
