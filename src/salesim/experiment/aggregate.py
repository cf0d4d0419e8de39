"""From the summaries of all replications to the frames of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.best_odds import probability_best
from salesim.experiment.outcomes import FUTURE_PARTS, OTHER, PARTS, Outcome
from salesim.experiment.runs import ARM_COLUMNS
from salesim.experiment.statistics import (
    BETTER,
    Simultaneous,
    equivalence_p,
    holm,
    judge,
    mean_interval,
    paired_difference,
)
from salesim.scenario.arms import Arm

CONFIDENCE = 0.95
BAND = (0.05, 0.95)  # nine of ten replications lie in the band of a timeline
BASELINE = "baseline"  # stands in place of a verdict in the baseline's own row
UNKNOWN = float("nan")
ROUNDING = 1e-9  # share of all parts that is no further part, but floats


def by_arm(summary: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """One outcome as (replications x arms), the arms by their written names."""
    names = summary["layout"] + "/" + summary["policy"]
    wide = summary.assign(arm=names).pivot(index="replication", columns="arm", values=outcome)
    return wide.astype(float).sort_index()


def arm_rows(values: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """One row an arm: its mean and its difference to the baseline, with intervals, over the replications it has.

    ``values`` is (replications x arms) from `by_arm`; a replication that is NaN in the arm or the baseline is left
    out, which ``n`` shows.
    """
    rows = []
    for arm in arms:
        both = values[[str(arm), str(baseline)]].to_numpy()
        own, base = both[np.isfinite(both).all(axis=1)].T
        row: dict[str, Any] = {"arm": str(arm), "layout": arm.layout, "policy": arm.policy, "n": own.size}
        row["mean"], row["low"], row["high"] = mean_interval(own, CONFIDENCE) if own.size else (UNKNOWN,) * 3
        row |= dict.fromkeys(("difference", "difference_low", "difference_high"), UNKNOWN)
        row |= dict.fromkeys(("correlation", "variance_reduction", "p"), UNKNOWN)
        if own.size and arm != baseline:
            d = paired_difference(own, base, CONFIDENCE)
            row |= {"difference": d.mean, "difference_low": d.low, "difference_high": d.high}
            row |= {"correlation": d.correlation, "variance_reduction": d.variance_reduction, "p": d.p}
        rows.append(row)
    return pd.DataFrame(rows)


def judged_rows(
    values: pd.DataFrame, arms: Sequence[Arm], baseline: Arm, outcome: Outcome, margin: float
) -> pd.DataFrame:
    """`arm_rows` of an outcome, judged: intervals of differences and p values hold for all arms at a time (max-t).

    ``wins`` are replications in which an arm is ahead; ``skewness`` is that of the differences, ``is_skewed`` that it
    spoils the interval; ``p_best`` is the probability of being the best arm of all, the baseline included. ``verdict``
    is better or worse where the interval misses zero, unless the arms are shown to differ by less than ``margin``.
    """
    rows = arm_rows(values, arms, baseline)
    base = values[str(baseline)]
    differences = [paired_difference(values[name], base, CONFIDENCE) for name in rows["arm"]]
    is_other = (rows["arm"] != str(baseline)).to_numpy()
    others = [d for d, other in zip(differences, is_other) if other]
    p_adjusted, p_equivalent = np.full(len(rows), UNKNOWN), np.full(len(rows), UNKNOWN)
    p_adjusted[is_other] = 1.0
    if len(values) > 1:
        together = Simultaneous(values.loc[:, rows.loc[is_other, "arm"]].sub(base, axis=0))
        p_adjusted[is_other] = [together.p(d) for d in others]
        half = np.array([together.factor(CONFIDENCE) * d.sd / d.n**0.5 for d in others])
        rows.loc[is_other, "difference_low"] = rows.loc[is_other, "difference"] - half
        rows.loc[is_other, "difference_high"] = rows.loc[is_other, "difference"] + half
    p_equivalent[is_other] = holm([equivalence_p(d, margin) for d in others])
    rows["p_adjusted"], rows["p_equivalent"] = p_adjusted, p_equivalent
    rows["wins"] = [d.n_above if outcome.higher_is_better else d.n_below for d in differences]
    rows["skewness"] = [d.skewness if other else UNKNOWN for d, other in zip(differences, is_other)]
    rows["is_skewed"] = [bool(other and d.is_skewed) for d, other in zip(differences, is_other)]
    if len(values) > 1:
        rows["p_best"] = rows["arm"].map(probability_best(values, outcome.higher_is_better))
    else:
        rows["p_best"] = UNKNOWN
    rows["verdict"] = [
        judge(d.mean, p, pe, outcome.higher_is_better, 1 - CONFIDENCE) if other else BASELINE
        for d, p, pe, other in zip(differences, p_adjusted, p_equivalent, is_other)
    ]
    return rows


def outcome_rows(summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """`arm_rows` of every number in the summary, one after the other."""
    names = [c for c in summary.columns if c not in ARM_COLUMNS and pd.api.types.is_numeric_dtype(summary[c])]
    frames = [arm_rows(by_arm(summary, name), arms, baseline).assign(outcome=name) for name in names]
    rows = pd.concat(frames, ignore_index=True)
    return rows[["arm", "layout", "policy", "outcome", *(c for c in rows.columns[3:] if c != "outcome")]]


def difference_rows(values: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """One row an arm and replication: the main outcome's difference to the baseline."""
    frames = [
        pd.DataFrame(
            {
                "arm": str(arm),
                "layout": arm.layout,
                "policy": arm.policy,
                "replication": values.index,
                "difference": (values[str(arm)] - values[str(baseline)]).to_numpy(),
            }
        )
        for arm in arms
        if arm != baseline
    ]
    return pd.concat(frames, ignore_index=True)


def part_rows(summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """One row an arm and part of the value created, signed so that an arm's parts add up to it.

    What the known parts leave over becomes the part ``other``, which is missing if it is nothing. Without a value
    created in the summary there are no parts.
    """
    columns = ["arm", "layout", "policy", "part", "mean", "difference", "low", "high"]
    known = [part for part in PARTS.values() if part.name in summary.columns]
    if "value_created" not in summary.columns or not known:
        return pd.DataFrame(columns=columns)
    signed = {part.name: part.part * summary[part.name] for part in known}
    rest = summary["value_created"] - sum(signed.values())
    size = sum(amounts.abs() for amounts in signed.values())
    if (rest.abs() > ROUNDING * size).any():
        signed[OTHER] = rest
    rows = []
    for name, amounts in signed.items():
        of_part = arm_rows(by_arm(summary.assign(**{name: amounts}), name), arms, baseline)
        rows.append(of_part.drop(columns=["low", "high"]).assign(part=name))  # the intervals are the differences'
    found = pd.concat(rows, ignore_index=True)
    found = found.rename(columns={"difference_low": "low", "difference_high": "high"})
    order = {str(arm): i for i, arm in enumerate(arms)}
    return found.sort_values("arm", key=lambda names: names.map(order), kind="stable", ignore_index=True)[columns]


def timelines(weeks: pd.DataFrame) -> pd.DataFrame:
    """One row an arm, week and measure: the mean over replications and the band that holds nine of ten of them."""
    if weeks.empty:
        return pd.DataFrame(columns=["layout", "policy", "week", "measure", "mean", "low", "high"])
    measures = [c for c in weeks.columns if c not in (*ARM_COLUMNS, "week", "monday")]
    long = weeks.melt(["layout", "policy", "week"], measures, var_name="measure", value_name="value")
    groups = long.groupby(["layout", "policy", "measure", "week"], sort=True)["value"]
    bands = groups.quantile(list(BAND)).unstack()
    found = pd.DataFrame({"mean": groups.mean(), "low": bands[BAND[0]], "high": bands[BAND[1]]}).reset_index()
    return found[["layout", "policy", "week", "measure", "mean", "low", "high"]]


def best_arm(rows: pd.DataFrame, higher_is_better: bool) -> str | None:
    """Of the arms shown to be better than the baseline, the one that gains most; None if there is none."""
    better = rows[rows["verdict"] == BETTER]
    if better.empty:
        return None
    return str(better.loc[(better["difference"] * (1 if higher_is_better else -1)).idxmax(), "arm"])


def level_with(best: str, values: pd.DataFrame, baseline: Arm) -> list[str]:
    """Arms that cannot be told apart from the best one, by the paired difference between the two."""
    others = [name for name in values.columns if name not in (best, str(baseline))]
    p = {name: paired_difference(values[name], values[best]).p for name in others}
    return [name for name in sorted(others, key=lambda name: -p[name]) if p[name] >= 1 - CONFIDENCE]


def borrowing(summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm, best: str | None) -> list[dict[str, Any]]:
    """Arms that borrow from the future: contribution rises while customer value and orders to come fall, beyond chance.

    Each is {arm, contribution, future}: differences to the baseline in money over the horizon. Besides the best arm
    only those are named that tempt by a higher contribution than the best one's.
    """
    if "contribution" not in summary.columns or not set(FUTURE_PARTS) <= set(summary.columns):
        return []
    kept = summary.assign(future=summary["customer_value_change"] - summary["pulled_margin"])
    contribution = arm_rows(by_arm(kept, "contribution"), arms, baseline).set_index("arm")
    future = arm_rows(by_arm(kept, "future"), arms, baseline).set_index("arm")
    threshold = contribution.loc[best, "difference"] if best else 0.0
    found = []
    for name in contribution.index:
        gain, loss = contribution.loc[name], future.loc[name]
        if gain["difference_low"] > 0 and loss["difference_high"] < 0 and gain["difference"] >= threshold:
            found.append({"arm": name, "contribution": gain["difference"], "future": loss["difference"]})
    return found
