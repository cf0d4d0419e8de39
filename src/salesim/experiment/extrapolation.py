"""Where the model's answer leaves what field studies have ever observed: told beside the verdict."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesim.experiment.aggregate import by_arm
from salesim.experiment.phrases import Phrases
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario
from salesim.wording import figure, percent
from salesim.wording.text import say

MOST_AT_LIMITS = 0.5  # of reps' weeks with effort at a limit, beyond which the limit decides
OBSERVED_CHANGE = 0.3  # of sales, the most that field studies of pay plans have found
LARGEST_CUT = 0.4  # of all pay, beyond which nobody has seen who stays (A; Sandvik et al. 2021 saw 7 %)
MOST_TOLD = 3  # options, so that the verdict stays in sight
UNMET_OUTSIDE_PAY = 1.5  # times today's usual pay, beyond which nobody could be kept (A)


def extrapolated(summary: pd.DataFrame, baseline: Arm) -> list[dict[str, Any]]:
    """Options for which the model's answer leaves the range of what field studies have observed.

    Each is {arm, sales_change, pay_change, at_limits}: relative changes of mean sales and of mean pay, and the share of
    reps' weeks in which effort is the least or the greatest that the model knows. Field studies of pay plans found
    sales to move by up to about 30 %; where effort stands at a limit most of the time, the limit decides and not the
    plan.
    """
    if not {"sales", "pay", "effort_at_limits"} <= set(summary.columns):
        return []
    sales, pay, limits = (by_arm(summary, name).mean() for name in ("sales", "pay", "effort_at_limits"))
    found = []
    for name in sales.index:
        change, of_pay = (
            float(each[name] / each[str(baseline)] - 1.0) if each[str(baseline)] > 0 else 0.0 for each in (sales, pay)
        )
        if limits[name] > MOST_AT_LIMITS or abs(change) > OBSERVED_CHANGE or of_pay < -LARGEST_CUT:
            found.append(
                {"arm": str(name), "sales_change": change, "pay_change": of_pay, "at_limits": float(limits[name])}
            )
    return found


def unmet_outside_pay(scenario: Any) -> float | None:
    """What others pay, in times today's usual pay here, where that is far more; None where it is not."""
    if not isinstance(scenario, Scenario):
        return None
    times = scenario.sales_force.turnover.outside_pay
    return times if times > UNMET_OUTSIDE_PAY else None


def extrapolation_sentences(phrases: Phrases) -> list[str]:
    """What a reader must know of both: at most `MOST_TOLD` options, the best of all first, then the largest changes."""
    rows = phrases.facts.get("extrapolated", [])
    rows = sorted(rows, key=lambda row: (row["arm"] != phrases.facts.get("best"), -abs(row["sales_change"])))
    return [*(extrapolation_sentence(row, phrases) for row in rows[:MOST_TOLD]), unmet_sentence(phrases)]


def extrapolation_sentence(row: dict[str, Any], phrases: Phrases) -> str:
    """Why the model's answer to an option lies beyond what field studies have observed."""
    places = {
        "arm": phrases.option(row["arm"]),
        "change": percent(row["sales_change"], signed=True),
        "pay": percent(row["pay_change"], signed=True),
        "share": percent(row["at_limits"]),
    }
    if row["at_limits"] > MOST_AT_LIMITS:
        return say(
            "Extrapolation: under '{arm}' reps work at a limit of effort in {share} of their weeks, sales change by "
            "{change}. No field study has observed such a plan; take the direction from here, not the size.",
            phrases.lang,
            **places,
        )
    if row["pay_change"] < -LARGEST_CUT:
        return say(
            "Extrapolation: under '{arm}' pay changes by {pay}. No field study has observed who still works for that; "
            "take the direction from here, not the size.",
            phrases.lang,
            **places,
        )
    return say(
        "Extrapolation: sales change by {change} under '{arm}', more than any field study has observed; take the "
        "direction from here, not the size.",
        phrases.lang,
        **places,
    )


def unmet_sentence(phrases: Phrases) -> str:
    """That reps could earn far more elsewhere; empty if they could not."""
    times = phrases.facts.get("unmet_outside_pay")
    if times is None:
        return ""
    return say(
        "Extrapolation: others are assumed to pay {times} times today's usual pay. No firm has been observed to keep "
        "its people against that; take the direction of who leaves from here, not the size.",
        phrases.lang,
        times=figure(times),
    )
