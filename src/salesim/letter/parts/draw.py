"""A draw: pay is topped up, and what was added may be taken back from later pay."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar, Literal

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, single, sum_of
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import MONTHS, InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Draw(Part):
    """At least so much each period; a recoverable draw is paid back from what later periods earn above it."""

    figures: ClassVar = ("amount", "recover", "most_owed", "most_recovered", "interest")
    says: ClassVar = "{of} ↔ {amount}"

    part: Literal["draw"] = "draw"
    of: Figure = parameter(about="what is earned, by period", source="A")
    amount: Figure | tuple[Figure, ...] = parameter(
        about="the draw of each period, or a list of those of the first periods, after which there is none", source="A"
    )
    kind: Literal["recoverable", "non_recoverable"] = parameter(
        "recoverable", about="whether what was added is taken back", source="A"
    )
    recover: Figure = parameter(1.0, about="share of what is earned above the draw that pays back", source="A")
    most_recovered: Figure | None = parameter(
        None, about="the most that a period pays back; none: all that is earned above the draw", source="A"
    )
    recovers_from: int = parameter(1, about="the first period that pays back", source="A", ge=1)
    interest: Figure = parameter(0.0, about="interest of a period on what was owed at its beginning", source="A")
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
        if self.show != "paid" or self.most_owed is not None or self.most_recovered is not None:
            raise Unseen(N_("a draw in the model has no limit, and its part must be what is paid"))
        if isinstance(self.amount, tuple) or self.recovers_from > 1 or model.number(self.interest) != 0:
            raise Unseen(N_("a draw in the model is of one amount, paid back from the next pay on, without interest"))
        months = MONTHS.get(model.letter.period or "quarter", 3)
        draw: dict[str, Any] = {"amount": float(model.number(self.amount) / months), "kind": self.kind}
        draw["recover"] = float(model.number(self.recover))
        if self.periods is not None:
            draw |= {"who": "new_reps", "new_weeks": min(round(self.periods * months * 13 / 3), 104)}
        if self.forgiven_after is not None:
            draw["forgiven_weeks"] = round(self.forgiven_after * months * 13 / 3)
        pieces, cap = model.capped_pieces(self.of)
        return InModel(pieces=pieces, settings={**cap, "draw": draw})

    def reckon(self, figures: Figures) -> Value:
        """Period by period."""
        earned = figures[self.of]
        is_alone = not isinstance(earned, tuple)
        by_period: tuple[Value, ...] = (earned,) if not isinstance(earned, tuple) else earned
        amounts = self._draws(figures, len(by_period))
        owed, shown = Fraction(0), []
        for period, income in enumerate(by_period):
            income = sum_of(income)
            draw = amounts[period]
            added = Fraction(0) if draw is None else max(draw - income, Fraction(0))
            owed *= 1 + single(figures[self.interest], "interest")
            back = Fraction(0)
            if self.kind == "recoverable":
                if self.most_owed is not None:
                    added = min(added, max(single(figures[self.most_owed], "most_owed") - owed, Fraction(0)))
                spare = max(income - (draw or 0), Fraction(0)) * single(figures[self.recover], "recover")
                if self.most_recovered is not None:
                    spare = min(spare, single(figures[self.most_recovered], "most_recovered"))
                back = min(owed, spare) if period + 1 >= self.recovers_from else Fraction(0)
                owed += added - back
                if self.forgiven_after is not None and period + 1 >= self.forgiven_after:
                    owed = Fraction(0)
            shown.append({"paid": income + added - back, "balance": owed, "topped_up": added}[self.show])
        return shown[0] if is_alone else tuple(shown)

    def _draws(self, figures: Figures, n: int) -> list[Fraction | None]:
        """The draw of each of ``n`` periods; None where there is none any more."""
        ends = n if self.periods is None else self.periods
        if isinstance(self.amount, tuple):
            stated = [single(figures[one], "amount") for one in self.amount]
            return [stated[k] if k < min(ends, len(stated)) else None for k in range(n)]
        amounts = figures[self.amount]
        if isinstance(amounts, tuple) and len(amounts) < n:
            sizes = f"{len(amounts)}, {n}"
            raise InputError(Phrase("lists of different lengths do not go together: {sizes}", sizes=sizes), "amount")
        return [
            single(amounts[k] if isinstance(amounts, tuple) else amounts, "amount") if k < ends else None
            for k in range(n)
        ]
