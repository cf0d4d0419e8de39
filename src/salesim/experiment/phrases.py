"""How the figures of a comparison read in its sentences: amounts a year, differences, intervals, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from salesim.experiment.outcomes import is_money, is_share, phrase
from salesim.metrics import Metric
from salesim.weeks import YEAR
from salesim.wording import check_language, figure, money, money_range, percent
from salesim.wording.language import locale
from salesim.wording.text import N_, say, say_n

PUNCTUATION = {"en": (" ", "; ", "."), "zh": ("", "；", "。")}  # between sentences, between clauses, at the end


@dataclass(frozen=True)
class Phrases:
    """The figures of one comparison in one language.

    Parameters
    ----------
    facts : as in `Comparison.facts`; of them outcome, currency, weeks, confidence, baseline and comparisons are used.
    lang : ``en`` or ``zh``.
    """

    facts: Mapping[str, Any]
    lang: str

    def __post_init__(self) -> None:
        check_language(self.lang)

    def option(self, arm: str) -> str:
        """What readers call an option: by the titles of its layout and policy, if the scenario gives any."""
        return str(self.facts.get("titles", {}).get(arm, arm))

    def options(self, arms: Iterable[str]) -> list[str]:
        """Several options, each in quotation marks."""
        return quoted([self.option(arm) for arm in arms], self.lang)

    @property
    def outcome(self) -> str:
        return phrase(self.facts["outcome"], self.lang)

    @property
    def is_money(self) -> bool:
        return is_money(self.facts["outcome"])

    @property
    def is_yearly(self) -> bool:
        """Whether money is told a year; part of a year is not blown up to a whole one, since seasons differ."""
        return bool(self.facts["weeks"] >= YEAR)

    @property
    def money_scale(self) -> float:
        return YEAR / self.facts["weeks"] if self.is_yearly else 1.0

    @property
    def level(self) -> str:
        return percent(self.facts["confidence"], decimals=None)

    @property
    def weeks(self) -> str:
        return say_n("{n} week", "{n} weeks", self.facts["weeks"], self.lang)

    def cash(self, amount: float, *, signed: bool = False) -> str:
        """An amount of money over the horizon as one a year, without saying so."""
        return money(amount * self.money_scale, self.facts["currency"], self.lang, signed=signed)

    def cash_range(self, low: float, high: float) -> str:
        return money_range(low * self.money_scale, high * self.money_scale, self.facts["currency"], self.lang)

    def cash_in_period(self, amount: float) -> str:
        """An amount of money with the time that it is for.

        >>> Phrases({"weeks": 104, "currency": "USD"}, "en").cash_in_period(-2e6)
        '1 M USD a year'
        """
        text = self.cash(abs(amount))
        if self.is_yearly:
            return say("{amount} a year", self.lang, amount=text)
        return say("{amount} in {weeks}", self.lang, amount=text, weeks=self.weeks)

    def amount(self, x: float) -> str:
        """An amount of the outcome, without a sign and without its time."""
        return amount_of(
            self.facts["outcome"], abs(x) * (self.money_scale if self.is_money else 1.0), self.facts, self.lang
        )

    def margin(self, x: float) -> str:
        """An amount of the outcome with the time that it is for, if it is money."""
        return self.cash_in_period(x) if self.is_money else self.amount(x)

    def difference(self, x: float) -> str:
        """How far an option lies above or below the baseline: "1.2 M CNY a year above the baseline"."""
        places = {"amount": self.amount(x), "baseline": say("the baseline", self.lang), "weeks": self.weeks}
        if not self.is_money:
            if x < 0:
                return say("{amount} below {baseline}", self.lang, **places)
            return say("{amount} above {baseline}", self.lang, **places)
        if self.is_yearly:
            if x < 0:
                return say("{amount} a year below {baseline}", self.lang, **places)
            return say("{amount} a year above {baseline}", self.lang, **places)
        if x < 0:
            return say("{amount} in {weeks} below {baseline}", self.lang, **places)
        return say("{amount} in {weeks} above {baseline}", self.lang, **places)

    def interval(self, arm: pd.Series) -> str:
        """The interval of a difference, turned so that it reads as "so much above" or "so much below"."""
        turn = -1 if arm["difference"] < 0 else 1
        low, high = sorted((turn * arm["difference_low"], turn * arm["difference_high"]))
        return self.range_of(low, high)

    def range_of(self, low: float, high: float) -> str:
        """An interval of differences in the outcome's unit."""
        if self.is_money:
            return self.cash_range(low, high)
        if is_share(self.facts["outcome"]):
            places = {"low": figure(100 * low), "high": figure(100 * high)}
            return say("{low} to {high} points", self.lang, **places)
        return say("{low} to {high}", self.lang, low=figure(low), high=figure(high))

    def change(self, x: float) -> str:
        """A difference with its sign and time: "+1.2 M CNY a year"."""
        if not self.is_money:
            return amount_of(self.facts["outcome"], x, self.facts, self.lang, signed=True)
        places = {"amount": self.cash(x, signed=True), "weeks": self.weeks}
        if self.is_yearly:
            return say("{amount} a year", self.lang, **places)
        return say("{amount} in {weeks}", self.lang, **places)

    def signed_interval(self, arm: pd.Series) -> str:
        """The interval of a difference as it is: "-0.3 to 1.2 M CNY"."""
        return self.range_of(arm["difference_low"], arm["difference_high"])

    def p(self, value: float) -> str:
        """A p value."""
        return "p < 0.001" if value < 0.001 else f"p = {figure(round(value, 3))}"

    def parts(self, found: Sequence[tuple[Metric, float]]) -> str:
        """Parts of the value created with their amounts."""
        places = ({"part": phrase(part.name, self.lang), "amount": self.cash(d, signed=True)} for part, d in found)
        return listed([say("{part} ({amount})", self.lang, **one) for one in places], self.lang)


def amount_of(outcome: str, x: float, facts: Mapping[str, Any], lang: str, *, signed: bool = False) -> str:
    """A difference in an outcome's own unit: money, percentage points, or a plain figure.

    >>> amount_of("sales", 1e6, {"currency": "USD"}, "zh"), amount_of("retention", 0.021, {}, "en", signed=True)
    ('100 万美元', '+2.1 points')
    """
    if is_money(outcome):
        return money(x, facts["currency"], lang, signed=signed)
    if is_share(outcome):
        return say("{number} points", lang, number=figure(100 * x, signed=signed))
    return figure(x, signed=signed)


def quoted(names: Iterable[str], lang: str) -> list[str]:
    """Names of options as they stand in a sentence."""
    return [say("'{name}'", lang, name=name) for name in names]


def listed(items: Sequence[str], lang: str) -> str:
    """Items as a sentence lists them.

    >>> listed(["a", "b"], "en"), listed(["a", "b", "c"], "zh")
    ('a and b', 'a、b和c')
    """
    from babel.lists import format_list

    return str(format_list(list(items), locale=locale(lang)))


def sentences(texts: Iterable[str], lang: str) -> str:
    """Sentences one after another; empty ones are left out."""
    return PUNCTUATION[lang][0].join(text for text in texts if text)


def clauses(texts: Iterable[str], lang: str) -> str:
    """Clauses as one sentence."""
    _, between, end = PUNCTUATION[lang]
    return between.join(text for text in texts if text) + end


VERDICTS = {
    "baseline": N_("baseline"),
    "better": N_("better"),
    "worse": N_("worse"),
    "equivalent": N_("equivalent"),
    "undecided": N_("undecided"),
    "needed": N_("needed"),
    "flat": N_("makes no difference"),
    "harmful": N_("better without"),
    "broken": N_("breaks a constraint"),
}


def verdict_word(verdict: str, lang: str) -> str:
    """A verdict's code as readers see it."""
    return say(VERDICTS[verdict], lang)
