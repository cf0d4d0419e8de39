"""The page of a search, and its pictures' data."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "search"))

from salesim.report.search import render_search, write_search
from salesim.report.search_plots import (
    convergence_data,
    parallel_data,
    plot_front,
    plot_parallel,
    plot_seats,
    seats_data,
)
from salesim.scenario import parse_scenario
from salesim.search import Number, Objective, Space, search

TINY = """
name: tiny
market:
  places: {units: [Jiaxing, Huzhou]}
  customers: {count: 200, prospects: 60}
sales_force: {team: {reps: 4}}
channel: {network: {distributors: 2}}
layouts: {unit: {builder: unit}}
run: {weeks: 13, burn_in_weeks: 26, replications: 4}
"""


@pytest.fixture(scope="module")
def scenario():
    return parse_scenario(TINY)


@pytest.fixture(scope="module")
def found(scenario):
    paths = {
        "sales_force.pay.step_rate": Number(low=0.0, high=0.02),
        "layouts.unit.number.territories": Number(low=3, high=6),
    }
    goals = [
        Objective(outcome="contribution", direction="maximize"),
        Objective(outcome="pay", direction="minimize"),
    ]
    space = Space(numbers=paths, switches=("channel.desk.portal",))
    return search(scenario, space, 24, 4, 4, objectives=goals, sensitivity_replications=3)


@pytest.mark.parametrize("lang, word", [("en", "Confirmed results"), ("zh", "确认的结果")])
def test_the_page_tells_all_parts(found, scenario, lang, word):
    page = render_search(found, scenario, lang)
    assert word in page and found.facts["baseline"] in page and "http" not in page.replace("http-equiv", "")
    assert page.count("<img") >= 5
    assert page == render_search(found, scenario, lang)
    assert ("policies:" in page) == bool(found.policy_yaml)


def test_the_page_is_written(found, scenario, tmp_path):
    assert write_search(found, scenario, tmp_path).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def trials() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "trial": range(6),
            "difference": [0.0, 5.0, np.nan, 9.0, 3.0, 7.0],
            "state": ["simulated", "simulated", "refused", "simulated", "stopped", "simulated"],
            "feasible": [True, True, None, False, True, True],
            "x": [1.0, 2.0, np.nan, 3.0, 4.0, 5.0],
            "kind": ["a", "b", None, "a", None, "b"],
        }
    )


def test_the_best_so_far_keeps_the_constraints():
    data = convergence_data(trials())
    assert data["trial"].tolist() == [0, 1, 3, 4, 5]
    assert data["best"].tolist() == [0.0, 5.0, 5.0, 5.0, 7.0]
    assert convergence_data(trials(), higher_is_better=False)["best"].tolist() == [0.0] * 5


def test_parallel_coordinates_run_from_0_to_1_and_color_the_best():
    data = parallel_data(trials(), ["x", "kind"])
    assert data["x"].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert data["kind"].tolist()[:3] == [0.0, 1.0, 0.0] and np.isnan(data["kind"].iloc[3])
    assert data.index[data["is_best"]].tolist() == [5]  # 9 would break a constraint
    labels = {"x": ("x", "1", "5"), "kind": ("kind", "a", "b")}
    assert len(plot_parallel(data, labels).lines) >= len(data)


def test_seats_compare_the_same_seat_before_and_after():
    rows = [
        ("b", 0, 100.0, 10.0),
        ("b", 1, 100.0, 20.0),
        ("w", 0, 120.0, 30.0),
        ("w", 1, 90.0, 5.0),
        ("w", 2, 1.0, 1.0),
    ]
    frame = pd.DataFrame(rows, columns=["arm", "seat", "sales", "variable_pay"])
    seats = seats_data(frame.assign(region=0, full_quarter=1, fixed_pay=99.0), "b", "w")
    assert (seats["pay_after"] - seats["pay_before"]).tolist() == [20.0, -15.0]
    heights = [bar.get_height() for bar in plot_seats(seats, "CNY").patches]
    assert heights == [-15.0, 20.0]


def test_the_front_is_drawn_with_its_intervals(found):
    axes = plot_front(found.trials, found.front, ("contribution", "pay"), "CNY")
    marked = found.front.loc[found.front["on_front"].astype(bool), "arm"].nunique()
    assert len(axes.texts) == marked >= 1
