"""Mature and emerging regions: where there are customers to keep, and where there are customers to win."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from pydantic import model_validator

from salesim.columns import Customers, State
from salesim.errors import InputError, nearest_name
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase

if TYPE_CHECKING:
    from salesim.world.world import World


class MaturityParameters(Parameters):
    """Which regions are emerging, and how much more is asked of them.

    What is paid there is stated by the components of pay, whose ``regions`` may be mature or emerging.
    """

    emerging: tuple[str, ...] = parameter((), about="names of the emerging regions; the others are mature", source="A")
    mature: tuple[str, ...] = parameter(
        (), about="names of regions that are mature whatever is derived for the others", source="A"
    )
    derive: bool = parameter(
        False,
        about="take other regions for emerging by their prospects or by how young their customers are",
        source="A",
    )
    prospects_above: float = parameter(
        1.3,
        about="share of open prospects, against the firm's, from which a region is emerging",
        source="A",
        gt=1,
        le=10,
    )
    tenure_below: float = parameter(
        0.7,
        about="mean time since customers' first order, against the firm's, below which a region is emerging",
        source="A",
        gt=0,
        lt=1,
    )
    mature_growth: float = parameter(
        0.0, about="growth asked of mature regions beyond the others'", source="A", gt=-0.9, le=2
    )
    emerging_growth: float = parameter(
        0.0, about="growth asked of emerging regions beyond the others'", source="A", gt=-0.9, le=2
    )

    @model_validator(mode="after")
    def _one_or_the_other(self) -> MaturityParameters:
        both = sorted(set(self.emerging) & set(self.mature))
        if both:
            raise ValueError(Phrase("emerging and mature both name {names}", names=", ".join(both)))
        return self


def check_regions(maturity: MaturityParameters, names: Sequence[str], field: str) -> None:
    """Raise InputError for a region that the market does not have; ``field`` is where the parameters stand."""
    for kind in ("emerging", "mature"):
        for name in getattr(maturity, kind):
            if name not in names:
                allowed, nearest = ", ".join(names), nearest_name(name, names)
                raise InputError("no region of this market", f"{field}.{kind}", name, allowed, nearest)


def emerging_regions(maturity: MaturityParameters, world: World, customers: Customers, week: int) -> np.ndarray:
    """Which regions are emerging, (n_regions,) booleans: as declared, or by what the firm's own books say.

    A region is taken for emerging if its share of open prospects lies far above the firm's or its customers have been
    customers for far less time.
    """
    names, n = (*world.regions, *world.regions_en, *world.regions_zh), len(world.regions)
    emerging = np.zeros(n, np.bool_)
    if maturity.derive:
        c = customers
        open_prospect = (c.state >= State.LEAD) & (c.state < State.HEALTHY)
        current = (c.state >= State.HEALTHY) & (c.state < State.GONE)
        prospects, known = (np.bincount(c.region[rows], minlength=n).astype(float) for rows in (open_prospect, current))
        share = prospects / np.maximum(prospects + known, 1.0)
        share_of_firm = prospects.sum() / max(prospects.sum() + known.sum(), 1.0)
        tenure_weeks = np.bincount(c.region[current], weights=week - c.first_order_week[current], minlength=n)
        tenure_of_firm = tenure_weeks.sum() / max(known.sum(), 1.0)
        emerging |= share > maturity.prospects_above * share_of_firm
        emerging |= (known > 0) & (tenure_weeks < maturity.tenure_below * tenure_of_firm * known)
    for kind in ("emerging", "mature"):
        for name in getattr(maturity, kind):
            emerging[names.index(name) % n] = kind == "emerging"
    return emerging
