"""``tables.xlsx``: a comparison's tables for people who work in Excel, and a data dictionary, in the reader's language.

Text is written as text: a policy called ``=1+1`` stays a name. Users' names cannot become formulas. Cells keep their
exact numbers; how they look follows from the unit of their column, or of the metric that their row is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from salesim.errors import InputError
from salesim.experiment.compare import Comparison
from salesim.metrics import heading, unit_of
from salesim.metrics.metric import Unit
from salesim.phrase import Phrase
from salesim.report.dictionary import data_dictionary
from salesim.report.values import in_words
from salesim.scenario.display import AS_NAMED, Names
from salesim.wording import excel_format
from salesim.wording.excel import Kind
from salesim.wording.text import N_, say
from salesim.written import written

SHEETS = {  # attribute of a comparison: what its sheet is called, at most 31 characters
    "arms": N_("Options"),
    "sentences": N_("Sentences"),
    "parts": N_("Parts"),
    "outcomes": N_("Metrics"),
    "watched": N_("Further metrics"),
    "risk": N_("Risk"),
    "winners": N_("Who gains and who loses"),
    "leaving": N_("Who leaves"),
    "differences": N_("Differences"),
    "failures": N_("Failures"),
    "dictionary": N_("Data dictionary"),
}
FORMATS: dict[Unit, Kind] = {"money": "money", "share": "percent", "count": "count", "goods": "count"}
# Figures of these columns are of whatever metric the row, or the whole comparison, is about.
OF_METRIC = frozenset(
    {
        *("mean", "low", "high", "difference", "difference_low", "difference_high"),
        *("value", "smallest_difference"),
    }
)
NUMBERS = frozenset({"replication", "week", "quarter", "seat", "region"})  # that count from 0
SMALL = frozenset({"p", "p_adjusted", "p_equivalent"})  # figures that two decimals would hide
NO_TIME = datetime(2000, 1, 1)  # the same tables are the same bytes
MAX_ROWS = 1_000_000  # of a sheet; Excel ends at 1,048,576


def write_workbook(comparison: Comparison, file: str | Path, lang: str = "en", names: Names = AS_NAMED) -> Path:
    """Write the tables of a comparison as one Excel file; ``names`` are what it calls options."""
    try:
        import xlsxwriter
    except ImportError:
        message = Phrase("xlsxwriter is not installed; pip install 'salesim[excel]' installs it")
        raise InputError(message, "tables.xlsx", str(file)) from None
    path = Path(file)
    frames = workbook_frames(comparison, lang)
    currency = comparison.facts["currency"]
    try:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with written(path) as aside, xlsxwriter.Workbook(str(aside), options) as book:
            book.set_properties({"created": NO_TIME})
            head = book.add_format({"bold": True, "bottom": 1})
            looks = {
                kind: book.add_format({"num_format": excel_format(kind, currency, lang)})
                for kind in ("money", "percent", "count", "figure")
            }
            small = book.add_format({"num_format": "0.0000"})
            for name, frame in frames.items():
                sheet = book.add_worksheet(say(SHEETS[name], lang))
                sheet.freeze_panes(1, 0)
                for j, column in enumerate(frame.columns):
                    text = heading(str(column), lang)
                    sheet.write_string(0, j, text, head)
                    sheet.set_column(j, j, min(max(2 * len(text) if lang == "zh" else len(text), 10) + 2, 40))
                columns = [str(column) for column in frame.columns]
                for i, cells in enumerate(frame.head(MAX_ROWS).itertuples(index=False, name=None), start=1):
                    row = dict(zip(columns, cells, strict=True))
                    for j, (column, value) in enumerate(zip(columns, cells, strict=True)):
                        unit = unit_in(column, row, comparison.facts["outcome"])
                        look = small if column in SMALL else looks[FORMATS.get(unit, "figure")]
                        write_cell(sheet, i, j, called(column, value, names, lang), look)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise InputError(Phrase("cannot write: {fault}", fault=fault), "tables.xlsx", file=path) from fault
    return path


def workbook_frames(comparison: Comparison, lang: str = "en") -> dict[str, pd.DataFrame]:
    """The sheets by name; empty tables are left out."""
    sentences = pd.DataFrame(list(comparison.sentences.items()), columns=["arm", "sentence"])
    whole = pd.DataFrame([(say("verdict of the comparison", lang), comparison.verdict)], columns=["arm", "sentence"])
    found = {"sentences": pd.concat([whole, sentences], ignore_index=True)}
    found["dictionary"] = data_dictionary(comparison, lang).assign(
        table=lambda rows: [say(SHEETS[name], lang) if name in SHEETS else name for name in rows["table"]]
    )
    frames = {name: found[name] if name in found else getattr(comparison, name) for name in SHEETS}
    return {name: frame for name, frame in frames.items() if len(frame)}


def called(column: str, value: Any, names: Names, lang: str) -> Any:
    """A value as readers call it: options, layouts and policies by their titles, codes in words."""
    titles = {"arm": names.option, "layout": names.layout, "policy": names.policy}
    return titles[column](value) if column in titles and isinstance(value, str) else in_words(column, value, lang)


def unit_in(column: str, row: Mapping[Any, Any], outcome: str) -> Unit:
    """The unit of a cell: its column's, or that of the metric that its row is about."""
    if column in NUMBERS:
        return "count"
    if column not in OF_METRIC:
        return unit_of(column)
    return "money" if "part" in row else unit_of(str(row.get("outcome", outcome)))


def write_cell(sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
    """One cell: numbers as numbers, text as text, nothing for what is no finite number."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        if math.isfinite(value):
            sheet.write_number(row, column, value, look)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:32_767])
