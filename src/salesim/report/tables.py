"""Tables of a page, with every number already written out in its language and unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from salesim.metrics import heading, unit_of, written
from salesim.wording import MoneyUnit, money_unit
from salesim.wording.text import say


@dataclass(frozen=True)
class Cell:
    """One cell: its text, a smaller line beneath, and how it should look (a CSS class)."""

    text: str
    beneath: str = ""
    look: str = ""


@dataclass(frozen=True)
class Row:
    """One row of cells; the first names it. ``mark`` is a CSS class such as ``is-baseline``."""

    cells: tuple[Cell, ...]
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Headings (text, with the unit beneath) and rows. ``look`` is a CSS class of the whole."""

    kind: ClassVar[str] = "table"
    headings: tuple[Cell, ...]
    rows: tuple[Row, ...]
    look: str = ""


@dataclass(frozen=True)
class Figures:
    """Columns of figures, each column of money in one unit that its heading names."""

    columns: tuple[str, ...]
    units: Mapping[str, MoneyUnit]
    currency: str
    lang: str

    @classmethod
    def of(cls, frame: pd.DataFrame, columns: list[str], currency: str, lang: str) -> Figures:
        units = {name: money_unit(frame[name], currency, lang) for name in columns if unit_of(name) == "money"}
        return cls(tuple(columns), units, currency, lang)

    def headings(self) -> list[Cell]:
        return [
            Cell(heading(name, self.lang), self.units[name].name if name in self.units else "") for name in self.columns
        ]

    def cells(self, row: Mapping[Any, Any]) -> list[Cell]:
        return [
            Cell(
                self.units[name].write(row[name])
                if name in self.units
                else written(name, row[name], self.currency, self.lang)
            )
            for name in self.columns
        ]


def interval(low: float, high: float, write: Callable[[float], str], lang: str) -> str:
    """Two ends of an interval as text; empty if nobody knows them."""
    return "" if pd.isna(low) else say("{low} to {high}", lang, low=write(low), high=write(high))
