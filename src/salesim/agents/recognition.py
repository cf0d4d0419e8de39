"""Recognition: badges lift effort and keep people, and wear off."""

from __future__ import annotations

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class RecognitionParameters(Parameters):
    """Badges for the best of a quarter."""

    badges: bool = parameter(False, about="award badges each quarter", source="A")
    top_share: float = parameter(0.2, about="share of reps who get one", source="A", gt=0, le=1)
    effect: float = parameter(0.1, about="what a badge adds to the effort bracket", source="A", ge=0, le=1)
    half_life_weeks: float = parameter(8.0, about="weeks in which recognition halves", unit="week", source="A", gt=0)
    cost_cny: float = parameter(800.0, about="cost of a badge and its ceremony", unit="CNY", source="A", ge=0)
    envy: float = parameter(
        0.15, about="recognition that those left out lose, for each badge per head of them", source="A", ge=0, le=10
    )
    crowding: float = parameter(
        1.0,
        about="how fast badges lose worth when many get one: worth is (1 - share)^crowding",
        source="A",
        ge=0,
        le=10,
    )


@compiled
def fade_recognition(recognition, half_life_weeks):
    """Let the stock (n_seats,) fade by a week."""
    keep = 0.5 ** (1.0 / half_life_weeks)
    for i in range(recognition.shape[0]):
        recognition[i] *= keep
