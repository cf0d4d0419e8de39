"""The elite club (I2): last quarter's best reps get training that others don't."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import model_validator

from salesim.agents.training import trained
from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


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
    day_cost: float = parameter(
        1500.0, about="cost of a member's training day: trainer, room, travel", unit="money/day", source="A", ge=0
    )

    @model_validator(mode="before")
    @classmethod
    def _moved(cls, stated: Any) -> Any:
        if isinstance(stated, Mapping) and "half_life_weeks" in stated:
            raise ValueError(
                "half_life_weeks holds for any training: state sales_force.people.training_half_life_weeks"
            )
        return stated


class EliteClub(Lever):
    """Trains its members one day a week, and books the days.

    Membership is by attainment, so a generous quota makes members, too.
    """

    order = 80
    sections = (Section("sales_force.elite_club", EliteClubParameters, "training of the best"),)

    def __init__(self, parameters: EliteClubParameters):
        self.parameters = parameters

    def open_week(self, model: ModelView) -> None:
        """A member's training day: it costs money and a day in the field."""
        p, reps = self.parameters, model.reps
        if not p.enabled or model.working_days == 0:
            return
        time = model.config.sales_force.time
        seats = np.flatnonzero((reps.training_days > 0) & (reps.present == 1))
        for seat in seats.tolist():
            reps.training[seat] = trained(reps.training[seat].item(), p.gain_per_day, p.ceiling)
        reps.training_days[seats] -= 1
        reps.training_min[seats] += time.day_min * time.field_share
        model.ledger.add_money(training=p.day_cost * len(seats))

    def close_quarter(self, model: ModelView) -> None:
        """The best of the quarter are members of the next."""
        p, reps = self.parameters, model.reps
        reps.training_days[:] = 0
        seats = np.flatnonzero(reps.full_quarter)
        if not p.enabled or len(seats) == 0:
            return
        attainment = reps.quarter_sales[seats] / reps.quota[seats]
        n = max(1, round(p.top_share * len(seats)))
        for seat in seats[np.argsort(-attainment, kind="stable")[:n]].tolist():
            reps.training_days[seat] = p.days
            model.record("elite_club", seat)
