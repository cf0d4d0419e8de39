"""Which parameters a result leans on: one moved at a time, on the same luck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from joblib import Parallel, delayed

from findings.catalogue import PATTERNS
from findings.study import Study, default_study

# plausible low and high values; what is fixed by a field study is left alone
PLAUSIBLE: dict[str, tuple[float, float]] = {
    "sales_force.effort.floor": (0.35, 0.65),
    "sales_force.effort.exponent": (0.30, 0.55),
    "sales_force.effort.closing_exponent": (0.10, 0.35),
    "sales_force.effort.present_bias": (0.5, 0.9),
    "sales_force.effort.forecast_error": (0.08, 0.25),
    "sales_force.effort.pull_share": (0.05, 0.15),
    "sales_force.quotas.quarter_error": (0.10, 0.30),
    "sales_force.people.loss_aversion": (1.3, 2.25),
    "market.goodwill.elasticity": (0.25, 0.55),
    "market.churn.handover_factor": (0.50, 0.80),
}
REPLICATIONS = 2


@dataclass(frozen=True)
class Leaning:
    """What a headline becomes when one parameter takes its low or its high value, and what it is by default."""

    path: str
    values: tuple[float, float]
    found: tuple[float, float]
    default: float

    @property
    def change(self) -> float:
        """The largest move away from the default's result."""
        return max(abs(found - self.default) for found in self.found)

    def __str__(self) -> str:
        (low, high), (at_low, at_high) = self.values, self.found
        return f"{self.path.rsplit('.', 1)[-1]} {low:g}..{high:g}: {at_low:.2g}..{at_high:.2g}"


def leanings(ids: Iterable[str], jobs: int = 1) -> dict[str, list[Leaning]]:
    """Of every pattern, what its headline leans on, the strongest first."""
    ids = list(ids)
    worlds = [(path, value) for path, ends in PLAUSIBLE.items() for value in ends]
    work = [delayed(headlines)(ids, {}), *(delayed(headlines)(ids, {path: value}) for path, value in worlds)]
    default, *moved = Parallel(n_jobs=jobs)(work)
    found = dict(zip(worlds, moved, strict=True))
    return {
        id: sorted(
            (
                Leaning(path, ends, (found[path, ends[0]][id], found[path, ends[1]][id]), default[id])
                for path, ends in PLAUSIBLE.items()
            ),
            key=lambda leaning: -leaning.change,
        )
        for id in ids
    }


def headlines(ids: list[str], changes: dict[str, float]) -> dict[str, float]:
    """The first finding of every pattern in the world with these changes."""
    study = Study(changes) if changes else default_study()
    return {id: PATTERNS[id].findings(study, REPLICATIONS)[0].mean for id in ids}
