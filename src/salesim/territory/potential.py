"""Territories by potential (按潜力): the best customers choose first, and everybody gets the same opportunity."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.bisection import bisect
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites, centers, sum_by
from salesim.territory.room import fill_empty, nearest_with_room
from salesim.territory.travel import TravelParameters


@register_builder
class PotentialLayout(LayoutBuilder):
    """Territories of equal opportunity, filled from the highest potential downwards."""

    builder: Literal["potential"] = parameter("potential", about="by potential", source="V: the article, T5")
    slack: float = parameter(
        0.02,
        about="potential by which a territory may exceed the average, as a share of it",
        source="A",
        ge=0.0,
        le=1.0,
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_potential(name, self, sites, n_territories)


def build_by_potential(name: str, parameters: PotentialLayout, sites: Sites, n_territories: int) -> Layout:
    """Customers in order of their potential, each to the nearest center that has room.

    Centers are those of a bisection into equal potential; each has room for (1 + slack) of the average. A customer for
    whom no center has room goes where most is left. The best customers thus have the shortest way to their rep, and
    small ones fill up what is missing: opportunity is equal, borders between territories are blurred.
    """
    potential = sites.potential
    fair = potential.sum() / n_territories
    if fair <= 0:
        parts = bisect(sites.x_km, sites.y_km, np.ones(len(sites)), n_territories)
        note = Phrase("no customer has any potential, so territories are equal in number of customers")
        return Layout(name, "potential", parts, n_territories, (note,))
    parts = bisect(sites.x_km, sites.y_km, potential, n_territories)
    x, y = centers(parts, n_territories, sites.x_km, sites.y_km, potential)
    room = np.full(n_territories, (1.0 + parameters.slack) * fair)
    ranked = np.argsort(-potential, kind="stable")
    territory_of = nearest_with_room(sites, potential, ranked, x, y, room)
    is_taken = territory_of >= 0
    left = room - sum_by(territory_of[is_taken], n_territories, potential[is_taken])
    for row in ranked[~is_taken[ranked]]:
        territory_of[row] = np.argmax(left)
        left[territory_of[row]] -= potential[row]
    heavy = int((potential > room[0]).sum())
    note = Phrase("{n} customers have more potential each than a territory may hold", n=heavy)
    territory_of = fill_empty(territory_of, n_territories, sites)
    return Layout(name, "potential", territory_of, n_territories, (note,) if heavy else ())
