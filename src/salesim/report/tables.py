"""Tables of a page, with every number already written out in its language and unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from salesim.metrics import heading, unit_of, written
from salesim.wording import count, money_unit
from salesim.wording.numbers import decimals_for, is_number
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


def headings(messages: Sequence[str], lang: str) -> tuple[Cell, ...]:
    """Headings of a table, in a language."""
    return tuple(Cell(say(message, lang)) for message in messages)


def figure_column(name: str, values: Sequence[float], currency: str, lang: str) -> tuple[Cell, list[Cell]]:
    """A column of figures: its heading, and a cell a value. Money is in one unit, which the heading names."""
    if unit_of(name) == "money":
        unit = money_unit(values, currency, lang)
        return Cell(heading(name, lang), unit.name), [Cell(unit.write(value)) for value in values]
    return Cell(heading(name, lang)), [Cell(text) for text in side_by_side(name, values, currency, lang)]


def side_by_side(name: str, values: Sequence[float], currency: str, lang: str) -> list[str]:
    """Figures of one kind as they stand together: with equal decimals, three digits of the largest."""
    if unit_of(name) in ("money", "share"):
        return [written(name, value, currency, lang) for value in values]
    numbers = [float(value) for value in values if is_number(value)]
    is_whole = all(number == int(number) for number in numbers)
    decimals = 0 if is_whole else decimals_for(max(abs(number) for number in numbers))
    return [count(value, decimals=decimals) for value in values]


def interval(low: float, high: float, write: Callable[[float], str], lang: str) -> str:
    """Two ends of an interval as text; empty if nobody knows them."""
    return "" if pd.isna(low) else say("{low} to {high}", lang, low=write(low), high=write(high))
