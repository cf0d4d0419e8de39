"""A draw: pay is topped up, and what was added may be taken back from later pay."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar, Literal

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, single
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import MONTHS, InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Draw(Part):
    """At least so much each period; a recoverable draw is paid back from what later periods earn above it."""

    figures: ClassVar = ("amount", "recover", "most_owed")
    says: ClassVar = "{of} ↔ {amount}"

    part: Literal["draw"] = "draw"
    of: Figure = parameter(about="what is earned, by period", source="A")
    amount: Figure = parameter(about="the draw of each period", source="A")
    kind: Literal["recoverable", "non_recoverable"] = parameter(
        "recoverable", about="whether what was added is taken back", source="A"
    )
    recover: Figure = parameter(1.0, about="share of what is earned above the draw that pays back", source="A")
    periods: int | None = parameter(
        None,
        about="number of periods with a draw; none: all. What is owed is paid back after them, too",
        source="A",
        ge=1,
    )
    forgiven_after: int | None = parameter(
        None, about="number of periods after which what is still owed is forgiven; none: never", source="A", ge=1
    )
    most_owed: Figure | None = parameter(None, about="the most that may be owed; none: no limit", source="A")
    show: Literal["paid", "balance", "topped_up"] = parameter(
        "paid", about="what the part is: pay, what is owed after it, or what was added", source="A"
    )

    @property
    def remembers(self) -> bool:
        """Always."""
        return True

    def in_model(self, model: Translation) -> InModel:
        """The draw of ``sales_force.draw``; of a few periods, newcomers have it."""
        if self.show != "paid" or self.most_owed is not None:
            raise Unseen(N_("a draw in the model has no limit, and its part must be what is paid"))
        months = MONTHS.get(model.letter.period or "quarter", 3)
        draw: dict[str, Any] = {"amount": float(model.number(self.amount) / months), "kind": self.kind}
        draw["recover"] = float(model.number(self.recover))
        if self.periods is not None:
            draw |= {"who": "new_reps", "new_weeks": min(round(self.periods * months * 13 / 3), 104)}
        if self.forgiven_after is not None:
            draw["forgiven_weeks"] = round(self.forgiven_after * months * 13 / 3)
        return InModel(pieces=model.pieces(self.of), settings={"draw": draw})

    def reckon(self, figures: Figures) -> Value:
        """Period by period."""
        earned = figures[self.of]
        is_alone = not isinstance(earned, tuple)
        by_period: tuple[Value, ...] = (earned,) if not isinstance(earned, tuple) else earned
        amounts = figures[self.amount]
        if isinstance(amounts, tuple) and len(amounts) < len(by_period):
            sizes = f"{len(amounts)}, {len(by_period)}"
            raise InputError(Phrase("lists of different lengths do not go together: {sizes}", sizes=sizes), "amount")
        owed, shown = Fraction(0), []
        for period, income in enumerate(by_period):
            income = single(income, "of")
            draw = single(amounts[period] if isinstance(amounts, tuple) else amounts, "amount")
            if self.periods is not None and period >= self.periods:
                draw = Fraction(0)
            added = max(draw - income, Fraction(0)) if self.periods is None or period < self.periods else Fraction(0)
            back = Fraction(0)
            if self.kind == "recoverable":
                if self.most_owed is not None:
                    added = min(added, max(single(figures[self.most_owed], "most_owed") - owed, Fraction(0)))
                spare = max(income - draw, Fraction(0)) * single(figures[self.recover], "recover")
                back = min(owed, spare)
                owed += added - back
                if self.forgiven_after is not None and period + 1 >= self.forgiven_after:
                    owed = Fraction(0)
            shown.append({"paid": income + added - back, "balance": owed, "topped_up": added}[self.show])
        return shown[0] if is_alone else tuple(shown)
