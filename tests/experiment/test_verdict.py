"""The sentence is read by people who decide: these tests pin what it must say, and one full example a language."""

import re

import pandas as pd
import pytest
from cheap_model import CheapModel, Scenario

from salesim.experiment.compare import compare
from salesim.experiment.outcomes import PARTS, Outcome, phrase
from salesim.experiment.verdict import reasons, replications_needed


def verdict(effects=None, borrowed=None, lang="en", **arguments) -> str:
    return compare(Scenario(), runner=CheapModel(effects or {}, borrowed or {}), lang=lang, **arguments).verdict


BEST = {"effects": {"circles/wager": 3e5}, "arms": ["circles/wager", "circles/flat"]}


def test_the_best_arm_in_english():
    arms = compare(Scenario(), BEST["arms"], runner=CheapModel(BEST["effects"])).arms
    best = arms.iloc[1]
    k = {name: f"{best[name] / 1e3:.0f}" for name in ("difference", "difference_low", "difference_high")}
    assert verdict(**BEST).splitlines() == [
        f"'circles/wager' does best: value created +{k['difference']} k CNY a year "
        f"({k['difference_low']} to {k['difference_high']} k CNY)",
        f"Why: mainly through sales margin (+{k['difference']} k CNY).",
        "Against what: the baseline 'unit/current'.",
        "How sure: the interval holds at 95% for all 2 options at a time; ahead in 6 of 6 replications, p < 0.001.",
        "Simulated over 52 weeks, 6 replications; it holds as far as the scenario's assumptions hold.",
        "Value created is contribution plus the change in what today's customers will bring, less the margin of orders "
        "pulled forward.",
    ]


@pytest.mark.parametrize("effect", [3e5, 1e4, -1e4, -3e5])
def test_the_first_line_has_at_most_twenty_words(effect):
    assert len(verdict({"circles/wager": effect, "circles/flat": -3e5}).splitlines()[0].split()) <= 20


def test_the_best_arm_in_chinese():
    text = verdict(**BEST, lang="zh")
    assert text.startswith(f"“circles/wager”最优：{phrase('value_created', 'zh')}每年 +")
    for words in (
        "万元",
        "6 次重复中 6 次领先",
        "对全部 2 个方案同时成立",
        "p < 0.001",
        "主要来自销售毛利（+",
        "模拟期 52 周",
    ):
        assert words in text


@pytest.mark.parametrize(
    "lang, words", [("en", "cannot be told apart from 'circles/wager'"), ("zh", "“circles/wager”尚无法区分")]
)
def test_an_arm_level_with_the_best_is_not_hidden(lang, words):
    assert words in verdict({"circles/wager": 3e5, "circles/flat": 3e5}, lang=lang)
    assert words not in verdict({"circles/wager": 1e5, "circles/flat": 3e5}, lang=lang)


@pytest.mark.parametrize(
    "lang, words", [("en", "Part of this gain is borrowed from the future"), ("zh", "这一增益部分靠透支未来")]
)
def test_a_gain_borrowed_from_the_future_is_called_so(lang, words):
    assert words in verdict({"circles/wager": 3e5}, {"circles/wager": 1e5}, lang=lang)
    assert words not in verdict({"circles/wager": 3e5}, lang=lang)


def test_a_tempting_option_that_borrows_and_is_not_the_best_is_named():
    text = verdict({"circles/flat": 3e5}, {"circles/wager": 4e5})
    assert (
        text.startswith("'circles/flat' does best") and "The contribution of 'circles/wager' is partly borrowed" in text
    )


@pytest.mark.parametrize(
    "lang, words",
    [("en", "Undecided; most promising is 'circles/wager'"), ("zh", "尚无定论；最有希望的是“circles/wager”")],
)
def test_undecided_is_said_plainly_with_what_it_would_take(lang, words):
    text = verdict({"circles/wager": 2e4}, lang=lang, arms=["circles/wager"], replications=4)
    assert text.startswith(words)
    assert ("replications might decide" if lang == "en" else "次重复才可能见分晓") in text


@pytest.mark.parametrize(
    "lang, words",
    [("en", "Undecided, but nothing looks better than the baseline"), ("zh", "尚无定论，但没有方案看起来优于")],
)
def test_no_option_is_called_promising_that_lies_below_the_baseline(lang, words):
    text = verdict({"circles/wager": -1e4}, lang=lang, arms=["circles/wager"], replications=4)
    assert text.startswith(words) and ("nearest to it" in text or "最接近" in text)


@pytest.mark.parametrize("lang, words", [("en", "Nothing beats 'unit/current'"), ("zh", "没有方案在")])
def test_a_baseline_that_nothing_beats(lang, words):
    assert verdict({"circles/wager": -3e5}, lang=lang, arms=["circles/wager"]).startswith(words)


@pytest.mark.parametrize("lang, words", [("en", "No difference that matters"), ("zh", "差别无关紧要")])
def test_arms_that_are_as_good_as_equal(lang, words):
    text = verdict(lang=lang, arms=["circles/wager"], outcome="orders")
    assert text.startswith(words)


def test_half_a_year_is_not_blown_up_and_two_years_are_averaged():
    """The cheap model's value does not depend on its weeks, so two years give half of it a year."""
    half, one, two = (
        compare(Scenario(), runner=CheapModel(BEST["effects"]), arms=BEST["arms"], weeks=w) for w in (26, 52, 104)
    )
    difference = one.arms["difference"].iloc[1]
    assert f"value created +{difference / 1e3:.0f} k CNY in 26 weeks (" in half.verdict
    assert f"value created +{difference / 1e3:.0f} k CNY a year (" in one.verdict
    assert f"value created +{difference / 2e3:.0f} k CNY a year (" in two.verdict


def test_a_cost_that_falls_is_told_with_its_sign():
    text = verdict({"circles/wager": -3e5}, arms=["circles/wager"], outcome=Outcome("margin", higher_is_better=False))
    low, high = text.split(" a year (")[1].split(" k CNY")[0].replace("−", "-").split(" to ")
    assert text.startswith("'circles/wager' does best: sales margin −") and float(low) < -300 < float(high) < 0


@pytest.mark.parametrize("seed", range(6))
def test_intervals_and_verdicts_agree(seed):
    """Better or worse just where the interval, which holds for all options at a time, misses zero."""
    effects = {"circles/wager": 4e4, "circles/flat": -3e4, "unit/wager": 2e4, "unit/flat": -1e4}
    rows = compare(Scenario(), replications=20, seed=seed, runner=CheapModel(effects)).arms.iloc[1:]
    misses = (rows["difference_low"] > 0) | (rows["difference_high"] < 0)
    assert (rows["verdict"].isin(["better", "worse"]) == misses).all() and (misses == (rows["p_adjusted"] < 0.05)).all()
    assert 0 < misses.sum() < 5


def test_reasons_are_the_largest_parts_for_and_against():
    amounts = {
        "margin": 90.0,
        "variable_pay": -30.0,
        "travel_cost": 20.0,
        "hiring_cost": 15.0,
        "fixed_pay": -2.0,
    }
    parts = pd.DataFrame([{"arm": "a", "part": part, "difference": d} for part, d in amounts.items()])
    drivers, against = reasons(parts, "a", 93.0, "value_created")
    assert [(part.name, d) for part, d in drivers] == [("margin", 90), ("travel_cost", 20)]
    assert [(part.name, d) for part, d in against] == [("variable_pay", -30)]
    assert reasons(parts, "a", 93.0, "orders") == ([], [])
    future = pd.DataFrame([{"arm": "a", "part": "customer_value_change", "difference": 5.0}])
    assert reasons(future, "a", 5.0, "contribution") == ([], []), "contribution knows no future"


def test_replications_needed_are_enough_in_the_end():
    arm = compare(Scenario(), ["circles/wager"], replications=10, runner=CheapModel({"circles/wager": 1e4})).arms.iloc[
        1
    ]
    needed = replications_needed(arm)
    assert arm["verdict"] == "undecided" and needed > 10
    narrower = (arm["difference_high"] - arm["difference_low"]) / 2 * (10 / needed) ** 0.5
    assert narrower <= abs(arm["difference"])
    level = arm.copy()
    level["difference"] = 0.0
    assert replications_needed(level) is None


def test_every_part_has_a_name_in_both_languages():
    for name, part in PARTS.items():
        assert part.part in (1, -1) and phrase(name, "en") and re.search("[一-鿿]", phrase(name, "zh")), name


@pytest.mark.parametrize(
    ("currency", "en", "zh"),
    [("USD", "k USD", "万美元"), ("JPY", "k JPY", "万日元"), ("KWD", "k KWD", "万科威特第纳尔")],
)
def test_amounts_are_in_the_scenario_s_currency(currency, en, zh):
    scenario = Scenario(currency=currency)
    for lang, unit in (("en", en), ("zh", zh)):
        found = compare(scenario, BEST["arms"], runner=CheapModel(BEST["effects"], {"circles/wager": 1e5}), lang=lang)
        for text in (found.verdict, *found.sentences.values()):
            assert unit in text and "CNY" not in text and not re.search(r"万元|\d 元", text), text


def test_chinese_sentences_have_no_english_words():
    """Names of options stand in quotes; all else is Chinese but for codes such as p and CNY."""
    for effects, borrowed in (({}, {}), (BEST["effects"], {"circles/wager": 1e5}), ({"circles/wager": -3e5}, {})):
        found = compare(
            Scenario(), runner=CheapModel(effects, borrowed), lang="zh", precision=1.0, most=6, replications=6
        )
        for text in (found.verdict, *found.sentences.values()):
            assert not re.search("[A-Za-z]{2,}", re.sub("“[^”]*”", "", text)), text
