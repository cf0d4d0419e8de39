"""The chain from effort to orders, for a pair of arms: where along it a difference arises, and where it is lost.

effort -> visits -> goodwill -> orders -> sales: each link as the arm's mean over the baseline's, week by week, on
common random numbers. The first link that moves is where the policy bites; one that stands still is where its effect
ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesim.columns import State
from salesim.errors import InputError
from salesim.experiment.request import arm_named
from salesim.experiment.statistics import mean_interval
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.policy.lever import Lever
from salesim.policy.model_view import ModelView
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario

LINKS = {  # link: column of the weeks
    "effort": "effort_mean",
    "hours": "selling_min",
    "visits": "visits",
    "goodwill": "goodwill_mean",
    "orders": "orders",
    "sales": "sales",
}


class NoteGoodwill(Lever):
    """A lever that only looks: mean goodwill of today's customers, week by week."""

    def __init__(self) -> None:
        self.goodwill: list[float] = []

    def close_week(self, model: ModelView) -> None:
        c = model.columns
        self.goodwill.append(
            float(c.goodwill[(c.state == State.HEALTHY) | (c.state == State.FADING)].mean(dtype=np.float64))
        )


def mechanism_trace(
    scenario: Scenario, arm: Arm | str, baseline: Arm | str | None = None, replications: int = 6
) -> pd.DataFrame:
    """One row a link and quarter: the arm's ratio to the baseline, less 1, with its interval over the replications.

    Returns
    -------
    link, quarter (0 is the first; -1 the whole run), change, low, high.
    """
    if replications < 2:
        raise InputError("an interval needs replications", "replications", replications, "2 or more")
    one = arm_named(scenario, arm, "arm")
    other = arm_named(scenario, baseline if baseline is not None else scenario.baseline, "baseline")
    pairs = []
    for replication in range(replications):
        world = opening(scenario, replication + 1 if scenario.run.population == "varies" else 0)
        weeks = []
        for side in (one, other):
            note = NoteGoodwill()
            result = run_arm(world, scenario, side, replication, levers=[note])
            weeks.append(result.weeks.assign(goodwill_mean=note.goodwill))
        pairs.append(tuple(weeks))
    quarters = sorted(set((pairs[0][0]["week"] // 13).tolist()))
    rows = []
    for link, column in LINKS.items():
        for quarter in [-1, *quarters]:
            ratios = [ratio(here, there, column, quarter) for here, there in pairs]
            mean, low, high = mean_interval(ratios)
            rows.append({"link": link, "quarter": quarter, "change": mean, "low": low, "high": high})
    return pd.DataFrame(rows)


def ratio(here: pd.DataFrame, there: pd.DataFrame, column: str, quarter: int) -> float:
    """Sum of a column in a quarter over the other arm's, less 1; -1 takes all weeks."""
    own, base = (
        float(table[column].sum() if quarter < 0 else table.loc[table["week"] // 13 == quarter, column].sum())
        for table in (here, there)
    )
    return own / base - 1.0 if base else 0.0


def links(trace: pd.DataFrame) -> Sequence[str]:
    """The links that move beyond chance over the whole run, in their order along the chain."""
    whole = trace[trace["quarter"] == -1]
    return [row.link for row in whole.itertuples() if row.low > 0 or row.high < 0]
