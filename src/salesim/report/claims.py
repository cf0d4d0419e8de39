"""The article's claims for people: its figure, the simulated effect, and what one would have to believe."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from salesim.experiment.claims.claim import Claim
from salesim.experiment.claims.study import Finding
from salesim.experiment.money import digits
from salesim.report.language import name_of, say
from salesim.report.terminal import new_table


def claims_table(findings: Sequence[Finding], lang: str = "en") -> Table:
    """One row a claim."""
    table = new_table()
    for name in ("claim", "article", "simulated", "verdict", "to_believe"):
        table.add_column(name_of(f"claims_{name}", lang), overflow="fold")
    for one in findings:
        claim = one.claim
        table.add_row(
            Text(f"{claim.id} {claim.says[lang == 'zh']}"),
            in_words(claim, claim.figure) if claim.figure is not None else "",
            effect_in_words(one, lang),
            say(f"claim_{one.verdict}", lang, lever=claim.missing),
            Text(belief_in_words(one, lang)),
        )
    return table


def in_words(claim: Claim, value: float | None) -> str:
    """An effect in the claim's own terms: -28.6 %, +18 points, 92 %."""
    if value is None or not math.isfinite(value):
        return ""
    number = digits(claim.scale * value, signed=claim.kind != "level")
    return f"{number} %" if claim.scale == 100.0 else number


def effect_in_words(one: Finding, lang: str) -> str:
    if not one.off:
        return ""
    claim = one.claim
    span = say("interval", lang, low=in_words(claim, one.low), high=in_words(claim, one.high))
    return f"{in_words(claim, one.effect)} ({span})\n{claim.outcome[lang == 'zh']}"


def belief_in_words(one: Finding, lang: str) -> str:
    """The value of the key assumption, or that no plausible value does."""
    claim, belief = one.claim, one.belief
    if claim.assumed:
        return say("claim_follows", lang)
    if belief is None or claim.assumption is None:
        return ""
    name = claim.assumption.name[lang == "zh"]
    if belief.value is not None:
        return say("claim_believe", lang, name=name, value=digits(belief.value))
    least, most = (in_words(claim, effect) for effect in belief.span)
    low, high = digits(claim.assumption.low), digits(claim.assumption.high)
    return say("claim_no_value", lang, name=name, low=low, high=high, least=least, most=most)
