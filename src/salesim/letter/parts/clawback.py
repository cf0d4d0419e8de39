"""A claw-back: pay that is taken back when a sale does not last."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase

LONGEST_MONTHS = 9  # within which the model knows what was paid for a customer


class Clawback(Part):
    """What is taken back of pay, as a negative amount: all within the window, or less the later the customer leaves."""

    instead: ClassVar = N_("the model does not take back commission when a customer leaves")
    figures: ClassVar = ("share", "after", "window")
    says: ClassVar = "−{of} × {share}"

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

    @model_validator(mode="after")
    def _has_a_window(self) -> Clawback:
        if self.how == "sliding" and (self.window is None or self.after is None):
            raise ValueError("a sliding claw-back needs window and after")
        if self.after is not None and self.window is None:
            raise ValueError("after needs a window to lie in")
        return self

    def in_model(self, model: Translation) -> InModel:
        """The claw-back of ``sales_force.clawback``, beside the pay of which it is."""
        model.pieces(self.of)
        if self.window is None:
            raise Unseen(N_("a claw-back needs a window in the model, in months"))
        weeks = round(model.number(self.window) * Fraction(13, 3))
        if not 1 <= weeks <= LONGEST_MONTHS * Fraction(13, 3):
            raise Unseen(Phrase("the model takes back within {months} months at most", months=LONGEST_MONTHS))
        settings = {"share": float(model.number(self.share)), "how": self.how, "window_weeks": weeks}
        return InModel(pieces=(), settings={"clawback": settings})

    def reckon(self, figures: Figures) -> Value:
        """The amount taken back, negative."""
        back = each(lambda pay, share: -pay * share, figures[self.of], figures[self.share])
        if self.after is None or self.window is None:
            return back

        def left(amount: Fraction, after: Fraction, window: Fraction) -> Fraction:
            if after >= window:
                return Fraction(0)
            return amount if self.how == "full" else amount * (1 - after / window)

        return each(left, back, figures[self.after], figures[self.window])
