"""Territories along the borders of the market's administrative units."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.territory.admin import build_by_unit
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters


@register_builder
class UnitLayout(LayoutBuilder):
    """Territories inside administrative units (行政区划): states, provinces, prefectures, as the market has them."""

    builder: Literal["unit"] = parameter(
        "unit", about="by administrative unit, such as states or prefectures", source="V: the article, T1"
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_inside_units(name, sites, n_territories)


def build_inside_units(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to units by residents, then cuts by number of customers."""
    return build_by_unit(name, "unit", "unit", sites, n_territories)
