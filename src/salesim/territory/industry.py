"""Territories by industry: every supply chain has its own reps, and each of them a part of the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from salesim.errors import InputError, nearest_name, together
from salesim.parameters import parameter
from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.strata import build_in_strata
from salesim.territory.travel import TravelParameters

IndustryGroups = tuple[tuple[str, ...], ...]


@register_builder
class IndustryLayout(LayoutBuilder):
    """Territories inside industries (产业链聚集度)."""

    builder: Literal["industry"] = parameter("industry", about="by industry", source="V: the article, T3")
    groups: IndustryGroups = parameter(
        (),
        about="industries that share reps, such as the links of one supply chain; those not named form one more group; "
        "empty: each industry on its own",
        source="A",
        max_length=50,
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_industry(name, self, sites, n_territories)


def build_by_industry(name: str, parameters: IndustryLayout, sites: Sites, n_territories: int) -> Layout:
    """Reps to groups of industries by workload, then balanced territories inside each."""
    group_of, labels = industry_groups(parameters.groups, sites, f"layouts.{name}.groups")
    return build_in_strata(name, "industry", group_of, labels, sites, n_territories, balanced_inside(name))


def balanced_inside(name: str) -> Callable[[Sites, int], Layout]:
    """What draws the territories of one stratum where nothing else is asked for: equal workload."""
    return lambda sites, n: build_balanced(name, BalancedLayout(), sites, n)


def industry_groups(groups: IndustryGroups, sites: Sites, field: str) -> tuple[np.ndarray, list[str]]:
    """Group of each customer (n,), and the groups' names."""
    industries = list(sites.ground.industries) or [f"industry {i}" for i in range(int(sites.industry.max()) + 1)]
    if not groups:
        return sites.industry, industries
    group_of_industry = np.full(len(industries), len(groups))
    faults = []
    for i, group in enumerate(groups):
        for j, industry in enumerate(group):
            where = f"{field}.{i}.{j}"
            if industry not in industries:
                near, allowed = nearest_name(industry, industries), ", ".join(industries)
                faults.append(
                    InputError("no such industry", field=where, value=industry, allowed=allowed, nearest=near)
                )
            elif group_of_industry[industries.index(industry)] < len(groups):
                faults.append(InputError("this industry was named before", field=where, value=industry))
            else:
                group_of_industry[industries.index(industry)] = i
    if faults:
        raise together(faults)
    labels = ["+".join(group) for group in groups]
    if (group_of_industry == len(groups)).any():
        labels.append("other industries")
    return group_of_industry[sites.industry], labels
