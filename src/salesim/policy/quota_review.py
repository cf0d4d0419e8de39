"""The fortnightly review: every manager looks at the own region."""

from __future__ import annotations

from salesim.agents.review import ReviewParameters


class QuotaReview:
    """Calls every manager's review; what a manager sees, concludes and does is the agent's own business."""

    def __init__(self, parameters: ReviewParameters):
        self.parameters = parameters

    def open_week(self, model) -> None:
        model.reps.report_min[:] = 0.0

    def review_fortnight(self, model) -> None:
        if self.parameters.enabled:
            for manager in model.manager_agents:
                manager.review_fortnight(self.parameters)
