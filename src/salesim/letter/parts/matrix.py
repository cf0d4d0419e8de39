"""A matrix: what two measures together pay."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation, by_level, gate_on
from salesim.letter.part import Figures, Part, Unseen, rising, row_of
from salesim.letter.pieces import InModel, Piece, gated, opposite, rises
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Matrix(Part):
    """The cell of a row and a column, times an amount if one is stated."""

    measures: ClassVar = ("row", "col")
    instead: ClassVar = N_("the model has no matrix of these")
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

    def in_model(self, model: Translation) -> InModel:
        """Amounts: bonuses by the row's measure, for each band of the column's, or the other way round.

        Pay times a cell is pay times a factor of the row's measure for each rise from column to column, behind a gate.
        """
        if self.how == "line":
            raise Unseen(N_("cells of a matrix are steps in the model, no lines"))
        cells = [[model.number(cell) for cell in row] for row in self.cells]
        rows, cols = self._from(model, self.rows), self._from(model, self.cols)
        if (found := self._of_known(model, rows, cols, cells)) is not None:
            return InModel(pieces=found)
        amount = model[self.of].number
        if amount is None:
            return InModel(pieces=tuple(self._times(model, model.pieces(self.of), rows, cols, cells)))
        money = [[cell * amount for cell in row] for row in cells]
        if all(low <= high for column in zip(*money, strict=True) for low, high in pairwise((Fraction(0), *column))):
            return InModel(pieces=tuple(self._bands(model, self.row, rows, self.col, cols, money)))
        if all(low <= high for row in money for low, high in pairwise((Fraction(0), *row))):
            turned = [list(column) for column in zip(*money, strict=True)]
            return InModel(pieces=tuple(self._bands(model, self.col, cols, self.row, rows, turned)))
        raise Unseen(N_("amounts of a matrix must rise along its rows or along its columns in the model"))

    def _of_known(
        self, model: Translation, rows: list[Fraction], cols: list[Fraction], cells: list[list[Fraction]]
    ) -> tuple[Piece, ...] | None:
        """Pay by one measure where the other is a number, the same for all; None where both are measures."""
        for along, steps, across, limits, table in (
            (self.row, rows, self.col, cols, [list(column) for column in zip(*cells, strict=True)]),
            (self.col, cols, self.row, rows, cells),
        ):
            known = None if model.is_quota(across) else model[across].number
            if known is None:
                continue
            place = row_of(known, limits)
            if place is None:
                return ()
            amount = model[self.of].number
            if amount is None:
                return by_level(model, model.pieces(self.of), along, steps, table[place])
            counted = model.counted(along)
            knots = rises(tuple((at, cell * amount) for at, cell in zip(steps, table[place], strict=True)))
            return (Piece(self.name, counted, knots, Fraction(0) if counted.in_units else None),)
        return None

    def _from(self, model: Translation, limits: tuple[Figure, ...]) -> list[Fraction]:
        if self.edge == "upper":
            raise Unseen(N_("limits are the least that belongs to a row or column in the model (edge: lower)"))
        return [model.number(limit) for limit in limits]

    def _bands(
        self,
        model: Translation,
        along: Figure,
        steps: list[Fraction],
        across: Figure,
        edges: list[Fraction],
        money: list[list[Fraction]],
    ) -> Iterator[Piece]:
        counted = model.counted(along)
        quota = Fraction(0) if counted.in_units else None
        for n, edge in enumerate(edges):
            knots = rises(tuple((at, row[n]) for at, row in zip(steps, money, strict=True)))
            gates = [gate_on(model, across, str(float(edge)))] if edge > 0 else []
            if n + 1 < len(edges):
                gates.append(opposite(gate_on(model, across, str(float(edges[n + 1])))))
            yield from gated((Piece(self.name, counted, knots, quota),), *gates)

    def _times(
        self,
        model: Translation,
        pieces: tuple[Piece, ...],
        rows: list[Fraction],
        cols: list[Fraction],
        cells: list[list[Fraction]],
    ) -> Iterator[Piece]:
        before = [Fraction(0)] * len(rows)
        for n, edge in enumerate(cols):
            column = [row[n] for row in cells]
            more = [now - less for now, less in zip(column, before, strict=True)]
            if min(more) < 0:
                raise Unseen(N_("factors of a matrix must rise from column to column in the model"))
            before = column
            if max(more) == 0:
                continue
            some = by_level(model, pieces, self.row, rows, more)
            yield from gated(some, gate_on(model, self.col, str(float(edge)))) if edge > 0 else some

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
