"""``tables.xlsx``: a comparison's tables for people who work in Excel, and a data dictionary.

Text is written as text: a policy called ``=1+1`` stays a name. Users' names cannot become formulas.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from salesim.errors import InputError
from salesim.experiment.compare import Comparison
from salesim.report.dictionary import data_dictionary

SHEETS = (
    "arms",
    "sentences",
    "parts",
    "outcomes",
    "watched",
    "risk",
    "winners",
    "differences",
    "failures",
    "dictionary",
)
MAX_ROWS = 1_000_000  # of a sheet; Excel ends at 1,048,576


def write_workbook(comparison: Comparison, file: str | Path) -> Path:
    """Write the tables of a comparison as one Excel file."""
    try:
        import xlsxwriter
    except ImportError:
        message = "xlsxwriter is not installed; pip install 'salesim[excel]' installs it"
        raise InputError(message, "tables.xlsx", str(file)) from None
    path = Path(file)
    frames = workbook_frames(comparison)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            head = book.add_format({"bold": True, "bottom": 1})
            for name, frame in frames.items():
                sheet = book.add_worksheet(name)
                sheet.freeze_panes(1, 0)
                for j, column in enumerate(frame.columns):
                    sheet.write_string(0, j, str(column), head)
                    sheet.set_column(j, j, min(max(len(str(column)) + 2, 10), 40))
                for i, row in enumerate(frame.head(MAX_ROWS).itertuples(index=False), start=1):
                    for j, value in enumerate(row):
                        write_cell(sheet, i, j, value)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise InputError(f"cannot write: {fault}", "tables.xlsx", file=path) from fault
    return path


def workbook_frames(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """The sheets by name; empty tables are left out."""
    sentences = pd.DataFrame(list(comparison.sentences.items()), columns=["arm", "sentence"])
    whole = pd.DataFrame([("verdict", comparison.verdict)], columns=["arm", "sentence"])
    found = {"sentences": pd.concat([whole, sentences], ignore_index=True)}
    found["dictionary"] = data_dictionary(comparison)
    frames = {name: found[name] if name in found else getattr(comparison, name) for name in SHEETS}
    return {name: frame for name, frame in frames.items() if len(frame)}


def write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    """One cell: numbers as numbers, text as text, nothing for what is no finite number."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        if math.isfinite(value):
            sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:32_767])
