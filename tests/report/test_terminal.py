"""What the command line prints fits a narrow terminal without losing a verdict or a figure."""

import io

from rich.console import Console

import salesim
from salesim.report.terminal import comparison_table

TINY = {
    "market.places.prefectures": ["Huzhou"],
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
    assert all(part in printed for part in ("prefecture/paid_in_ad", "vance_each_quarter"))
