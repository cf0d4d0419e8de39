"""When pay is paid out: in parts, of which the later ones wait."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, sum_of
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import MONTHS, InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase

LONGEST_WAIT = 520  # periods: ten years of weeks


class Schedule(Part):
    """Instalments, a holdback, a reserve: shares of what was earned, the first at once."""

    figures: ClassVar = ("shares",)
    says: ClassVar = "{of} × ({shares})"

    part: Literal["schedule"] = "schedule"
    of: Figure = parameter(about="what was earned", source="A")
    shares: tuple[Figure, ...] = parameter(about="share of each instalment", source="A", min_length=1, max_length=120)
    after: tuple[int | Literal["end"], ...] = parameter(
        (),
        about="periods after which each is paid, or end: in the last one of `every`; none: one after the other",
        source="A",
        max_length=120,
    )
    every: int | None = parameter(
        None,
        about="number of periods at whose end held shares are paid, such as the 12 months of a year",
        source="A",
        ge=1,
    )

    @model_validator(mode="after")
    def _has_as_many(self) -> Schedule:
        if self.after and len(self.after) != len(self.shares):
            raise ValueError("after needs a number for each share")
        if ("end" in self.after) != (self.every is not None):
            raise ValueError("end needs every, the number of periods at whose end it is, and every needs end")
        if self.every is not None and self.every > LONGEST_WAIT:
            raise ValueError(Phrase("every must be at most {most} periods", most=LONGEST_WAIT))
        waits = [one for one in self.after if isinstance(one, int)]
        if any(one < 0 for one in waits):
            raise ValueError("after must not be below 0: nothing is paid before it is earned")
        if any(one > LONGEST_WAIT for one in waits):
            raise ValueError(Phrase("after must be at most {most} periods", most=LONGEST_WAIT))
        return self

    @property
    def remembers(self) -> bool:
        """Always."""
        return True

    def in_model(self, model: Translation) -> InModel:
        """Instalments: pay and the holdback of ``sales_force.holdback``; what shares leave of pay is never paid."""
        shares = [model.number(share) for share in self.shares]
        after = [one for one in self.after if isinstance(one, int)] or list(range(len(shares)))
        if self.every is not None:
            raise Unseen(N_("a holdback in the model is paid after some weeks, not at a year's end"))
        if after[0] != 0 or 0 in after[1:] or min(shares) < 0 or not 0 < (whole := sum(shares, Fraction(0))) <= 1:
            raise Unseen(
                N_("instalments in the model are shares of pay, together all of it at most, the first at once")
            )
        paid, cap = model.capped_pieces(self.of)
        if cap and whole != 1:
            raise Unseen(N_("what is capped is paid out as a whole in the model"))
        pieces = tuple(piece.scaled(whole) for piece in paid)
        period = MONTHS.get(model.letter.period or "quarter", 3)
        later = [
            (float(share / whole), round(wait * period * 13 / 3))
            for share, wait in zip(shares[1:], after[1:], strict=True)
            if share
        ]
        if not later:
            return InModel(pieces=pieces, settings=cap)
        (share, weeks), *further = later
        holdback = {"share": share, "weeks": weeks} | ({"further": further} if further else {})
        return InModel(pieces=pieces, settings={**cap, "holdback": holdback})

    def reckon(self, figures: Figures) -> Value:
        """Instalments of one amount; of pay by periods, what each period pays out."""
        earned, shares = figures[self.of], [figures[share] for share in self.shares]
        if not isinstance(earned, tuple):
            return tuple(each(lambda share, amount: share * amount, share, earned) for share in shares)
        after = self.after or tuple(range(len(shares)))
        due = [[self._due(period, wait) for wait in after] for period in range(len(earned))]
        paid: list[Value] = [Fraction(0)] * (1 + max((max(one) for one in due), default=-1))
        for amount, periods in zip(map(sum_of, earned), due, strict=True):
            for period, share in zip(periods, shares, strict=True):
                instalment = each(lambda part, whole: part * whole, share, amount)
                paid[period] = each(lambda a, b: a + b, paid[period], instalment)
        return tuple(paid)

    def _due(self, period: int, wait: int | str) -> int:
        """The period in which an instalment of a period's pay is paid, from 0."""
        if isinstance(wait, int):
            return period + wait
        assert self.every is not None
        return period - period % self.every + self.every - 1
