"""Territories of equal work, or of equal opportunity, or of a mix of the two."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.territory.bisection import bisect
from salesim.territory.count import NumberParameters
from salesim.territory.layout import Layout, Sites
from salesim.territory.recut import recut_borders

MOST_CUTS = 20_000  # two seconds; a hundred territories settle after some 3,000


class BalancedLayout(Parameters):
    """Territories balanced in workload or potential (边界优化)."""

    builder: Literal["balanced"] = parameter(
        "balanced", about="equal workload or potential", source="V: the article, T4"
    )
    potential_share: float = parameter(
        0.0, about="what is balanced: 0 only workload, 1 only potential", source="A", ge=0.0, le=1.0
    )
    number: NumberParameters = parameter(NumberParameters(), about="how many territories", source="A")


def build_balanced(name: str, parameters: BalancedLayout, sites: Sites, n_territories: int) -> Layout:
    """Recursive bisection, then straightened borders.

    The weight of a customer is (1 - s) workload/Σworkload + s potential/Σpotential, s the share of potential.
    """
    weight = np.zeros(len(sites))
    for share, values in (
        (1.0 - parameters.potential_share, sites.workload_hours),
        (parameters.potential_share, sites.potential_cny),
    ):
        if share > 0 and values.sum() > 0:
            weight += share * values / values.sum()
    notes = _notes(weight, sites, n_territories)
    if weight.sum() <= 0:
        weight = np.ones(len(sites))
    parts = bisect(sites.x_km, sites.y_km, weight, n_territories)
    parts = recut_borders(sites.x_km, sites.y_km, weight, parts, n_territories, MOST_CUTS)
    return Layout(name, "balanced", parts, n_territories, notes)


def _notes(weight: np.ndarray, sites: Sites, n_territories: int) -> tuple[str, ...]:
    """A customer that outweighs a whole territory cannot be balanced; it is named, not hidden."""
    if weight.sum() <= 0:
        return ("no customer has any weight, so territories are equal in number of customers",)
    fair = weight.sum() / n_territories
    heavy = np.flatnonzero(weight > fair)
    if len(heavy) == 0:
        return ()
    most = heavy[np.argmax(weight[heavy])]
    return (
        f"{len(heavy)} customers outweigh an average territory; customer {sites.customer_id[most]} "
        f"alone weighs as much as {weight[most] / fair:.1f}",
    )
