"""The examples of docs/extending.md run: each is one file's worth, and shows where it should."""

import re
from pathlib import Path

import pytest

import salesim

PAGE = Path(__file__).parents[1] / "docs" / "extending.md"
BLOCKS = re.findall(r"^## (.+?)$.*?```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
CHANGES = {"run.weeks": 13, "run.burn_in_weeks": 26, "run.replications": 2}


@pytest.fixture(scope="module")
def made():
    """What the blocks define."""
    names: dict = {"__name__": "extending"}
    for _, code in BLOCKS:
        exec(compile(code, str(PAGE), "exec"), names)
    return names


def test_the_page_shows_all_four():
    assert [title.split(":")[0] for title, _ in BLOCKS] == ["A metric", "A lever", "A layout builder", "A chart"]


def test_all_four_show_in_a_comparison(made, tmp_path):
    layouts = {
        "layouts.mine": {"builder": "bands"},
        "run.layouts": ["prefecture", "mine"],
        "run.policies": ["current"],
    }
    scenario = salesim.overlay(salesim.load_scenario("small_town"), {**CHANGES, **layouts})
    comparison = salesim.compare(scenario, outcome="sales_per_visit", levers=[made["Masterclass"]()])
    assert "sales per visit" in comparison.verdict.lower()
    assert set(comparison.arms["layout"]) == {"prefecture", "mine"}
    assert (comparison.replications["training_cost"] > 0).all()
    page = salesim.write_report(salesim.report_content(comparison, scenario), tmp_path / "report.html")
    assert "How replications differ" in page.read_text(encoding="utf-8")
