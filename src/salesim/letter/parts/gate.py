"""A gate: something is paid only if another measure is reached."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from salesim.letter.deals import same
from salesim.letter.figures import Figure, Value, each, each_word
from salesim.letter.in_model import Translation, gate_on
from salesim.letter.part import Figures, Part, Unseen, names_in, stated
from salesim.letter.pieces import Gate as ModelGate
from salesim.letter.pieces import InModel, Piece, gated, opposite, what_is_more, with_deposit
from salesim.parameters import Parameters, parameter
from salesim.phrase import N_

SIGNS = {"≥": operator.ge, ">": operator.gt, "<": operator.lt, "≤": operator.le}


class Condition(Parameters):
    """A measure and its threshold, or a word and what it must be."""

    of: Figure = parameter(about="what is looked at", source="A")
    at: Figure | None = parameter(None, about="threshold that it must reach", source="A")
    above: Figure | None = parameter(None, about="threshold that it must pass", source="A")
    below: Figure | None = parameter(None, about="threshold that it must stay below", source="A")
    at_most: Figure | None = parameter(None, about="the most that it may be", source="A")
    one_of: tuple[str, ...] = parameter((), about="words of which it must be one", source="A", max_length=60)

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if sum(one is not None for one in self.thresholds.values()) + bool(self.one_of) != 1:
            raise ValueError("a condition needs one of at, above, below, at_most or one_of")
        return self

    @property
    def thresholds(self) -> dict[str, Figure | None]:
        """What it may be held against, by the sign."""
        return {"≥": self.at, ">": self.above, "<": self.below, "≤": self.at_most}

    def names(self) -> Iterator[tuple[str, str]]:
        """Field and name of the figures that it refers to."""
        for field in ("of", "at", "above", "below", "at_most"):
            yield from ((field, name) for name in names_in(getattr(self, field)))

    def opens(self, figures: Figures) -> Value:
        """1 where it is met, 0 where it is not."""
        if self.one_of:
            return each_word(lambda word: Fraction(any(same(word, one) for one in self.one_of)), figures[self.of])
        sign, threshold = next((sign, one) for sign, one in self.thresholds.items() if one is not None)
        return each(lambda done, at: Fraction(SIGNS[sign](done, at)), figures[self.of], figures[threshold])

    @property
    def threshold(self) -> Figure:
        """What it is held against."""
        return next((one for one in self.thresholds.values() if one is not None), 0.0)

    def check_in_model(self) -> None:
        """An `Unseen` where no gate of the model is like it."""
        if self.one_of or self.above is not None or self.at_most is not None:
            raise Unseen(N_("a gate in the model looks at a measure that reaches its threshold, or stays below it"))

    def gate(self, model: Translation) -> ModelGate:
        """The model's gate: open from the threshold on, or below it."""
        gate = gate_on(model, self.of, self.threshold)
        return gate if self.at is not None else opposite(gate)

    def written(self, figures: Figures) -> str:
        """The condition in figures and signs."""
        done = stated(figures, self.of)
        if self.one_of:
            return f"{done} = {' | '.join(self.one_of)}"
        return next(f"{done} {sign} {stated(figures, one)}" for sign, one in self.thresholds.items() if one is not None)


class Gate(Condition, Part):
    """What passes a threshold of another measure, and what is paid if it does not."""

    figures: ClassVar = ("passes", "fails")

    part: Literal["gate"] = "gate"
    passes: Figure = parameter(about="what is paid if the condition is met", source="A")
    fails: Figure = parameter(0.0, about="what is paid if it is not", source="A")
    also: Condition | tuple[Condition, ...] = parameter(
        (), about="further conditions that must be met, too", source="A"
    )
    either: Condition | tuple[Condition, ...] = parameter(
        (), about="conditions of which one is enough in place of the first", source="A"
    )

    @property
    def conditions(self) -> dict[str, tuple[Condition, ...]]:
        """All conditions by the field that they stand in."""
        return {"of": (self,), "either": several(self.either), "also": several(self.also)}

    def uses(self) -> Iterator[tuple[str, str]]:
        """What is paid, and what the conditions look at."""
        yield from self.names()
        for field in self.figures:
            yield from ((field, name) for name in names_in(getattr(self, field)))
        for field in ("also", "either"):
            yield from ((field, name) for one in self.conditions[field] for _, name in one.names())

    def uses_words(self) -> Iterator[tuple[str, str]]:
        """What conditions on words look at."""
        for field, conditions in self.conditions.items():
            yield from ((field, name) for one in conditions if one.one_of for name in names_in(one.of))

    def explain(self, figures: Figures) -> str:
        """The conditions, what passes and what does not."""
        first, *rest = (one.written(figures) for one in (self, *self.conditions["either"]))
        stands = " ∨ ".join([first, *rest])
        stands = " ∧ ".join([stands, *(one.written(figures) for one in self.conditions["also"])])
        return f"{stands}: {stated(figures, self.passes)} | {stated(figures, self.fails)}"

    def in_model(self, model: Translation) -> InModel:
        """What passes behind the gate, what does not behind its opposite; what is in both, without a gate."""
        also, either = several(self.also), several(self.either)
        for one in (self, *also, *either):
            one.check_in_model()
        opens_at, threshold = self.at is not None, self.threshold
        known = None if model.is_quota(self.of) else model[self.of].number
        if known is not None and not also and not either:
            return model[self.passes if (known >= model.number(threshold)) == opens_at else self.fails]
        amount, otherwise = model[self.passes].number, model[self.fails].number
        at_stake = otherwise is not None and otherwise < 0 and not also  # what a miss loses
        is_bonus = at_stake or (otherwise == 0 and bool(amount))
        if opens_at and is_bonus and amount is not None and otherwise is not None and not either:
            counted = model.counted(self.of)
            quota = Fraction(0) if counted.in_units else None
            bonus = (Piece(self.name, counted, ((model.number(threshold), Fraction(0), amount - otherwise),), quota),)
            if at_stake:  # which comes back with the bonus
                return InModel(pieces=with_deposit(bonus, -otherwise))
            return InModel(pieces=gated(bonus, *(one.gate(model) for one in also)))
        if self.team_gate(model):
            if not opens_at or also or either or model[self.fails].number != 0:
                raise Unseen(N_("a team's attainment opens what is paid on the team's result at one rate"))
            return InModel(pieces=from_there_on(model, self.of, threshold, model.pieces(self.passes)))
        ways = [one.gate(model) for one in (self, *either)]
        also_gates = [one.gate(model) for one in also]
        passes, fails = model.pieces(self.passes), model.pieces(self.fails)
        both, only_passes, only_fails = shared(passes, fails)
        found = list(both)
        # ways to pass and to fail of which never two hold at once: the first of either, or not the first but the second
        for n, gate in enumerate(ways):
            found += gated(only_passes, *map(opposite, ways[:n]), gate, *also_gates)
        found += gated(only_fails, *map(opposite, ways))
        for n, gate in enumerate(ways):
            for m, other in enumerate(also_gates):
                found += gated(only_fails, *map(opposite, ways[:n]), gate, *also_gates[:m], opposite(other))
        return InModel(pieces=tuple(found))

    def team_gate(self, model: Translation) -> bool:
        """Whether a team's own attainment opens it."""
        return model[self.of].counted is not None and bool(model.counted(self.of).team)

    def reckon(self, figures: Figures) -> Value:
        """What passes, or what is left."""
        opens = self.opens(figures)
        for one in several(self.either):
            opens = each(max, opens, one.opens(figures))
        for one in several(self.also):
            opens = each(min, opens, one.opens(figures))
        return each(
            lambda is_open, passes, fails: passes if is_open else fails,
            opens,
            figures[self.passes],
            figures[self.fails],
        )


def shared(
    passes: tuple[Piece, ...], fails: tuple[Piece, ...]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...], tuple[Piece, ...]]:
    """What is paid whether or not a gate is open, what only if it is, and what only if it is not.

    A plain rate that is paid in any case is told apart from the higher rates that an open gate brings.
    """
    both = [piece for piece in passes if piece in fails]
    only_passes = [piece for piece in passes if piece not in both]
    only_fails = []
    for plain in (piece for piece in fails if piece not in both):
        for n, piece in enumerate(only_passes):
            if (more := what_is_more(piece, plain)) is not None:
                both.append(plain)
                only_passes[n] = more
                break
        else:
            only_fails.append(plain)
    return tuple(both), tuple(only_passes), tuple(only_fails)


def from_there_on(model: Translation, of: Figure, at: Figure, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Rates of a team's result that are paid on all of it once it is reached."""
    attained, threshold = model.counted(of), model.number(at)
    measure, _, quota = attained.parts[0]
    found = []
    for piece in pieces:
        alike = piece.counted.team and piece.counted.parts[0][0] == measure and piece.counted.in_units
        if not alike or len(piece.knots) != 1 or piece.knots[0][2] or piece.gates or quota == 0:
            raise Unseen(N_("a team's attainment opens what is paid on the team's result at one rate"))
        knots = ((Fraction(0), Fraction(0), Fraction(0)), (threshold, piece.knots[0][1], Fraction(0)))
        found.append(replace(piece, knots=knots, quota=quota, whole=True))
    return tuple(found)


def several(conditions: Condition | tuple[Condition, ...]) -> tuple[Condition, ...]:
    """One condition or more, as many."""
    return (conditions,) if isinstance(conditions, Condition) else conditions
