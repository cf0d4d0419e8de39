"""Recognition: badges and a public rank lift effort and keep people, or the opposite, and wear off.

What is felt is one stock: it adds to the effort bracket and takes from the hazard of quitting; below zero it does the
reverse.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

BadgeMeasure = Literal["attainment", "new_customers", "conversion", "data_quality"]


class RecognitionParameters(Parameters):
    """Badges for the best of a quarter, and a list of everybody."""

    badges: bool = parameter(False, about="award badges each quarter", source="A")
    measures: tuple[BadgeMeasure, ...] = parameter(
        ("attainment",), about="what badges are awarded for, one for each", source="A", min_length=1, max_length=4
    )
    top_share: float = parameter(0.2, about="share of reps who get one", source="A", gt=0, le=1)
    effect: float = parameter(0.1, about="what a badge adds to the effort bracket", source="A", ge=0, le=1)
    half_life_weeks: float = parameter(8.0, about="weeks in which recognition halves", unit="week", source="A", gt=0)
    cost: float = parameter(800.0, about="cost of a badge and its ceremony", unit="money", source="A", ge=0)
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
    habituation: float = parameter(
        1.0,
        about="how fast badges lose worth when they are frequent: worth falls by 1 / (1 + habituation x what is still "
        "felt of earlier ones)",
        source="A",
        ge=0,
        le=10,
    )
    public_rank: bool = parameter(False, about="publish everybody's rank by attainment each quarter", source="A")
    rank_pride: float = parameter(
        0.3, about="recognition that the first of the list gains; half-way down nothing", source="A", ge=0, le=10
    )
    rank_shame: float = parameter(
        0.45, about="recognition that the last of the list loses; half-way down nothing", source="A", ge=0, le=10
    )

    @model_validator(mode="after")
    def _measures_differ(self) -> RecognitionParameters:
        if len(set(self.measures)) < len(self.measures):
            raise ValueError(f"measures hold one twice: {', '.join(self.measures)}")
        return self


@compiled
def badge_value(still_felt, top_share, crowding, habituation):
    """What a badge adds to somebody's stock: less if many get one, less if the last one is still felt.

    (1 - share)^crowding / (1 + habituation max(stock, 0))
    """
    return (1.0 - top_share) ** crowding / (1.0 + habituation * max(still_felt, 0.0))


@compiled
def rank_value(place, pride, shame):
    """What a published rank adds to somebody's stock; ``place`` runs from 0, the last, to 1, the first."""
    standing = 2.0 * place - 1.0
    return pride * standing if standing > 0.0 else shame * standing


@compiled
def fade_recognition(recognition, half_life_weeks):
    """Let the stock (n_seats,) fade by a week."""
    keep = 0.5 ** (1.0 / half_life_weeks)
    for i in range(recognition.shape[0]):
        recognition[i] *= keep
