"""Figures of seats added up by the manager who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

REGION = "region"  # the level that managers lead where none is stated


def by_team(model: ModelView, values: np.ndarray) -> np.ndarray:
    """Sums of values of seats (n_seats,) by manager, (n_teams,)."""
    return np.bincount(model.reps.team, weights=values, minlength=model.n_teams)


def led_level(model: ModelView) -> str:
    """What the groups are called that reps' managers lead."""
    levels = model.config.sales_force.levels
    return levels[0].name if levels else REGION


def with_new_teams(values: np.ndarray, n_teams: int) -> np.ndarray:
    """Values by manager (n,), with zeros for managers who have begun since, (n_teams,)."""
    return np.append(values, np.zeros(max(n_teams - len(values), 0), values.dtype))
