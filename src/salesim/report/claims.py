"""The article's claims for people: its figure, the simulated effect, and what one would have to believe."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from salesim.experiment.claims.claim import Assumption, Claim
from salesim.experiment.claims.study import Finding
from salesim.report.terminal import new_table
from salesim.wording import figure, money, percent
from salesim.wording.text import say


def claims_table(findings: Sequence[Finding], currency: str, lang: str = "en") -> Table:
    """One row a claim; amounts are in the scenario's currency."""
    table = new_table()
    for heading in (
        say("Claim", lang),
        say("Article", lang),
        say("Simulated", lang),
        say("Verdict", lang),
        say("What you would have to believe", lang),
    ):
        table.add_column(heading, overflow="fold")
    for one in findings:
        claim = one.claim
        table.add_row(
            Text(f"{claim.id} {say(claim.says, lang)}"),
            in_words(claim, claim.figure),
            effect_in_words(one, lang),
            verdict_in_words(one, lang),
            Text(belief_in_words(one, currency, lang)),
        )
    return table


def in_words(claim: Claim, value: float | None) -> str:
    """An effect in the claim's own terms: −28.6%, +18, 92%."""
    if value is None or not math.isfinite(value):
        return ""
    signed = claim.kind != "level"
    if claim.scale == 100.0:
        return percent(value, decimals=None, signed=signed)
    return figure(claim.scale * value, signed=signed)


def effect_in_words(one: Finding, lang: str) -> str:
    """The effect with its interval, and what it is an effect on."""
    if not one.off:
        return ""
    claim = one.claim
    span = say("{low} to {high}", lang, low=in_words(claim, one.low), high=in_words(claim, one.high))
    effect = say("{effect} ({interval})", lang, effect=in_words(claim, one.effect), interval=span)
    return f"{effect}\n{say(claim.outcome, lang)}"


def verdict_in_words(one: Finding, lang: str) -> str:
    """What the model says of the claim."""
    if one.claim.missing:
        return say("lever {lever} is not in the model yet", lang, lever=one.claim.missing)
    return {
        "assumed": say("assumed, not tested", lang),
        "reproduced": say("reproduced", lang),
        "none": say("no effect shown", lang),
        "short": say("less than claimed", lang),
        "beyond": say("more than claimed", lang),
        "opposite": say("in the other direction", lang),
    }[one.verdict]


def belief_in_words(one: Finding, currency: str, lang: str) -> str:
    """The value of the key assumption, or that no plausible value does."""
    claim, belief = one.claim, one.belief
    if claim.assumed:
        return say("(what follows from it is shown)", lang)
    if belief is None or claim.assumption is None:
        return ""
    name = say(claim.assumption.name, lang)
    if belief.value is not None:
        return f"{name} = {assumed(claim.assumption, belief.value, currency, lang)}"
    least, most = (in_words(claim, effect) for effect in belief.span)
    low, high = (assumed(claim.assumption, value, currency, lang) for value in belief.range)
    return say(
        "no plausible value does: {name} from {low} to {high} gives {least} to {most}",
        lang,
        name=name,
        low=low,
        high=high,
        least=least,
        most=most,
    )


def assumed(assumption: Assumption, value: float, currency: str, lang: str) -> str:
    """A value of an assumption in its unit."""
    return money(value, currency, lang) if assumption.unit == "money" else figure(value)
