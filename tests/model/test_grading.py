"""Grading (C1) in the whole model: where visits go, what neglect does, and where it loses."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm

POLICIES = {
    "even": {"set": {"sales_force.coverage.rule": "even"}},
    "current": {},
    "shares": {"set": {"sales_force.coverage.rule": "shares"}},
    "kept": {"set": {"sales_force.coverage": {"rule": "shares", "visits_a_week": 3, "list_length": 1.2}}},
    "abc": {"set": {"sales_force.coverage.rule": "shares", "sales_force.grading.method": "abc"}},
    "reversed": {"set": {"sales_force.coverage": {"rule": "shares", "visit_shares": [0.02, 0.03, 0.05, 0.1, 0.8]}}},
}


@pytest.fixture(scope="module")
def results(small):
    scenario = small(policies=POLICIES, **{"run.weeks": 104})
    world = opening(scenario)
    return {name: run_arm(world, scenario, Arm("unit", name), 0) for name in POLICIES}


def shares(result):
    grades = result.grades[result.grades["quarter"] > 1]
    return grades.groupby("grade")["visits"].sum() / grades["visits"].sum()


def test_the_top_fifth_gets_its_share_of_the_visits(results):
    assert shares(results["even"])["A"] == pytest.approx(0.2, abs=0.05)
    assert shares(results["even"])["A"] < shares(results["current"])["A"] < shares(results["shares"])["A"]
    assert shares(results["shares"])["A"] > 0.38  # seen at most once a week, and others lie on the way


def test_with_several_visits_a_week_and_a_list_that_is_kept_to_it_is_near_four_fifths(results):
    assert 0.72 < shares(results["kept"])["A"] < 0.85
    top = results["kept"].outcomes["visits_share_top"]
    assert top == pytest.approx(
        results["kept"].grades.pipe(lambda g: g[g["grade"] == "A"]["visits"].sum() / g["visits"].sum())
    )
    assert results["kept"].outcomes["visits"] < results["shares"].outcomes["visits"]  # the way is longer: its cost


def test_neglect_costs_the_middle_and_the_tail(results):
    """Fewer of the customers below A are kept than with even visits, and they buy less."""
    kept = {name: results[name].grades.groupby("grade")["retention"].mean() for name in ("even", "shares")}
    assert kept["shares"][["C", "D", "E"]].mean() < kept["even"][["C", "D", "E"]].mean()
    sales = {name: results[name].grades.groupby("grade")["sales"].sum() for name in ("even", "shares")}
    assert sales["shares"]["A"] > sales["even"]["A"]


def test_what_was_wanted_for_each_grade_stands_beside_what_was_done(results):
    grades = results["kept"].grades
    assert grades.groupby("quarter")["wanted_share"].sum().to_numpy() == pytest.approx(1.0)
    first = grades[grades["quarter"] == 2].set_index("grade")
    assert first["wanted_share"]["A"] == pytest.approx(0.8, abs=0.05)
    assert first["visits_a_month"]["A"] * 3 * first["customers"]["A"] == pytest.approx(first["visits"]["A"])
    even = results["even"].grades
    assert even["wanted_share"].to_numpy() == pytest.approx(0.2, abs=0.05)


def test_neglect_is_in_the_summary(results):
    even, kept = results["even"].outcomes, results["kept"].outcomes
    assert (
        kept["retention_top"] > even["retention_top"] + 0.01
        and kept["retention_middle"] < even["retention_middle"] - 0.002
    )
    below_top = {
        name: results[name].grades.pipe(lambda g: g[g["grade"] != "A"])["sales"].sum() for name in ("even", "kept")
    }
    assert below_top["kept"] < 0.97 * below_top["even"]


def test_visits_to_the_wrong_fifth_lose(results):
    assert results["reversed"].outcomes["sales"] < results["even"].outcomes["sales"]


def test_static_grades_go_stale(results):
    """Grades drawn once are never drawn again: new customers keep the grade they came with."""
    abc, rfm = results["abc"].grades, results["shares"].grades
    spread = [
        table[table["quarter"] == 7].set_index("grade")["customers"].pipe(lambda n: n.std() / n.mean())
        for table in (abc, rfm)
    ]
    assert spread[0] > 2 * spread[1]


def test_every_visit_and_sale_to_a_customer_is_in_the_table(results):
    result = results["current"]
    grades = result.grades.groupby("quarter")[["visits", "sales"]].sum()
    weeks = result.weeks.groupby(result.weeks["week"] // 13)[["visits", "sales"]].sum()
    assert (grades["visits"] <= weeks["visits"]).all()  # the others went to prospects and to those won since
    assert (grades["visits"] > 0.6 * weeks["visits"]).all()
    assert np.all(grades["sales"].to_numpy() <= 1.000001 * weeks["sales"].to_numpy())
