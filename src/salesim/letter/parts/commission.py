"""A rate table: each tier's rate on its own band, or the tier that is reached on everything."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, running, written
from salesim.letter.in_model import Translation, by_level
from salesim.letter.part import (
    ABOUT_EDGE,
    Edge,
    Figures,
    Part,
    Unseen,
    level_of,
    not_zero,
    quota_to_date,
    rising,
    stated,
)
from salesim.letter.pieces import ONE, Counted, InModel, Piece
from salesim.parameters import parameter
from salesim.phrase import N_


class Commission(Part):
    """Rates on sales, units or anything counted; tiers by amount, by attainment of a quota, or by another measure."""

    figures: ClassVar = ("tiers", "quota", "by")

    part: Literal["commission"] = "commission"
    of: Figure = parameter(about="what is paid on", source="A")
    tiers: tuple[tuple[Figure, Figure], ...] = parameter(
        about="[edge, rate] each: the rate from that edge on; below the first nothing is paid",
        source="A",
        min_length=1,
        max_length=300,
    )
    quota: Figure | None = parameter(None, about="edges are shares of it; none: they are amounts", source="A")
    by: Figure | None = parameter(None, about="what decides the tier in place of `of`, such as a margin", source="A")
    how: Literal["marginal", "whole", "line"] = parameter(
        "marginal",
        about="marginal: each rate on its own band; whole: the rate reached on everything; line: on everything, the "
        "rate on a line between two edges, and the last rate beyond the last",
        source="A",
    )
    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")
    cumulative: bool = parameter(
        False, about="whether edges are of the total to date, and pay is what it adds", source="A"
    )

    @model_validator(mode="after")
    def _is_a_table(self) -> Commission:
        if not rising(self.tiers):
            raise ValueError("tiers must rise from one edge to the next")
        if self.by is not None and self.how == "marginal":
            raise ValueError("by needs how: whole or line, since another measure has no bands of this one")
        if self.by is not None and self.quota is not None:
            raise ValueError("by must not stand with quota: edges are of the one or of the other")
        return self

    def in_model(self, model: Translation) -> InModel:
        """A curve with a kink at each edge; of another measure that decides the tier, one behind a gate for each."""
        if self.how == "line":
            raise Unseen(N_("a rate has steps in the model, no line; state a few tiers"))
        counted = model.counted(self.of)
        rates = [model.number(rate) for _, rate in self.tiers]
        edges = [model.number(edge) for edge, _ in self.tiers]
        if self.by is not None and self.by != self.of:
            if counted.team and (team_s := model[self.by].counted) is not None and team_s.team == counted.team:
                return InModel(pieces=self._by_team_attainment(counted, team_s, edges, rates))
            flat = Piece(self.name, counted, ((Fraction(0), ONE, Fraction(0)),), Fraction(0))
            return InModel(pieces=by_level(model, (flat,), self.by, edges, rates))
        knots = tuple((edge, rate, Fraction(0)) for edge, rate in zip(edges, rates, strict=True))
        quota = model.quota(self.quota) if counted.in_units else Fraction(0)
        if self.quota is not None and (counted.less or counted.over):
            raise Unseen(N_("what is left of a deduction is paid on in bands of amounts in the model"))
        return InModel(pieces=(Piece(self.name, counted, knots, quota, self.how == "whole", to_date=self.cumulative),))

    def _by_team_attainment(
        self, counted: Counted, decides: Counted, edges: list[Fraction], rates: list[Fraction]
    ) -> tuple[Piece, ...]:
        """A rate on all that a team has done, by how much of its quota that is."""
        ((measure, weight, _),), ((other, of_other, quota),) = counted.parts, decides.parts
        if (measure, weight) != (other, of_other) or not counted.in_units or quota == 0:
            raise Unseen(N_("a team's attainment decides the rate of what is paid on the same team's result"))
        knots = tuple((edge, rate, Fraction(0)) for edge, rate in zip(edges, rates, strict=True))
        return (Piece(self.name, counted, knots, quota, whole=True),)

    def reckon(self, figures: Figures) -> Value:
        """Rate by band, or of the highest edge that is reached."""
        edges = [figures[edge] for edge, _ in self.tiers]
        rates = [figures[rate] for _, rate in self.tiers]
        if self.quota is not None:
            quota = figures[self.quota]
            quota = not_zero(quota_to_date(quota, figures[self.of]) if self.cumulative else quota)
            edges = [each(lambda share, amount: share * amount, edge, quota) for edge in edges]

        def earned(amounts: Value) -> Value:
            decides = amounts if self.by is None else figures[self.by]
            if self.how != "marginal":
                return each(self._whole, amounts, decides, *edges, *rates)
            return each(self._by_band, amounts, *edges, *rates)

        return running(earned, figures[self.of]) if self.cumulative else earned(figures[self.of])

    def explain(self, figures: Figures) -> str:
        """Rate and amount of each band; of several periods or deals, the tiers."""
        amount, rates = figures[self.of], [figures[rate] for _, rate in self.tiers]
        quota = figures[self.quota] if self.quota is not None else Fraction(1)
        edges = [each(lambda share, of: share * of, figures[edge], quota) for edge, _ in self.tiers]
        single = [one for one in (amount, *edges, *rates) if isinstance(one, Fraction)]
        if len(single) < 1 + 2 * len(self.tiers) or self.by is not None:
            tiers = ", ".join(f"{stated(figures, at)}: {stated(figures, rate)}" for at, rate in self.tiers)
            return f"{written(amount)} → {{{tiers}}}"
        if self.how != "marginal":
            pay = self._whole(single[0], single[0], *single[1:])
            return f"{written(pay / single[0])} × {written(amount)}" if single[0] else "0"
        bands = []
        for tier, (edge, rate) in enumerate(zip(single[1 : len(edges) + 1], single[len(edges) + 1 :], strict=True)):
            above = min(single[0], single[tier + 2]) if tier + 1 < len(edges) else single[0]
            if above > edge:
                bands.append(f"{written(rate)} × {written(above - edge)}")
        if single[0] < 0 and edges[0] == 0:
            return f"{written(rates[0])} × {written(single[0])}"
        return " + ".join(bands) or "0"

    def _by_band(self, amount: Fraction, *table: Fraction) -> Fraction:
        n = len(self.tiers)
        if amount < 0 and table[0] == 0:  # returned goods: their commission comes back
            return amount * table[n]
        pay = Fraction(0)
        for tier in range(n):
            above = min(amount, table[tier + 1]) if tier + 1 < n else amount
            pay += table[n + tier] * max(above - table[tier], Fraction(0))
        return pay

    def _whole(self, amount: Fraction, decides: Fraction, *table: Fraction) -> Fraction:
        n = len(self.tiers)
        tier = level_of(decides, table[:n], self.edge)
        if tier is None:
            below = amount < 0 and self.by is None and table[0] == 0
            return amount * table[n] if below else Fraction(0)
        rate = table[n + tier]
        if self.how == "line" and tier + 1 < n:
            along = (decides - table[tier]) / (table[tier + 1] - table[tier])
            rate += along * (table[n + tier + 1] - rate)
        return amount * rate
