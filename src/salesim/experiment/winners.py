"""Who gains and who loses: reps' pay seat by seat, how unequal it is, and the accounts that are reassigned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesim.experiment.aggregate import by_arm
from salesim.experiment.risk import gini
from salesim.experiment.statistics import paired_difference
from salesim.scenario.arms import Arm

NOTICEABLE = 0.01  # a seat gains or loses if its pay changes by more than this share, in the mean over replications
COLUMNS = [
    *("arm", "layout", "policy", "pay_mean", "pay_change", "seats", "gaining", "losing"),
    *("gain_mean", "loss_mean", "gini", "gini_difference", "gini_low", "gini_high"),
    *("accounts_reassigned", "sales_reassigned_share"),
]


def seat_pay(rep_quarters: pd.DataFrame) -> pd.DataFrame:
    """Pay of each seat over the horizon, before on-costs: rows are (arm, replication), columns seats; money.

    A seat that stands empty earns nothing, and a seat that an arm adds is not in the others.
    """
    kinds = [name for name in rep_quarters.columns if name.endswith("_pay")]
    pay = rep_quarters.assign(
        pay=rep_quarters[kinds].sum(axis=1), arm=rep_quarters["layout"] + "/" + rep_quarters["policy"]
    )
    return pay.pivot_table(index=["arm", "replication"], columns="seat", values="pay", aggfunc="sum").sort_index()


def winners_rows(rep_quarters: pd.DataFrame, summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """One row an arm: how reps' pay differs from the baseline's, and which accounts are reassigned.

    Returns
    -------
    pay_mean a seat over the horizon, pay_change (share); seats, of these gaining and losing more than 1% in the
    mean over the replications, with their mean gain and loss; gini of pay with its paired difference and interval;
    accounts_reassigned and sales_reassigned_share, how many accounts, and their share of sales. Empty without tables of
    reps' pay.
    """
    if rep_quarters.empty or not {"seat", "fixed_pay"} <= set(rep_quarters.columns):
        return pd.DataFrame(columns=COLUMNS)
    pay = seat_pay(rep_quarters)
    base = pay.loc[str(baseline)]
    base_gini = base.apply(lambda row: gini(row.dropna().to_numpy()), axis=1)
    reassigned = {
        name: by_arm(summary, name).mean()
        for name in ("accounts_reassigned", "sales_reassigned_share")
        if name in summary
    }
    rows = []
    for arm in arms:
        own = pay.loc[str(arm)].reindex(base.index)
        both = own.columns[own.notna().any() & base.notna().any()]
        usual, change = base[both].mean(), (own[both] - base[both]).mean()
        gains, losses = change > NOTICEABLE * usual, change < -NOTICEABLE * usual
        own_gini = own.apply(lambda row: gini(row.dropna().to_numpy()), axis=1)
        row = {
            "arm": str(arm),
            "layout": arm.layout,
            "policy": arm.policy,
            "pay_mean": float(own[both].mean().mean()),
            "pay_change": float(own[both].mean().mean() / usual.mean() - 1.0) if usual.mean() > 0 else np.nan,
            "seats": len(both),
            "gaining": int(gains.sum()),
            "losing": int(losses.sum()),
            "gain_mean": float(change[gains].mean()) if gains.any() else 0.0,
            "loss_mean": float(-change[losses].mean()) if losses.any() else 0.0,
            "gini": float(own_gini.mean()),
            **{name: float(of_arm[str(arm)]) for name, of_arm in reassigned.items()},
        }
        known = np.isfinite(own_gini.to_numpy()) & np.isfinite(base_gini.to_numpy())
        if known.any() and arm != baseline:
            d = paired_difference(own_gini[known], base_gini[known])
            row |= {"gini_difference": d.mean, "gini_low": d.low, "gini_high": d.high}
        rows.append(row)
    return pd.DataFrame(rows).reindex(columns=COLUMNS)
