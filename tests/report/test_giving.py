"""What is given to others: workbook, dictionary, plots, ODD document."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "experiment"))
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.compare import compare
from salesim.report.dictionary import data_dictionary
from salesim.report.odd import odd_document
from salesim.report.pictures import save_plot
from salesim.report.workbook import write_workbook
from salesim.scenario import load_scenario
from salesim.scenario.scenario import Scenario as RealScenario

EVIL = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    policies = {"current": {}, EVIL: {}}
    scenario = Scenario(policies=policies).model_copy(
        update={"run": Scenario().run.model_copy(update={"layouts": ("prefecture",), "policies": ("current", EVIL)})}
    )
    return compare(scenario, runner=CheapModel(), replications=12, out=tmp_path_factory.mktemp("runs"))


def test_names_of_users_cannot_become_formulas(comparison, tmp_path):
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed (pip install salesim[excel])")
    book = openpyxl.load_workbook(write_workbook(comparison, tmp_path / "tables.xlsx"))
    assert {"Options", "Sentences", "Parts", "Risk", "Data dictionary"} <= set(book.sheetnames)
    arms = book["Options"]
    headings = [cell.value for cell in arms[1]]
    evil = arms.cell(3, headings.index("Policy") + 1)
    assert evil.value == EVIL and evil.data_type == "s"
    assert isinstance(arms.cell(3, headings.index("Mean") + 1).value, float)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_workbook_goes_where_it_can(comparison, tmp_path):
    pytest.importorskip("xlsxwriter")
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot write"):
        write_workbook(comparison, tmp_path / "taken" / "tables.xlsx")


def test_every_column_that_is_left_is_in_the_dictionary(comparison):
    rows = data_dictionary(comparison)
    assert {"arms", "summary", "weeks", "rep_quarters", "risk"} <= set(rows["table"])
    assert (rows["meaning"].str.len() > 0).all()
    summary = rows[rows["table"] == "summary"].set_index("column")
    assert summary.loc["value_created", "unit"] == "CNY"
    assert set(comparison.arms.columns) == set(rows.loc[rows["table"] == "arms", "column"])


def test_plots_are_the_same_bytes_again(tmp_path):
    def draw(ax):
        ax.plot([0, 1], [1, 0])

    first = [file.read_bytes() for file in save_plot(draw, (3, 2), tmp_path / "a" / "plot")]
    again = [file.read_bytes() for file in save_plot(draw, (3, 2), tmp_path / "b" / "plot")]
    assert first == again and first[0].startswith(b"\x89PNG") and b"<svg" in first[1]


def test_the_odd_document_has_all_seven_parts_and_every_parameter():
    scenario = load_scenario("yangtze_delta")
    text = odd_document(scenario)
    parts = re.findall(r"^## (\d) (.+)$", text, flags=re.M)
    assert parts == [
        ("1", "Purpose and patterns"),
        ("2", "Entities, state variables and scales"),
        ("3", "Process overview and scheduling"),
        ("4", "Design concepts"),
        ("5", "Initialization"),
        ("6", "Input data"),
        ("7", "Submodels"),
    ]
    for concept in ("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Sensing", "Interaction"):
        assert f"**{concept}.**" in text
    assert "**Stochasticity.**" in text and "`COMPETITOR_ATTACK` | region x industry; week" in text
    assert "11. close_ledger" in text
    for field in ("commission_rate", "win_back", "portal_hours", "survey_noise"):
        assert f"`{field}`" in text
    assert "`relationship`" in text or "goodwill" in text
    assert len(odd_document(RealScenario(name="small"))) > 20_000
