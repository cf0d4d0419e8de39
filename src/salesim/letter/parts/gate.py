"""A gate: something is paid only if another measure is reached."""

from __future__ import annotations

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
        if several(self.also) or several(self.either):
            raise Unseen(N_("a gate has one condition in the model"))
        amount = model[self.passes].number
        if amount and model[self.fails].number == 0:  # a bonus at the threshold
            counted = model.counted(self.of)
            quota = Fraction(0) if counted.in_units else None
            return InModel(pieces=(Piece(self.name, counted, ((model.number(self.at), Fraction(0), amount),), quota),))
        gate = gate_on(model, self.of, self.at)
        passes, fails = model.pieces(self.passes), model.pieces(self.fails)
        both = tuple(piece for piece in passes if piece in fails)
        opened = gated(tuple(piece for piece in passes if piece not in both), gate)
        shut = gated(tuple(piece for piece in fails if piece not in both), opposite(gate))
        return InModel(pieces=both + opened + shut)

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


def several(conditions: Condition | tuple[Condition, ...]) -> tuple[Condition, ...]:
    """One condition or more, as many."""
    return (conditions,) if isinstance(conditions, Condition) else conditions


def reached(figures: Figures, of: Figure, at: Figure) -> Value:
    """1 where the threshold is reached."""
    return each(lambda done, least: Fraction(done >= least), figures[of], figures[at])
