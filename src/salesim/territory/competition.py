"""Territories by how contested a place is (竞争态势): denser teams where competitors win customers.

What a firm would know: its own records. A place is contested as far as the firm's customers there are being lost or
were lost; nobody needs to be told of competitors' plans. While nobody has been lost, all places count alike.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.industry import balanced_inside
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.strata import build_in_strata
from salesim.territory.travel import TravelParameters


@register_builder
class CompetitionLayout(LayoutBuilder):
    """Territories inside strata of places that are contested alike, smaller ones where more so."""

    builder: Literal["competition"] = parameter(
        "competition", about="by how contested a place is", source="V: the article, T5"
    )
    strata: int = parameter(2, about="strata from the calmest places to the most contested", source="A", ge=1, le=10)
    contested_weight: float = parameter(
        1.5,
        about="what an hour of work in the most contested stratum counts, against 1 in the calmest: the number of reps "
        "goes by it",
        source="A",
        ge=1.0,
        le=10.0,
    )

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_by_competition(name, self, sites, n_territories)


def build_by_competition(name: str, parameters: CompetitionLayout, sites: Sites, n_territories: int) -> Layout:
    """Places from the calmest to the most contested in strata of equal work, then balanced territories inside each.

    A place is a county. Of s strata, stratum i (from 0) counts 1 + (w - 1) i / (s - 1) times its workload.
    """
    if sites.contested is None or np.ptp(sites.contested) == 0:
        layout = balanced_inside(name)(sites, n_territories)
        note = Phrase("no place is known to be more contested than another, so workload alone is balanced")
        return Layout(name, "competition", layout.territory_of, n_territories, (note, *layout.notes))
    stratum_of = contested_strata(sites, parameters.strata)
    steps = np.linspace(1.0, parameters.contested_weight, parameters.strata)
    if parameters.strata == 1:
        labels = ["all places"]
    else:
        labels = [f"places contested {i + 1} of {parameters.strata}" for i in range(parameters.strata)]
    weight = sites.workload_hours * steps[stratum_of]
    return build_in_strata(name, "competition", stratum_of, labels, sites, n_territories, balanced_inside(name), weight)


def contested_strata(sites: Sites, n_strata: int) -> np.ndarray:
    """Stratum of each customer (n,), 0 the calmest: counties by their customers' mean, cut where the work is equal."""
    if sites.contested is None:
        return np.zeros(len(sites), np.int64)
    places, place_of = np.unique(np.zeros(len(sites)) if sites.county is None else sites.county, return_inverse=True)
    level = sum_by(place_of, len(places), sites.contested) / sum_by(place_of, len(places))
    work = sum_by(place_of, len(places), sites.workload_hours)
    if work.sum() <= 0:
        work = sum_by(place_of, len(places)).astype(np.float64)
    calmest = np.argsort(level, kind="stable")
    middle = np.cumsum(work[calmest]) - work[calmest] / 2.0
    stratum = np.empty(len(places), np.int64)
    stratum[calmest] = np.minimum(middle / work.sum() * n_strata, n_strata - 1).astype(np.int64)
    return stratum[place_of]
