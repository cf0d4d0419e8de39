"""Evaluate and adjust: the closed loop of review and adjustment over the quarters (E1)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from salesim.agents.training import trained
from salesim.columns import State
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.policy.lever import Lever, Section
from salesim.random import Stream, sequence_key_array
from salesim.random.distributions import normal_array
from salesim.territory.rebalance import rebalance

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COLUMNS = [
    *("quarter", "seat", "region", "sales", "satisfaction", "cooperation", "score", "behind", "quarters_behind"),
    *("action", "needless"),
]


class Adjustment(IntEnum):
    """What is done about a territory."""

    NOTHING = 0
    REDIVIDE = 1
    RESET = 2
    TRAIN = 3


class AdjustmentParameters(Parameters):
    """How territories are evaluated each quarter, and what follows."""

    enabled: bool = parameter(False, about="territories are evaluated each quarter, and adjusted", source="A")
    rule: Literal["by_cause", "redivide", "reset", "train"] = parameter(
        "by_cause",
        about="what is done about a territory that is behind; by_cause: what its weakest measure calls for",
        source="A: the article's 重新划分, 调整目标, 培训",
    )
    sales_weight: float = parameter(0.6, about="weight of sales against quota", source="A", ge=0, le=1)
    satisfaction_weight: float = parameter(0.2, about="weight of what customers say", source="A", ge=0, le=1)
    cooperation_weight: float = parameter(0.2, about="weight of records kept for colleagues", source="A", ge=0, le=1)
    threshold: float = parameter(
        0.1, about="score below the firm's from which a territory is behind", source="A", gt=0, le=2
    )
    quarters: int = parameter(
        2, about="quarters running behind before anything is done; 1 reacts to noise", source="A", ge=1, le=8
    )
    survey_noise: float = parameter(
        0.1, about="standard deviation of a territory's survey of customers, satisfaction being -1 to 1", source="A",
        ge=0, le=1,
    )  # fmt: skip
    review_hours: float = parameter(
        2.0, about="field time that an evaluation takes from every rep", unit="hour", source="A", ge=0, le=40
    )
    review_cost: float = parameter(
        300.0, about="cost of an evaluation for a territory: survey and analysis", unit="money", source="A", ge=0
    )
    uneven_load: float = parameter(
        0.15, about="deviation of workload from which weak sales call for realignment", source="A", gt=0, le=2
    )
    tolerance: float = parameter(0.1, about="deviation of workload that realignment accepts", source="A", gt=0, le=5)
    reset_share: float = parameter(
        0.5, about="share of the gap to the firm's attainment that is taken off the quota", source="A", ge=0, le=1
    )
    training_days: int = parameter(
        3, about="training days, one a week from the quarter's start", unit="day", source="A", ge=1, le=13
    )
    training_gain: float = parameter(0.02, about="rise of visit quality by the first day", source="A", ge=0, le=1)
    training_ceiling: float = parameter(
        0.2, about="most that training can add to visit quality", source="A", gt=0, le=2
    )
    training_cost: float = parameter(1200.0, about="cost of a training day", unit="money/day", source="A", ge=0)


def relative_sales(sold: np.ndarray, quota: np.ndarray) -> np.ndarray:
    """Attainment against the firm's, (n,): (s / t) / (Σs / Σt) - 1.

    >>> relative_sales(np.array([80.0, 120.0]), np.array([100.0, 100.0])).round(2).tolist()
    [-0.2, 0.2]
    """
    firm = sold.sum() / quota.sum()
    return (sold / quota) / firm - 1.0 if firm > 0 else np.zeros(len(sold))


def weighted(p: AdjustmentParameters, sales: np.ndarray, said: np.ndarray, records: np.ndarray) -> np.ndarray:
    """What each measure contributes to the score, (3, n); the score is their sum."""
    weights = np.array([p.sales_weight, p.satisfaction_weight, p.cooperation_weight])
    return weights[:, None] * np.stack([sales, said, records])


def adjustments(p: AdjustmentParameters, parts: np.ndarray, load: np.ndarray) -> np.ndarray:
    """What would be done about each of some territories, (n,) of `Adjustment`.

    Parameters
    ----------
    parts : (3, n) what sales, satisfaction and cooperation contribute to the score
    load : (n,) workload over the firm's mean, less 1
    """
    if p.rule != "by_cause":
        return np.full(parts.shape[1], Adjustment[p.rule.upper()])
    weakest = np.argmin(parts, axis=0)
    uneven = np.abs(load) > p.uneven_load
    by_sales = np.where(uneven, Adjustment.REDIVIDE, Adjustment.RESET)
    return np.where(weakest == 0, by_sales, Adjustment.TRAIN)


class Adjusting(Lever):
    """Scores all territories at a quarter's end and acts on those that have been behind for long enough.

    The price: everybody's hours and the survey's cost each quarter; moved customers, lower quotas, days of training
    where it acts, needlessly where a territory had a bad quarter by chance. Who is ``needless`` the table
    ``adjustments`` knows from what the territory's customers would have bought, which nobody in the model sees.
    """

    order = 170
    sections = (
        Section(
            "sales_force.adjustment", AdjustmentParameters, "quarterly evaluation of the territories, and what follows"
        ),
    )

    def __init__(self, parameters: AdjustmentParameters):
        self.parameters = parameters
        self.behind = np.zeros(0, np.int64)  # quarters running, by seat
        self.days_left = np.zeros(0, np.int64)  # of training, by seat
        self.divide_anew = False
        self.talk_week = -1  # the week after an evaluation, which takes its hours
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        """Hours of the last evaluation, and training days."""
        p, reps = self.parameters, model.reps
        if not p.enabled:
            return
        if model.week == self.talk_week:
            reps.report_min[:] += 60.0 * p.review_hours * reps.present
        if model.working_days == 0 or not self.days_left.any():
            return
        seats = np.flatnonzero(self.days_left * reps.present[: len(self.days_left)] > 0)
        time = model.config.sales_force.time
        for seat in seats.tolist():
            reps.training[seat] = trained(reps.training[seat].item(), p.training_gain, p.training_ceiling)
        self.days_left[seats] -= 1
        reps.training_min[seats] += time.day_min * time.field_share
        model.ledger.add_money(training=p.training_cost * len(seats))

    def close_quarter(self, model: ModelView) -> None:
        """Score, count quarters behind, and do what can be done before the quarter is forgotten."""
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero((reps.full_quarter == 1) & (reps.quota > 0))
        if not p.enabled or len(seats) == 0:
            return
        if len(self.behind) < model.n_seats:
            self.behind = np.resize(np.append(self.behind, 0), model.n_seats) * (
                np.arange(model.n_seats) < len(self.behind)
            )
        self.talk_week = model.week + 1
        model.ledger.add_money(support=p.review_cost * len(seats))
        sold, quota = reps.quarter_sales[seats], reps.quota[seats]
        measures = relative_sales(sold, quota), self.survey(model, seats), reps.data_quality[seats]
        sales, said, records = measures[0], measures[1], measures[2] - measures[2].mean()
        parts = weighted(p, sales, said, records)
        score = parts.sum(axis=0)
        is_behind = score < -p.threshold
        self.behind[seats] = np.where(is_behind, self.behind[seats] + 1, 0)
        acts = is_behind & (self.behind[seats] >= p.quarters)
        load = reps.workload[seats] / max(float(reps.workload[reps.open == 1].mean()), 1e-9) - 1.0
        actions = np.where(acts, adjustments(p, parts, load), Adjustment.NOTHING)
        potential = model.shortfalls.potential[seats]
        performance = relative_sales(sold, np.maximum(potential, NO_MONEY))
        self.rows.append(
            pd.DataFrame(
                {
                    "quarter": model.reported_quarter(),
                    "seat": seats,
                    "region": reps.region[seats],
                    "sales": sales,
                    "satisfaction": said,
                    "cooperation": records,
                    "score": score,
                    "behind": is_behind.astype(int),
                    "quarters_behind": self.behind[seats],
                    "action": [Adjustment(action).name.lower() for action in actions.tolist()],
                    "needless": (acts & (performance >= 0.0)).astype(int),
                }
            )
        )
        self.behind[seats[acts]] = 0  # what was acted upon is given time
        self.act(model, seats, actions, sales)

    def survey(self, model: ModelView, seats: np.ndarray) -> np.ndarray:
        """What a survey says of each territory's customers against the firm's, (n,), with its noise."""
        c = model.columns
        current = (c.state == State.HEALTHY) | (c.state == State.FADING)
        n = np.bincount(c.seat[current], minlength=model.n_seats)
        total = np.bincount(c.seat[current], weights=c.service_memory[current], minlength=model.n_seats)
        mean = total / np.maximum(n, 1)
        keys = sequence_key_array(model.key(Stream.SURVEY), seats)
        noise = self.parameters.survey_noise * normal_array(keys, model.quarter)
        return mean[seats] - float(total.sum() / max(n.sum(), 1)) + noise

    def act(self, model: ModelView, seats: np.ndarray, actions: np.ndarray, sales: np.ndarray) -> None:
        """Lower quotas and send to training; customers move once the quarter is closed."""
        p, reps = self.parameters, model.reps
        lower = actions == Adjustment.RESET
        factor = 1.0 + p.reset_share * np.minimum(sales[lower], 0.0)
        reps.quota_factor[seats[lower]] *= factor
        reps.quota_shift[seats[lower]] *= factor
        self.days_left = np.zeros(model.n_seats, np.int64)
        self.days_left[seats[actions == Adjustment.TRAIN]] = p.training_days
        self.divide_anew = bool((actions == Adjustment.REDIVIDE).any())
        for seat, action in zip(seats.tolist(), actions.tolist(), strict=True):
            if action != Adjustment.NOTHING:
                model.record(f"adjusted_{Adjustment(action).name.lower()}", seat)

    def reorganize(self, model: ModelView) -> None:
        """Even out the workload if some territory's sales called for it."""
        if not self.divide_anew:
            return
        self.divide_anew = False
        model.territories.apply(
            rebalance(model.territories.current(), model.territories.sites(), self.parameters.tolerance)
        )

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``adjustments``: one row a closed quarter and territory."""
        if not self.parameters.enabled:
            return {}
        table = pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame(columns=COLUMNS)
        return {"adjustments": table}
