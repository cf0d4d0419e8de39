"""Evaluate and adjust: the closed loop of review and adjustment over the quarters (E1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesim.agents.adjustment import Adjustment, AdjustmentParameters, adjustments, relative_sales, weighted
from salesim.agents.training import trained
from salesim.columns import State
from salesim.parameters import NO_MONEY
from salesim.random import Stream, sequence_key_array
from salesim.random.distributions import normal_array
from salesim.territory.rebalance import rebalance

COLUMNS = [
    *("quarter", "seat", "region", "sales", "satisfaction", "cooperation", "score", "behind", "quarters_behind"),
    *("action", "needless"),
]


class Adjusting:
    """Scores all territories at a quarter's end and acts on those that have been behind for long enough.

    The price: everybody's hours and the survey's cost each quarter; moved customers, lower quotas, days of training
    where it acts, needlessly where a territory had bad luck. Who is ``needless`` the table ``adjustments`` knows from
    what the territory's customers would have bought, which nobody in the model sees.
    """

    def __init__(self, parameters: AdjustmentParameters):
        self.parameters = parameters
        self.behind = np.zeros(0, np.int64)  # quarters running, by seat
        self.days_left = np.zeros(0, np.int64)  # of training, by seat
        self.divide_anew = False
        self.talk_week = -1  # the week after an evaluation, which takes its hours
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: Any) -> None:
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
        model.ledger.add_money(hiring=p.training_cost * len(seats))

    def close_quarter(self, model: Any) -> None:
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
                    "quarter": (model.week - model.first_week) // 13,
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

    def survey(self, model: Any, seats: np.ndarray) -> np.ndarray:
        """What a survey says of each territory's customers against the firm's, (n,), with its noise."""
        c = model.columns
        current = (c.state == State.HEALTHY) | (c.state == State.FADING)
        n = np.bincount(c.seat[current], minlength=model.n_seats)
        total = np.bincount(c.seat[current], weights=c.service_memory[current], minlength=model.n_seats)
        mean = total / np.maximum(n, 1)
        keys = sequence_key_array(model.key(Stream.SURVEY), seats)
        noise = self.parameters.survey_noise * normal_array(keys, model.quarter)
        return mean[seats] - float(total.sum() / max(n.sum(), 1)) + noise

    def act(self, model: Any, seats: np.ndarray, actions: np.ndarray, sales: np.ndarray) -> None:
        """Lower quotas and send to training; customers move once the quarter is closed."""
        p, reps = self.parameters, model.reps
        lower = actions == Adjustment.RETARGET
        factor = 1.0 + p.reset_share * np.minimum(sales[lower], 0.0)
        reps.quota_factor[seats[lower]] *= factor
        reps.quota_shift[seats[lower]] *= factor
        self.days_left = np.zeros(model.n_seats, np.int64)
        self.days_left[seats[actions == Adjustment.TRAIN]] = p.training_days
        self.divide_anew = bool((actions == Adjustment.REDIVIDE).any())
        for seat, action in zip(seats.tolist(), actions.tolist(), strict=True):
            if action != Adjustment.NOTHING:
                model.record(f"adjusted_{Adjustment(action).name.lower()}", seat)

    def reorganize(self, model: Any) -> None:
        """Even out the workload if some territory's sales called for it."""
        if not self.divide_anew:
            return
        self.divide_anew = False
        model.territories.apply(
            rebalance(model.territories.current(), model.territories.sites(), self.parameters.tolerance)
        )

    def tables(self, model: Any) -> dict[str, pd.DataFrame]:
        """The table ``adjustments``: one row a closed quarter and territory."""
        if not self.parameters.enabled:
            return {}
        table = pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame(columns=COLUMNS)
        return {"adjustments": table}
