"""The forecast tool (D8): part of the error of reps' own forecasts and of their quotas goes away where it is used."""

from __future__ import annotations

import numpy as np

from salesim.agents.adoption import ToolParameters
from salesim.columns import Reps, Tool
from salesim.parameters import parameter


class ForecastToolParameters(ToolParameters):
    """A sales forecast by machine."""

    sharper: float = parameter(
        0.4, about="share of the error and the optimism of a user's own forecast that the tool takes away", source="A",
        ge=0, le=1,
    )  # fmt: skip
    fairer: float = parameter(
        0.4, about="share of the error of a user's quota that the tool takes away", source="A", ge=0, le=1
    )


def quota_error_left(reps: Reps, tool: ForecastToolParameters) -> np.ndarray:
    """Share of the error of each seat's quota that is left, (n_seats,); 1 where nobody uses the tool."""
    return 1.0 - tool.fairer * reps.uses[:, Tool.FORECAST]
