"""Territories along the borders of the circles of cities that the market consists of."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.territory.admin import build_by_unit
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters


@register_builder
class CircleLayout(LayoutBuilder):
    """Territories inside the market's circles (城市集群), such as 上海核心圈, 苏南次级圈, 浙北拓展圈."""

    builder: Literal["circle"] = parameter("circle", about="by the article's circles", source="V: the article, T1")

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_circle(name, sites, n_territories)


def build_by_circle(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to circles by residents, then cuts by number of customers."""
    return build_by_unit(name, "circle", "circle", sites, n_territories)
