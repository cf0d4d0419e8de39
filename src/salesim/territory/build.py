"""From the layouts of a scenario to territories."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salesim.errors import InputError
from salesim.territory.admin import CircleLayout, PrefectureLayout, build_by_circle, build_by_prefecture
from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.layout import Layout, Sites
from salesim.territory.radius import RadiusLayout, build_by_radius
from salesim.territory.travel import TravelParameters

LayoutParameters = Annotated[
    PrefectureLayout | CircleLayout | RadiusLayout | BalancedLayout, Field(discriminator="builder")
]


def build_layout(
    name: str, parameters: LayoutParameters, sites: Sites, n_territories: int, travel: TravelParameters | None = None
) -> Layout:
    """Draw the territories of one layout; who owns them is decided by `owners.own_layout`.

    Parameters
    ----------
    name : as in the scenario's `layouts`
    parameters : of the builder
    sites : customers
    n_territories : as many as there are seats
    travel : speeds, for builders that think in minutes; the defaults if left out

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([0, 1, 2, 3], [0.0, 1.0, 9.0, 10.0], [0.0, 0.0, 0.0, 0.0])
    >>> build_layout("even", BalancedLayout(), sites, 2).territory_of.tolist()
    [0, 0, 1, 1]
    """
    field = f"layouts.{name}"
    if len(sites) == 0:
        raise InputError("there are no customers to divide", field=field)
    if not 1 <= n_territories <= len(sites):
        allowed = f"1 to {len(sites)}, the number of customers"
        raise InputError("every territory needs a customer", field=field, value=n_territories, allowed=allowed)
    match parameters:
        case PrefectureLayout():
            return build_by_prefecture(name, sites, n_territories)
        case CircleLayout():
            return build_by_circle(name, sites, n_territories)
        case RadiusLayout():
            return build_by_radius(name, parameters, sites, n_territories, travel or TravelParameters())
        case BalancedLayout():
            return build_balanced(name, parameters, sites, n_territories)
