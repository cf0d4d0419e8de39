"""A gate: something is paid only if another measure is reached."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation, gate_on
from salesim.letter.part import Figures, Part, Unseen, names_in
from salesim.letter.pieces import InModel, Piece, gated, opposite
from salesim.parameters import Parameters, parameter
from salesim.phrase import N_


class Condition(Parameters):
    """A further measure and its threshold."""

    of: Figure = parameter(about="what must reach the threshold", source="A")
    at: Figure = parameter(about="threshold", source="A")


class Gate(Part):
    """What passes a threshold of another measure, and what is paid below it."""

    figures: ClassVar = ("at", "passes", "fails")
    says: ClassVar = "{of} ≥ {at}: {passes} | {fails}"

    part: Literal["gate"] = "gate"
    of: Figure = parameter(about="what must reach the threshold", source="A")
    at: Figure = parameter(about="threshold", source="A")
    passes: Figure = parameter(about="what is paid from the threshold on", source="A")
    fails: Figure = parameter(0.0, about="what is paid below it", source="A")
    also: Condition | tuple[Condition, ...] = parameter(
        (), about="further measures that must reach theirs, too", source="A"
    )
    either: Condition | tuple[Condition, ...] = parameter(
        (), about="measures of which one that reaches its threshold is enough in place of `of`", source="A"
    )

    def uses(self):  # type: ignore[no-untyped-def]
        """Those of the further conditions, too."""
        yield from super().uses()
        for field, conditions in (("also", self.also), ("either", self.either)):
            for one in several(conditions):
                for name in (*names_in(one.of), *names_in(one.at)):
                    yield field, name

    def in_model(self, model: Translation) -> InModel:
        """What passes behind the gate, what does not behind its opposite; what is in both, without a gate."""
        known = None if model.is_quota(self.of) else model[self.of].number
        if known is not None and not several(self.also) and not several(self.either):
            return model[self.passes if known >= model.number(self.at) else self.fails]
        amount, also = model[self.passes].number, several(self.also)
        if amount and model[self.fails].number == 0 and not several(self.either):  # a bonus at the threshold
            counted = model.counted(self.of)
            quota = Fraction(0) if counted.in_units else None
            bonus = Piece(self.name, counted, ((model.number(self.at), Fraction(0), amount),), quota)
            return InModel(pieces=gated((bonus,), *(gate_on(model, one.of, one.at) for one in also)))
        if self.team_gate(model):
            return InModel(pieces=from_there_on(model, self.of, self.at, model.pieces(self.passes)))
        either = [gate_on(model, self.of, self.at)]
        either += [gate_on(model, one.of, one.at) for one in several(self.either)]
        also_gates = [gate_on(model, one.of, one.at) for one in also]
        passes, fails = model.pieces(self.passes), model.pieces(self.fails)
        both = tuple(piece for piece in passes if piece in fails)
        only_passes = tuple(piece for piece in passes if piece not in both)
        only_fails = tuple(piece for piece in fails if piece not in both)
        found = list(both)
        # ways to pass and to fail of which never two hold at once: the first of either, or not the first but the second
        for n, gate in enumerate(either):
            found += gated(only_passes, *map(opposite, either[:n]), gate, *also_gates)
        found += gated(only_fails, *map(opposite, either))
        for n, gate in enumerate(either):
            for m, other in enumerate(also_gates):
                found += gated(only_fails, *map(opposite, either[:n]), gate, *also_gates[:m], opposite(other))
        return InModel(pieces=tuple(found))

    def team_gate(self, model: Translation) -> bool:
        """Whether a team's own attainment opens it."""
        return model[self.of].counted is not None and bool(model.counted(self.of).team)

    def reckon(self, figures: Figures) -> Value:
        """What passes, or what is left."""
        opens = reached(figures, self.of, self.at)
        for one in several(self.either):
            opens = each(max, opens, reached(figures, one.of, one.at))
        for one in several(self.also):
            opens = each(min, opens, reached(figures, one.of, one.at))
        return each(
            lambda is_open, passes, fails: passes if is_open else fails,
            opens,
            figures[self.passes],
            figures[self.fails],
        )


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


def reached(figures: Figures, of: Figure, at: Figure) -> Value:
    """1 where the threshold is reached."""
    return each(lambda done, least: Fraction(done >= least), figures[of], figures[at])
