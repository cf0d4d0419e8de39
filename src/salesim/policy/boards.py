"""Boards: every quarter the regions stand side by side, and whoever is behind feels it (D8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.columns import State
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.policy.lever import Lever, Section
from salesim.policy.teams import by_team, led_level, with_new_teams

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COLUMNS = [
    *("quarter", "level", "region", "reps", "sales", "output_per_head", "order_value", "conversion"),
    *("forecast", "forecast_error", "performance", "behind", "needless"),
]


class BoardParameters(Parameters):
    """What follows from a board that everybody sees."""

    enabled: bool = parameter(False, about="regions are compared on a board, and those behind are pressed", source="A")
    behind: float = parameter(
        0.05, about="output per head below the regions' mean from which a region is behind", source="A", gt=0, le=1
    )
    report_hours: float = parameter(
        1.0, about="field time that reports of a region behind take from its reps", unit="hour/week", source="A",
        ge=0, le=20,
    )  # fmt: skip
    closer: float = parameter(
        0.5, about="factor on the shortfall that starts a root-cause check in a region behind", source="A", gt=0, le=1
    )
    standing: float = parameter(
        0.1, about="recognition that reps ahead gain each quarter and reps behind lose", source="A", ge=0, le=5
    )


class Boards(Lever):
    """Notes every region's quarter, and presses those behind in the next one.

    The board sees outcomes, not performance: a region may be behind because it has less to sell or by chance. How often
    that is so is noted as ``needless``: its sales over what its customers would have bought at usual effort
    (``performance``) were no worse than the firm's.
    """

    order = 160
    sections = (Section("sales_force.boards", BoardParameters, "boards that compare regions"),)

    def __init__(self, parameters: BoardParameters):
        self.parameters = parameters
        self.rows: list[pd.DataFrame] = []
        self.pressed = np.zeros(0, np.bool_)  # (n_regions,) in this quarter
        self.forecast = np.zeros(0)

    def open_week(self, model: ModelView) -> None:
        """Regions behind write reports."""
        if self.pressed.any():
            reps, pressed = model.reps, with_new_teams(self.pressed, model.n_teams)
            reps.report_min[:] += 60.0 * self.parameters.report_hours * pressed[reps.team] * reps.present

    def open_quarter(self, model: ModelView) -> None:
        """What each region's reps expect together."""
        reps = model.reps
        own = reps.opening_forecast * reps.quota
        nobodys = reps.baseline_sales * model.season_of_quarter()  # a vacant seat's customers still order
        self.forecast = by_team(model, np.where(reps.present == 1, own, nobodys))

    def close_quarter(self, model: ModelView) -> None:
        """Put up the board, and react to it if it is a board that people see."""
        p, reps = self.parameters, model.reps
        if len(self.forecast) == 0:
            return
        row = self.board(model)
        mean = row["sales"].sum() / max(row["reps"].sum(), 1)
        row["behind"] = (row["output_per_head"] < (1.0 - p.behind) * mean).astype(int)
        fair = row["sales"].sum() / max(by_team(model, model.shortfalls.potential).sum(), NO_MONEY)
        row["needless"] = row["behind"] * (row["performance"] >= fair).astype(int)
        self.rows.append(pd.DataFrame({name: row[name] for name in COLUMNS}))
        if not p.enabled:
            return
        self.pressed = row["behind"] == 1
        for manager in model.manager_agents:
            manager.closer = p.closer if self.pressed[manager.team] else 1.0
        ahead = row["output_per_head"] > (1.0 + p.behind) * mean
        standing = p.standing * (ahead.astype(float) - self.pressed)
        reps.recognition[:] += standing[reps.team] * reps.present

    def board(self, model: ModelView) -> dict[str, np.ndarray]:
        """The quarter of every region, each figure (n_regions,)."""
        reps, c, n = model.reps, model.columns, model.n_teams
        sold = by_team(model, model.diagnoses.sold_in(model.week_of_quarter + 1))
        heads = by_team(model, reps.open)
        orders = by_team(model, reps.quarter_orders)
        won = by_team(model, reps.quarter_wins)
        open_prospect = (c.state >= State.LEAD) & (c.state < State.HEALTHY)
        where = reps.team[c.seat] if model.config.sales_force.levels else c.region
        prospects = np.bincount(where[open_prospect], minlength=n) + won
        potential, forecast = by_team(model, model.shortfalls.potential), with_new_teams(self.forecast, n)
        return {
            "quarter": np.full(n, model.reported_quarter()),
            "level": np.full(n, led_level(model), object),
            "region": np.arange(n),
            "reps": heads.astype(int),
            "sales": sold,
            "output_per_head": sold / np.maximum(heads, 1),
            "order_value": by_team(model, reps.quarter_sales) / np.maximum(orders, 1),
            "conversion": won / np.maximum(prospects, 1),
            "forecast": forecast,
            "forecast_error": sold / np.maximum(forecast, NO_MONEY) - 1.0,
            "performance": sold / np.maximum(potential, NO_MONEY),
        }

    def noted(self) -> pd.DataFrame:
        """All boards of the run, one row a region and quarter."""
        return pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame(columns=COLUMNS)
