"""From the layouts of a scenario to territories."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from salesim.errors import InputError
from salesim.territory.admin import (
    AdminLayout,
    CircleLayout,
    PrefectureLayout,
    build_by_circle,
    build_by_prefecture,
    build_by_unit,
)
from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.competition import CompetitionLayout, build_by_competition
from salesim.territory.count import count_territories
from salesim.territory.file_layout import FileLayout, build_from_file, count_in_file
from salesim.territory.heatmap import HeatmapLayout, build_by_heatmap
from salesim.territory.hybrid import HybridLayout, Inside, build_hybrid
from salesim.territory.industry import IndustryLayout, build_by_industry
from salesim.territory.layout import Layout, Sites
from salesim.territory.potential import PotentialLayout, build_by_potential
from salesim.territory.radius import RadiusLayout, build_by_radius
from salesim.territory.service_circles import ServiceCirclesLayout, build_by_service_circles
from salesim.territory.size import SizeLayout, build_by_size
from salesim.territory.travel import TravelParameters

LayoutParameters = Annotated[
    PrefectureLayout
    | CircleLayout
    | RadiusLayout
    | BalancedLayout
    | AdminLayout
    | IndustryLayout
    | SizeLayout
    | PotentialLayout
    | CompetitionLayout
    | ServiceCirclesLayout
    | HeatmapLayout
    | HybridLayout
    | FileLayout,
    Field(discriminator="builder"),
]


def build_layout(
    name: str,
    parameters: LayoutParameters,
    sites: Sites,
    n_reps: int,
    travel: TravelParameters | None = None,
    homes_km: np.ndarray | None = None,
) -> Layout:
    """Draw the territories of one layout; who owns them is decided by `owners.own_layout`.

    Parameters
    ----------
    name : as in the scenario's `layouts`
    parameters : of the builder
    sites : customers
    n_reps : seats of the sales force; the layout has as many territories unless its `number` says otherwise
    travel : speeds, for builders that think in minutes; the defaults if left out
    homes_km : (n_seats, 2) [km] homes of the reps, for builders that weigh them

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([0, 1, 2, 3], [0.0, 1.0, 9.0, 10.0], [0.0, 0.0, 0.0, 0.0])
    >>> build_layout("even", BalancedLayout(), sites, 2).territory_of.tolist()
    [0, 0, 1, 1]
    """
    field = f"layouts.{name}"
    if len(sites) == 0:
        raise InputError("there are no customers to divide", field=field)
    n_territories = how_many(parameters, sites, n_reps)
    if isinstance(parameters, FileLayout):
        return build_from_file(name, parameters, sites)
    if not 1 <= n_territories <= len(sites):
        allowed = f"1 to {len(sites)}, the number of customers"
        raise InputError("every territory needs a customer", field=field, value=n_territories, allowed=allowed)
    travel = travel or TravelParameters()
    if isinstance(parameters, HybridLayout):
        inner = parameters.inside
        return build_hybrid(
            name, parameters, sites, n_territories, lambda part, n: _build(name, inner, part, n, travel, None)
        )
    return _build(name, parameters, sites, n_territories, travel, homes_km)


def how_many(parameters: LayoutParameters, sites: Sites, n_reps: int) -> int:
    """Number of territories of a layout: its file's, or by its `number`; one for each rep if that says nothing."""
    if isinstance(parameters, FileLayout):
        return count_in_file(parameters, sites)
    return count_territories(parameters.number, sites, n_reps)


def _build(
    name: str,
    parameters: Inside,
    sites: Sites,
    n_territories: int,
    travel: TravelParameters,
    homes_km: np.ndarray | None,
) -> Layout:
    match parameters:
        case AdminLayout():
            return build_by_unit(name, "admin", parameters.unit, sites, n_territories)
        case PrefectureLayout():
            return build_by_prefecture(name, sites, n_territories)
        case CircleLayout():
            return build_by_circle(name, sites, n_territories)
        case RadiusLayout():
            return build_by_radius(name, parameters, sites, n_territories, travel)
        case BalancedLayout():
            return build_balanced(name, parameters, sites, n_territories, homes_km=homes_km)
        case IndustryLayout():
            return build_by_industry(name, parameters, sites, n_territories)
        case SizeLayout():
            return build_by_size(name, parameters, sites, n_territories)
        case PotentialLayout():
            return build_by_potential(name, parameters, sites, n_territories)
        case CompetitionLayout():
            return build_by_competition(name, parameters, sites, n_territories)
        case ServiceCirclesLayout():
            return build_by_service_circles(name, parameters, sites, n_territories)
        case HeatmapLayout():
            return build_by_heatmap(name, parameters, sites, n_territories)
