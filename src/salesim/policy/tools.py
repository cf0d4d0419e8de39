"""Digital tools of reps: who uses them, what they cost. What a tool does is written beside the equation it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import model_validator

from salesim.agents.adoption import adopted_share, apply
from salesim.agents.falsified_visits import waived_next
from salesim.columns import Reps, Tool
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.teams import by_team
from salesim.random import Stream
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class ToolParameters(Parameters):
    """What every digital tool has; each tool adds what it does."""

    enabled: bool = parameter(False, about="the firm has the tool", source="A")
    start_share: float = parameter(0.15, about="share of reps who use it from the first week", source="A", gt=0, le=1)
    ceiling: float = parameter(
        0.85, about="share who use it in the end: how well it fits their work", source="A", gt=0, le=1
    )
    growth: float = parameter(
        0.20,
        about="growth of use while few have it; from .15 to .5 takes eight weeks",
        unit="1/week",
        source="A",
        ge=0,
        le=10,
    )
    license_cost_per_week: float = parameter(
        20.0, about="license for one user", unit="money/week", source="V: mobile CRM, 50-100 yuan a month", ge=0
    )
    training_hours: float = parameter(
        4.0, about="working time that learning it takes, once", unit="hour", source="A", ge=0, le=200
    )

    @model_validator(mode="after")
    def _grows(self) -> ToolParameters:
        if self.start_share > self.ceiling:
            raise ValueError(
                Phrase(
                    "start_share ({start_share:g}) must not exceed ceiling ({ceiling:g})",
                    start_share=self.start_share,
                    ceiling=self.ceiling,
                )
            )
        return self


class MapParameters(ToolParameters):
    """Map and route: shows near class-B customers, and the shortest way round."""

    near_km: float = parameter(
        3.0,
        about="distance from the tour at which customers are shown",
        unit="km",
        source="A: the article",
        ge=0,
        le=50,
    )
    unseen_weeks: int = parameter(
        4, about="weeks without a visit after which a class-B customer is shown", unit="week", source="A", ge=1, le=104
    )


class ArrivalContextParameters(ToolParameters):
    """The customer's last three contacts and open tasks, shown when the rep arrives."""

    quality: float = parameter(
        0.25,
        about="rise of visit quality from knowing what was said, where the rep has forgotten all of it",
        source="A",
        ge=0,
        le=2,
    )
    memory: float = parameter(
        0.85, about="share of what was said that a rep still knows a week later", unit="1/week", source="A", ge=0, le=1
    )
    reminder: float = parameter(
        0.4,
        about="factor on the distance of a key customer with an open task; 1 reminds of nothing",
        source="A",
        gt=0,
        le=1,
    )
    read_min: float = parameter(0.5, about="time to read it, at each visit", unit="min", source="A", ge=0, le=60)


class CheckInParameters(ToolParameters):
    """Check-in at the customer's place (D6): most falsified visits are found out, and reps dislike it.

    Findings count by themselves (``discretion: none``), which costs the honest whom it takes for cheats and makes reps
    resent it; or a manager may let them pass, who does so ever more often, see `salesim.agents.falsified_visits`. The
    default is the former: that is what the tool is bought for, and what a firm then does with findings is its choice.
    """

    start_share: float = parameter(0.6, about="share of reps who use it from the first week", source="A", gt=0, le=1)
    ceiling: float = parameter(0.97, about="share who use it in the end; it is compulsory", source="A", gt=0, le=1)
    detection: float = parameter(
        0.8, about="share of a user's falsified visits that are found out", source="A", ge=0, le=1
    )
    check_min: float = parameter(0.5, about="time that it takes at each visit", unit="min", source="A", ge=0, le=60)
    resentment: float = parameter(
        0.10,
        about="what being checked adds to the logit of quitting, as far as findings count",
        source="A: small",
        ge=0,
        le=5,
    )
    false_alarm: float = parameter(
        0.02, about="share of real visits that it takes for falsified ones: a wrong address, no signal",
        source="A", ge=0, le=0.5,
    )  # fmt: skip
    discretion: Literal["none", "manager"] = parameter(
        "none", about="who may let a finding pass: nobody, or the region's manager", source="A: a choice of the firm"
    )
    waiving: float = parameter(
        0.02,
        about="share of what still counts that a manager lets pass from then on, a week, where every rep asks",
        unit="1/week",
        source="L: a fifth is left after 18 months; nothing was in Banerjee, Duflo & Glennerster 2008",
        ge=0,
        le=0.2,
    )
    rebound: float = parameter(
        0.1,
        about="rise of falsified visits when checks end, as a share of them, gone after rebound_weeks",
        source="A: the sign by Staats, Dai, Hofmann & Milkman 2017; 0 where checks leave a habit behind",
        ge=0,
        le=1,
    )
    rebound_weeks: int = parameter(
        26, about="weeks after which that rise is gone", unit="week", source="A", ge=1, le=520
    )


class ForecastToolParameters(ToolParameters):
    """A sales forecast by machine."""

    sharper: float = parameter(
        0.4, about="share of the error and the optimism of a user's own forecast that the tool takes away", source="A",
        ge=0, le=1,
    )  # fmt: skip
    fairer: float = parameter(
        0.4, about="share of the error of a user's quota that the tool takes away", source="A", ge=0, le=1
    )


class VoiceNoteParameters(ToolParameters):
    """Visit notes spoken instead of typed (D5), which become data on shelves, advice, and news of competitors."""

    missed: float = parameter(0.15, about="share of shelves that a note misses or gets wrong", source="A", ge=0, le=1)
    note_min: float = parameter(1.0, about="time to speak it, at each visit", unit="min", source="A", ge=0, le=60)
    news: float = parameter(
        0.5, about="share of attacks reported that would go unreported without", source="A", ge=0, le=1
    )


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


class Tools(Lever):
    """Lets tools spread week by week, and books their licenses and the time of those who learn them.

    A tool that the baseline has was there from the burn-in's first week; any other comes when the arms part. What
    managers let pass of check-in's findings, and how people take the end of checks, is looked at before.
    """

    order = 10
    sections = (Section("sales_force.tools", ToolsParameters, "digital tools of reps"),)

    def __init__(self, parameters: ToolsParameters):
        self.parameters = parameters

    def open_week(self, model: ModelView) -> None:
        reps = model.reps
        self.wear_out(model)
        self.relapse(reps)
        for tool in Tool:
            p = self.parameters.of(tool)
            if not p.enabled:
                reps.uses[:, tool] = 0
                continue
            since = 0 if model.world.scenario.sales_force.tools.of(tool).enabled else model.first_week
            share = adopted_share(float(model.week - since), p.start_share, p.ceiling, p.growth)
            users = apply(reps, int(tool), share, 60.0 * p.training_hours, model.key(Stream.TOOL_ADOPTION))
            model.ledger.add_money(license=p.license_cost_per_week * users)

    def wear_out(self, model: ModelView) -> None:
        """Managers let more findings pass, the more of them last week's check-ins have brought up."""
        p, reps = self.parameters.check_in, model.reps
        if not p.enabled or p.discretion == "none":
            reps.waived[:] = 0.0
            return
        uses = reps.uses[:, Tool.CHECK_IN] * reps.present
        wrong = p.false_alarm * (1.0 - reps.waived) * reps.visits
        found = by_team(model, uses * (reps.detected_falsified + wrong))
        users = by_team(model, uses)
        pressure = np.minimum(QUARTER * found / np.maximum(users, 1.0), 1.0)
        waived = np.zeros(model.n_teams)
        np.maximum.at(waived, reps.team, reps.waived)  # seats opened since do as the team does
        reps.waived[:] = waived_next(waived, pressure, p.waiving)[reps.team]

    def relapse(self, reps: Reps) -> None:
        """Who was checked and no longer is, falsifies more than before for a while."""
        p = self.parameters.check_in
        reps.rebound[:] = np.maximum(reps.rebound - p.rebound / p.rebound_weeks, 0.0)
        if not p.enabled:
            reps.rebound[reps.uses[:, Tool.CHECK_IN] == 1] = p.rebound
