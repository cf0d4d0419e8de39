"""The examples of docs/extending.md run: each is one file's worth, and shows where it should."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import salesim
from salesim.testing import check_layout_builder, check_lever

PAGE = Path(__file__).parents[1] / "docs" / "extending.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^## (.+?)$.*?```python\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL)
FOUND = """
from salesim.metrics import METRICS
from salesim.policy.registry import lever_classes
from salesim.report.section import in_order
import salesim.territory.build
from salesim.territory.builder import BUILDERS
print(list(METRICS)[-1], lever_classes()[-1].__name__, "bands" in BUILDERS, "spread" in [s.name for s in in_order()])
"""
CHANGES = {"run.weeks": 13, "run.burn_in_weeks": 26, "run.replications": 2}


@pytest.fixture(scope="module")
def made():
    """What the blocks define, in a module that can be found by its name, as that of a file is."""
    module = sys.modules["extending"] = ModuleType("extending")
    for _, code in BLOCKS:
        exec(compile(code, str(PAGE), "exec"), vars(module))
    yield vars(module)
    del sys.modules["extending"]


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


def test_the_checks_that_the_page_names_pass(made):
    """They are called as the page writes them."""
    calls = re.findall(r"`salesim\.testing\.(check_\w+\(.+?\))`", TEXT)
    assert [call.split("(")[0] for call in calls] == ["check_lever", "check_layout_builder"]
    names = {**made, "check_lever": check_lever, "check_layout_builder": check_layout_builder}
    for call in calls:
        eval(call, names)


def test_a_file_put_into_its_folder_is_part_of_the_package(tmp_path):
    """Into a copy of the package; nothing else is told of it. A lever says when it acts, besides."""
    package = Path(salesim.__file__).parent
    shutil.copytree(package, tmp_path / "salesim", ignore=shutil.ignore_patterns("__pycache__"))
    for title, code in BLOCKS:
        folder = re.search(r"`src/(.+?)`", title)[1]
        code = code.replace("class Masterclass(Lever):", "class Masterclass(Lever):\n    order = 10_000\n")
        (tmp_path / folder / "mine.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FOUND],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["sales_per_visit", "Masterclass", "True", "True"], done.stderr
