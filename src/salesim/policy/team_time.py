"""What the shared space of sales, service and logistics costs; all else of team time is in the stages it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class TeamTimeParameters(Parameters):
    """How sales, service and logistics work together."""

    duplicated_share: float = parameter(
        0.15,
        about="share of reps' working time that goes into communication done twice; part of the time outside of the "
        "field as it is today",
        source="A: the article says 30 % and more",
        ge=0,
        le=0.9,
    )
    stand_up: bool = parameter(False, about="a stand-up every morning", source="A")
    stand_up_min: float = parameter(
        15.0, about="its length, for everybody", unit="min/day", source="V: the article", ge=0, le=120
    )
    stand_up_spares: float = parameter(
        0.4, about="share of communication done twice that a stand-up spares", source="A", ge=0, le=1
    )
    shared_space: bool = parameter(False, about="a digital space that the departments share", source="A")
    space_spares: float = parameter(
        0.2, about="share of what is left of it that a shared space spares", source="A", ge=0, le=1
    )
    space_cost_per_week: float = parameter(
        20.0, about="license of the shared space for one rep", unit="money/week", source="A", ge=0
    )
    blocked_share: float = parameter(
        0.0,
        about="share of leads and tickets that need a colleague of another department first; 0: such waits are part of "
        "the answering times as they are",
        source="A",
        ge=0,
        le=1,
    )
    blocked_days: float = parameter(
        2.0, about="mean days that such an item lies where there is no stand-up", unit="day", source="A", gt=0, le=30
    )


def spared_min(p: TeamTimeParameters, day_min: float) -> float:
    """Minutes a day that stand-up and shared space give back to a rep's field time; negative if they take more.

    >>> spared_min(TeamTimeParameters(stand_up=True), 480.0)  # .15 x .4 of the day, less 15 minutes
    13.8
    """
    left = (1.0 - p.stand_up_spares * p.stand_up) * (1.0 - p.space_spares * p.shared_space)
    return round(day_min * p.duplicated_share * (1.0 - left) - p.stand_up_min * p.stand_up, 9)


def stretched_by_stand_up(p: TeamTimeParameters, day_min: float) -> float:
    """How much longer a colleague at a desk takes for the same work: the stand-up is taken off the day."""
    return 1.0 / (1.0 - p.stand_up_min / day_min) if p.stand_up else 1.0


class TeamTime(Lever):
    """Books the licenses of the shared space."""

    order = 90
    sections = (Section("sales_force.team_time", TeamTimeParameters, "how departments work together"),)

    def __init__(self, parameters: TeamTimeParameters):
        self.parameters = parameters

    def open_week(self, model: ModelView) -> None:
        if self.parameters.shared_space:
            model.ledger.add_money(license=self.parameters.space_cost_per_week * int(model.reps.open.sum()))
