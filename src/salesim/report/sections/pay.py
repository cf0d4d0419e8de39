"""What each policy pays at each attainment, and where the reps stand on the curve."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from salesim.report.content import ReportContent
from salesim.report.pay_curves import OWN_CURVE, PayCurve, draw_pay, pay_size, pay_title
from salesim.report.pay_plans import component_curves, pay_curves
from salesim.report.section import Block, Plot, Section, register
from salesim.report.sections.quotas import CHAPTER, attainment_data, attainment_of
from salesim.report.source import Source
from salesim.wording.text import say

NO_QUOTA = 100_000.0  # what curves are drawn for where no quarter was finished


def pay_of(source: Source) -> tuple[PayCurve, ...]:
    """The curves of all policies: the plan's own, then those of components; reps of the baseline stand on them."""
    quota = usual_quota(source)
    baseline = str(source.baseline["policy"])
    points = pay_curves(source.scenario, source.policies, baseline, quota)
    reached = attainment_of(source)
    own = None
    if reached is not None:
        rows = source.of_baseline(reached)
        own = attainment_data(rows) if len(rows) else None
    curve = PayCurve(OWN_CURVE, points, source.scenario.currency, own)
    return (curve, *component_curves(source.scenario, source.policies, quota, standings_of(source)))


def pay_blocks(data: tuple[PayCurve, ...], content: ReportContent, lang: str) -> Iterator[Block]:
    about = say(
        "A rep weighs what one more sale pays: where the curve is steep there is reason to push, where it is flat "
        "there is none.",
        lang,
    )
    for number, curve in enumerate(data):
        yield Plot(
            partial(draw_pay, curve=curve.named(content.names), lang=lang),
            pay_size(curve),
            pay_title(curve.paid_on, lang),
            "" if number else about,
            file="plots/pay" + (f"-{number}" if number else ""),
        )


def standings_of(source: Source) -> dict[str, pd.DataFrame]:
    """Where reps stood on components of pay, by policy, in the baseline's layout; nothing if no folder has kept it."""
    rows = source.kept("components")
    if rows.empty:
        return {}
    rows = rows[rows["layout"] == source.baseline["layout"]]
    return {str(policy): some for policy, some in rows.groupby("policy", sort=False)}


def usual_quota(source: Source) -> float:
    """Mean quota of a quarter in the baseline; a round one if no quarter was finished."""
    quarters = source.comparison.attainment
    if quarters.empty:
        return NO_QUOTA
    quotas = source.of_baseline(quarters)["quota"]
    return float(quotas[quotas > 0].mean())


register(Section("pay", 80, CHAPTER, pay_blocks, pay_of))
