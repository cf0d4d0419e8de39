"""Training: it raises skill for long, each further day by less, and takes days that would be spent in the field."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled


@compiled
def trained(training, gain_per_day, ceiling):
    """What training adds to visit quality after one more day: s + gain (1 - s / ceiling), up to the ceiling."""
    return min(ceiling, training + gain_per_day * max(0.0, 1.0 - training / ceiling))


def fade_training(training: np.ndarray, half_life_weeks: float) -> None:
    """What everybody was trained, (n_seats,), fades by a week, in place; whoever trains pays for more of it.

    >>> skill = np.array([0.1])
    >>> fade_training(skill, 1.0)
    >>> skill.tolist()
    [0.05]
    """
    training[:] *= 0.5 ** (1.0 / half_life_weeks)
