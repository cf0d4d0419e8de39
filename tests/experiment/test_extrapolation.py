"""Answers that no field study has seen are called so beside the verdict."""

from __future__ import annotations

import pandas as pd
import pytest

from salesim.experiment.extrapolation import extrapolated, extrapolation_sentences, unmet_outside_pay
from salesim.experiment.phrases import Phrases
from salesim.scenario import Scenario
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay

BASELINE = Arm("prefecture", "current")


def summary(sales, at_limits, pay=30.0):
    """Two options with one replication each: the baseline with sales of 100 and pay of 30, and another."""
    names = ["prefecture", "current"], ["prefecture", "tiered"]
    rows = [(*names[0], 100.0, 0.01, 30.0), (*names[1], sales, at_limits, pay)]
    table = pd.DataFrame(rows, columns=["layout", "policy", "sales", "effort_at_limits", "pay"])
    return table.assign(arm=table["layout"] + "/" + table["policy"], replication=0)


@pytest.mark.parametrize(
    "sales, at_limits, is_told", [(129, 0.1, False), (131, 0.1, True), (69, 0.1, True), (100, 0.51, True)]
)
def test_large_answers_and_effort_at_a_limit_are_told(sales, at_limits, is_told):
    found = extrapolated(summary(sales, at_limits), BASELINE)
    assert [one["arm"] for one in found] == (["prefecture/tiered"] if is_told else [])
    said = extrapolation_sentences(Phrases({"extrapolated": found, "best": None}, "en"))
    assert any("Extrapolation" in one for one in said) == is_told


@pytest.mark.parametrize("pay, is_told", [(15.0, True), (20.0, False), (300.0, False)])
def test_pay_that_nobody_has_been_seen_to_stay_for_is_told(pay, is_told):
    found = extrapolated(summary(90.0, 0.1, pay), BASELINE)
    said = extrapolation_sentences(Phrases({"extrapolated": found, "best": None}, "en"))
    assert any("pay changes by −50%" in one for one in said) == is_told


@pytest.mark.parametrize("times, is_told", [(1.0, False), (1.5, False), (2.0, True)])
@pytest.mark.parametrize("lang, words", [("en", "others are assumed to pay 2 times"), ("zh", "2 倍")])
def test_an_outside_wage_that_nobody_meets_is_told(times, is_told, lang, words):
    scenario = overlay(Scenario(name="market"), {"sales_force.turnover.outside_pay": times})
    found = unmet_outside_pay(scenario)
    assert (found == times) == is_told
    said = "".join(extrapolation_sentences(Phrases({"unmet_outside_pay": found, "best": None}, lang)))
    assert (words in said) == is_told
