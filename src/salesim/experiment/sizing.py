"""How many reps: what each number of them brings, year by year, and where one more stops paying.

>>> found = size(scenario, 40, 80, replications=20, jobs=2)                             # doctest: +SKIP
>>> print(found.sentence)                                                               # doctest: +SKIP

All headcounts begin in the world of today, on common random numbers: people are hired and let go, territories split and
dissolved, and each year's books show what is left. Years differ: at first a larger force costs its hiring, its ramp and
the relationships that change hands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Unpack

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name
from salesim.experiment.aggregate import CONFIDENCE
from salesim.experiment.compare import plain
from salesim.experiment.execute import Replication, execute, workers_of
from salesim.experiment.keywords import Workforce, check_keywords
from salesim.experiment.request import MAX_REPLICATIONS, MIN_REPLICATIONS, arm_named, whole_number, with_run
from salesim.experiment.runs import open_run
from salesim.experiment.statistics import simultaneous_factor
from salesim.metrics.money import COSTS, INCOME
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.changes import MAX_REPS
from salesim.scenario.kept_pay import with_headcount
from salesim.scenario.phases import check_headcount
from salesim.weeks import YEAR
from salesim.wording import check_language, count, money, percent
from salesim.wording.currency import Currency
from salesim.wording.text import N_, say

YEARS = 3  # simulated at least, unless weeks are stated: in a year a hire has hardly begun to pay
STEPS = 8  # headcounts beside today's, about, where no step is stated
RESAMPLES = 2000  # of the replications, for the interval of the best number
MAX_SIZES = 60
ABOVE = N_("In year {year} one more rep still pays at {last} reps, the most that were tried (today {today}).")
BELOW = N_("In year {year} one more rep does not pay even at {first} reps, the fewest that were tried (today {today}).")

Pay = Literal["kept", "stated"]
PAYS: dict[Pay, str] = {
    "kept": N_(
        "Rates of pay are set so that a rep of a smaller or larger territory earns at plan what reps earn today."
    ),
    "stated": N_("Rates of pay stay as they are, so that a rep of a smaller territory earns less."),
}
SizingProgress = Callable[[int, int], None]


class SizingOptions(Workforce, total=False):
    """How a sizing is carried out: who simulates, see `Workforce`, and:

    under : the option whose headcount varies, ``"layout/policy"``; the baseline if left out.
    pay : ``kept``: a rep's pay at plan stays what it is, see `salesim.scenario.kept_pay`; ``stated``: the plan does,
        and reps of smaller territories earn less.
    out : folder for the run's chunks; finished replications found there are not computed again.
    progress : called after each replication as (done, total).
    """

    under: Arm | str | None
    pay: Pay
    out: str | Path | None
    progress: SizingProgress | None


class Curve(NamedTuple):
    """How a year's margin and cost respond to the number of reps n: M = M0 (n / n0)^e and K = K0 + c (n - n0).

    Parameters
    ----------
    elasticity : e, of the margin.
    margin : M0, at today's number [money/year].
    rep_cost : c, of one more rep, with the pay for what is sold more [money/year].
    today : n0.
    """

    elasticity: float
    margin: float
    rep_cost: float
    today: float

    @property
    def best(self) -> float:
        """Where one more rep brings what it costs, e M = c n: n0 (e M0 / (c n0))^(1 / (1 - e)).

        0 where more reps sell no more, infinity where one always brings more than it costs.
        """
        if self.elasticity <= 0.0:
            return 0.0
        if self.elasticity >= 1.0 or self.rep_cost <= 0.0:
            return math.inf
        brought = self.elasticity * self.margin / (self.rep_cost * self.today)
        return self.today * brought ** (1.0 / (1.0 - self.elasticity))


@dataclass(frozen=True)
class Sizing:
    """What was found.

    Attributes
    ----------
    sentence : the result in plain words.
    points : one row a year and headcount: year, reps, sales, margin, contribution [money/year, means]; difference of
        the contribution to today's headcount with low and high, which hold for all years and headcounts at a time.
    years : one row a year: elasticity of margin, margin at today's number, rep_cost and rep_brings, of one more rep at
        today's number [money/year], best number of reps with best_low and best_high, within: whether it lies within the
        headcounts tried.
    facts : scenario, today's headcount, replications, confidence, ...
    folder : where the replications are kept.
    """

    sentence: str
    points: pd.DataFrame
    years: pd.DataFrame
    facts: dict[str, Any]
    folder: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values; the same for any number of workers."""
        records = {name: getattr(self, name).to_dict("records") for name in ("points", "years")}
        return plain({"sentence": self.sentence, "facts": self.facts, **records})


def size(
    scenario: Any,
    first: int,
    last: int,
    step: int | None = None,
    *,
    replications: int | None = None,
    weeks: int | None = None,
    lang: str = "en",
    **options: Unpack[SizingOptions],
) -> Sizing:
    """Simulate headcounts from ``first`` to ``last`` beside today's, and say where one more rep stops paying.

    Parameters
    ----------
    scenario : a scenario, or its file.
    step : between headcounts; about `STEPS` of them if left out.
    replications, weeks : in place of the scenario's; `YEARS` years if its own are fewer and none are stated.
    options : under which option, who simulates, and where results are kept, see `SizingOptions`.

    Raises
    ------
    InputError : headcounts out of order, below 1 or above the customers; a policy that sets the headcount itself; less
        than a year.
    """
    check_keywords(size, options, SizingOptions)
    check_language(lang)
    scenario = with_run(scenario, seed=None, weeks=weeks)
    if weeks is None and scenario.run.weeks < YEARS * YEAR:
        scenario = with_run(scenario, seed=None, weeks=YEARS * YEAR)
    if scenario.run.weeks < YEAR:
        raise InputError(
            "years are counted, and this is less than one", "weeks", scenario.run.weeks, Phrase("{n} or more", n=YEAR)
        )
    run = scenario.run
    under = arm_named(scenario, options.get("under") or Arm(run.baseline.layout, run.baseline.policy), "under")
    today, sizes = scenario.sales_force.team.reps, sizes_between(scenario, first, last, step)
    pay = options.get("pay", "kept")
    if pay not in PAYS:
        raise InputError("no such way to pay", "pay", pay, ", ".join(PAYS), nearest_name(str(pay), list(PAYS)))
    scenario, arms = with_headcounts(scenario, under, sizes, pay)
    n = whole_number(
        run.replications if replications is None else replications, "replications", MIN_REPLICATIONS, MAX_REPLICATIONS
    )
    workers, out, progress = workers_of(options), options.get("out"), options.get("progress")
    planned = list(arms.values())
    folder = open_run(out, scenario, planned, workers.runner, {}) if out is not None else None

    def tell(_: Replication, done: int, total: int) -> None:
        if progress:
            progress(done, total)

    results = execute(
        scenario, planned, range(n), keep=("summary", "ledger"), folder=folder, on_finished=tell, **workers.keywords()
    )
    finished = [one for one in results if not one.failed and "ledger" in one.tables]
    if len(finished) < MIN_REPLICATIONS:
        failed = next(one for one in results if one.failed)
        raise RuntimeError(f"too few replications could be finished; one failed with {failed.kind}: {failed.message}")
    books = np.array([[yearly_books(one.tables["ledger"], arms[reps]) for reps in arms] for one in finished])
    books /= Currency.of(scenario.currency).minor_per_unit
    headcounts = np.array(list(arms))
    points, years = points_of(books, headcounts, today), years_of(books, headcounts, today)
    facts = {
        "scenario": str(scenario.name),
        "under": str(under),
        "pay": pay,
        "today": today,
        "headcounts": headcounts.tolist(),
        "weeks": run.weeks,
        "seed": run.seed,
        "replications": len(finished),
        "failed": len(results) - len(finished),
        "currency": scenario.currency,
        "confidence": CONFIDENCE,
    }
    sentence = sizing_sentence(years.iloc[-1], headcounts, facts, lang)
    return Sizing(sentence, points, years, facts, folder.path if folder else None)


def sizes_between(scenario: Any, first: int, last: int, step: int | None) -> list[int]:
    """The headcounts to try, ascending, today's among them."""
    first, last = whole_number(first, "from", 1, MAX_REPS), whole_number(last, "to", 1, MAX_REPS)
    if first >= last:
        raise InputError("the headcounts are out of order", "from", first, Phrase("less than {to}", to=last))
    step = max(1, math.ceil((last - first) / STEPS)) if step is None else whole_number(step, "step", 1, last - first)
    check_headcount(scenario, last, "to")
    sizes = sorted({*range(first, last + 1, step), last, scenario.sales_force.team.reps})
    if len(sizes) > MAX_SIZES:
        allowed = Phrase("{step} or more", step=math.ceil((last - first) / (MAX_SIZES - 2)))
        raise InputError(Phrase("these are {n} headcounts", n=len(sizes)), "step", step, allowed)
    return sizes


def with_headcounts(scenario: Any, under: Arm, sizes: Sequence[int], pay: Pay) -> tuple[Any, dict[int, Arm]]:
    """The scenario with a policy for each headcount, and the option of each, by its headcount."""
    policy, today = scenario.policies[under.policy], scenario.sales_force.team.reps
    if policy.headcount is not None or any(change.headcount is not None for change in policy.later):
        message = Phrase("sets a headcount itself; state a policy that does not")
        raise InputError(message, f"policies.{under.policy}.headcount")
    named = {reps: under.policy if reps == today else f"{under.policy}_{reps}_reps" for reps in sizes}
    own = {
        named[reps]: with_headcount(scenario, under.policy, reps)
        if pay == "kept"
        else policy.model_copy(update={"headcount": reps})
        for reps in sizes
        if reps != today
    }
    policies = type(scenario.policies)({**scenario.policies, **own})
    changed = scenario.model_copy(update={"policies": policies})
    changed._folder = scenario.folder
    return changed, {reps: Arm(under.layout, name) for reps, name in named.items()}


def yearly_books(ledger: pd.DataFrame, arm: Arm) -> np.ndarray:
    """Sales, margin and contribution of each whole year of one option, (years, 3) [minor units]."""
    rows = ledger[(ledger["layout"] == arm.layout) & (ledger["policy"] == arm.policy)].sort_values("week")
    n_years = len(rows) // YEAR

    def yearly(account: str) -> np.ndarray:
        values = rows[f"{account}_minor"].to_numpy(float)[: n_years * YEAR]
        return values.reshape(n_years, YEAR).sum(axis=1)

    sales = yearly("sales")
    margin = sales - yearly("cost_of_sales")
    spent = sum(yearly(name) for name in COSTS) - sum(yearly(name) for name in INCOME)
    return np.stack([sales, margin, margin - spent], axis=1)


def points_of(books: np.ndarray, headcounts: np.ndarray, today: int) -> pd.DataFrame:
    """`Sizing.points`, of books (replications, headcounts, years, 3) [money]."""
    n, n_sizes, n_years, _ = books.shape
    at = int(np.flatnonzero(headcounts == today)[0])
    contribution = books[..., 2]
    difference = contribution - contribution[:, [at]]
    half = simultaneous_factor(difference.reshape(n, -1), CONFIDENCE) * difference.std(axis=0, ddof=1) / n**0.5
    mean, means = difference.mean(axis=0), books.mean(axis=0)
    low, high = mean - half, mean + half
    return pd.DataFrame(
        [
            (year + 1, int(headcounts[i]), *means[i, year], mean[i, year], low[i, year], high[i, year])
            for year in range(n_years)
            for i in range(n_sizes)
        ],
        columns=["year", "reps", "sales", "margin", "contribution", "difference", "low", "high"],
    )


def years_of(books: np.ndarray, headcounts: np.ndarray, today: int) -> pd.DataFrame:
    """`Sizing.years`; intervals by resampling replications, the same way every time."""
    rows, n = [], len(books)
    draws = np.random.default_rng(0).integers(0, n, (RESAMPLES, n))
    for year in range(books.shape[2]):
        margin, contribution = books[:, :, year, 1], books[:, :, year, 2]
        curve = fit_curve(margin.mean(axis=0), contribution.mean(axis=0), headcounts, today)
        again = [fit_curve(margin[i].mean(axis=0), contribution[i].mean(axis=0), headcounts, today).best for i in draws]
        low, high = np.quantile(again, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], method="nearest")
        brings = curve.elasticity * curve.margin / today
        rows.append((year + 1, curve.elasticity, curve.margin, curve.rep_cost, brings, curve.best, low, high))
    columns = ["year", "elasticity", "margin", "rep_cost", "rep_brings", "best", "best_low", "best_high"]
    years = pd.DataFrame(rows, columns=columns)
    years["within"] = (years["best"] >= headcounts.min()) & (years["best"] <= headcounts.max())
    return years


def fit_curve(margin: np.ndarray, contribution: np.ndarray, headcounts: np.ndarray, today: float) -> Curve:
    """The curve through a year's margin and contribution by headcount, (k,) each, by least squares."""
    relative = headcounts / today
    elasticity, level = np.polyfit(np.log(relative), np.log(np.maximum(margin, 1.0)), 1)
    rep_cost = np.polyfit(headcounts, margin - contribution, 1)[0]
    return Curve(float(elasticity), math.exp(level), float(rep_cost), float(today))


def sizing_sentence(year: pd.Series, headcounts: np.ndarray, facts: Mapping[str, Any], lang: str) -> str:
    """The last year in words: how many reps, how sure, and what one more brings and costs."""

    def amount(value: float) -> str:
        return money(value, facts["currency"], lang)

    places: dict[str, Any] = {
        "year": int(year["year"]),
        "today": count(facts["today"]),
        "low": number_of_reps(year["best_low"], headcounts, lang),
        "high": number_of_reps(year["best_high"], headcounts, lang),
        "confidence": percent(facts["confidence"]),
        "cost": amount(year["rep_cost"]),
        "brings": amount(year["rep_brings"]),
        "elasticity": count(year["elasticity"], decimals=2),
        "first": count(headcounts.min()),
        "last": count(headcounts.max()),
    }
    why = say(
        "At today's {today} one more rep brings {brings} of margin a year and costs {cost}; 1% more reps raise the "
        "margin by {elasticity}%.",
        lang,
        **places,
    )
    between = " " if lang == "en" else ""
    why += between + say(PAYS[facts["pay"]], lang)
    if not year["within"]:
        side = ABOVE if year["best"] > headcounts.max() else BELOW
        return say(side, lang, **places) + between + why
    text = say(
        "In year {year} one more rep stops paying at about {best} reps ({confidence} interval {low} to {high}; today "
        "{today}).",
        lang,
        best=count(round(year["best"])),
        **places,
    )
    return text + between + why


def number_of_reps(value: float, headcounts: np.ndarray, lang: str) -> str:
    """A number of reps as it can be told: beyond what was tried, only on which side."""
    if value < headcounts.min():
        return say("below {n}", lang, n=count(headcounts.min()))
    if value > headcounts.max():
        return say("above {n}", lang, n=count(headcounts.max()))
    return count(round(value))
