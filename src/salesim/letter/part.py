"""What every part of a plan letter has: a name, what it is reckoned of, and a rule."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Literal, Protocol

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each, number_in, totals_of, written
from salesim.parameters import Parameters, parameter
from salesim.phrase import N_, Phrase


class Unseen(Exception):
    """The simulation has nothing like a part; says what it has instead. ``part`` is where it was found."""

    part = ""


class Figures(Protocol):
    """The figures of a letter while it is reckoned."""

    def __getitem__(self, figure: Figure) -> Value:
        """A number, or what a name stands for: what is given, or another part."""
        ...


class Part(Parameters):
    """One part of a plan, such as a commission, a cap or a draw.

    A kind of part is a class in a file of `salesim.letter.parts` with ``part: Literal["its_name"]``; nothing else has
    to be told of it.
    """

    measures: ClassVar[tuple[str, ...]] = ("of",)  # fields that name what is counted: summed over a period
    figures: ClassVar[tuple[str, ...]] = ()  # fields that name what is agreed: quotas, thresholds, rates
    in_words: ClassVar[tuple[str, ...]] = ()  # fields that name a word or a day, such as a grade
    is_money: ClassVar[bool] = True  # whether it is an amount, which is rounded
    instead: ClassVar[str] = N_("the model has nothing like it")  # what to do in a simulation
    says: ClassVar[str] = ""  # how it is reckoned, with its fields in braces

    part: str = parameter(about="kind of part", source="A")
    name: str = parameter(
        about="name of the part, by which others refer to it", source="A", min_length=1, max_length=60
    )
    about: str = parameter("", about="what the letter says of it", source="A", max_length=500)

    def reckon(self, figures: Figures) -> Value:
        """The part's value."""
        raise NotImplementedError

    def in_model(self, model: Any) -> Any:
        """What the part is in the simulation, an `InModel`; ``model`` is the `Translation` of its letter."""
        raise Unseen(self.instead)

    def explain(self, figures: Figures) -> str:
        """How the value comes about, in figures and signs that every language shares; empty where nothing is to say."""
        return self.says.format(**{field: stated(figures, getattr(self, field)) for field in self.stated_fields()})

    @property
    def remembers(self) -> bool:
        """Whether what a period pays depends on the periods before it."""
        return bool(getattr(self, "cumulative", False))

    def stated_fields(self) -> tuple[str, ...]:
        """Fields that hold figures."""
        return (*self.measures, *self.figures, *self.in_words)

    def uses(self) -> Iterator[tuple[str, str]]:
        """Field and name of every figure that the part refers to."""
        for field in (*self.measures, *self.figures):
            for name in names_in(getattr(self, field)):
                yield field, name
        yield from self.uses_words()

    def uses_words(self) -> Iterator[tuple[str, str]]:
        """Those of them that are words or days."""
        for field in self.in_words:
            for name in names_in(getattr(self, field)):
                yield field, name


def names_in(stated: Any) -> Iterator[str]:
    """Names of figures within a field: its text, or texts in its lists and tables, that are no numbers."""
    if isinstance(stated, str):
        if number_in(stated) is None:
            yield stated
    elif isinstance(stated, Mapping):
        yield from names_in(list(stated.values()))
    elif isinstance(stated, (list, tuple)):
        for one in stated:
            yield from names_in(one)


def stated(figures: Figures, figure: Any) -> str:
    """A field's figures as people write them."""
    if figure is None:
        return ""
    if isinstance(figure, Mapping):
        return ", ".join(f"{word}: {stated(figures, one)}" for word, one in figure.items())
    if isinstance(figure, tuple):
        return ", ".join(stated(figures, one) for one in figure)
    return written(figures[figure])


def divided(value: Value, by: Value, field: str = "quota") -> Value:
    """Attainment; an `InputError` where there is nothing to divide by."""

    return each(lambda amount, quota: amount / quota, value, not_zero(by, field))


def not_zero(quota: Value, field: str = "quota") -> Value:
    """A quota; an `InputError` where it is 0, so that nothing can be measured against it."""

    def one(amount: Fraction) -> Fraction:
        if amount == 0:
            raise InputError("nothing can be measured against 0", field)
        return amount

    return each(one, quota)


def quota_to_date(quota: Value, done: Value) -> Value:
    """The quota that a total to date is held against: one of each period counts to date, a single one is of the whole.

    Raises
    ------
    InputError : quotas of more or fewer periods than there are results
    """
    if isinstance(quota, tuple) and isinstance(done, tuple) and len(quota) != len(done):
        message = Phrase(
            "results are of {n} periods, quotas of {m}; to date, a quota is one for each period, which add up, or "
            "a single one for the whole",
            n=len(done),
            m=len(quota),
        )
        raise InputError(message, "quota")
    return totals_of(quota)


Edge = Literal["reached", "passed"]
ABOUT_EDGE = "whether a level counts from itself on, or only above it"
AT_LEVELS = N_("in the model a level counts as soon as it is reached")


def level_of(amount: Fraction, levels: Sequence[Fraction], edge: Edge = "reached") -> int | None:
    """Number of the highest level that is reached, or passed; None below the first."""
    met = [k for k, level in enumerate(levels) if amount > level or (amount == level and edge == "reached")]
    return met[-1] if met else None


def row_of(amount: Fraction, levels: Sequence[Fraction], edge: Edge = "reached") -> int | None:
    """As `level_of`, of a table whose row from 0 on begins with 0 itself, also where levels must be passed."""
    return 0 if amount == levels[0] == 0 else level_of(amount, levels, edge)


def rising(table: tuple[tuple[Any, ...], ...]) -> bool:
    """Whether a table's first column rises, as far as it is numbers."""
    edges = [number_in(str(edge)) for edge, *_ in table]
    return all(low < high for low, high in itertools.pairwise(edge for edge in edges if edge is not None))
