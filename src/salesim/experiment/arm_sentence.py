"""One arm in one sentence: the verdict, the money, the risk, who wins and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.money import digits, money
from salesim.experiment.statistics import BETTER, EQUIVALENT, UNDECIDED, WORSE
from salesim.experiment.verdict import Chinese, English, Words

WORTH_A_WORD = 0.002  # change of a Gini coefficient, or share of sales that change hands

WORDS = {
    "en": {
        BETTER: "'{arm}' is better: {outcome} is {difference} the baseline ({level} % interval {interval})",
        WORSE: "'{arm}' is worse: {outcome} is {difference} the baseline ({level} % interval {interval})",
        EQUIVALENT: "'{arm}' is as good as the baseline, to within {margin}: {outcome} is {difference} it "
        "({level} % interval {interval})",
        UNDECIDED: "'{arm}' is undecided: {outcome} is {difference} the baseline ({level} % interval {interval})",
        "single": "'{arm}' is undecided: {outcome} is {difference} the baseline in the only replication",
        "risk": "in the worst tenth of runs it makes {amount} of difference ({low} to {high})",
        "pay": "reps earn {change} on average; of {seats} seats {gaining} gain and {losing} lose",
        "loss": " {loss} each",
        "fairer": "pay is more equal (Gini {gini}, {difference})",
        "unfairer": "pay is less equal (Gini {gini}, {difference})",
        "moved": "{customers} customers change hands ({share} of sales)",
        "unchanged": "as much as before",
        "glue": "; ",
        "stop": ".",
    },
    "zh": {
        BETTER: "“{arm}”更优：{outcome}{difference}（{level}% 区间 {interval}）",
        WORSE: "“{arm}”更差：{outcome}{difference}（{level}% 区间 {interval}）",
        EQUIVALENT: "“{arm}”与基准相当（差距不超过 {margin}）：{outcome}{difference}（{level}% 区间 {interval}）",
        UNDECIDED: "“{arm}”尚无定论：{outcome}{difference}（{level}% 区间 {interval}）",
        "single": "“{arm}”尚无定论：仅完成 1 次重复，其中{outcome}{difference}",
        "risk": "在最差的十分之一情形下相差 {amount}（{low} 至 {high}）",
        "pay": "代表平均收入{change}；{seats} 个席位中 {gaining} 个增加、{losing} 个减少",
        "loss": "（平均减少 {loss}）",
        "fairer": "收入更均衡（基尼系数 {gini}，{difference}）",
        "unfairer": "收入差距扩大（基尼系数 {gini}，{difference}）",
        "moved": "{customers} 个客户易手（占销售额 {share}）",
        "unchanged": "不变",
        "glue": "；",
        "stop": "。",
    },
}


def arm_sentence(
    arm: str, arms: pd.DataFrame, risk: pd.DataFrame, winners: pd.DataFrame, facts: Mapping[str, Any], lang: str
) -> str:
    """Put one arm of a comparison into a sentence.

    Parameters
    ----------
    arm : its written name.
    arms, risk, winners, facts : as in `Comparison`; what is not known is left out of the sentence.
    lang : ``en`` or ``zh``.
    """
    row = arms[arms["arm"] == arm].iloc[0]
    say: Words = Chinese(facts) if lang == "zh" else English(facts)
    words = WORDS[lang]
    key = row["verdict"] if row["n"] > 1 else "single"
    clauses = [
        words[key].format(
            arm=arm,
            outcome=say.outcome,
            difference=say.difference(row),
            level=say.confidence,
            interval=say.interval(row) if row["n"] > 1 else "",
            margin=say.amount(facts["smallest_difference"]),
        )
    ]
    clauses += risk_clause(arm, risk, say, words)
    clauses += people_clauses(arm, winners, say, words)
    return words["glue"].join(clauses) + words["stop"]


def risk_clause(arm: str, risk: pd.DataFrame, say: Words, words: Mapping[str, str]) -> list[str]:
    """What the arm changes where things go badly; for money only, and from twenty replications on."""
    if risk.empty or not say.is_money:
        return []
    which = "worst_tenth" if say.facts["higher_is_better"] else "best_tenth"
    row = risk[(risk["arm"] == arm) & (risk["statistic"] == which)].iloc[0]
    if not np.isfinite(row["low"]):
        return []
    amounts = {
        name: money(row[column] * say.cash_scale, say.lang, signed=True)
        for name, column in (("amount", "difference"), ("low", "low"), ("high", "high"))
    }
    return [words["risk"].format(**amounts)]


def people_clauses(arm: str, winners: pd.DataFrame, say: Words, words: Mapping[str, str]) -> list[str]:
    """Who gains and who loses pay, whether it is shared more evenly, and which customers get another rep."""
    if winners.empty:
        return []
    row = winners[winners["arm"] == arm].iloc[0]
    change = words["unchanged"] if abs(row["pay_change"]) < 0.0005 else f"{digits(100 * row['pay_change'], True)} %"
    pay = words["pay"].format(change=change, seats=row["seats"], gaining=row["gaining"], losing=row["losing"])
    if row["losing"]:
        pay += words["loss"].format(loss=money(row["loss_mean"] * say.cash_scale, say.lang))
    clauses = [pay]
    if np.isfinite(row["gini_low"]) and min(abs(row["gini_low"]), abs(row["gini_high"])) > WORTH_A_WORD:
        sure = row["gini_low"] * row["gini_high"] > 0
        kind = "fairer" if row["gini_difference"] < 0 else "unfairer"
        figures = {"gini": f"{row['gini']:.3f}", "difference": f"{row['gini_difference']:+.3f}"}
        clauses += [words[kind].format(**figures)] if sure else []
    if row["sales_reassigned_share"] > WORTH_A_WORD:
        share = f"{digits(100 * row['sales_reassigned_share'])} %"
        clauses.append(words["moved"].format(customers=f"{row['accounts_reassigned']:,.0f}", share=share))
    return clauses
