"""A table: the number that a grade or a level stands for, such as a rate, a factor or points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from salesim.errors import InputError, nearest_name
from salesim.letter.deals import by_word
from salesim.letter.figures import Figure, Value, each, each_word
from salesim.letter.part import ABOUT_EDGE, Edge, Figures, Part, names_in, rising, row_of, stated
from salesim.parameters import parameter
from salesim.phrase import N_


class Table(Part):
    """What stands in a table beside a word (a grade, a region, a product), or beside the highest level reached."""

    measures: ClassVar = ()
    figures: ClassVar = ("by", "words", "levels", "otherwise")
    is_money: ClassVar = False
    instead: ClassVar = N_("in the model a measure decides a rate in a commission with by, or a factor in a modifier")

    part: Literal["table"] = "table"
    by: Figure = parameter(about="word or number that is looked up", source="A")
    words: Mapping[str, Figure] = Field(
        default={}, max_length=300, description="what each word stands for, such as {A: 1.2, B: 1, C: 0.8}"
    )
    levels: tuple[tuple[Figure, Figure], ...] = parameter(
        (), about="[level, what it stands for] each", source="A", max_length=300
    )
    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")
    otherwise: Figure | None = parameter(
        None, about="what other words, or numbers below the first level, stand for; none: refused, or 0", source="A"
    )

    @model_validator(mode="after")
    def _has_rows(self) -> Table:
        if bool(self.words) == bool(self.levels):
            raise ValueError("a table needs words or levels")
        if not rising(self.levels):
            raise ValueError("levels must rise from one to the next")
        return self

    def uses_words(self) -> Iterator[tuple[str, str]]:
        """What is looked up, if it is a word."""
        if self.words:
            yield from (("by", name) for name in names_in(self.by))

    def reckon(self, figures: Figures) -> Value:
        """What the table has."""
        otherwise = None if self.otherwise is None else figures[self.otherwise]
        if self.words:
            return each_word(lambda word: self._of_word(word, figures, otherwise), figures[self.by])
        table = [*(figures[level] for level, _ in self.levels), *(figures[value] for _, value in self.levels)]
        return each(self._of_level, figures[self.by], otherwise or Fraction(0), *table)

    def explain(self, figures: Figures) -> str:
        """The table and what is looked up."""
        rows = {stated(figures, level): value for level, value in self.levels} or self.words
        return f"{stated(figures, self.by)} → {{{stated(figures, rows)}}}"

    def _of_word(self, said: str, figures: Figures, otherwise: Value | None) -> Value:
        word = by_word(said, self.words)
        if word is not None:
            return figures[self.words[word]]
        if otherwise is None:
            words = ", ".join(self.words)
            raise InputError("the table has no such word", "by", said, words, nearest_name(said, self.words))
        return otherwise

    def _of_level(self, number: Fraction, otherwise: Fraction, *table: Fraction) -> Fraction:
        n = len(self.levels)
        place = row_of(number, table[:n], self.edge)
        return otherwise if place is None else table[n + place]
