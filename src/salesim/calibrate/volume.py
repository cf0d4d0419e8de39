"""Does the scenario sell as much as the data? Orders and sales of a year: as they were, as forecast, as simulated.

The forecast is the fitted model's own, drawn from its equations: a customer who is still there orders N times in a
year, unless it leaves with one of these orders, of which each may be the last with probability p. The simulation has
reps, visits, competitors and seasons besides; if the two do not agree, the scenario is wrong, whatever the data say.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.notes import Note
from salesim.calibrate.regular_buying import Outlook, outlook
from salesim.columns import Customers
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel, forget
from salesim.phrase import Phrase
from salesim.scenario import load_scenario
from salesim.weeks import YEAR
from salesim.wording import count, percent
from salesim.wording.text import N_

YEAR_DAYS = 7 * YEAR
REPLICATIONS = 8  # of the first year, on top of one burn-in
N_DRAWS = 200  # of the forecast
MAX_FOR_FORECAST = 10_000  # customers who stand for all
TOLERANCE = 0.05  # a difference from the forecast up to which nobody asks
LEAST_WEEKS = 26.0  # of data, below which a year of them is a guess
LEAST_ORDERS = 30.0  # a year with fewer shows nothing
MEASURES, GROUPS = ("orders", "sales"), ("existing", "all")

WORDS = {"orders": N_("orders"), "sales": N_("in sales")}

SAME = N_(
    "In its first year the scenario has {simulated} orders ({low} to {high}); the last year of the data had {actual}."
)
EXPLAINED = N_(
    "In its first year the scenario has {simulated} orders ({low} to {high}), {change} against the last year of the "
    "data, which had {actual}. The fitted model expects that: its forecast is {forecast}, because {lost} orders go "
    "with customers who leave and {new} come with new ones."
)
REFUSED = N_(
    "in its first year the scenario would have {simulated} {what} ({low} to {high}), but the last year of the data had "
    "{actual}, and the fitted model's forecast of {forecast} does not explain it"
)
TOO_FEW = N_("There are too few orders or weeks to compare the scenario's first year with the data's last.")


class Range(NamedTuple):
    """A mean with the ends of a 95 % interval."""

    mean: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


class VolumeVerdict(StrEnum):
    """How the first simulated year compares."""

    SAME = "same"
    EXPLAINED = "explained"
    REFUSED = "refused"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class Volume:
    """A year's orders (days with an order) and sales [money].

    Parameters
    ----------
    actual : by measure, the last year of the data; of a shorter window, scaled to a year.
    forecast, simulated : by measure and group, ``existing`` customers or ``all``.
    newcomers : new customers a year, as the last year had them.
    weeks : of the data.
    """

    actual: dict[str, float]
    forecast: dict[tuple[str, str], Range]
    simulated: dict[tuple[str, str], Range]
    newcomers: float
    replications: int
    weeks: float = float(YEAR)

    def verdict_on(self, measure: str) -> VolumeVerdict:
        """The verdict on a measure alone."""
        if (
            self.weeks < LEAST_WEEKS
            or self.actual["orders"] < LEAST_ORDERS
            or self.forecast["orders", "all"].mean < LEAST_ORDERS
        ):
            return VolumeVerdict.TOO_FEW
        simulated, forecast = self.simulated[measure, "all"], self.forecast[measure, "all"]
        if simulated.holds(self.actual[measure]):
            return VolumeVerdict.SAME
        near = abs(simulated.mean - forecast.mean) <= TOLERANCE * forecast.mean
        return VolumeVerdict.EXPLAINED if near or simulated.holds(forecast.mean) else VolumeVerdict.REFUSED

    @property
    def verdict(self) -> VolumeVerdict:
        """That on orders, unless sales are refused."""
        verdicts = {measure: self.verdict_on(measure) for measure in MEASURES}
        return VolumeVerdict.REFUSED if VolumeVerdict.REFUSED in verdicts.values() else verdicts["orders"]

    def note(self) -> Note:
        """The verdict as a sentence."""
        verdict = self.verdict
        if verdict is VolumeVerdict.TOO_FEW:
            return Note(TOO_FEW)
        refused = verdict is VolumeVerdict.REFUSED
        measure = next((m for m in MEASURES if self.verdict_on(m) is VolumeVerdict.REFUSED), "orders")
        simulated, forecast = self.simulated[measure, "all"], self.forecast[measure, "all"]
        places = {
            "simulated": count(simulated.mean),
            "low": count(simulated.low),
            "high": count(simulated.high),
            "actual": count(self.actual[measure]),
            "forecast": count(forecast.mean),
        }
        if refused:
            return Note(REFUSED, {**places, "what": Phrase(WORDS[measure])})
        if verdict is VolumeVerdict.SAME:
            return Note(SAME, places)
        existing = self.forecast["orders", "existing"].mean
        return Note(
            EXPLAINED,
            {
                **places,
                "change": percent(simulated.mean / self.actual["orders"] - 1.0, signed=True),
                "lost": count(max(self.actual["orders"] - existing, 0.0)),
                "new": count(forecast.mean - existing),
            },
        )

    def rows(self) -> Iterator[tuple[str, str, float | None, Range, Range]]:
        """Measure, group, actual (of all customers only), forecast and simulated."""
        for measure in MEASURES:
            for group in GROUPS:
                key = measure, group
                actual = self.actual[measure] if group == "all" else None
                yield measure, group, actual, self.forecast[key], self.simulated[key]

    def to_json(self) -> dict[str, object]:
        """As plain values."""
        return {
            "verdict": str(self.verdict),
            "newcomers_a_year": self.newcomers,
            "replications": self.replications,
            "years": [
                {
                    "measure": measure,
                    "customers": group,
                    "data_last_year": actual,
                    "forecast": forecast._asdict(),
                    "simulated": simulated._asdict(),
                }
                for measure, group, actual, forecast, simulated in self.rows()
            ],
        }


def newcomers_a_year(base: CustomerBase) -> float:
    """New customers a year: those of the last year, or of the second half of a window shorter than two years.

    Who is said to have been a customer before the window is none of them. In the first half of a short window those
    who were customers before it look like new ones, too.
    """
    span = min(YEAR_DAYS, base.n_days // 2)
    if span < 7:
        return 0.0
    new = (base.first >= base.n_days - span) & (base.histories.seen_before == 0.0)
    return float(new.sum()) * YEAR_DAYS / span


def actual_year(days: pd.DataFrame, end: int, n_days: int) -> dict[str, float]:
    """Orders and sales of the last year of the data, scaled where the window is shorter."""
    span = min(YEAR_DAYS, n_days)
    last = days[(days["day"] > end - span) & (days["day"] <= end)]
    scale = YEAR_DAYS / span
    return {"orders": scale * len(last), "sales": scale * float(last["amount"].sum())}


def forecast_year(
    base: CustomerBase, values: np.ndarray, newcomers: float, rng: np.random.Generator
) -> dict[tuple[str, str], Range]:
    """The fitted model's forecast of the year after the window, with the uncertainty of its parameters and of chance.

    Parameters
    ----------
    values : (n,) expected order value of the base's customers [money].
    newcomers : new customers a year, each of whom comes with an order.
    """
    ahead = base.tau(base.n_days + YEAR_DAYS)
    weeks = float(ahead[-1] - ahead[base.n_days])
    codes = np.arange(len(base.codes))
    if len(codes) > MAX_FOR_FORECAST:
        codes = np.sort(rng.choice(codes, MAX_FOR_FORECAST, replace=False))
    h, worth, scale = base.histories.rows(codes), values[codes], len(base.codes) / len(codes)
    of_new = float(values.mean()) if len(values) else 0.0
    totals = np.zeros((N_DRAWS, 2, 2))
    for row in totals:
        parameters = base.values.copy()
        if base.fit is not None:
            drawn = base.fit.sample(rng)
            parameters[: len(drawn)] = list(drawn.values())
        orders = scale * drawn_orders(outlook(parameters, base.phases, h), base.phases, weeks, rng)
        row[:, 0] = orders.sum(), orders @ worth
        n = rng.poisson(newcomers)
        rate, churn = rng.gamma(parameters[0], 1.0 / parameters[1], n), rng.beta(parameters[2], parameters[3], n)
        new = n + passed(rate * weeks * rng.random(n), churn, base.phases, 0.0, rng).sum()
        row[:, 1] = row[:, 0] + [new, new * of_new]
    return {
        (measure, group): Range(
            float(totals[:, m, g].mean()), *(float(q) for q in np.quantile(totals[:, m, g], [0.025, 0.975]))
        )
        for m, measure in enumerate(MEASURES)
        for g, group in enumerate(GROUPS)
    }


def drawn_orders(o: Outlook, k: int, weeks: float, rng: np.random.Generator) -> np.ndarray:
    """Orders of each customer in some weeks ahead, one draw, (n,)."""
    n = len(o.alive)
    rate, churn = rng.gamma(o.shape) / o.rate, rng.beta(o.a, o.b)
    orders = passed(rate * weeks, churn, k, rng.integers(0, k, n), rng)
    return np.where(rng.random(n) < o.alive, orders, 0.0)


def passed(
    expected: np.ndarray, churn: np.ndarray, k: int, phase: np.ndarray | float, rng: np.random.Generator
) -> np.ndarray:
    """Orders of customers who would place ``expected`` (n,) and leave after each with probability ``churn`` (n,)."""
    orders = (rng.poisson(k * expected) + phase) // k
    return np.minimum(orders, rng.geometric(np.clip(churn, 1e-12, 1.0)))


def simulate_year(scenario_file: Path, replications: int = REPLICATIONS) -> dict[tuple[str, str], Range]:
    """The first year of a scenario under its baseline, with the interval of a single year."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of places; the calibration says it itself
        world = opening(load_scenario(scenario_file))
    totals = np.zeros((replications, 2, 2))
    for replication, row in enumerate(totals):
        model = SalesModel(world, replication=replication)
        for _ in range(YEAR):
            model.step()
        row[:] = of_year(model.columns, len(world.customer_keys or ()))
        forget(model)
    return {
        (measure, group): a_year(totals[:, m, g], measure)
        for m, measure in enumerate(MEASURES)
        for g, group in enumerate(GROUPS)
    }


def of_year(c: Customers, n_existing: int) -> np.ndarray:
    """Orders and sales (rows) of the last four quarters, of existing customers and of all (columns)."""
    sums = np.array([c.quarter_orders.sum(axis=1), c.quarter_sales.sum(axis=1)], float)
    return np.column_stack([sums[:, c.customer_id < n_existing].sum(axis=1), sums.sum(axis=1)])


def a_year(totals: np.ndarray, measure: str) -> Range:
    """Mean of some years (n,) and the limits within which another would lie; counts vary by chance at the least."""
    mean, n = float(totals.mean()), len(totals)
    variance = max(float(totals.var(ddof=1)), mean if measure == "orders" else 0.0)
    half = float(student.ppf(0.975, n - 1)) * (variance * (1.0 + 1.0 / n)) ** 0.5
    return Range(mean, max(mean - half, 0.0), mean + half)


def year_volume(
    scenario_file: Path,
    base: CustomerBase,
    days: pd.DataFrame,
    end: int,
    values: np.ndarray,
    rng: np.random.Generator,
    replications: int = REPLICATIONS,
) -> Volume:
    """Actual, forecast and simulated year of a scenario that has just been written (see `Volume`)."""
    newcomers = newcomers_a_year(base)
    return Volume(
        actual=actual_year(days, end, base.n_days),
        forecast=forecast_year(base, values, newcomers, rng),
        simulated=simulate_year(scenario_file, replications),
        newcomers=newcomers,
        replications=replications,
        weeks=base.weeks,
    )
