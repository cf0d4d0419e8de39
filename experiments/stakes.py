"""What does a change of pay do, however small, large, or oddly written?

    python experiments/stakes.py                      all cases, 12 populations, about ten minutes on one core
    python experiments/stakes.py --only tiny real back --populations 4

Each case is a firm with its pay plan of today and one with another; both live in the same populations on the same luck.
Shown are sales, quits and the skill of who works there, with 95 % intervals over populations: a small effect must never
be judged in one world. What is expected of each case is said beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from salesim.model.burn_in import open_world
from salesim.model.replicate import compile_kernels
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario import load_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

FIRM = {
    "market.customers": {"count": 2000, "prospects": 500},
    "sales_force.team.reps": 20,
    "channel.network.distributors": 4,
    "run.burn_in_weeks": 52,
}
PAY = "sales_force.pay"
SALARIED = {f"{PAY}.salary_per_month": 11300, f"{PAY}.commission_rate": 0.0}  # what the usual plan pays at quota
USUAL = {f"{PAY}.salary_per_month": 7000, f"{PAY}.commission_rate": 0.012}
NO_OWN = {f"{PAY}.commission_rate": 0.0}


def rate(value: float, **more: Any) -> dict[str, Any]:
    """A rate on sales as a further component."""
    return {**NO_OWN, f"{PAY}.components": [{"name": "rate", "measure": "sales", "rate": value, **more}]}


def on_cash(value: float) -> dict[str, Any]:
    return {**NO_OWN, f"{PAY}.components": [{"name": "cash", "measure": "cash", "rate": value}]}


@dataclass(frozen=True)
class Case:
    """A firm's plan today, another one, and what is to be expected."""

    says: str
    today: Mapping[str, Any]
    other: Mapping[str, Any]
    expected: str
    years: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)


CASES = {
    "tiny": Case("salary alone, and .001 % on top", SALARIED, {f"{PAY}.commission_rate": 0.00001}, "nothing"),
    "small": Case("salary alone, and .12 % on top", SALARIED, {f"{PAY}.commission_rate": 0.0012}, "a little more"),
    "real": Case("salary alone, to the same pay with 1.2 %", SALARIED, USUAL, "+10 to +20 %"),
    "back": Case("1.2 %, to the same pay as salary alone", USUAL, SALARIED, "1 / (1 + what 'real' brings) - 1"),
    "rate_low": Case(
        ".1 % to .4 %", {**USUAL, f"{PAY}.commission_rate": 0.001}, {f"{PAY}.commission_rate": 0.004}, "+"
    ),
    "rate_high": Case("1.2 % to 4.8 %", USUAL, {f"{PAY}.commission_rate": 0.048}, "less than in proportion"),
    "component": Case("1.2 %, the same as a component", USUAL, rate(0.012), "nothing"),
    "at_once": Case("1.2 %, the same paid at once", USUAL, rate(0.012, paid="at_once"), "nothing"),
    "a_year": Case(
        "1.2 %, the same on a year's sales", USUAL, rate(0.012, period="year"), "less: the year's end is far"
    ),
    "cash_tenth": Case("1.2 % on cash, to .12 %", {**USUAL, **on_cash(0.012)}, on_cash(0.0012), "as on sales"),
    "cash_double": Case("1.2 % on cash, to 2.4 %", {**USUAL, **on_cash(0.012)}, on_cash(0.024), "as on sales"),
    "cut": Case("commission cut by 18 %", USUAL, {f"{PAY}.commission_rate": 0.00984}, "the best leave", years=3),
    "raise": Case("salary raised by half", USUAL, {f"{PAY}.salary_per_month": 10500}, "quits -30 to -50 %", years=3),
}


def firm(case: Case) -> Scenario:
    """The firm of a case under its plan of today."""
    return overlay(load_scenario("yangtze_delta"), {**FIRM, "run.weeks": 52 * case.years, **case.today, **case.more})


def live(scenario: Scenario, world: Any, luck: int) -> dict[str, Any]:
    model = SalesModel(world, scenario, replication=luck)
    for _ in range(scenario.run.weeks):
        model.step()
    tables = model.records.tables()
    forget(model)
    leaves = tables["who_leaves"]
    return {
        "sales": float(tables["weeks"]["sales"].sum()),
        "skill": float(tables["rep_quarters"].query("full_quarter == 1")["skill"].iloc[-20:].mean()),
        "quits": leaves["quits"].to_numpy(),
        "person_years": leaves["person_years"].to_numpy(),
        "clipped": float(tables["weeks"]["at_limits"].mean()),
    }


def both(name: str, population: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The firm under its plan of today and under the other, in one population."""
    case = CASES[name]
    today = firm(case)
    world = open_world(today, population)
    return live(today, world, population), live(overlay(today, case.other), world, population)


def effect(name: str, populations: int, first: int = 0, jobs: int = 1) -> dict[str, Any]:
    """What the other plan does: change of sales [%] by population, change of quits [%] in all and by fifth of skill."""
    pairs = Parallel(n_jobs=jobs)(delayed(both)(name, first + i) for i in range(populations))
    sales = np.array([100.0 * (other["sales"] / today["sales"] - 1.0) for today, other in pairs])
    rates = [sum(pair[i]["quits"] for pair in pairs) / sum(pair[i]["person_years"] for pair in pairs) for i in (0, 1)]
    all_rates = [
        sum(pair[i]["quits"].sum() for pair in pairs) / sum(pair[i]["person_years"].sum() for pair in pairs)
        for i in (0, 1)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        by_fifth = 100.0 * (rates[1] / rates[0] - 1.0)
    return {
        "sales": sales,
        "quits": 100.0 * (all_rates[1] / all_rates[0] - 1.0),
        "quits_by_fifth": by_fifth,
        "skill": np.array([other["skill"] - today["skill"] for today, other in pairs]),
        "clipped": float(np.mean([other["clipped"] for _, other in pairs])),
    }


def interval(values: np.ndarray) -> tuple[float, float]:
    """Mean and half of the 95 % interval."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return float(values.mean()), float(half)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(CASES), default=list(CASES), metavar="CASE")
    parser.add_argument("--populations", type=int, default=12)
    parser.add_argument("--first", type=int, default=0, help="number of the first population")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(arguments)
    compile_kernels()
    for name in options.only:
        found = effect(name, options.populations, options.first, options.jobs)
        sales, half = interval(found["sales"])
        fifths = " ".join(f"{change:+.0f}" for change in found["quits_by_fifth"])
        print(
            f"{name:12} sales {sales:+6.2f} ± {half:4.2f} %  quits {found['quits']:+4.0f} % (weakest to best fifth "
            f"{fifths})  skill {interval(found['skill'])[0]:+.3f}  at a limit of effort {found['clipped']:.0%}  "
            f"| {CASES[name].says}: {CASES[name].expected}",
            flush=True,
        )


if __name__ == "__main__":
    main()
