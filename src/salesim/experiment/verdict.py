"""A comparison in one plain line, and in a few more that give its grounds.

    'circles/wager' does best: value created +1.23 M CNY a year (0.9 to 1.55 M CNY)
    Why: mainly through sales margin (+1.9 M CNY), against variable pay (−0.5 M CNY).
    Against what: the baseline 'unit/current'; it cannot be told apart from 'circles/flat'.
    How sure: the interval holds at 95% for all 11 options at a time; ahead in 20 of 20 replications, p < 0.001.
    ...

The first line has the option, the money and the interval, in at most twenty words where names are short. It says so
when nothing is decided, and the further lines when a gain is borrowed from the future: paid for by customers who will
be worth less, and by orders that will be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.aggregate import BASELINE
from salesim.experiment.extrapolation import extrapolation_sentences
from salesim.experiment.leaving import leaving_against
from salesim.experiment.outcomes import FUTURE_PARTS, PARTS
from salesim.experiment.phrases import Phrases, clauses, listed
from salesim.experiment.statistics import BETTER, UNDECIDED, WORSE
from salesim.metrics import METRICS, Metric
from salesim.wording import count
from salesim.wording.text import say, say_n

WORTH_A_WORD = 0.1  # of the largest part
MAX_NAMES = 3  # of options whose differences are skewed

Part = tuple[Metric, float]
"""A part of the value created, and its difference to the baseline [money over the horizon]."""


def verdict_lines(
    arms: pd.DataFrame,
    parts: pd.DataFrame,
    borrowing: Sequence[Mapping[str, Any]],
    leaving: pd.DataFrame,
    facts: Mapping[str, Any],
    lang: str,
) -> str:
    """Put a comparison into words: lines, the first of which says what came of it.

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
    gains = gain(others["difference"], facts)
    ranked = others.loc[gains.sort_values(ascending=False, kind="stable").index]
    undecided = ranked[ranked["verdict"] == UNDECIDED]
    worse = int((ranked["verdict"] == WORSE).sum())
    if facts["best"]:
        about = ranked[ranked["arm"] == facts["best"]].iloc[0]
        first = best_line(phrases, about)
    elif len(undecided):
        about = undecided.iloc[0]
        first = undecided_line(phrases, about)
    else:
        about = ranked.iloc[0]
        first = baseline_best_line(phrases, worse) if worse else equivalent_line(phrases)
    is_shown = about["verdict"] in (BETTER, WORSE)
    why = why_line(phrases, *reasons(parts, about["arm"], about["difference"], facts["outcome"])) if is_shown else ""
    lines = [first, why, against_line(phrases, about, worse), sure_line(phrases, about)]
    if facts["best"]:
        lines.append(leaving_against(facts["best"], leaving, phrases))
    # One warning is enough: about the best arm if it borrows, otherwise about the most tempting one.
    warnings = sorted(borrowing, key=lambda row: (row["arm"] != facts["best"], -row["contribution"]))[:1]
    lines += [*(borrowing_sentence(phrases, row) for row in warnings)]
    lines += extrapolation_sentences(phrases)
    lines += [precision_sentence(phrases), skewed_sentence(phrases), closing_sentence(phrases)]
    lines.append(definition_sentence(phrases))
    return "\n".join(line for line in lines if line)


def gain(difference: Any, facts: Mapping[str, Any]) -> Any:
    """Differences of the outcome, turned so that more is better."""
    return difference if facts["higher_is_better"] else -difference


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


def replications_needed(arm: pd.Series) -> int | None:
    """About how many replications would tell an undecided arm from the baseline, if its mean stays where it is.

    Intervals narrow with √n, so n (half / difference)², half the interval's width. None where there is no telling, or
    beyond 10,000.
    """
    half = (arm["difference_high"] - arm["difference_low"]) / 2
    if not (half > 0 and arm["difference"] != 0):
        return None
    needed = int(np.ceil(arm["n"] * min(half / abs(arm["difference"]), 1e3) ** 2 / 10) * 10)
    return needed if arm["n"] < needed <= 10_000 else None


def best_line(phrases: Phrases, arm: pd.Series) -> str:
    """The best option, and what it makes of difference."""
    return say("'{arm}' does best: {outcome} {change}", phrases.lang, **change_of(phrases, arm))


def undecided_line(phrases: Phrases, arm: pd.Series) -> str:
    """That nothing is shown to be better; the most promising option, if there is one."""
    if gain(arm["difference"], phrases.facts) > 0:
        return say("Undecided; most promising is '{arm}': {outcome} {change}", phrases.lang, **change_of(phrases, arm))
    return say(
        "Undecided, but nothing looks better than the baseline '{baseline}' in {outcome}",
        phrases.lang,
        baseline=phrases.option(phrases.facts["baseline"]),
        outcome=phrases.outcome,
    )


def change_of(phrases: Phrases, arm: pd.Series) -> dict[str, str]:
    """The option, and its difference with the interval: "+1.2 M CNY a year (0.9 to 1.5 M CNY)"."""
    change = phrases.change(arm["difference"])
    if arm["n"] > 1:
        change = say("{change} ({interval})", phrases.lang, change=change, interval=phrases.signed_interval(arm))
    return {"arm": phrases.option(arm["arm"]), "outcome": phrases.outcome, "change": change}


def why_line(phrases: Phrases, drivers: Sequence[Part], against: Sequence[Part]) -> str:
    """What drives an option's difference and what works against it; empty where the outcome has no parts."""
    lang = phrases.lang
    places = {"drivers": phrases.parts(drivers), "against": phrases.parts(against)}
    if drivers and against:
        return say("Why: mainly through {drivers}, against {against}.", lang, **places)
    return say("Why: mainly through {drivers}.", lang, **places) if drivers else ""


def against_line(phrases: Phrases, arm: pd.Series, worse: int) -> str:
    """What the option is held against, which others are level with it, and how many do worse."""
    facts, lang = phrases.facts, phrases.lang
    found = [say("Against what: the baseline '{baseline}'", lang, baseline=phrases.option(facts["baseline"]))]
    if arm["verdict"] in (UNDECIDED, WORSE) and not gain(arm["difference"], facts) > 0:
        places = change_of(phrases, arm)
        found.append(say("nearest to it is '{arm}': {outcome} {change}", lang, **places))
    if level := facts["level_with_best"]:
        names = phrases.options(level[:2])
        if len(level) > 2:
            names.append(say_n("{n} other option", "{n} other options", len(level) - 2, lang))
        found.append(say("it cannot be told apart from {options}", lang, options=listed(names, lang)))
    k = facts["comparisons"]
    if worse and k > 1:
        found.append(
            say_n(
                "{n} of {k} options is shown to do worse", "{n} of {k} options are shown to do worse", worse, lang, k=k
            )
        )
    return clauses(found, lang)


def sure_line(phrases: Phrases, arm: pd.Series) -> str:
    """What the difference rests on: for how many options its interval holds, replications ahead, p, what would help."""
    facts, lang = phrases.facts, phrases.lang
    if arm["n"] < 2:
        return say("How sure: not at all, with the only replication that was finished.", lang)
    places = {"level": phrases.level, "k": facts["comparisons"], "wins": arm["wins"], "n": arm["n"]}
    if facts["comparisons"] > 1:
        found = [say("How sure: the interval holds at {level} for all {k} options at a time", lang, **places)]
    else:
        found = [say("How sure: the interval holds at {level}", lang, **places)]
    found.append(say("ahead in {wins} of {n} replications, {p}", lang, **places, p=phrases.p(arm["p_adjusted"])))
    if arm["verdict"] == UNDECIDED and (needed := replications_needed(arm)):
        found.append(say("about {n} replications might decide it", lang, n=count(needed)))
    return clauses(found, lang)


def baseline_best_line(phrases: Phrases, worse: int) -> str:
    """That nothing beats the baseline, and how many options do worse."""
    facts, lang = phrases.facts, phrases.lang
    places = {"baseline": phrases.option(facts["baseline"]), "outcome": phrases.outcome, "k": facts["comparisons"]}
    if facts["comparisons"] == 1:
        return say("Nothing beats '{baseline}' in {outcome}: the only other option does worse", lang, **places)
    if worse == facts["comparisons"]:
        return say("Nothing beats '{baseline}' in {outcome}: all {k} other options do worse", lang, **places)
    return say_n(
        "Nothing beats '{baseline}' in {outcome}: {n} of {k} does worse, the rest equals it to within {margin}",
        "Nothing beats '{baseline}' in {outcome}: {n} of {k} do worse, the rest equals it to within {margin}",
        worse,
        lang,
        **places,
        margin=phrases.margin(facts["smallest_difference"]),
    )


def equivalent_line(phrases: Phrases) -> str:
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
            "No difference that matters: the other option equals '{baseline}' in {outcome} to within {margin}",
            lang,
            **places,
        )
    return say(
        "No difference that matters: all {k} options equal '{baseline}' in {outcome} to within {margin}", lang, **places
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


def definition_sentence(phrases: Phrases) -> str:
    """What the outcome is, where its name does not say it."""
    if phrases.facts["outcome"] != "value_created":
        return ""
    about = say(METRICS["value_created"].about, phrases.lang)
    return say("Value created is {about}.", phrases.lang, about=about)


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
