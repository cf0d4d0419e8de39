"""What the command line prints fits a narrow terminal without losing a verdict or a figure."""

import io

import pandas as pd
from rich.console import Console

import salesim
from salesim.experiment.statistics import paired_difference
from salesim.report.content import LayoutMap
from salesim.report.style import fold
from salesim.report.terminal import Follow, comparison_table, pay_terms_table, scores_table
from salesim.scenario.arms import Arm
from salesim.scenario.display import Names

TINY = {
    "market.places.units": ["Huzhou"],
    "market.customers": {"count": 100, "prospects": 20},
    "sales_force.team.reps": 2,
    "channel.network.distributors": 1,
    "policies": {"current": {}, "paid_in_advance_each_quarter": {"set": {"sales_force.recognition.cost": 900.0}}},
    "run": {"weeks": 2, "burn_in_weeks": 26},
}


def test_in_a_narrow_terminal_names_give_way_and_figures_do_not():
    scenario = salesim.overlay(salesim.Scenario(name="tiny"), TINY)
    table = comparison_table(salesim.compare(scenario, replications=2))
    lines = io.StringIO()
    Console(file=lines, width=70).print(table)
    printed = lines.getvalue()
    assert "…" not in printed
    assert "= as good" in printed and "effort" in printed
    assert all(part in printed for part in ("unit/paid_in_advance_", "each_quarter"))


def test_headings_fold_by_width_and_chinese_breaks_anywhere():
    assert fold("Takers ahead by", 9) == "Takers\nahead by"
    assert fold("参与者销售变化", 9) == "参与者销\n售变化"
    assert fold("unbreakable", 5) == "unbreakable"


def test_layouts_and_pay_plans_are_called_by_their_titles():
    names = Names({"a": "By town"}, {"bold": "Bold plan"})
    plan = {"policy": "bold: challenge", "component": "x", "measure": "", "period": "quarter"}
    pay = dict.fromkeys(("pay_80", "pay_100", "pay_120", "reached", "at_quota", "earned"), 1.0)
    tables = (
        scores_table([LayoutMap("a", scores={"travel_hours": 1.0})], names=names),
        pay_terms_table(pd.DataFrame([plan | pay]), names=names),
    )
    lines = io.StringIO()
    for table in tables:
        Console(file=lines, width=120).print(table)
    assert "By town" in lines.getvalue() and "Bold plan: challe" in lines.getvalue()


def test_progress_is_told_in_the_outcomes_unit():
    ahead = {Arm("a", "b"): paired_difference([0.25, 0.26, 0.27], [0.2, 0.2, 0.2])}
    assert Follow("en", outcome="retention").leader(ahead).startswith("a/b +6.0% (+")
    assert Follow("zh", currency="KWD").leader(ahead).startswith("a/b +0.060 科威特第纳尔 (+")
