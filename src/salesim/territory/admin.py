"""Territories along administrative borders: what most firms start from, because it needs no computer.

Seats go to the units (counties, the market's units such as states or prefectures, its regions, or what its units lie
in) by their residents. A unit with several seats is cut up by number of customers; with more units than territories
the smallest join their neighbors. Nobody looks at how much work or sales those customers stand for.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.seats import largest_remainder
from salesim.territory.travel import TravelParameters
from salesim.territory.units import cut_up, merge_smallest

Unit = Literal["province", "unit", "county", "region"]


@register_builder
class AdminLayout(LayoutBuilder):
    """Territories along administrative borders (行政区划), merged or cut up to reach their number."""

    builder: Literal["admin"] = parameter("admin", about="by administrative unit", source="V: the article, T1")
    unit: Unit = parameter(
        "county",
        about="what becomes territories: counties where the market knows them (else its units), its units, its "
        "regions, or provinces, which are what its units lie in: countries, if units are states",
        source="V: the article, T1",
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_unit(name, self.builder, self.unit, sites, n_territories)


def build_by_unit(name: str, builder: str, unit: Unit, sites: Sites, n_territories: int) -> Layout:
    """Seats to units by residents, then cuts by number of customers; who isn't known or has gone doesn't count."""
    indices = {"province": sites.province, "unit": sites.unit, "county": sites.county}
    unit_of = sites.region if unit == "region" else indices[unit]
    if unit_of is None:
        unit_of = np.zeros(len(sites), np.int64)
    customers = sites.counted()
    if unit == "county":
        residents = _residents(sites.county_residents, unit_of, customers)
    else:
        residents = _residents(sites.unit_residents, sites.unit, customers)
        if unit != "unit":  # a unit's residents count for whatever its customers lie in
            n_sites = sum_by(sites.unit, len(residents))
            each = (residents / np.maximum(n_sites, 1))[sites.unit]
            residents = sum_by(unit_of, int(unit_of.max()) + 1, each)
    present, unit_of = np.unique(unit_of, return_inverse=True)
    weight = np.asarray(residents, dtype=np.float64)[present]
    surplus = len(weight) - n_territories
    unit_of, weight = merge_smallest(unit_of, weight, sites, n_territories)
    seats = largest_remainder(weight, n_territories, at_most=sum_by(unit_of, len(weight)))
    territory_of = cut_up(unit_of, seats, sites, customers)
    merged = Phrase("{n} units were merged into neighbors, as there are more units than territories", n=int(surplus))
    return Layout(name, builder, territory_of, n_territories, (merged,) if surplus > 0 else ())


def _residents(known: np.ndarray | None, unit_of: np.ndarray, customers: np.ndarray) -> np.ndarray:
    return sum_by(unit_of, int(unit_of.max()) + 1, customers) if known is None else known
