"""One option in one sentence: the verdict, the money, the risk, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.leaving import leaving_clause
from salesim.experiment.phrases import Phrases, clauses
from salesim.experiment.statistics import BETTER, EQUIVALENT, WORSE
from salesim.wording import count, percent
from salesim.wording.text import say, say_n

WORTH_A_WORD = 0.002  # change of a Gini coefficient, or share of sales whose accounts are reassigned
UNCHANGED = 0.0005  # a change of pay below this share is none


def arm_sentence(
    arm: str,
    arms: pd.DataFrame,
    risk: pd.DataFrame,
    winners: pd.DataFrame,
    leaving: pd.DataFrame,
    facts: Mapping[str, Any],
    lang: str,
) -> str:
    """Put one arm of a comparison into a sentence.

    Parameters
    ----------
    arm : its written name.
    arms, risk, winners, leaving, facts : as in `Comparison`; what is not known is left out of the sentence.
    lang : ``en`` or ``zh``.
    """
    phrases = Phrases(facts, lang)
    row = arms[arms["arm"] == arm].iloc[0]
    people = [*people_clauses(arm, winners, phrases), leaving_clause(arm, leaving, phrases)]
    return clauses([verdict_clause(row, phrases), risk_clause(arm, risk, phrases), *people], lang)


def verdict_clause(row: pd.Series, phrases: Phrases) -> str:
    """The verdict and the difference that it rests on."""
    lang = phrases.lang
    places = {
        "arm": phrases.option(row["arm"]),
        "outcome": phrases.outcome,
        "difference": phrases.difference(row["difference"]),
    }
    if row["n"] < 2:
        return say("'{arm}' is undecided: {outcome} is {difference} in the only replication", lang, **places)
    places |= {"level": phrases.level, "interval": phrases.interval(row)}
    if row["verdict"] == BETTER:
        return say("'{arm}' is better: {outcome} is {difference} ({level} interval {interval})", lang, **places)
    if row["verdict"] == WORSE:
        return say("'{arm}' is worse: {outcome} is {difference} ({level} interval {interval})", lang, **places)
    if row["verdict"] == EQUIVALENT:
        return say(
            "'{arm}' is as good as the baseline, to within {margin}: {outcome} is {difference} ({level} interval "
            "{interval})",
            lang,
            **places,
            margin=phrases.margin(phrases.facts["smallest_difference"]),
        )
    return say("'{arm}' is undecided: {outcome} is {difference} ({level} interval {interval})", lang, **places)


def risk_clause(arm: str, risk: pd.DataFrame, phrases: Phrases) -> str:
    """What the arm changes where things go badly; for money only, and from twenty replications on."""
    if risk.empty or not phrases.is_money:
        return ""
    which = "worst_tenth" if phrases.facts["higher_is_better"] else "best_tenth"
    row = risk[(risk["arm"] == arm) & (risk["statistic"] == which)].iloc[0]
    if not np.isfinite(row["low"]):
        return ""
    return say(
        "the worst tenth of its runs averages {value}, that of the baseline's {usual} (difference {difference}, "
        "{interval})",
        phrases.lang,
        value=phrases.cash(row["value"]),
        usual=phrases.cash(row["value"] - row["difference"]),
        difference=phrases.cash(row["difference"], signed=True),
        interval=phrases.cash_range(row["low"], row["high"]),
    )


def people_clauses(arm: str, winners: pd.DataFrame, phrases: Phrases) -> list[str]:
    """Who gains and who loses pay, whether it is shared more evenly, and which accounts get another rep."""
    if winners.empty:
        return []
    row, lang = winners[winners["arm"] == arm].iloc[0], phrases.lang
    found = [pay_clause(row, phrases), seats_clause(row, phrases)]
    if np.isfinite(row["gini_low"]) and min(abs(row["gini_low"]), abs(row["gini_high"])) > WORTH_A_WORD:
        places = {
            "gini": count(row["gini"], decimals=3),
            "difference": count(row["gini_difference"], decimals=3, signed=True),
        }
        if row["gini_high"] < 0:
            found.append(say("pay is more equal (Gini {gini}, {difference})", lang, **places))
        elif row["gini_low"] > 0:
            found.append(say("pay is less equal (Gini {gini}, {difference})", lang, **places))
    if row["sales_reassigned_share"] > WORTH_A_WORD:
        found.append(
            say_n(
                "{n} account is reassigned ({share} of sales)",
                "{n} accounts are reassigned ({share} of sales)",
                round(row["accounts_reassigned"]),
                lang,
                share=percent(row["sales_reassigned_share"], decimals=None),
            )
        )
    return found


def pay_clause(row: pd.Series, phrases: Phrases) -> str:
    if abs(row["pay_change"]) < UNCHANGED:
        return say("reps earn as much as before on average", phrases.lang)
    change = percent(abs(row["pay_change"]), decimals=None)
    if row["pay_change"] < 0:
        return say("reps earn {change} less on average", phrases.lang, change=change)
    return say("reps earn {change} more on average", phrases.lang, change=change)


def seats_clause(row: pd.Series, phrases: Phrases) -> str:
    places = {name: row[name] for name in ("seats", "gaining", "losing")}
    if not row["losing"]:
        return say("of {seats} seats {gaining} gain and none loses", phrases.lang, **places)
    return say(
        "of {seats} seats {gaining} gain and {losing} lose, by {loss} on average",
        phrases.lang,
        **places,
        loss=phrases.cash_in_period(row["loss_mean"]),
    )
