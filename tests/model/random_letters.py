"""Plan letters at random, of the parts that the simulation has something for."""

from __future__ import annotations

from typing import Any

import numpy as np

A_MONTH = {"sales": 420_000.0, "cash": 400_000.0, "visits": 110.0, "new_customers": 0.3}  # usual in the small firm
RATIOS = {"data_quality": 0.75, "conversion": 0.2}
DAYS = ("days_to_collect", 40.0)  # which open a gate or make a factor
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class RandomLetter:
    """A letter of one to three things that are paid for, each on a measure of its own, with or without conditions."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.period = str(self.rng.choice([*MONTHS], p=[0.25, 0.5, 0.125, 0.125]))
        self.parts: list[dict[str, Any]] = []
        measures = self.rng.choice([*A_MONTH, *RATIOS], self.rng.integers(1, 4), replace=False).tolist()
        paid = [self.conditions(self.curve(measure), measure) for measure in measures]
        total = self.add("total", of=paid)
        if self.period == "quarter" and self.chance(0.2):
            total = self.add("cap", of=total, at=self.amount() * 3.0, beyond=float(self.rng.choice([0.0, 0.3])))
        if self.chance(0.15):
            self.add("draw", of=total, amount=self.amount())
        self.parts[-1]["name"] = "pay"

    def letter(self) -> dict[str, Any]:
        """The letter as its file says it."""
        return {"period": self.period, "parts": self.parts}

    def add(self, part: str, **fields: Any) -> str:
        self.parts.append({"part": part, "name": f"p{len(self.parts)}", **fields})
        return str(self.parts[-1]["name"])

    def chance(self, share: float) -> bool:
        return bool(self.rng.uniform() < share)

    def amount(self) -> float:
        """Money of a period: from a little to as much as all pay."""
        return round(MONTHS[self.period] * 10.0 ** self.rng.uniform(2.0, 3.8), 2)

    def places(self, n: int) -> list[float]:
        """Attainments that rise, about 1."""
        return np.sort(np.round(self.rng.uniform(0.5, 1.5, n), 3)).tolist()

    def usual(self, measure: str) -> float:
        of_period = A_MONTH.get(measure, 0.0) * MONTHS[self.period]
        return (of_period or RATIOS[measure]) * float(self.rng.uniform(0.85, 1.15))

    def attainment(self, measure: str) -> str:
        return self.add("attainment", of=measure, quota=self.usual(measure))

    def curve(self, measure: str) -> str:
        """Pay that follows one measure, or an index of it and another."""
        usual, amount = self.usual(measure), self.amount()
        kind = self.rng.choice(["rate", "tiers", "whole", "bonus", "curve", "index", "matrix"])
        if measure in RATIOS:
            kind = self.rng.choice(["bonus", "curve", "index"])
        places = self.places(3)
        rates = (amount / usual * np.sort(self.rng.uniform(0.2, 3.0, 3))).tolist()
        if kind == "rate":
            return self.add("commission", of=measure, tiers=[[0, rates[1]]])
        if kind in ("tiers", "whole"):
            how = "marginal" if kind == "tiers" else "whole"
            tiers = [[0, rates[0]], *([place * usual, rate] for place, rate in zip(places, rates, strict=True))]
            return self.add("commission", of=measure, tiers=tiers, how=how)
        if kind == "matrix":
            rows, cols = self.attainment(measure), self.attainment(self.another(measure, [*A_MONTH]))
            cells = np.cumsum(np.cumsum(self.rng.uniform(0.0, 1.0, (2, 2)), 0), 1) * amount
            return self.add(
                "matrix", row=rows, col=cols, rows=[0, places[1]], cols=[0, places[2]], cells=cells.tolist()
            )
        on = self.attainment(measure)
        if kind == "index":
            other, weight = self.attainment(self.another(measure)), float(self.rng.uniform(0.2, 0.8))
            on = self.add("total", of=[on, other], weights=[weight, 1.0 - weight])
        if kind == "bonus":
            shares = np.sort(self.rng.uniform(0.3, 2.0, 2)).tolist()
            return self.add("curve", of=on, target_incentive=amount, how="step", points=list(zip(places[:2], shares)))
        shares = np.sort(self.rng.uniform(0.0, 2.0, 3)).tolist()
        return self.add("curve", of=on, target_incentive=amount, points=[[p, s] for p, s in zip(places, shares)])

    def another(self, measure: str, among: list[str] | None = None) -> str:
        others = [one for one in among or [*A_MONTH, "data_quality"] if one != measure]
        return str(self.rng.choice(others))

    def conditions(self, pay: str, measure: str) -> str:
        """The same pay, or behind a gate, or times a factor of another measure."""
        if self.chance(0.1):
            name, days = DAYS
            return self.add(
                "modifier", of=pay, by=name, table=[[0, 1], [days * float(self.rng.uniform(0.9, 1.2)), 0.6]]
            )
        other = self.another(measure)
        kind = self.rng.choice(["none", "gate", "below", "step", "line"], p=[0.4, 0.25, 0.05, 0.15, 0.15])
        if kind == "none":
            return pay
        if kind in ("gate", "below"):
            at = {"at" if kind == "gate" else "below": self.usual(other)}
            return self.add("gate", of=other, passes=pay, **at)
        levels = [[place * self.usual(other), factor] for place, factor in zip((0.7, 1.0), (0.6, 1.4), strict=True)]
        return self.add("modifier", of=pay, by=other, how=str(kind), table=levels)
