"""Territories by the size of customers: key-account reps for the large ones, others for the rest."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.industry import balanced_inside
from salesim.territory.layout import Layout, Sites
from salesim.territory.strata import build_in_strata
from salesim.territory.travel import TravelParameters

Size = Literal["small", "middle", "large"]
SIZES: tuple[Size, ...] = ("small", "middle", "large")  # in the order of `Sites.size_class`


@register_builder
class SizeLayout(LayoutBuilder):
    """Territories inside classes of size (客户规模)."""

    builder: Literal["size"] = parameter("size", about="by size of customers", source="V: the article, T5")
    groups: tuple[tuple[Size, ...], ...] = parameter(
        (("large",), ("middle", "small")), about="classes of size that share reps", source="A", min_length=1
    )

    @model_validator(mode="after")
    def _each_once(self) -> SizeLayout:
        if sorted(size for group in self.groups for size in group) != sorted(SIZES):
            raise ValueError(Phrase("groups must name each of {names} once", names=", ".join(SIZES)))
        return self

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_size(name, self, sites, n_territories)


def build_by_size(name: str, parameters: SizeLayout, sites: Sites, n_territories: int) -> Layout:
    """Reps to classes of size by workload, then balanced territories inside each."""
    group_of = np.zeros(len(sites), np.int64)
    if sites.size_class is not None:
        group_of_size = [next(i for i, group in enumerate(parameters.groups) if size in group) for size in SIZES]
        group_of = np.array(group_of_size)[sites.size_class]
    labels = ["+".join(group) for group in parameters.groups]
    return build_in_strata(name, "size", group_of, labels, sites, n_territories, balanced_inside(name))
