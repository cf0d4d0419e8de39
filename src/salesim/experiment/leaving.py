"""Who leaves: how many reps quit under an option against today, and of the ablest how many, put into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.aggregate import by_arm
from salesim.experiment.phrases import Phrases
from salesim.experiment.statistics import paired_difference
from salesim.metrics.reps import FIFTHS
from salesim.scenario.arms import Arm
from salesim.wording import count, percent
from salesim.wording.text import say

WORTH_A_WORD = 0.1  # of those who quit today; less is none


def leaving_rows(summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm) -> pd.DataFrame:
    """One row an arm: ``quits`` in the run, their paired difference with its interval, and quits a year by fifth.

    ``fifth_1`` to ``fifth_5`` are shares of the fifths of skill who quit in a year, from the weakest to the best. No
    rows where quits were not counted.
    """
    if not {"quits", *FIFTHS} <= set(summary.columns):
        return pd.DataFrame()
    quits, rates = by_arm(summary, "quits"), {name: by_arm(summary, name).mean() for name in FIFTHS}
    rows = []
    for arm in arms:
        both = quits[[str(arm), str(baseline)]].to_numpy()
        own, usual = both[np.isfinite(both).all(axis=1)].T
        row: dict[str, Any] = {"arm": str(arm), "layout": arm.layout, "policy": arm.policy, "quits": own.mean()}
        if arm != baseline and own.size > 1:
            d = paired_difference(own, usual)
            row |= {"quits_difference": d.mean, "quits_low": d.low, "quits_high": d.high}
        row |= {f"fifth_{i + 1}": float(rates[name][str(arm)]) for i, name in enumerate(FIFTHS)}
        rows.append(row)
    return pd.DataFrame(rows)


def leaving_clause(arm: str, leaving: pd.DataFrame, phrases: Phrases) -> str:
    """That more or fewer reps quit, and of the best and the weakest fifth; empty where that is not sure or little."""
    if leaving.empty or "quits_low" not in leaving:
        return ""
    by_name = leaving.set_index("arm")
    row, usual = by_name.loc[arm], by_name.loc[phrases.facts["baseline"]]
    change = row["quits_difference"]
    if not row["quits_low"] * row["quits_high"] > 0.0 or abs(change) < WORTH_A_WORD * usual["quits"]:
        return ""
    places = {
        "quits": count(row["quits"], decimals=1),
        "usual": count(usual["quits"], decimals=1),
        "best": percent(row["fifth_5"]),
        "best_today": percent(usual["fifth_5"]),
        "weakest": percent(row["fifth_1"]),
        "weakest_today": percent(usual["fifth_1"]),
    }
    if change > 0.0:
        return say(
            "more reps quit ({quits} against {usual}; of the best fifth {best} a year against {best_today}, of the "
            "weakest {weakest} against {weakest_today})",
            phrases.lang,
            **places,
        )
    return say(
        "fewer reps quit ({quits} against {usual}; of the best fifth {best} a year against {best_today}, of the "
        "weakest {weakest} against {weakest_today})",
        phrases.lang,
        **places,
    )


def leaving_against(arm: str, leaving: pd.DataFrame, phrases: Phrases) -> str:
    """What speaks against the best option: that more reps quit; empty if they don't."""
    clause = leaving_clause(arm, leaving, phrases)
    if not clause or not leaving.set_index("arm").loc[arm, "quits_difference"] > 0.0:
        return ""
    return say("Against '{arm}': {clause}.", phrases.lang, arm=phrases.option(arm), clause=clause)
