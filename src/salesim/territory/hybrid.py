"""Mixed layouts (混合划分法): strata such as region x industry, and inside each any other way to divide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from salesim.parameters import parameter
from salesim.territory.balanced import BalancedLayout
from salesim.territory.builder import AnyBuilder, LayoutBuilder, register_builder
from salesim.territory.count import NumberParameters
from salesim.territory.industry import IndustryGroups, industry_groups
from salesim.territory.layout import Layout, Sites
from salesim.territory.size import SIZES
from salesim.territory.strata import build_in_strata
from salesim.territory.travel import TravelParameters

Stratum = Literal["province", "region", "unit", "county", "industry", "size"]


@register_builder
class HybridLayout(LayoutBuilder):
    """Strata, then any builder inside each: by default 教育行业客户单独划归, region x industry."""

    fits_inside: ClassVar[bool] = False

    builder: Literal["hybrid"] = parameter("hybrid", about="strata, then another builder", source="V: the article, T5")
    strata: tuple[Stratum, ...] = parameter(
        ("region", "industry"), about="what the strata are crossed from", source="V: the article, T5", min_length=1
    )
    industries: IndustryGroups = parameter(
        (),
        about="groups of industries with their own strata; those not named form one more; empty: each on its own",
        source="A",
        max_length=50,
    )
    inside: Annotated[LayoutBuilder, AnyBuilder(inside=True)] = parameter(
        BalancedLayout(), about="how each stratum is divided", source="A"
    )

    @model_validator(mode="after")
    def _once(self) -> HybridLayout:
        if len(set(self.strata)) < len(self.strata):
            raise ValueError("strata names something twice")
        if self.inside.number not in (None, NumberParameters()):
            raise ValueError("inside has a number of its own; state the number of all territories beside it")
        if isinstance(self.inside, BalancedLayout) and self.inside.homes > 0:
            raise ValueError("inside cannot weigh homes: which rep serves which stratum is decided afterwards")
        return self

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        def inside(part: Sites, n: int) -> Layout:
            return self.inside.build(name, part, n, travel, None)

        return build_hybrid(name, self, sites, n_territories, inside)


def build_hybrid(
    name: str,
    parameters: HybridLayout,
    sites: Sites,
    n_territories: int,
    build_inside: Callable[[Sites, int], Layout],
) -> Layout:
    """Number of territories to strata by workload (largest remainder), then the inner builder for each."""
    stratum_of, labels = np.zeros(len(sites), np.int64), [""]
    for kind in parameters.strata:
        of, names = _strata(kind, parameters, sites, name)
        stratum_of = stratum_of * len(names) + of
        labels = [f"{before} x {after}" if before else after for before in labels for after in names]
    present, stratum_of = np.unique(stratum_of, return_inverse=True)  # that not every pair occurs is no news
    labels = [labels[index] for index in present]
    return build_in_strata(name, "hybrid", stratum_of, labels, sites, n_territories, build_inside)


def _strata(kind: Stratum, parameters: HybridLayout, sites: Sites, name: str) -> tuple[np.ndarray, list[str]]:
    """Index of each customer (n,), and what the indices are called."""
    if kind == "industry":
        return industry_groups(parameters.industries, sites, f"layouts.{name}.industries")
    if kind == "size":
        size = np.zeros(len(sites), np.int64) if sites.size_class is None else sites.size_class
        return size, list(SIZES)
    of = {"province": sites.province, "region": sites.region, "unit": sites.unit, "county": sites.county}[kind]
    if of is None:
        of = np.zeros(len(sites), np.int64)
    names = sites.ground.units.get(kind)
    return of, list(names) if names else [f"{kind} {i}" for i in range(int(of.max()) + 1)]
