"""On the way to another map: some of the customers change hands now, the others stay with their rep of today.

With dated changes a policy takes several steps: `later` names the layout of the first step from one day on, the final
layout from another. Compared with all at once, fewer relationships break at a time.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from salesim.errors import InputError, nearest_name
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase
from salesim.territory.balanced import BalancedLayout
from salesim.territory.builder import AnyBuilder, LayoutBuilder, register_builder
from salesim.territory.layout import Layout, Sites
from salesim.territory.owners import assign_owners
from salesim.territory.today import owners_today
from salesim.territory.travel import TravelParameters

HALF = 0.5


@register_builder
class StepLayout(LayoutBuilder):
    """A step from today's map towards another: a share of the accounts that are to move, or those of some regions."""

    fits_inside: ClassVar[bool] = False

    builder: Literal["step"] = parameter("step", about="part of the way from today's territories to others", source="A")
    towards: Annotated[LayoutBuilder, AnyBuilder(inside=True)] = parameter(
        BalancedLayout(), about="the layout at the end of the way", source="A"
    )
    share: float | None = parameter(
        None,
        about="share of the accounts to be reassigned that this step reassigns, those with least sales first; left "
        "out, half of them, or those of the regions",
        source="A",
        gt=0.0,
        le=1.0,
    )
    regions: tuple[str, ...] = parameter(
        (), about="regions whose accounts this step reassigns, in place of a share of all", source="A",
        max_length=1_000,
    )  # fmt: skip

    @model_validator(mode="after")
    def _one_way(self) -> StepLayout:
        if self.regions and self.share is not None:
            raise ValueError(Phrase("regions or a share: one of them says who is reassigned in this step"))
        return self

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        seats, position = owners_today(sites, n_territories, "builder")
        today = seats[position]
        drawn = self.towards.build(name, sites, n_territories, travel, homes_km)
        final = drawn.territory_of
        if not drawn.is_owned:
            homes = np.zeros((len(seats), 2)) if homes_km is None else np.asarray(homes_km)[seats]
            final = seats[assign_owners(final, sites, homes[:, 0], homes[:, 1], position)]
        goes = np.flatnonzero(final != today)
        if self.regions:
            goes = goes[np.isin(sites.region[goes], self._regions(sites))]
        else:
            fewest = np.argsort(sites.worth()[goes], kind="stable")
            goes = goes[fewest[: round((HALF if self.share is None else self.share) * len(goes))]]
        step = today.copy()
        step[goes] = final[goes]
        left = np.setdiff1d(np.unique(today), np.unique(step))
        for seat in left.tolist():  # who would have nobody keeps an account until the next step
            own = np.flatnonzero(today == seat)
            step[own[np.argmax(sites.worth()[own])]] = seat
        notes = (Phrase("{n} reps keep an account until the next step", n=len(left)),) if len(left) else ()
        return Layout(name, self.builder, step, len(np.unique(step)), (*drawn.notes, *notes), is_owned=True)

    def _regions(self, sites: Sites) -> list[int]:
        """Numbers of the regions that are named."""
        known = list(sites.ground.units.get("region", ()))
        for i, region in enumerate(self.regions):
            if region not in known:
                near = nearest_name(region, known)
                raise InputError(N_("no such region"), f"regions.{i}", region, ", ".join(known), near)
        return [known.index(region) for region in self.regions]
