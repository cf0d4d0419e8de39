"""How a comparison was done: pairing, what is judged by, its limits, and what it takes to run it again."""

from __future__ import annotations

from collections.abc import Iterator

from salesim.report.content import ReportContent
from salesim.report.section import Block, Facts, Heading, Section, Text, register
from salesim.wording import count
from salesim.wording.text import N_, say

FACTS = {
    "scenario": N_("Scenario"),
    "seed": N_("Seed"),
    "replications": N_("Replications"),
    "weeks": N_("Weeks"),
    "burn_in_weeks": N_("Weeks of burn-in"),
    "currency": N_("Currency"),
    "hash": N_("Fingerprint"),
}


def method_blocks(_: None, content: ReportContent, lang: str) -> Iterator[Block]:
    yield Text(
        say(
            "Every option lived through the same {replications} replications: the same customers, competitors and "
            "random numbers, starting from the same state. Only the layout and the policy differ, so the differences "
            "are paired and far surer than the levels.",
            lang,
            replications=content.facts.get("replications", ""),
        )
    )
    if correlation := correlations(content, lang):
        yield Text(correlation)
    yield Text(
        say(
            "Value created = contribution + change in customer value − orders pulled forward, so that no option wins "
            "by using up its customers or by booking next year's orders early.",
            lang,
        )
    )
    yield Text(
        say(
            "This is a simulation: it says what follows from the assumptions below. Change one and see whether the "
            "verdict stands.",
            lang,
        )
    )
    if content.facts:
        yield Heading(say("To run it again", lang))
        yield Facts(tuple((say(FACTS.get(term, term), lang), fact) for term, fact in content.facts.items()))


def correlations(content: ReportContent, lang: str) -> str:
    """How closely the options moved with the baseline, in a sentence; empty if nobody knows."""
    if "correlation" not in content.arms:
        return ""
    known = content.arms.loc[content.arms["arm"] != content.baseline, "correlation"].dropna()
    if known.empty:
        return ""
    low, high = count(known.min(), decimals=2), count(known.max(), decimals=2)
    if low == high:
        return say("Correlation between the option and the baseline: {low}.", lang, low=low)
    return say("Correlation between an option and the baseline: {low} to {high}.", lang, low=low, high=high)


register(Section("method", 110, N_("How it was done"), method_blocks))
