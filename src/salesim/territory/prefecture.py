"""Territories along the borders of prefectures."""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.territory.admin import build_by_unit
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters


@register_builder
class PrefectureLayout(LayoutBuilder):
    """Territories inside prefectures (行政区划)."""

    builder: Literal["prefecture"] = parameter("prefecture", about="by prefecture", source="V: the article, T1")

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_prefecture(name, sites, n_territories)


def build_by_prefecture(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to prefectures by residents, then cuts by number of customers."""
    return build_by_unit(name, "prefecture", "prefecture", sites, n_territories)
