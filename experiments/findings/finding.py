"""What a pattern finds: effects with intervals against the band that was published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from findings.study import Study
from salesim.experiment.statistics import mean_interval
from salesim.model.result import Result

Band = tuple[float, float]
ABOVE_ZERO: Band = (0.0, inf)
BELOW_ZERO: Band = (-inf, 0.0)


@dataclass(frozen=True)
class Finding:
    """One effect: a figure for each replication, and the band that it should meet.

    Parameters
    ----------
    name : what was measured.
    values : (n_replications,) the paired effect; a single number is exact, it comes without luck.
    band : lowest and highest published value, in the same unit; None only informs.
    unit : of the values, % unless said otherwise.
    is_claim : a claim about a segment or a difference of segments, such as that weak reps lose most. It counts only if
        its interval excludes zero, that is, if all of it lies in the band.
    """

    name: str
    values: np.ndarray
    band: Band | None = None
    unit: str = "%"
    is_claim: bool = False

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the mean."""
        if len(self.values) < 2:
            return self.mean, self.mean
        return mean_interval(self.values)[1:]

    @property
    def inside(self) -> bool:
        """The mean lies in the band, of a claim the whole interval; what only informs is never outside."""
        if self.is_claim:
            return self.surely
        return self.band is None or self.band[0] <= self.mean <= self.band[1]

    @property
    def surely(self) -> bool:
        """The whole 95 % interval lies in the band; what only informs is never outside."""
        low, high = self.interval
        return self.band is None or (self.band[0] <= low and high <= self.band[1])


Compare = Callable[[Study, int], list[Finding]]


@dataclass(frozen=True)
class Pattern:
    """A published finding and the experiment that looks for it.

    Parameters
    ----------
    compare : runs the arms and returns what was found; the first finding is the pattern's headline.
    says : treatment against control.
    horizon : over which time.
    replications : as many as the effect needs.
    calibrated : the default parameters were chosen with a view to it, so that it is no test of the model.
    note : why it lies outside of its band, where it does; or what a reader should know.
    """

    id: str
    says: str
    published: str
    source: str
    horizon: str
    compare: Compare
    replications: int = 6
    calibrated: bool = False
    note: str = ""

    def findings(self, study: Study, replications: int | None = None) -> list[Finding]:
        return self.compare(study, replications or self.replications)


def is_inside(findings: Sequence[Finding]) -> bool:
    """Every finding of a pattern is inside of its band."""
    return all(finding.inside for finding in findings)


def is_surely_inside(findings: Sequence[Finding]) -> bool:
    """Every finding of a pattern is inside of its band with its whole interval."""
    return all(finding.surely for finding in findings)


ENTERED: dict[str, Pattern] = {}


def pattern(id: str, says: str, **about) -> Callable[[Compare], Compare]:
    """Enters a function into the table of patterns."""

    def enter(compare: Compare) -> Compare:
        ENTERED[id] = Pattern(id, says, compare=compare, **about)
        return compare

    return enter


def sales(result: Result, seats: np.ndarray | None = None, years: Sequence[int] | None = None) -> float:
    """Sales of some seats (n,) in some years, counted from 0; of all seats and years if left out."""
    rows = result.rep_quarters
    if seats is not None:
        rows = rows[rows["seat"].isin(seats)]
    if years is not None:
        rows = rows[(rows["quarter"] // 4).isin(years)]
    return float(rows["sales"].sum())


def gain(treated: list[Result], control: list[Result], seats: list[np.ndarray] | None = None, years=None) -> np.ndarray:
    """Sales of the treated arm over the control's, replication by replication, in %.

    ``seats`` has the seats of each replication.
    """
    chosen = seats or [None] * len(control)
    return np.array(
        [
            100.0 * (sales(t, s, years) / sales(c, s, years) - 1.0)
            for t, c, s in zip(treated, control, chosen, strict=True)
        ]
    )


def each(results: list[Result], figure: Callable[[Result], float]) -> np.ndarray:
    """A figure of every replication, (n_replications,)."""
    return np.array([figure(result) for result in results])


def parts_of_the_team(study: Study, results: list[Result], parts: int) -> list[list[np.ndarray]]:
    """Seats from weak to strong in equal parts, for every replication: ``parts`` lists of seats.

    Strong is who would attain much at e0: sales of the reference run of the same luck over the quotas given. Neither
    depends on the arm, so that no part is chosen by what the treatment does.
    """
    ranked = []
    for luck, result in enumerate(results, start=study.first):
        given = result.rep_quarters.groupby("seat")["quota"].sum()
        sold = study.sold_at_e0(luck).sum(axis=0)
        attained = sold[given.index.to_numpy()] / given.to_numpy()
        ranked.append(np.array_split(given.index.to_numpy()[np.argsort(attained)], parts))
    return [[of_replication[part] for of_replication in ranked] for part in range(parts)]
