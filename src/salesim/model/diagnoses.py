"""What managers concluded, what was so, what they did about it and how sales went on: a table, one row a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.agents.review import Action, Cause, Evidence
from salesim.model.shortfall import PARTS
from salesim.parameters import NO_MONEY
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

CAUSES = tuple(cause.name.lower() for cause in Cause)
ACTIONS = tuple(action.name.lower() for action in Action)


class Diagnoses:
    """Conclusions beside the truth, which the managers themselves never read."""

    def __init__(self, model: SalesModel):
        self.model = model
        self.notes: list[dict[str, np.ndarray]] = []
        self.week_sales: list[np.ndarray] = []  # one array (n_seats,) a week, from the run's first

    def close_week(self) -> None:
        """Remember the week's sales, to see later what became of them."""
        self.week_sales.append(self.model.reps.sales.copy())

    def sold_in(self, n_weeks: int) -> np.ndarray:
        """What every seat sold in the last ``n_weeks`` weeks, whoever held it, (n_seats,) money."""
        sold = np.zeros(self.model.n_seats)
        for sales in self.week_sales[-n_weeks:]:
            sold[: len(sales)] += sales
        return sold

    def note(self, evidence: Evidence, causes: np.ndarray) -> None:
        """Keep what a review concludes of some seats, with what is so."""
        model, reps, seats = self.model, self.model.reps, evidence.seats
        parts = model.shortfalls.parts(seats)
        self.notes.append(
            {
                "week": np.full(len(seats), model.week - model.first_week),
                "region": reps.region[seats],
                "cause": causes,
                "true_cause": model.shortfalls.true_causes(parts),
                "supported": np.maximum(reps.support_until[seats] - model.week, 0),
                "coached": np.maximum(reps.coaching_until[seats] - model.week, 0),
                "usual": reps.booked_sales[seats] * model.season_of_quarter() / QUARTER,
                **{f"{name}_part": parts[:, i] for i, name in enumerate(PARTS)},
                **evidence._asdict(),
            }
        )

    def note_actions(self, actions: np.ndarray) -> None:
        """Keep what follows from the conclusions noted last, and what it takes beyond what was under way."""
        review, note = self.model.config.sales_force.review, self.notes[-1]
        support_weeks = (review.action_weeks - note["supported"]) * (actions == Action.SUPPORT)
        coaching_weeks = (review.action_weeks - note["coached"]) * (actions == Action.COACHING)
        note["action"] = actions
        coaching_cost = review.coaching_cost_per_hour * review.coaching_hours
        support_cost = review.support_cost_share * self.model.reps.booked_sales[note["seats"]]
        note["cost"] = support_cost * support_weeks + coaching_cost * coaching_weeks
        note["hours"] = review.check_hours * review.seek_cause + review.coaching_hours * coaching_weeks

    def table(self) -> pd.DataFrame:
        """All conclusions of the run, with sales before and after each as shares of the seat's usual ones.

        Sales rise again after a bad fortnight whatever is done about it; what an action does is seen by comparing arms.
        """
        if not self.notes:
            return pd.DataFrame(columns=COLUMNS)
        found = {name: np.concatenate([note[name] for note in self.notes]) for name in self.notes[0]}
        found["seat"] = found.pop("seats")
        n_weeks = self.model.config.sales_force.review.action_weeks
        for name, first in (("sold_before", -n_weeks), ("sold_after", 0)):
            sold = self._mean_sales(found["seat"], found["week"] + first, n_weeks)
            found[name] = sold / np.maximum(found["usual"], NO_MONEY)
        found["cause"] = np.array(CAUSES)[found["cause"] - 1]
        found["true_cause"] = np.array(CAUSES)[found["true_cause"] - 1]
        found["action"] = np.array(ACTIONS)[found["action"]]
        return pd.DataFrame({name: found[name] for name in COLUMNS})

    def _mean_sales(self, seats: np.ndarray, first: np.ndarray, n_weeks: int) -> np.ndarray:
        """Mean weekly sales of seats over ``n_weeks`` from ``first`` on, (n,); NaN where the run's ends cut them."""
        total = np.zeros((len(self.week_sales) + 1, self.model.n_seats))
        for week, sales in enumerate(self.week_sales):
            total[week + 1, : len(sales)] = sales
        total = total.cumsum(axis=0)
        last = first + n_weeks
        known = (first >= 0) & (last < len(total))
        sold = total[np.where(known, last, 0), seats] - total[np.where(known, first, 0), seats]
        return np.where(known, sold / n_weeks, np.nan)


COLUMNS = [
    *(
        "week",
        "seat",
        "region",
        "shortfall",
        "attack_reports",
        "colleagues_reports",
        "visit_gap",
        "quota_gap",
        "cause",
        "true_cause",
    ),
    *(f"{name}_part" for name in PARTS),
    *("action", "cost", "hours", "sold_before", "sold_after"),
]


def confusion(diagnoses: pd.DataFrame) -> pd.DataFrame:
    """How often each true cause (column) was concluded to be what (row)."""
    counts = pd.crosstab(diagnoses["cause"], diagnoses["true_cause"])
    return counts.reindex(index=CAUSES, columns=CAUSES, fill_value=0)
