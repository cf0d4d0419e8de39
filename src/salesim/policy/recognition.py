"""Badges for the quarter's best reps, and a public rank of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import model_validator

from salesim.agents.recognition import badge_value, rank_value
from salesim.columns import Reps
from salesim.parameters import Parameters, parameter
from salesim.pay.measures import measure_of
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

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
            raise ValueError(Phrase("measures hold one twice: {names}", names=", ".join(self.measures)))
        return self


class Recognition(Lever):
    """Awards badges to the top share of each quarter and publishes ranks.

    A badge that many get is worth less, and who gets none feels it; the last of a public list feel that, too.
    """

    order = 70
    sections = (Section("sales_force.recognition", RecognitionParameters, "badges and ranks"),)

    def __init__(self, parameters: RecognitionParameters):
        self.parameters = parameters

    def close_quarter(self, model: ModelView) -> None:
        p, reps = self.parameters, model.reps
        if p.badges:
            for measure in p.measures:
                self.award(model, result_of(reps, measure))
        seats = np.flatnonzero(reps.full_quarter)
        if p.public_rank and len(seats) > 1:
            order = np.argsort(result_of(reps, "attainment")[seats], kind="stable")
            for at, seat in enumerate(seats[order].tolist()):
                reps.recognition[seat] += rank_value(at / (len(seats) - 1), p.rank_pride, p.rank_shame)

    def award(self, model: ModelView, result: np.ndarray) -> None:
        """Badges for one measure by its result, (n_seats,); NaN takes no part."""
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero((reps.full_quarter == 1) & np.isfinite(result))
        if len(seats) == 0:
            return
        n = max(1, int(p.top_share * len(seats)))
        winners = seats[np.argsort(-result[seats], kind="stable")[:n]]
        for seat in winners.tolist():
            reps.recognition[seat] += badge_value(reps.recognition[seat].item(), p.top_share, p.crowding, p.habituation)
        others = np.setdiff1d(seats, winners)
        reps.recognition[others] -= p.envy * len(winners) / max(len(others), 1)
        model.ledger.add_money(recognition=p.cost * len(winners))


def result_of(reps: Reps, measure: str) -> np.ndarray:
    """The quarter's result on a measure of badges, (n_seats,); NaN where there was nothing to measure."""
    if measure == "attainment":
        return reps.quarter_sales / np.maximum(reps.quota, 1e-9)
    m = measure_of(measure)
    done, base = reps.measure_sum[:, m], reps.measure_base[:, m]
    if measure == "new_customers":
        return done.copy()
    return np.divide(done, base, out=np.full(len(done), np.nan), where=base > 0)
