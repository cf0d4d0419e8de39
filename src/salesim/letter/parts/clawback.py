"""A claw-back: pay that is taken back when a sale does not last."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, written
from salesim.letter.in_model import Translation
from salesim.letter.part import ABOUT_EDGE, AT_LEVELS, Edge, Figures, Part, Unseen, rising, row_of, stated
from salesim.letter.pieces import InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase

LONGEST_MONTHS = 9  # within which the model knows what was paid for a customer


class Clawback(Part):
    """What is taken back of pay, as a negative amount: all within the window, or less the later the customer leaves."""

    instead: ClassVar = N_("the model does not take back commission when a customer leaves")
    figures: ClassVar = ("share", "after", "window", "steps")

    part: Literal["clawback"] = "clawback"
    of: Figure = parameter(about="pay that may be taken back", source="A")
    share: Figure = parameter(1.0, about="share that is taken back", source="A")
    after: Figure | None = parameter(
        None, about="time from the sale to the customer's leaving, in the window's unit; none: within it", source="A"
    )
    window: Figure | None = parameter(None, about="time after which nothing is taken back; none: no end", source="A")
    how: Literal["full", "sliding"] = parameter(
        "full", about="sliding: in proportion to what was left of the window", source="A"
    )

    steps: tuple[tuple[Figure, Figure], ...] = parameter(
        (),
        about="[time, share] each: share that is taken back from that time on, such as [[0, 1], [90, 50 %], [180, 0]]; "
        "before the first nothing is",
        source="A",
        max_length=60,
    )
    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")

    @model_validator(mode="after")
    def _has_a_window(self) -> Clawback:
        if self.how == "sliding" and (self.window is None or self.after is None):
            raise ValueError("a sliding claw-back needs window and after")
        if self.steps and (self.after is None or self.window is not None or self.how == "sliding"):
            raise ValueError("steps need after, and stand in place of a window")
        if self.after is not None and self.window is None and not self.steps:
            raise ValueError("after needs a window to lie in, or steps")
        if not rising(self.steps):
            raise ValueError("steps must rise from one time to the next")
        return self

    def in_model(self, model: Translation) -> InModel:
        """The claw-back of ``sales_force.clawback``, beside the pay of which it is."""
        model.pieces(self.of)
        if self.steps:
            raise Unseen(N_("a claw-back in the model takes all of its share within the window, or less by the day"))
        if self.edge == "passed":
            raise Unseen(AT_LEVELS)
        if self.window is None:
            raise Unseen(N_("a claw-back needs a window in the model, in months"))
        weeks = round(model.number(self.window) * Fraction(13, 3))
        if not 1 <= weeks <= LONGEST_MONTHS * Fraction(13, 3):
            raise Unseen(Phrase("the model takes back within {months} months at most", months=LONGEST_MONTHS))
        settings = {"share": float(model.number(self.share)), "how": self.how, "window_weeks": weeks}
        return InModel(pieces=(), settings={"clawback": settings})

    def reckon(self, figures: Figures) -> Value:
        """The amount taken back, negative."""
        return each(lambda pay, share, left: -pay * share * left, figures[self.of], *self._shares(figures))

    def explain(self, figures: Figures) -> str:
        """The pay, the share and what the time leaves of it."""
        share, left = self._shares(figures)
        factors = [written(one) for one in (share, left) if one != 1]
        return " × ".join([f"−{stated(figures, self.of)}", *factors])

    def _shares(self, figures: Figures) -> tuple[Value, Value]:
        """The share, and how much of it is taken back at that time."""
        share = figures[self.share]
        if self.after is None:
            return share, Fraction(1)
        if self.steps:
            table = [*(figures[at] for at, _ in self.steps), *(figures[part] for _, part in self.steps)]
            return share, each(self._by_time, figures[self.after], *table)
        assert self.window is not None
        return share, each(self._left, figures[self.after], figures[self.window])

    def _by_time(self, after: Fraction, *table: Fraction) -> Fraction:
        n = len(self.steps)
        place = row_of(after, table[:n], self.edge)
        return Fraction(0) if place is None else table[n + place]

    def _left(self, after: Fraction, window: Fraction) -> Fraction:
        if after > window or (after == window and self.edge == "reached"):
            return Fraction(0)
        return Fraction(1) if self.how == "full" else 1 - after / window
