"""Digital tools of reps: who uses them, what they cost. What a tool does is written beside the equation it changes."""

from __future__ import annotations

from salesim.agents.adoption import ToolParameters, adopted_share, apply
from salesim.agents.context import ArrivalContextParameters
from salesim.agents.falsified_visits import CheckInParameters
from salesim.agents.forecast import ForecastToolParameters
from salesim.agents.route import MapParameters
from salesim.channel.outlets import VoiceNoteParameters
from salesim.columns import Tool
from salesim.parameters import Parameters, parameter
from salesim.random import Stream


class ToolsParameters(Parameters):
    """The tools that a firm may give its reps; fields are named like `Tool`."""

    map: MapParameters = parameter(MapParameters(), about="map and route (D1)", source="A")
    arrival_context: ArrivalContextParameters = parameter(
        ArrivalContextParameters(), about="the customer's last contacts shown on arrival (D2)", source="A"
    )
    check_in: CheckInParameters = parameter(CheckInParameters(), about="visits verified by position (D6)", source="A")
    forecast: ForecastToolParameters = parameter(
        ForecastToolParameters(), about="sales forecast by machine (D8)", source="A"
    )
    voice_notes: VoiceNoteParameters = parameter(
        VoiceNoteParameters(), about="spoken visit notes (D5); act where customers are outlets with shelves", source="A"
    )

    def of(self, tool: Tool) -> ToolParameters:
        """The parameters of one tool."""
        return getattr(self, tool.name.lower())


class Tools:
    """Lets tools spread week by week, and books their licenses and the time of those who learn them.

    A tool that the baseline has was there from the burn-in's first week; any other comes when the arms part.
    """

    def __init__(self, parameters: ToolsParameters):
        self.parameters = parameters

    def open_week(self, model) -> None:
        reps = model.reps
        reps.training_min[:] = 0.0
        for tool in Tool:
            p = self.parameters.of(tool)
            if not p.enabled:
                reps.uses[:, tool] = 0
                continue
            since = 0 if model.world.scenario.sales_force.tools.of(tool).enabled else model.first_week
            share = adopted_share(float(model.week - since), p.start_share, p.ceiling, p.growth)
            users = apply(reps, int(tool), share, 60.0 * p.training_hours, model.key(Stream.TOOL_ADOPTION))
            model.ledger.add_money(license=p.license_cost_per_week * users)
