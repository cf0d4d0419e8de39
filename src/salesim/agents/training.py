"""Training: it raises skill for long, each further day by less, and takes days that would be spent in the field."""

from __future__ import annotations

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class EliteClubParameters(Parameters):
    """The elite club: training of its own for the quarter's best reps."""

    enabled: bool = parameter(False, about="there is an elite club", source="A")
    top_share: float = parameter(
        0.1, about="share of reps who are members, by last quarter's attainment", source="A", gt=0, le=1
    )
    days: int = parameter(
        3,
        about="training days of a member in a quarter, one a week from its start",
        unit="day",
        source="A",
        ge=1,
        le=13,
    )
    gain_per_day: float = parameter(
        0.02, about="rise of visit quality by the first day of training", source="A", ge=0, le=1
    )
    ceiling: float = parameter(
        0.2,
        about="most that training can add to visit quality; the nearer, the less a day adds",
        source="A",
        gt=0,
        le=2,
    )
    half_life_weeks: float = parameter(
        78.0, about="weeks in which half of what was trained is lost", unit="week", source="A", gt=0, le=5200
    )
    day_cost: float = parameter(
        1500.0, about="cost of a member's training day: trainer, room, travel", unit="money/day", source="A", ge=0
    )


@compiled
def trained(training, gain_per_day, ceiling):
    """What training adds to visit quality after one more day: s + gain (1 - s / ceiling), up to the ceiling."""
    return min(ceiling, training + gain_per_day * max(0.0, 1.0 - training / ceiling))
