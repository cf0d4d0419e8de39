"""Outcomes of a run that its summary does not hold, because they are about single reps: who earns least, how evenly."""

from __future__ import annotations

import pandas as pd

from salesim.experiment.risk import gini

NAMES = ("lowest_attainment", "lowest_pay", "pay_gini")


def rep_outcomes(rep_quarters: pd.DataFrame) -> dict[str, float]:
    """Of the seats whose holder was there for a whole quarter, quarter by quarter and then on average over a seat's.

    lowest_attainment : of the seat that attains least
    lowest_pay : variable pay of the seat that earns least, a quarter
    pay_gini : Gini coefficient of variable pay among seats, 0 if all earn the same
    """
    full = rep_quarters[rep_quarters["full_quarter"] == 1]
    if full.empty:
        return dict.fromkeys(NAMES, 0.0)
    paid = [name for name in full.columns if name.endswith("pay") and not name.startswith("fixed")]
    pay = full[paid].sum(axis=1).groupby(full["seat"]).mean().to_numpy()
    attained = full.groupby("seat")["attainment"].mean()
    return dict(zip(NAMES, (float(attained.min()), float(pay.min()), gini(pay) if pay.sum() > 0 else 0.0)))
