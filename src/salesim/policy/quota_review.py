"""The fortnightly review: every manager looks at the own region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesim.agents.review import ReviewParameters
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class QuotaReview(Lever):
    """Calls every manager's review; what a manager sees, concludes and does is the agent's own business."""

    order = 140
    sections = (Section("sales_force.review", ReviewParameters, "managers' fortnightly review"),)

    def __init__(self, parameters: ReviewParameters):
        self.parameters = parameters

    def review_fortnight(self, model: ModelView) -> None:
        if self.parameters.enabled:
            for manager in model.manager_agents:
                manager.review_fortnight(self.parameters)
