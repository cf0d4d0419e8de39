"""Today's territories, evened out: as little work as possible changes hands until all lie within a bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.rebalance import rebalance
from salesim.territory.today import owners_today
from salesim.territory.travel import TravelParameters


@register_builder
class EvenedLayout(LayoutBuilder):
    """Today's territories with as few customers moved across borders as a bound on the workload asks for."""

    builder: Literal["evened"] = parameter(
        "evened", about="today's territories, few customers moved until the workload is even enough", source="A"
    )
    tolerance: float = parameter(
        0.2, about="accepted deviation of a territory's workload from the mean", source="A", gt=0.0, le=1.0
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        seats, today = owners_today(sites, n_territories, "builder")
        evened = rebalance(Layout(name, self.builder, today, n_territories), sites, self.tolerance)
        return replace(evened, territory_of=seats[evened.territory_of], is_owned=True)
