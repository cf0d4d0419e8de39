"""A comparison in one plain sentence, in English or Chinese, with a second on what it rests on.

    'circles/wager' does best: value created is 1.23 M CNY a year above the baseline 'prefecture/current' (95% interval
    0.9 to 1.55 M CNY; ahead in 20 of 20 replications, p < 0.001 allowing for 11 comparisons), mainly through sales
    margin (+1.9 M CNY), less variable pay (−0.5 M CNY). Simulated over 52 weeks; ...

It says so when nothing is decided, and when a gain is bought by using up customers and tomorrow's orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesim.errors import InputError
from salesim.experiment.aggregate import BASELINE
from salesim.experiment.money import digits, money, money_range
from salesim.experiment.outcomes import FUTURE_PARTS, PARTS, is_money, is_share, phrase
from salesim.experiment.statistics import UNDECIDED, WORSE
from salesim.metrics import Metric
from salesim.weeks import YEAR

LANGUAGES = ("en", "zh")


def check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise InputError("unknown language", field="lang", value=lang, allowed=", ".join(LANGUAGES))


def verdict_sentence(
    arms: pd.DataFrame, parts: pd.DataFrame, plunder: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], lang: str
) -> str:
    """Put a comparison into words.

    Parameters
    ----------
    arms : one row an arm, as in `Comparison.arms`.
    parts : one row an arm and part, as in `Comparison.parts`.
    plunder : arms whose contribution rises while the future pays for it: ``arm``, ``contribution``, ``future`` [money
        over the horizon, against the baseline].
    facts : as in `Comparison.facts`.
    lang : ``en`` or ``zh``.
    """
    check_language(lang)
    say = Chinese(facts) if lang == "zh" else English(facts)
    others = arms[arms["verdict"] != BASELINE]
    direction = 1 if facts["higher_is_better"] else -1
    gains = (direction * others["difference"]).sort_values(ascending=False, kind="stable")
    ranked = others.loc[gains.index]
    verdicts = ranked["verdict"]
    worse = int((verdicts == WORSE).sum())
    if facts["best"]:
        best = ranked[ranked["arm"] == facts["best"]].iloc[0]
        sentence = say.best(best, *reasons(parts, best["arm"], best["difference"], facts["outcome"]))
    elif (verdicts == UNDECIDED).any():
        best = ranked[verdicts == UNDECIDED].iloc[0]
        sentence = say.undecided(best, replications_needed(best, facts["comparisons"], facts["confidence"]), worse)
    else:
        sentence = say.baseline_best(worse) if worse else say.equivalent()
    # One warning is enough: about the best arm if it plunders, otherwise about the most tempting one.
    for row in sorted(plunder, key=lambda row: (row["arm"] != facts["best"], -row["contribution"]))[:1]:
        sentence += say.plunder(row, is_best=row["arm"] == facts["best"])
    return sentence + say.closing()


def reasons(parts: pd.DataFrame, arm: str, difference: float, outcome: str) -> tuple[list, list]:
    """The largest parts of an arm's difference: up to two that drive it and the largest that works against it.

    Each is (part, difference in money over the horizon). Parts below a tenth of the largest are not worth a word; none
    are given where the outcome is not made of parts.
    """
    columns = dict(PARTS)
    if outcome == "contribution":
        columns = {name: part for name, part in columns.items() if name not in FUTURE_PARTS}
    elif outcome != "value_created":
        return [], []
    mine = parts[(parts["arm"] == arm) & parts["part"].isin(list(columns))]
    found = [(columns[name], d) for name, d in zip(mine["part"], mine["difference"]) if np.isfinite(d)]
    largest = max((abs(d) for _, d in found), default=0.0)
    found = sorted((x for x in found if abs(x[1]) >= max(largest / 10, 1)), key=lambda x: -abs(x[1]))
    return [x for x in found if x[1] * difference > 0][:2], [x for x in found if x[1] * difference < 0][:1]


def replications_needed(arm: pd.Series, comparisons: int, confidence: float) -> int | None:
    """About how many replications would tell an undecided arm from the baseline, if its mean stays where it is.

    Student's t grows with √n, so n (t needed / t reached)², where t is needed for a p value that holds over all
    comparisons. None where there is no telling, or beyond 10,000.
    """
    half = (arm["difference_high"] - arm["difference_low"]) / 2
    if not (half > 0 and arm["difference"] != 0):
        return None
    t_interval, t_needed = stdtrit(arm["n"] - 1, [(1 + confidence) / 2, 1 - (1 - confidence) / 2 / comparisons])
    t_reached = abs(arm["difference"]) / half * t_interval
    needed = int(np.ceil(arm["n"] * (t_needed / t_reached) ** 2 / 10) * 10)
    return needed if arm["n"] < needed <= 10_000 else None


class Words:
    """What both languages share: amounts on a yearly footing, and their brackets."""

    lang = "en"
    word_to = "to"
    points = " points"
    brackets = " (", ")"

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.outcome = phrase(facts["outcome"], self.lang)
        self.is_money = is_money(facts["outcome"])
        # A part of a year is not blown up to a whole one, since seasons differ.
        self.is_yearly = self.is_money and facts["weeks"] >= YEAR
        self.cash_scale = YEAR / facts["weeks"] if facts["weeks"] >= YEAR else 1.0
        self.confidence = f"{100 * facts['confidence']:g}"

    def amount(self, x: float) -> str:
        """An amount of the main outcome, without a sign."""
        if self.is_money:
            return money(abs(x) * self.cash_scale, self.lang)
        return digits(100 * abs(x)) + self.points if is_share(self.facts["outcome"]) else digits(abs(x))

    def interval(self, arm: pd.Series) -> str:
        """The interval of a difference, turned so that it reads as "so much above" or "so much below"."""
        turn = -1 if arm["difference"] < 0 else 1
        low, high = sorted((turn * arm["difference_low"], turn * arm["difference_high"]))
        if self.is_money:
            return money_range(low * self.cash_scale, high * self.cash_scale, self.lang)
        if is_share(self.facts["outcome"]):
            return f"{digits(100 * low)} {self.word_to} {digits(100 * high)}{self.points}"
        return f"{digits(low)} {self.word_to} {digits(high)}"

    def difference(self, arm: pd.Series) -> str:
        """How far an arm lies above or below the baseline."""
        raise NotImplementedError

    def p(self, value: float) -> str:
        return "p < 0.001" if value < 0.001 else f"p = {round(value, 3):g}"

    def parts(self, found: Sequence[tuple[Metric, float]], glue: str) -> str:
        left, right = self.brackets
        return glue.join(
            phrase(p.name, self.lang) + left + money(d * self.cash_scale, self.lang, True) + right for p, d in found
        )


class English(Words):
    def best(self, arm: pd.Series, drivers: list, against: list) -> str:
        text = (
            f"'{arm['arm']}' does best: {self.outcome} is {self.difference(arm)} the baseline "
            f"'{self.facts['baseline']}' ({self.confidence} % interval {self.interval(arm)}; ahead in {arm['wins']} of "
            f"{arm['n']} replications, {self.p(arm['p_holm'])}{self.corrected()})"
        )
        if drivers:
            text += f", mainly through {self.parts(drivers, ' and ')}"
        if against:
            text += f", against {self.parts(against, ' and ')}"
        level = self.facts["level_with_best"]
        if level:
            more = f" and {len(level) - 2} more" if len(level) > 2 else ""
            text += f"; it cannot be told apart from {', '.join(repr(name) for name in level[:2])}{more}"
        return text + "."

    def undecided(self, arm: pd.Series, needed: int | None, worse: int) -> str:
        text = (
            f"Undecided: no arm is shown to beat the baseline '{self.facts['baseline']}' in {self.outcome}; the most "
            f"promising, '{arm['arm']}', lies {self.difference(arm)} it"
        )
        if arm["n"] < 2:
            return text + ", in the only replication that was finished."
        text += (
            f" ({self.confidence} % interval {self.interval(arm)}; ahead in {arm['wins']} of {arm['n']} replications, "
            f"{self.p(arm['p_holm'])}{self.corrected()})"
        )
        if needed:
            text += f", which about {needed:,} replications might settle"
        if worse:
            text += f"; {worse} of {self.facts['comparisons']} arms are shown to do worse"
        return text + "."

    def baseline_best(self, worse: int) -> str:
        k = self.facts["comparisons"]
        which = "the only other arm does" if k == 1 else f"{worse} of {k} other arms {'does' if worse == 1 else 'do'}"
        margin = self.amount(self.facts["smallest_difference"]) + self.a_year()
        rest = "" if worse == k else f", the rest as well to within {margin}"
        return f"Nothing beats the baseline '{self.facts['baseline']}' in {self.outcome}: {which} worse{rest}."

    def equivalent(self) -> str:
        k = self.facts["comparisons"]
        which = "the other arm does" if k == 1 else f"all {k} other arms do"
        return (
            f"It makes no difference that matters: {which} as well as the baseline '{self.facts['baseline']}' in "
            f"{self.outcome}, to within {self.amount(self.facts['smallest_difference'])}{self.a_year()}."
        )

    def plunder(self, row: Mapping[str, Any], is_best: bool) -> str:
        gain, loss = (money(abs(row[key]) * self.cash_scale, self.lang) for key in ("contribution", "future"))
        arm = "Part of this gain is" if is_best else f"The contribution of '{row['arm']}' is partly"
        return (
            f" {arm} bought by plundering: contribution rises by {gain}, while customer value and orders to come "
            f"fall by {loss}."
        )

    def closing(self) -> str:
        f = self.facts
        failed = f" ({f['failed']} failed)" if f["failed"] else ""
        return (
            f"{self.precision()}{self.skewed()} Simulated over {f['weeks']} weeks, {f['replications']} replications"
            f"{failed}; it holds as far as the scenario's assumptions hold."
        )

    def precision(self) -> str:
        if self.facts.get("precise", True):
            return ""
        needed = self.facts.get("replications_for_precision")
        takes = f"; that takes about {needed:,} replications" if needed else ""
        asked, reached = (self.amount(self.facts[key]) for key in ("precision", "half_width"))
        return f" The interval is ± {reached}{self.a_year()}, not ± {asked} as asked{takes}."

    def skewed(self) -> str:
        names = ", ".join(f"'{name}'" for name in self.facts.get("skewed", [])[:3])
        return (
            f" The differences of {names} are skewed: with so few replications the interval is rough." if names else ""
        )

    def difference(self, arm: pd.Series) -> str:
        return f"{self.amount(arm['difference'])}{self.a_year()} {'below' if arm['difference'] < 0 else 'above'}"

    def a_year(self) -> str:
        if not self.is_money:
            return ""
        return " a year" if self.is_yearly else f" in {self.facts['weeks']} weeks"

    def corrected(self) -> str:
        k = self.facts["comparisons"]
        return f" allowing for {k} comparisons" if k > 1 else ""


class Chinese(Words):
    lang = "zh"
    word_to = "至"
    points = " 个百分点"
    brackets = "（", "）"

    def best(self, arm: pd.Series, drivers: list, against: list) -> str:
        text = (
            f"“{arm['arm']}”最优：{self.outcome}{self.difference(arm)}"
            f"（{self.confidence}% 区间 {self.interval(arm)}；{arm['n']} 次重复中 {arm['wins']} 次领先，"
            f"{self.corrected()}{self.p(arm['p_holm'])}）"
        )
        if drivers:
            text += f"，主要来自{self.parts(drivers, '和')}"
        if against:
            text += f"，部分被{self.parts(against, '和')}抵消"
        level = self.facts["level_with_best"]
        if level:
            names = "、".join(f"“{name}”" for name in level[:2])
            text += f"；但与{names}{f'等 {len(level)} 个方案' if len(level) > 2 else ''}尚无法区分高下"
        return text + "。"

    def undecided(self, arm: pd.Series, needed: int | None, worse: int) -> str:
        text = (
            f"尚无定论：没有方案被证实在{self.outcome}上优于基准“{self.facts['baseline']}”；"
            f"最接近的“{arm['arm']}”{self.difference(arm)}"
        )
        if arm["n"] < 2:
            return text + "，且只完成了 1 次重复。"
        text += (
            f"（{self.confidence}% 区间 {self.interval(arm)}；{arm['n']} 次重复中 {arm['wins']} 次领先，"
            f"{self.corrected()}{self.p(arm['p_holm'])}）"
        )
        if needed:
            text += f"，约需 {needed:,} 次重复才可能见分晓"
        if worse:
            text += f"；{self.facts['comparisons']} 个方案中有 {worse} 个被证实更差"
        return text + "。"

    def baseline_best(self, worse: int) -> str:
        k = self.facts["comparisons"]
        rest = "" if worse == k else f"，余者差距在 {self.amount(self.facts['smallest_difference'])}以内"
        return (
            f"没有方案在{self.outcome}上优于基准“{self.facts['baseline']}”：其余 {k} 个方案中有 {worse} 个更差{rest}。"
        )

    def equivalent(self) -> str:
        margin = self.amount(self.facts["smallest_difference"])
        return (
            f"差别无关紧要：其余 {self.facts['comparisons']} 个方案的{self.outcome}与基准“{self.facts['baseline']}”"
            f"相比，{self.a_year()}相差不超过 {margin}。"
        )

    def plunder(self, row: Mapping[str, Any], is_best: bool) -> str:
        gain, loss = (money(abs(row[key]) * self.cash_scale, self.lang) for key in ("contribution", "future"))
        arm = "这一增益" if is_best else f"“{row['arm']}”的贡献毛益"
        return f"{arm}部分靠透支得来：贡献毛益增加 {gain}，而客户价值与未来订单减少 {loss}。"

    def closing(self) -> str:
        f = self.facts
        failed = f"（另有 {f['failed']} 次失败）" if f["failed"] else ""
        return (
            f"{self.precision()}{self.skewed()}模拟期 {f['weeks']} 周，重复 {f['replications']} 次{failed}；"
            f"结论取决于情景中的假设是否成立。"
        )

    def precision(self) -> str:
        if self.facts.get("precise", True):
            return ""
        needed = self.facts.get("replications_for_precision")
        takes = f"，约需 {needed:,} 次重复" if needed else ""
        asked, reached = (self.amount(self.facts[key]) for key in ("precision", "half_width"))
        return f"区间为{self.a_year()} ± {reached}，未达到要求的 ± {asked}{takes}。"

    def skewed(self) -> str:
        names = "、".join(f"“{name}”" for name in self.facts.get("skewed", [])[:3])
        return f"{names}的差异分布偏斜，重复次数偏少，区间仅供参考。" if names else ""

    def difference(self, arm: pd.Series) -> str:
        side = "低" if arm["difference"] < 0 else "高"
        return f"{self.a_year()}比基准“{self.facts['baseline']}”{side} {self.amount(arm['difference'])}"

    def a_year(self) -> str:
        if not self.is_money:
            return ""
        return "每年" if self.is_yearly else f"在 {self.facts['weeks']} 周内"

    def corrected(self) -> str:
        k = self.facts["comparisons"]
        return f"按 {k} 项比较校正后 " if k > 1 else ""
