"""The forecast tool (D8): part of the error of reps' own forecasts and of their quotas goes away where it is used."""

from __future__ import annotations

import numpy as np

from salesim.columns import Reps, Tool


def quota_error_left(reps: Reps, fairer: float) -> np.ndarray:
    """Share of the error of each seat's quota that is left, (n_seats,): 1 - ``fairer`` where the tool is used."""
    return 1.0 - fairer * reps.uses[:, Tool.FORECAST]
