"""Territories along the borders of the regions that the market consists of."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.territory.admin import build_by_unit
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters


@register_builder
class RegionLayout(LayoutBuilder):
    """Territories inside the market's regions, such as the article's circles (城市集群) or a country's own."""

    builder: Literal["region"] = parameter(
        "region", about="by region, such as the article's circles", source="V: the article, T1"
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_inside_regions(name, sites, n_territories)


def build_inside_regions(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to regions by residents, then cuts by number of customers."""
    return build_by_unit(name, "region", "region", sites, n_territories)
