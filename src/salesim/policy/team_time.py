"""What the shared space of sales, service and logistics costs; all else of team time is in the stages it touches."""

from __future__ import annotations

from salesim.agents.team_time import TeamTimeParameters


class TeamTime:
    """Books the licenses of the shared space."""

    def __init__(self, parameters: TeamTimeParameters):
        self.parameters = parameters

    def open_week(self, model) -> None:
        if self.parameters.shared_space:
            model.ledger.add_money(license=self.parameters.space_cost_per_week * int(model.reps.open.sum()))
