"""A matrix: what two measures together pay."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each
from salesim.letter.part import Figures, Part, rising
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Matrix(Part):
    """The cell of a row and a column, times an amount if one is stated."""

    measures: ClassVar = ("row", "col")
    instead: ClassVar = N_("in the model two measures act together through a gate or a modifier")
    figures: ClassVar = ("rows", "cols", "cells", "of")
    says: ClassVar = "f({row}, {col}) × {of}"

    part: Literal["matrix"] = "matrix"
    row: Figure = parameter(about="measure that decides the row", source="A")
    col: Figure = parameter(about="measure that decides the column", source="A")
    rows: tuple[Figure, ...] = parameter(about="limits of the rows", source="A", min_length=1, max_length=60)
    cols: tuple[Figure, ...] = parameter(about="limits of the columns", source="A", min_length=1, max_length=60)
    cells: tuple[tuple[Figure, ...], ...] = parameter(about="a list of cells for each row", source="A")
    of: Figure = parameter(1.0, about="amount that a cell is a share of", source="A")
    edge: Literal["lower", "upper"] = parameter(
        "lower", about="whether limits are the least or the most that belongs to a row or column", source="A"
    )

    how: Literal["step", "line"] = parameter(
        "step",
        about="between limits: the cell that is reached, or a line from cell to cell in both directions",
        source="A",
    )

    @model_validator(mode="after")
    def _is_full(self) -> Matrix:
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.cols) for row in self.cells):
            raise ValueError(
                Phrase(
                    "cells must be {n} rows of {m} numbers, as rows and cols say", n=len(self.rows), m=len(self.cols)
                )
            )
        for name, limits in (("rows", self.rows), ("cols", self.cols)):
            if self.how == "line" and self.edge == "upper":
                raise ValueError("edge: upper goes with how: step; lines run from limit to limit")
            if not rising(tuple((limit,) for limit in limits)):
                raise ValueError(Phrase("{name} must rise from one to the next", name=name))
        return self

    def reckon(self, figures: Figures) -> Value:
        """The cell; 0 outside of the matrix."""
        rows = [figures[limit] for limit in self.rows]
        cols = [figures[limit] for limit in self.cols]
        cells = [figures[cell] for row in self.cells for cell in row]

        def cell(row: Fraction, col: Fraction, *table: Fraction) -> Fraction:
            n, m = len(rows), len(cols)
            at, along = self._place(row, table[:n]), self._place(col, table[n : n + m])
            if self.how == "line" and at is not None and along is not None:
                return self._between(row, col, at, along, table)
            return Fraction(0) if at is None or along is None else table[n + m + at * m + along]

        share = each(cell, figures[self.row], figures[self.col], *rows, *cols, *cells)
        return each(lambda part, amount: part * amount, share, figures[self.of])

    def _between(self, row: Fraction, col: Fraction, at: int, along: int, table: tuple[Fraction, ...]) -> Fraction:
        """The cell on lines between the four around it; beyond the last limits, the last cells."""
        n, m = len(self.rows), len(self.cols)
        rows, cols, cells = table[:n], table[n : n + m], table[n + m :]
        below, right = min(at + 1, n - 1), min(along + 1, m - 1)
        down = (row - rows[at]) / (rows[below] - rows[at]) if below > at else Fraction(0)
        over = (col - cols[along]) / (cols[right] - cols[along]) if right > along else Fraction(0)
        upper = cells[at * m + along] * (1 - over) + cells[at * m + right] * over
        lower = cells[below * m + along] * (1 - over) + cells[below * m + right] * over
        return upper * (1 - down) + lower * down

    def _place(self, value: Fraction, limits: tuple[Fraction, ...]) -> int | None:
        if self.edge == "upper":
            return next((k for k, most in enumerate(limits) if value <= most), None)
        reached = [k for k, least in enumerate(limits) if value >= least]
        return reached[-1] if reached else None
