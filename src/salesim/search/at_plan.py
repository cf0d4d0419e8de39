"""What a pay plan costs when sales are at plan: pay of a rep, expected over results that scatter around the quota.

    cost = 4 (3 salary + mean over n equally likely results of all that the plan pays for a quarter)

Sales of a quarter are normal around the quota, with the spread of attainment that firms report. What else is paid on
scatters around what is usual: as stated, as in a simulated run of the baseline, or around the quota that the plan
itself states for it. It has the correlation with sales that it has there. Results are drawn evenly, not at random, so
that equal plans cost the same to the cent and a plan's cost moves with its terms only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import pandas as pd
from pydantic import Field
from scipy.special import ndtri

from salesim.errors import InputError
from salesim.letter.outlook import SPREAD
from salesim.parameters import Parameters
from salesim.pay.component import PayComponent
from salesim.pay.component_curve import add_component_to_curve
from salesim.pay.components import quota_in_units
from salesim.pay.curve import Curve, curve_pay_all, empty_curves, repeat_curve
from salesim.pay.lines import Line, lines_of, weights_of
from salesim.pay.measures import RATIOS, MeasureName, PlainName, in_money, measure_of
from salesim.pay.periods import IN_QUARTERS, PERIODS
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.policy.draws import MONTHS, DrawParameters

N_RESULTS = 4096  # equally likely; doubled, costs move by less than a thousandth
QUARTERS = 4  # of a year
MANY = 100  # reps of a region or a firm, whose mean hardly scatters
MEASURED: tuple[MeasureName, ...] = ("new_customers", "visits")  # which a run's quarters of reps hold
N_MEASURES = len(get_args(PlainName))


class Usual(Parameters):
    """What reps usually do of one measure, a quarter."""

    mean: float = Field(ge=0, description="of a rep and quarter [units of the measure]")
    sd: float = Field(ge=0, description="standard deviation over reps and quarters [units of the measure]")
    with_sales: float = Field(default=0.0, ge=-1, le=1, description="correlation with sales")


class AtPlan(Parameters):
    """Results of a rep at which plans are priced."""

    quota: float | None = Field(
        default=None, gt=0, description="for a quarter [money]; none: the mean of a simulated run of the baseline"
    )
    spread: float = Field(default=SPREAD, gt=0, le=2, description="standard deviation of a quarter's attainment")
    usual: dict[MeasureName, Usual] = Field(
        default_factory=dict, description="what else is usually done; none: as in that run, or at the plan's own quota"
    )

    def cost(self, force: Any, lines: Sequence[Line] = ()) -> float:
        """Salary and variable pay of a rep in a year [money], without on-costs, wagers, contests,
        holdbacks and claw-backs.

        Everybody is taken to be entitled to every component. A draw that is not recovered costs what it adds; one that
        is recovered costs nothing.

        Parameters
        ----------
        force : the scenario's ``sales_force``, or anything with its ``pay`` and ``draw``
        lines : the firm's product lines, of which each is sold as its share of the quota says
        """
        pay: PayParameters = force.pay
        earned = self._own_curve(pay)
        for component in pay.beside:
            earned = earned + self._component(component, lines)
        draw: DrawParameters = force.draw
        if draw.kind == "non_recoverable" and draw.who == "all":
            earned = np.maximum(earned, draw.amount * MONTHS)
        return QUARTERS * (3.0 * pay.salary_per_month + float(earned.mean()))

    @property
    def known_quota(self) -> float:
        """The quota, once it is stated or measured."""
        assert self.quota is not None
        return self.quota

    def _own_curve(self, pay: PayParameters) -> np.ndarray:
        """What the plan's own curve pays, (N_RESULTS,)."""
        curve = empty_curves(1)
        add_plan_to_curve(pay, curve, 0)
        return paid(curve, self.results("sales", 1.0, self.known_quota), self.known_quota)

    def _component(self, one: PayComponent, lines: Sequence[Line]) -> np.ndarray:
        """What one component pays for a quarter, (N_RESULTS,)."""
        quarters = IN_QUARTERS[PERIODS.index(one.period)]
        team = {"none": 1, "group": one.team_size}.get(one.team, MANY)
        if one.measure == "index":
            parts = [(part.weight, self.attainment(part.measure, part.quota, quarters, lines)) for part in one.index]
            value, quota = np.asarray(sum(weight * attained for weight, attained in parts)), 1.0
        else:
            quota = quota_in_units(one, self.known_quota * quarters, lines)
            value = self.results(one.measure, quarters, quota, team, lines)
            if one.by_attainment:
                value, quota = value / quota, 1.0
        curve = empty_curves(1)
        add_component_to_curve(one, curve, 0, quota)
        pay = paid(curve, value, quota)
        for gate in (one.gate, one.also):
            if gate is not None:
                reached = self.attainment(gate.measure, gate.quota, quarters, lines) >= gate.at
                pay = np.where(reached != gate.below, pay, 0.0)
        if one.factor is not None:
            base, knots = one.factor.knots
            times = np.full(N_RESULTS, base)
            attained = self.attainment(one.factor.measure, one.factor.quota, quarters, lines)
            for at, step, rise in knots:
                times = times + np.where(attained >= at, step + rise * (attained - at), 0.0)
            pay = pay * times
        return pay / quarters

    def attainment(
        self, measure: MeasureName, stated: float | None, quarters: float, lines: Sequence[Line] = ()
    ) -> np.ndarray:
        """Attainment of a quota that is ``stated``, or of the rep's own, (N_RESULTS,)."""
        quota = stated or self.known_quota * quarters * part_of_quota(measure, lines)
        return self.results(measure, quarters, quota, 1, lines) / quota

    def results(
        self, measure: MeasureName, quarters: float, quota: float, team: int = 1, lines: Sequence[Line] = ()
    ) -> np.ndarray:
        """Equally likely results of a measure in so many quarters, (N_RESULTS,); days to collect as days saved.

        ``quota`` is what is usual where nothing else is known; of a ``team``, results are means over its members.
        """
        of_sales = even_draws(0)
        is_ratio, usual = measure_of(measure) in RATIOS, self.usual.get(measure)
        if measure == "sales" or (usual is None and in_money(measure)):  # lines and cash go with sales
            plan = self.known_quota * quarters * part_of_quota(measure, lines)
            return plan * (1.0 + self.spread / (quarters * team) ** 0.5 * of_sales)
        if usual is None:
            mean, sd, with_sales = quota, self.spread * quota / quarters**0.5, 0.0
        elif is_ratio:
            mean, sd, with_sales = usual.mean, usual.sd / quarters**0.5, usual.with_sales
        else:
            mean, sd, with_sales = usual.mean * quarters, usual.sd * quarters**0.5, usual.with_sales
        own = even_draws(int(measure_of(measure)))
        value = mean + sd / team**0.5 * (with_sales * of_sales + (1.0 - with_sales**2) ** 0.5 * own)
        return 2.0 * quota - value if measure == "days_to_collect" else np.maximum(value, 0.0)

    @property
    def is_known(self) -> bool:
        """Whether nothing has to be measured."""
        return self.quota is not None and self.usual.keys() >= set(MEASURED)

    def measured(self, rows: pd.DataFrame) -> AtPlan:
        """The same with what is left out taken from a run's quarters of reps.

        Raises
        ------
        InputError : the quota is left out, and no rep was there for a whole quarter
        """
        rows = rows[(rows["full_quarter"] == 1) & (rows["quota"] > 0)]
        if rows.empty:
            if self.quota is None:
                raise InputError("no whole quarter was simulated from which a quota could be taken", "at_plan.quota")
            return self
        quota = float(f"{rows['quota'].mean():.6g}") if self.quota is None else self.quota
        return self.model_copy(
            update={"quota": quota, "usual": {**{name: usual_of(rows, name) for name in MEASURED}, **self.usual}}
        )


def part_of_quota(measure: str, lines: Sequence[Line]) -> float:
    """What is usual of a measure in money over the rep's quota: 1, or what product lines have of it."""
    some = lines_of(measure, lines) if lines else []
    weights = weights_of(measure, lines) if some else []
    return sum(weight * line.quota_share for (_, weight), line in zip(weights, some, strict=True)) if some else 1.0


def usual_of(rows: pd.DataFrame, name: str) -> Usual:
    """Mean, spread and correlation with attainment of a column of a run's quarters of reps."""
    done, attainment = rows[name].to_numpy(float), rows["attainment"].to_numpy(float)
    varies = len(rows) > 2 and done.std() > 0 and attainment.std() > 0
    with_sales = float(np.corrcoef(done, attainment)[0, 1]) if varies else 0.0
    sd = float(done.std(ddof=1)) if len(rows) > 1 else 0.0
    return Usual(mean=float(f"{done.mean():.6g}"), sd=float(f"{sd:.6g}"), with_sales=round(with_sales, 6))


def paid(curve: Curve, value: np.ndarray, quota: float) -> np.ndarray:
    """What one curve pays for many results, (n,)."""
    pay: np.ndarray = curve_pay_all(repeat_curve(curve, len(value)), value, np.full(len(value), quota))
    return pay


@lru_cache(maxsize=N_MEASURES)
def even_draws(number: int) -> np.ndarray:
    """Standard normal values in even steps of probability, (N_RESULTS,), shuffled differently for each number.

    The first are in order; those after it follow an additive recurrence with an irrational step, so that each pair
    fills the plane evenly (Weyl 1916).
    """
    n = np.arange(N_RESULTS)
    if number == 0:
        return np.asarray(ndtri((n + 0.5) / N_RESULTS))
    order = np.argsort(np.argsort(np.modf(0.5 + n * STEPS[number - 1])[0]))
    return np.asarray(ndtri((order + 0.5) / N_RESULTS))


STEPS = tuple(p**0.5 % 1.0 for p in (2, 3, 5, 7, 11, 23, 13))
