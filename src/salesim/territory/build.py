"""From the layouts of a scenario to territories."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.territory.builder import AnyBuilder, LayoutBuilder
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters

LayoutParameters = Annotated[LayoutBuilder, AnyBuilder()]


def build_layout(
    name: str,
    parameters: LayoutBuilder,
    sites: Sites,
    n_reps: int,
    travel: TravelParameters | None = None,
    homes_km: np.ndarray | None = None,
) -> Layout:
    """Draw the territories of one layout; who owns them is decided by `owners.own_layout`.

    Parameters
    ----------
    name : as in the scenario's `layouts`
    parameters : the builder
    sites : customers
    n_reps : seats of the sales force; the layout has as many territories unless its `number` says otherwise
    travel : speeds, for builders that think in minutes; the defaults if left out
    homes_km : (n_seats, 2) [km] homes of the reps, for builders that weigh them

    >>> from salesim.territory.balanced import BalancedLayout
    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([0, 1, 2, 3], [0.0, 1.0, 9.0, 10.0], [0.0, 0.0, 0.0, 0.0])
    >>> build_layout("even", BalancedLayout(), sites, 2).territory_of.tolist()
    [0, 0, 1, 1]
    """
    field = f"layouts.{name}"
    if len(sites) == 0:
        raise InputError("there are no customers to divide", field=field)
    n_territories = parameters.how_many(sites, n_reps)
    if parameters.takes_number and not 1 <= n_territories <= len(sites):
        allowed = Phrase("1 to {n}, the number of customers", n=len(sites))
        raise InputError("every territory needs a customer", field=field, value=n_territories, allowed=allowed)
    drawn = parameters.build(name, sites, n_territories, travel or TravelParameters(), homes_km)
    if drawn.territory_of.shape != (len(sites),) or drawn.n_territories != n_territories:
        message = Phrase(
            "builder {builder} drew {n} territories of {n_customers} customers",
            builder=parameters.builder,
            n=drawn.n_territories,
            n_customers=drawn.territory_of.size,
        )
        raise InputError(
            message,
            field=field,
            allowed=Phrase("{n} territories of {n_customers} customers", n=n_territories, n_customers=len(sites)),
        )
    return drawn


def how_many(parameters: LayoutBuilder, sites: Sites, n_reps: int) -> int:
    """Number of territories of a layout: its file's, or by its `number`; one for each rep if that says nothing."""
    return parameters.how_many(sites, n_reps)


# the builders of this folder, each of which registers itself
for _module in iter_modules([str(Path(__file__).parent)]):
    import_module(f"{__package__}.{_module.name}")
