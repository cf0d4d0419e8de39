"""A factor on a component's pay that another measure decides, in steps or along a line, as modifiers have it."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import model_validator

from salesim.parameters import ParametersOfLists, parameter
from salesim.pay.gated_value import MAX_LEVELS
from salesim.pay.measures import MeasureName, check_quota, check_single
from salesim.phrase import Phrase
from salesim.wording.bounds import MAX_AMOUNT


class Factor(ParametersOfLists):
    """What pay is multiplied with: a rep's own measure decides, over the component's period."""

    measure: MeasureName = parameter(about="what decides the factor", source="A")
    quota: float | None = parameter(
        None,
        about="what attainment is measured against, for each rep and period; none: the quota, for sales and cash",
        unit="units of the measure",
        source="A",
        gt=0,
        le=MAX_AMOUNT,
    )
    levels: tuple[tuple[float, float], ...] = parameter(
        about="attainment and factor each; below the first its factor counts, too",
        source="A",
        min_length=2,
        max_length=MAX_LEVELS,
    )
    how: Literal["step", "line"] = parameter(
        "step", about="between levels: the lower one's factor, or a straight line", source="A"
    )

    @property
    def at_quota(self) -> float:
        """The factor for who just reaches the quota."""
        base, knots = self.knots
        return base + sum(step + rise * (1.0 - at) for at, step, rise in knots if at <= 1.0)

    @property
    def knots(self) -> tuple[float, list[tuple[float, float, float]]]:
        """The lowest level's factor, and of each change its attainment, what it adds, and what for each further 1.

        >>> Factor(measure="visits", quota=100, levels=((0.8, 0.5), (1.0, 1.0)), how="line").knots
        (0.5, [(0.8, 0.0, 2.5), (1.0, 0.0, -2.5)])
        """
        if self.how == "step":
            return self.levels[0][1], [(at, more - less, 0.0) for (_, less), (at, more) in pairwise(self.levels)]
        found, slope = [], 0.0
        for (low, less), (high, more) in pairwise(self.levels):
            rise = round((more - less) / (high - low), 12)
            found.append((low, 0.0, rise - slope))
            slope = rise
        return self.levels[0][1], [*found, (self.levels[-1][0], 0.0, -slope)]

    @model_validator(mode="after")
    def _has_levels(self) -> Factor:
        check_single(self.measure)
        check_quota(self.measure, self.quota)
        places = [at for at, _ in self.levels]
        if any(left >= right for left, right in pairwise(places)) or max(map(abs, places)) > 20:
            raise ValueError(Phrase("levels must rise from one to the next, they are at {places}", places=places))
        factors = [factor for _, factor in self.levels]
        if min(factors) < 0 or max(factors) > 100:
            raise ValueError(
                Phrase(
                    "levels: factors must lie between 0 and 100, they run from {lowest:g} to {highest:g}",
                    lowest=min(factors),
                    highest=max(factors),
                )
            )
        return self
