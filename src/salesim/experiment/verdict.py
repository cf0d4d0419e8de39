"""A comparison in one plain sentence, with a second on what it rests on.

    'circles/wager' does best: value created is 1.23 M CNY a year above the baseline 'unit/current' (95% interval
    0.9 to 1.55 M CNY; ahead in 20 of 20 replications, p < 0.001 allowing for 11 comparisons), mainly through sales
    margin (+1.9 M CNY), less variable pay (−0.5 M CNY). Simulated over 52 weeks; ...

It says so when nothing is decided, and when a gain is borrowed from the future: paid for by customers who will be worth
less, and by orders that will be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy

from salesim.experiment.aggregate import BASELINE
from salesim.experiment.extrapolation import extrapolation_sentences
from salesim.experiment.leaving import leaving_against
from salesim.experiment.outcomes import FUTURE_PARTS, PARTS
from salesim.experiment.phrases import Phrases, clauses, listed, sentences
from salesim.experiment.statistics import UNDECIDED, WORSE
from salesim.metrics import Metric
from salesim.wording import count
from salesim.wording.text import say, say_n

WORTH_A_WORD = 0.1  # of the largest part
MAX_NAMES = 3  # of options whose differences are skewed

Part = tuple[Metric, float]
"""A part of the value created, and its difference to the baseline [money over the horizon]."""


def verdict_sentence(
    arms: pd.DataFrame,
    parts: pd.DataFrame,
    borrowing: Sequence[Mapping[str, Any]],
    leaving: pd.DataFrame,
    facts: Mapping[str, Any],
    lang: str,
) -> str:
    """Put a comparison into words.

    Parameters
    ----------
    arms : one row an arm, as in `Comparison.arms`.
    parts : one row an arm and part, as in `Comparison.parts`.
    borrowing : arms whose contribution rises while the future pays for it: ``arm``, ``contribution``, ``future`` [money
        over the horizon, against the baseline].
    leaving : as in `Comparison.leaving`.
    facts : as in `Comparison.facts`.
    lang : ``en`` or ``zh``.
    """
    phrases = Phrases(facts, lang)
    others = arms[arms["verdict"] != BASELINE]
    direction = 1 if facts["higher_is_better"] else -1
    gains = (direction * others["difference"]).sort_values(ascending=False, kind="stable")
    ranked = others.loc[gains.index]
    verdicts = ranked["verdict"]
    worse = int((verdicts == WORSE).sum())
    if facts["best"]:
        best = ranked[ranked["arm"] == facts["best"]].iloc[0]
        first = best_sentence(phrases, best, *reasons(parts, best["arm"], best["difference"], facts["outcome"]))
    elif (verdicts == UNDECIDED).any():
        best = ranked[verdicts == UNDECIDED].iloc[0]
        needed = replications_needed(best, facts["comparisons"], facts["confidence"])
        first = undecided_sentence(phrases, best, needed, worse)
    else:
        first = baseline_best_sentence(phrases, worse) if worse else equivalent_sentence(phrases)
    # One warning is enough: about the best arm if it borrows, otherwise about the most tempting one.
    warnings = sorted(borrowing, key=lambda row: (row["arm"] != facts["best"], -row["contribution"]))[:1]
    texts = [first, *([leaving_against(facts["best"], leaving, phrases)] if facts["best"] else [])]
    texts += [*(borrowing_sentence(phrases, row) for row in warnings)]
    texts += extrapolation_sentences(phrases)
    texts += [precision_sentence(phrases), skewed_sentence(phrases), closing_sentence(phrases)]
    return sentences(texts, lang)


def reasons(parts: pd.DataFrame, arm: str, difference: float, outcome: str) -> tuple[list[Part], list[Part]]:
    """The largest parts of an arm's difference: up to two that drive it and the largest that works against it.

    Parts below a tenth of the largest are not worth a word; none are given where the outcome is not made of parts.
    """
    columns = dict(PARTS)
    if outcome == "contribution":
        columns = {name: part for name, part in columns.items() if name not in FUTURE_PARTS}
    elif outcome != "value_created":
        return [], []
    mine = parts[(parts["arm"] == arm) & parts["part"].isin(list(columns))]
    found = [(columns[name], d) for name, d in zip(mine["part"], mine["difference"]) if np.isfinite(d) and d != 0]
    largest = max((abs(d) for _, d in found), default=0.0)
    found = sorted((x for x in found if abs(x[1]) >= WORTH_A_WORD * largest), key=lambda x: -abs(x[1]))
    return [x for x in found if x[1] * difference > 0][:2], [x for x in found if x[1] * difference < 0][:1]


def replications_needed(arm: pd.Series, comparisons: int, confidence: float) -> int | None:
    """About how many replications would tell an undecided arm from the baseline, if its mean stays where it is.

    Student's t grows with √n, so n (t needed / t reached)², where t is needed for a p value that holds over all
    comparisons. None where there is no telling, or beyond 10,000.
    """
    half = (arm["difference_high"] - arm["difference_low"]) / 2
    if not (half > 0 and arm["difference"] != 0):
        return None
    t_interval, t_needed = scipy.special.stdtrit(
        arm["n"] - 1, [(1 + confidence) / 2, 1 - (1 - confidence) / 2 / comparisons]
    )
    t_reached = abs(arm["difference"]) / half * t_interval
    needed = int(np.ceil(arm["n"] * (t_needed / t_reached) ** 2 / 10) * 10)
    return needed if arm["n"] < needed <= 10_000 else None


def best_sentence(phrases: Phrases, arm: pd.Series, drivers: Sequence[Part], against: Sequence[Part]) -> str:
    """The best option, what drives its gain and works against it, and which others are level with it."""
    facts, lang = phrases.facts, phrases.lang
    places = {
        "arm": phrases.option(arm["arm"]),
        "outcome": phrases.outcome,
        "difference": phrases.difference(arm["difference"], phrases.option(facts["baseline"])),
        "evidence": phrases.evidence(arm),
        "drivers": phrases.parts(drivers),
        "against": phrases.parts(against),
    }
    text = say("'{arm}' does best: {outcome} is {difference} ({evidence})", lang, **places)
    if drivers and against:
        text = say(
            "'{arm}' does best: {outcome} is {difference} ({evidence}), mainly through {drivers}, against {against}",
            lang,
            **places,
        )
    elif drivers:
        text = say(
            "'{arm}' does best: {outcome} is {difference} ({evidence}), mainly through {drivers}", lang, **places
        )
    level = facts["level_with_best"]
    if not level:
        return clauses([text], lang)
    names = phrases.options(level[:2])
    if len(level) > 2:
        names.append(say_n("{n} other option", "{n} other options", len(level) - 2, lang))
    return clauses([text, say("it cannot be told apart from {options}", lang, options=listed(names, lang))], lang)


def undecided_sentence(phrases: Phrases, arm: pd.Series, needed: int | None, worse: int) -> str:
    """That nothing is shown to be better, which option is the most promising, and what it would take to know."""
    facts, lang = phrases.facts, phrases.lang
    places = {
        "arm": phrases.option(arm["arm"]),
        "baseline": phrases.option(facts["baseline"]),
        "outcome": phrases.outcome,
        "difference": phrases.difference(arm["difference"]),
    }
    if arm["n"] < 2:
        return say(
            "Undecided: no option is shown to beat the baseline '{baseline}' in {outcome}; the most promising, "
            "'{arm}', lies {difference} in the only replication that was finished.",
            lang,
            **places,
        )
    text = say(
        "Undecided: no option is shown to beat the baseline '{baseline}' in {outcome}; the most promising, '{arm}', "
        "lies {difference} ({evidence})",
        lang,
        **places,
        evidence=phrases.evidence(arm),
    )
    more = say("about {n} replications might decide it", lang, n=count(needed)) if needed else ""
    others = ""
    if worse:
        k = facts["comparisons"]
        others = say_n(
            "{n} of {k} options is shown to do worse", "{n} of {k} options are shown to do worse", worse, lang, k=k
        )
    return clauses([text, more, others], lang)


def baseline_best_sentence(phrases: Phrases, worse: int) -> str:
    """That nothing beats the baseline, and how many options do worse."""
    facts, lang = phrases.facts, phrases.lang
    places = {"baseline": phrases.option(facts["baseline"]), "outcome": phrases.outcome, "k": facts["comparisons"]}
    if facts["comparisons"] == 1:
        return say(
            "Nothing beats the baseline '{baseline}' in {outcome}: the only other option does worse.", lang, **places
        )
    if worse == facts["comparisons"]:
        return say(
            "Nothing beats the baseline '{baseline}' in {outcome}: all {k} other options do worse.", lang, **places
        )
    return say_n(
        "Nothing beats the baseline '{baseline}' in {outcome}: {n} of {k} other options does worse, the rest as well "
        "to within {margin}.",
        "Nothing beats the baseline '{baseline}' in {outcome}: {n} of {k} other options do worse, the rest as well "
        "to within {margin}.",
        worse,
        lang,
        **places,
        margin=phrases.margin(facts["smallest_difference"]),
    )


def equivalent_sentence(phrases: Phrases) -> str:
    """That all options do as well as the baseline."""
    facts, lang = phrases.facts, phrases.lang
    places = {
        "baseline": phrases.option(facts["baseline"]),
        "outcome": phrases.outcome,
        "k": facts["comparisons"],
        "margin": phrases.margin(facts["smallest_difference"]),
    }
    if facts["comparisons"] == 1:
        return say(
            "It makes no difference that matters: the other option does as well as the baseline '{baseline}' in "
            "{outcome}, to within {margin}.",
            lang,
            **places,
        )
    return say(
        "It makes no difference that matters: all {k} other options do as well as the baseline '{baseline}' in "
        "{outcome}, to within {margin}.",
        lang,
        **places,
    )


def borrowing_sentence(phrases: Phrases, row: Mapping[str, Any]) -> str:
    """That a gain is partly borrowed from the future."""
    places = {
        "arm": phrases.option(row["arm"]),
        "gain": phrases.cash_in_period(row["contribution"]),
        "loss": phrases.cash_in_period(row["future"]),
    }
    if row["arm"] == phrases.facts["best"]:
        return say(
            "Part of this gain is borrowed from the future: contribution rises by {gain}, while customer value and "
            "orders to come fall by {loss}.",
            phrases.lang,
            **places,
        )
    return say(
        "The contribution of '{arm}' is partly borrowed from the future: it rises by {gain}, while customer value and "
        "orders to come fall by {loss}.",
        phrases.lang,
        **places,
    )


def precision_sentence(phrases: Phrases) -> str:
    """That an interval is wider than was asked for; empty if it is not."""
    facts, lang = phrases.facts, phrases.lang
    if facts.get("precise", True):
        return ""
    asked, needed = phrases.amount(facts["precision"]), facts.get("replications_for_precision")
    places = {"asked": asked, "reached": phrases.margin(facts["half_width"]), "n": count(needed)}
    if needed:
        return say(
            "The interval is ± {reached}, not ± {asked} as asked; that takes about {n} replications.", lang, **places
        )
    return say("The interval is ± {reached}, not ± {asked} as asked.", lang, **places)


def skewed_sentence(phrases: Phrases) -> str:
    """That some intervals are rough; empty if none is."""
    names = phrases.options(phrases.facts.get("skewed", [])[:MAX_NAMES])
    if not names:
        return ""
    return say(
        "The differences of {options} are skewed: with so few replications the interval is rough.",
        phrases.lang,
        options=listed(names, phrases.lang),
    )


def closing_sentence(phrases: Phrases) -> str:
    """What the verdict rests on."""
    facts, lang = phrases.facts, phrases.lang
    places = {
        "weeks": phrases.weeks,
        "replications": say_n("{n} replication", "{n} replications", facts["replications"], lang),
        "failed": facts["failed"],
    }
    if facts["failed"]:
        return say(
            "Simulated over {weeks}, {replications} ({failed} failed); it holds as far as the scenario's assumptions "
            "hold.",
            lang,
            **places,
        )
    return say(
        "Simulated over {weeks}, {replications}; it holds as far as the scenario's assumptions hold.", lang, **places
    )
