"""The early warning as a lever: alerts each week, and an honest account of what they were worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.agents.warning import NOT_YET, note_leavers, raise_alerts, score_health
from salesim.columns import State
from salesim.parameters import Parameters, parameter
from salesim.pay.periods import A_QUARTER
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

FOLLOW_WEEKS = 13  # an alert is true if the customer is leaving already or begins to within these weeks


class WarningParameters(Parameters):
    """Whether customers' health is watched, and what an alert does."""

    enabled: bool = parameter(False, about="watch customers' health and raise alerts", source="A")
    threshold: float = parameter(
        30.0, about="health, from 0 to 100, below which an alert is raised", source="A", ge=0, le=100
    )
    rescue_weight: float = parameter(
        4.0, about="factor on the visit priority of a customer with an alert", source="A", ge=0, le=20
    )
    rescue_weeks: int = parameter(
        4, about="weeks that an alert stands, unless a visit comes first", unit="week", source="A", ge=1, le=26
    )
    pause_weeks: int = parameter(
        13, about="weeks without another alert for the same customer", unit="week", source="A", ge=1, le=104
    )
    license_cost_per_week: float = parameter(
        2500.0, about="analysts and license of the health score", unit="money/week", source="A", ge=0
    )


class Warnings(Lever):
    """Watches health, raises alerts, and remembers who left, so that the alerts can be judged by the truth.

    The truth is used for the account only, never for an alert. Arrays are in the order of ``customers.place``.
    """

    order = 130
    sections = (Section("sales_force.warning", WarningParameters, "early warning of customers who leave"),)

    def __init__(self, parameters: WarningParameters):
        self.parameters = parameters
        self.alerts: list[tuple[np.ndarray, ...]] = []  # (week, place, was fading) of a week's alerts
        self.snapshots: list[tuple[int, dict[str, np.ndarray]]] = []  # a quarter's start: what was seen of whom
        self.began = np.zeros(0, np.int64)  # week in which each customer last began to leave
        self.gone = np.zeros(0, np.int64)
        self.visited = np.zeros(0, np.int64)  # week of the first visit after the latest alert

    def open_week(self, model: ModelView) -> None:
        """Look at everybody, raise alerts, pay for it."""
        p, c = self.parameters, model.columns
        if not p.enabled:
            return
        model.ledger.add_money(license=p.license_cost_per_week)
        self.observe(model)
        health = np.empty(len(c.state))
        is_account_due = model.opens_quarter
        score_health(c, model.week, 100.0 if is_account_due else p.threshold, health)
        if is_account_due:
            self.photograph(model, health)
        rows = np.empty(len(health), np.int64)
        rows = rows[: raise_alerts(c, health, model.week, p.threshold, p.pause_weeks, rows)]
        if len(rows):
            week = np.full(len(rows), model.week)
            self.alerts.append((week, c.place[rows].astype(np.int64), c.state[rows] == State.FADING))

    def observe(self, model: ModelView) -> None:
        """Note who has begun to leave and who has gone since last week."""
        c = model.columns
        if len(self.began) == 0:
            self.began, self.gone = (np.full(len(c.state), NOT_YET, np.int64) for _ in range(2))
        note_leavers(c, model.week, self.began, self.gone)

    def photograph(self, model: ModelView, health: np.ndarray) -> None:
        """What is known of each current customer at a quarter's start, and whether it is leaving already."""
        c = model.columns
        rows = np.flatnonzero((c.state == State.HEALTHY) | (c.state == State.FADING))
        seen = {
            "place": c.place[rows],
            "fading": c.state[rows] == State.FADING,
            "health": health[rows],
            "frequency": c.long_rate[rows].astype(float),
            "recency": -(model.week - c.last_order_week[rows]).astype(float),
        }
        self.snapshots.append((model.week, seen))

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``warnings`` of the result, if health is watched."""
        return {"warnings": self.account(model)} if self.parameters.enabled else {}

    def account(self, model: ModelView) -> pd.DataFrame:
        """One row a quarter: alerts, how many were true, who was warned of, how early, and how well scores rank.

        auc_health, auc_frequency, auc_recency: probability that of two customers at the quarter's start, one leaving or
        about to within 13 weeks and one not, the first has the worse score. precision: true alerts among those old
        enough to tell. recall: customers gone in the quarter after an alert. lead_weeks: median time from that alert
        to their going.
        """
        self.observe(model)
        week, place, fading = (
            (np.concatenate(parts) for parts in zip(*self.alerts, strict=True))
            if self.alerts
            else (np.zeros(0, int), np.zeros(0, int), np.zeros(0, bool))
        )
        after = self.began[place] - week
        true = fading | ((after >= 0) & (after <= FOLLOW_WEEKS))
        old_enough = week + FOLLOW_WEEKS < model.week
        warned = np.full(len(self.gone), NOT_YET)
        np.minimum.at(warned, place[true], week[true])
        rows = []
        for begin, seen in self.snapshots:
            last = model.timetable.last[A_QUARTER, begin]
            mine = (week >= begin) & (week <= last)
            judged = mine & old_enough
            left = np.flatnonzero((self.gone >= begin) & (self.gone <= last))
            lead = (self.gone - warned)[left]
            lead = lead[lead >= 0]
            began = self.began[seen["place"]]
            leaves = seen["fading"] | ((began >= begin) & (began <= last))
            whole = last < model.week
            rows.append(
                {
                    "quarter": model.reported_quarter(begin),
                    "alerts": int(mine.sum()),
                    "true_alerts": int((judged & true).sum()),
                    "false_alerts": int((judged & ~true).sum()),
                    "precision": float(true[judged].mean()) if judged.any() else np.nan,
                    "gone": len(left),
                    "recall": len(lead) / len(left) if len(left) else np.nan,
                    "lead_weeks": float(np.median(lead)) if len(lead) else np.nan,
                    **{
                        f"auc_{score}": auc(-seen[score], leaves) if whole else np.nan
                        for score in ("health", "frequency", "recency")
                    },
                }
            )
        return pd.DataFrame(rows)


def auc(danger: np.ndarray, event: np.ndarray) -> float:
    """Probability that an event's score exceeds that of a non-event (Mann & Whitney 1947), ties half; NaN if none."""
    n, n_events = len(event), int(event.sum())
    if n_events in (0, n):
        return float("nan")
    ranks = pd.Series(danger).rank().to_numpy()
    return float((ranks[event].sum() - n_events * (n_events + 1) / 2) / (n_events * (n - n_events)))
