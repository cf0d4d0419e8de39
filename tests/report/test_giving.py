"""What is given to others: workbook, dictionary, plots, ODD document."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "experiment"))
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.compare import compare
from salesim.report.dictionary import data_dictionary, write_dictionary
from salesim.report.odd import odd_document
from salesim.report.pictures import save_plot
from salesim.report.units import column_unit
from salesim.report.workbook import write_workbook
from salesim.scenario import load_scenario
from salesim.scenario.display import Names
from salesim.scenario.scenario import Scenario as RealScenario

EVIL = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    policies = {"current": {}, EVIL: {}}
    scenario = Scenario(policies=policies).model_copy(
        update={"run": Scenario().run.model_copy(update={"layouts": ("unit",), "policies": ("current", EVIL)})}
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


def test_the_workbook_calls_options_by_their_titles(comparison, tmp_path):
    pytest.importorskip("xlsxwriter")
    names = Names({"unit": "按行政区划"}, {"current": "现行方案"})
    book = openpyxl.load_workbook(write_workbook(comparison, tmp_path / "tables.xlsx", "zh", names))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"按行政区划/现行方案", "按行政区划", "现行方案"} <= cells
    assert not cells & {"unit/current", "unit", "current"}


def test_the_workbook_speaks_the_readers_language(comparison, tmp_path):
    pytest.importorskip("xlsxwriter")
    in_dinars = replace(comparison, facts=comparison.facts | {"currency": "KWD"})
    book = openpyxl.load_workbook(write_workbook(in_dinars, tmp_path / "tables.xlsx", "zh"))
    assert book.sheetnames[:3] == ["方案", "结论", "构成"] and book.sheetnames[-1] == "数据字典"
    latin = re.compile("[A-Za-z]{2,}")
    headings = {str(cell.value) for sheet in book for cell in sheet[1]}
    assert {text for text in headings if latin.search(text)} == set()
    options = book["方案"]
    columns = [cell.value for cell in options[1]]
    mean, verdict = (options.cell(3, columns.index(name) + 1) for name in ("均值", "结论"))
    assert "科威特第纳尔" in mean.number_format and "元" not in mean.number_format
    assert verdict.value in {"更好", "更差", "相当", "未定"}
    assert "%" in options.cell(3, columns.index("最优概率") + 1).number_format
    metrics = book["指标"]
    columns = [cell.value for cell in metrics[1]]
    by_metric = {row[columns.index("指标")].value: row[columns.index("均值")].number_format for row in metrics}
    assert "科威特第纳尔" in by_metric["创造价值"]


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
    assert summary.loc["value_created", "meaning"].startswith("contribution plus the change")
    assert set(comparison.arms.columns) == set(rows.loc[rows["table"] == "arms", "column"])


def test_the_dictionary_is_in_both_languages(comparison, tmp_path):
    in_dinars = replace(comparison, facts=comparison.facts | {"currency": "KWD"})
    rows = pd.read_csv(write_dictionary(in_dinars, tmp_path / "dictionary.csv"), keep_default_na=False)
    created = rows[(rows["table"] == "summary") & (rows["column"] == "value_created")].iloc[0]
    assert (created["unit"], created["unit_zh"]) == ("KWD", "科威特第纳尔")
    assert (created["heading"], created["heading_zh"]) == ("Value created", "创造价值")
    latin = rows["meaning_zh"].str.contains("[A-Za-z]{3,}") | rows["heading_zh"].str.contains("[A-Za-z]{3,}")
    assert sorted(set(rows.loc[latin, "column"])) == []


def test_minor_units_say_how_many_make_one():
    assert column_unit("pay_minor", "", "KWD", "en") == "minor units, 1000 to 1 KWD"
    assert column_unit("pay_minor", "", "JPY", "zh") == "最小货币单位，1 日元 合 1"


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
    small = odd_document(RealScenario(name="small", currency="KWD"))
    assert len(small) > 20_000 and "Money is in KWD" in small
