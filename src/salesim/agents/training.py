"""Training: it raises skill for long, each further day by less, and takes days that would be spent in the field."""

from __future__ import annotations

from salesim.compiled import compiled


@compiled
def trained(training, gain_per_day, ceiling):
    """What training adds to visit quality after one more day: s + gain (1 - s / ceiling), up to the ceiling."""
    return min(ceiling, training + gain_per_day * max(0.0, 1.0 - training / ceiling))
