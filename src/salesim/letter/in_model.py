"""A plan letter as the simulation sees it: components of pay, with a draw or a holdback beside them.

Reps in the model have measures (sales, cash, visits, ...) and a quota, and feel what one more unit of each pays. So a
letter is written as a sum of pieces, each a curve on one measure or index, perhaps behind a gate. What has no such form
is refused with what the model has in its place, never left out.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from salesim.errors import InputError
from salesim.letter.component_fields import DAYS, component_of
from salesim.letter.figures import Figure, number_in
from salesim.letter.part import Unseen
from salesim.letter.pieces import ONE, Counted, Gate, InModel, Piece, gated, opposite
from salesim.pay.measures import MeasureName
from salesim.phrase import N_, Phrase

if TYPE_CHECKING:
    from salesim.letter.letter import Letter

MEASURES = get_args(MeasureName)
QUOTA = "quota"  # what letters call the model's own quota
PERIODS = ("month", "quarter", "half", "year")


class Translation:
    """The letter's figures as the model has them, reckoned from part to part."""

    def __init__(self, letter: Letter):
        self.letter = letter
        self.parts = {part.name: part for part in letter.parts}
        self.done: dict[str, InModel] = {}
        self.at = ""  # part whose component is made

    def __getitem__(self, figure: Figure) -> InModel:
        """What a figure is in the model."""
        if not isinstance(figure, str) or (figure not in self.parts and number_in(figure) is not None):
            return InModel(number=number_in(figure) if isinstance(figure, str) else Fraction(repr(figure)))
        if figure in self.parts:
            if figure not in self.done:
                try:
                    self.done[figure] = self.parts[figure].in_model(self)
                except Unseen as reason:
                    reason.part = reason.part or figure
                    raise
            return self.done[figure]
        if figure in self.letter.settings:
            return InModel(number=self.letter.settings[figure].value)
        if figure in MEASURES:
            return InModel(counted=Counted(((figure, ONE, Fraction(0)),)))
        if figure == QUOTA:
            raise Unseen(N_("the quota may be what something is measured against, nothing else"))
        raise Unseen(
            Phrase(
                "reps in the model have no {figure}; they have {measures}", figure=figure, measures=", ".join(MEASURES)
            )
        )

    def number(self, figure: Figure) -> Fraction:
        """A figure that must be a plain number."""
        found = self[figure].number if figure != QUOTA else None
        if found is None:
            raise Unseen(Phrase("{figure} must be a number here: in the model it is the same for all", figure=figure))
        return found

    def quota(self, figure: Figure | None) -> Fraction | None:
        """What is measured against: None the model's own quota, 0 nothing, or a number."""
        if figure is None:
            return Fraction(0)
        if figure == QUOTA or (figure in self.parts and self[figure].is_quota):
            return None
        if (quota := self.number(figure)) == 0:
            raise Unseen(N_("nothing can be measured against 0"))
        return quota

    def counted(self, figure: Figure) -> Counted:
        """A figure that must be something that reps do."""
        found = self[figure].counted
        if found is None:
            raise Unseen(Phrase("{figure} is not what a rep does, but pay or a number", figure=figure))
        return found

    def pieces(self, figure: Figure) -> tuple[Piece, ...]:
        """A figure that must be pay; what is counted pays its own amount."""
        found = self[figure]
        if found.draw or found.holdback:
            raise Unseen(N_("a draw or a holdback must be the last part"))
        if found.pieces is not None:
            return found.pieces
        if found.number == 0:
            return ()
        if found.counted is not None and found.counted.in_units:
            return (Piece(str(figure), found.counted, ((Fraction(0), ONE, Fraction(0)),), Fraction(0)),)
        raise Unseen(Phrase("{figure} is no pay that follows from what a rep does", figure=figure))


def in_model(letter: Letter) -> dict[str, Any]:
    """Settings of ``sales_force`` that pay reps as the letter says.

    Returns
    -------
    ``{"pay": ..., "draw": ..., "holdback": ...}``, the latter two only if the letter has them; pay has ``components``
    and nothing of the short form.

    Raises
    ------
    InputError : a part that the model cannot see, named, with what the model has in its place
    """
    translation = Translation(letter)
    try:
        paid = translation[letter.paid_part]
        pieces = paid.pieces if paid.pieces is not None else translation.pieces(letter.paid_part)
        period = letter.period or "quarter"
        if period not in PERIODS:
            raise Unseen(
                Phrase("the shortest period that the model pays for is a month, not a {period}", period=period)
            )
        components = []
        for piece in pieces:
            translation.at = piece.name
            components.append(component_of(piece, period, letter.to_date_of or "year"))
    except Unseen as reason:
        part = reason.part or translation.at or letter.paid_part
        message = Phrase("part {part} cannot be simulated: {reason}", part=part, reason=Phrase(reason.args[0]))
        raise InputError(message) from None
    names = [str(component["name"]) for component in components]
    for n, component in enumerate(components):
        if names.count(names[n]) > 1:
            component["name"] = f"{names[n]} {names[:n].count(names[n]) + 1}"
    short = {"commission_rate": 0.0, "step_rate": 0.0, "bonus": 0.0, "cap_at": None}
    found: dict[str, Any] = {"pay": short | {"components": components}}
    if paid.draw is not None:
        found["draw"] = dict(paid.draw)
    if paid.holdback is not None:
        found["holdback"] = dict(paid.holdback)
    return found


def by_level(
    model: Translation, pieces: tuple[Piece, ...], by: Figure, levels: list[Fraction], factors: list[Fraction]
) -> tuple[Piece, ...]:
    """Pieces times the factor of the highest level reached: what all levels share, and what each adds behind a gate.

    Parameters
    ----------
    levels, factors : level and factor of each; nothing is paid below the first level unless it is 0 or less
    """
    rising = all(low <= high for low, high in itertools.pairwise(factors))
    falling = all(low >= high for low, high in itertools.pairwise(factors))
    if not (rising or falling):
        raise Unseen(N_("factors must rise, or fall, from level to level"))
    found: list[Piece] = []

    def add(factor: Fraction, gate: Gate | None) -> None:
        some = tuple(piece.scaled(factor) for piece in pieces)
        found.extend(some if gate is None else gated(some, gate))

    if rising:
        before = Fraction(0)
        for level, factor in zip(levels, factors, strict=True):
            if factor > before:
                add(factor - before, gate_on(model, by, str(float(level))) if level > 0 else None)
            before = factor
    else:
        if levels[0] > 0:
            raise Unseen(N_("factors that fall must begin at 0"))
        if factors[-1] > 0:
            add(factors[-1], None)
        for level, lower, factor in zip(levels[1:], factors[1:], factors, strict=False):
            if factor > lower:
                add(factor - lower, opposite(gate_on(model, by, str(float(level)))))
    return tuple(found)


def gate_on(translation: Translation, of: Figure, at: Figure) -> Gate:
    """The gate that a measure and a threshold make."""
    counted = translation.counted(of)
    if len(counted.parts) > 1:
        raise Unseen(N_("a gate on an index"))
    measure, factor, quota = counted.parts[0]
    if factor <= 0:
        raise Unseen(Phrase("nothing of {measure} is credited", measure=measure))
    threshold = translation.number(at) / factor
    if counted.cap is not None and counted.cap < translation.number(at):
        raise Unseen(Phrase("{figure} is capped below the gate's threshold", figure=of))
    if threshold <= 0:
        raise Unseen(N_("a gate that stands open from the start"))
    if measure == DAYS:  # the model counts days saved, so that reaching many days is missing a quota of few
        if quota is None:
            raise Unseen(N_("days need a number to be held against"))
        return Gate(measure, ONE, threshold * (quota or ONE), below=True)
    if quota == 0:
        return Gate(measure, ONE, threshold)
    return Gate(measure, threshold, quota)
