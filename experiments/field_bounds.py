"""Does every scenario that is accepted run, and can every figure be? At each field's bounds, and at random within them.

    python experiments/field_bounds.py                 # every bound of every number, and 200 random scenarios
    python experiments/field_bounds.py --random 20 --fields 0

All levers that may be on are on. A setting that is refused with a sentence is fine; a traceback, books that do not
balance, negative minutes or costs, and shares above 1 are not. Takes about half an hour.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import annotated_types
import numpy as np

from salesim import Result, Scenario, load_scenario, overlay, simulate
from salesim.errors import InputError
from salesim.metrics import METRICS
from salesim.scenario.fields import Declared

CHAPTERS = ("market", "sales_force", "channel")
SMALL: dict[str, Any] = {
    "market.customers": {"count": 60, "prospects": 20},
    "sales_force.team.reps": 4,
    "run": {"weeks": 14, "burn_in_weeks": 26},
}
SIZES = ("count", "prospects", "reps", "distributors", "file", "towns", "table")  # what makes a run large, not odd
TRIES = 40  # settings of one scenario that are refused and left out
WHOLE_RANGE = 3.0  # orders of magnitude to either side of a default without bounds
COSTS = ("travel", "hiring", "license", "clerks", "agents", "fixed_pay", "variable_pay", "on_costs", "coaching")


def numbers(scenario: Scenario) -> Iterator[tuple[str, Declared, Any]]:
    """Path, declaration and value of every number, switch and word in the chapters."""

    def below(value: Any, declared: Declared, path: str) -> Iterator[tuple[str, Declared, Any]]:
        for name in type(value).model_fields if hasattr(type(value), "model_fields") else ():
            child, inner = declared.child(name), getattr(value, name)
            if child is None or name in SIZES:
                continue
            if hasattr(type(inner), "model_fields"):
                yield from below(inner, child, f"{path}.{name}")
            elif any(one.type in (int, float, bool) or get_origin(one.type) is Literal for one in child.alternatives):
                yield f"{path}.{name}", child, inner

    for chapter in CHAPTERS:
        declared = Declared(Scenario).child(chapter)
        assert declared is not None
        yield from below(getattr(scenario, chapter), declared, chapter)


def bounds_of(declared: Declared) -> tuple[float | None, float | None, bool]:
    """Lowest and highest value that a number may have, and whether it is whole; None without a bound."""
    low: float | None = None
    high: float | None = None
    number = next(one for one in declared.alternatives if one.type in (int, float))
    for bound in (*declared.bounds, *number.bounds):
        if isinstance(bound, annotated_types.Ge):
            low = float(bound.ge)  # type: ignore[arg-type]
        elif isinstance(bound, annotated_types.Gt):
            low = float(bound.gt) + 1e-9  # type: ignore[arg-type]
        elif isinstance(bound, annotated_types.Le):
            high = float(bound.le)  # type: ignore[arg-type]
        elif isinstance(bound, annotated_types.Lt):
            high = float(bound.lt) - 1e-9  # type: ignore[arg-type]
    return low, high, number.type is int


def is_number(declared: Declared) -> bool:
    return any(one.type in (int, float) for one in declared.alternatives)


def as_declared(value: float, declared: Declared) -> float | int:
    low, high, whole = bounds_of(declared)
    value = min(max(value, -np.inf if low is None else low), np.inf if high is None else high)
    return round(value) if whole else float(f"{value:.6g}") if low is None or value != low else value


def all_on(scenario: Scenario) -> Scenario:
    """The scenario with every switch on that may be."""
    for path, declared, value in list(numbers(scenario)):
        if value is False and any(one.type is bool for one in declared.alternatives):
            try:
                scenario = overlay(scenario, {path: True})
            except InputError:
                continue
    return scenario


def at_bounds(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """One setting for each bound of each number."""
    for path, declared, value in numbers(scenario):
        if is_number(declared) and not isinstance(value, bool):
            for bound in bounds_of(declared)[:2]:
                if bound is not None:
                    yield f"{path}={bound:g}", {path: as_declared(bound, declared)}


def random_settings(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Values within the bounds for about a third of all numbers, half of the switches and words drawn anew."""
    rng = np.random.default_rng(seed)
    settings: dict[str, Any] = {}
    for path, declared, value in numbers(scenario):
        words = [
            one for kind in declared.alternatives if get_origin(kind.type) is Literal for one in get_args(kind.type)
        ]
        if words:
            if rng.random() < 0.5:
                settings[path] = words[rng.integers(len(words))]
        elif isinstance(value, bool):
            settings[path] = bool(rng.random() < 0.6)
        elif is_number(declared) and rng.random() < 0.35:
            low, high, _ = bounds_of(declared)
            usual = float(value or 1.0)
            drawn = usual * 10.0 ** rng.uniform(-WHOLE_RANGE, WHOLE_RANGE)
            if low is not None and high is not None and rng.random() < 0.5:
                drawn = rng.choice([low, high, rng.uniform(low, high)])
            settings[path] = as_declared(float(drawn), declared)
    return settings


def accepted(scenario: Scenario, settings: dict[str, Any]) -> Scenario | None:
    """The scenario with as many of the settings as go together; None if there is no end to what is refused."""
    settings = dict(settings)
    for _ in range(TRIES):
        try:
            return overlay(scenario, settings)
        except InputError as refused:
            for fault in refused.faults:
                field = fault.field or ""
                wrong = [path for path in settings if path == field or path.startswith(f"{field}.")]
                for path in wrong or list(settings)[:3]:
                    settings.pop(path, None)
    return None


def impossible(result: Result) -> list[str]:
    """Figures that cannot be: minutes and costs below 0, shares outside of 0 to 1."""
    found = []
    for name, frame in result.tables.items():
        for column in frame.select_dtypes("number"):
            lowest = frame[column].min()
            is_cost = name == "weeks" and column.removesuffix("_minor") in COSTS
            if (column.endswith("_min") or is_cost) and lowest < -1e-6:
                found.append(f"{name}.{column} {lowest:g}")
    for name, metric in METRICS.items():
        value = result.outcomes.get(name)
        if metric.unit == "share" and metric.adds_up != "change" and value is not None and not 0 <= value <= 1 + 1e-9:
            found.append(f"{name} {value:g}")
    return found


def outcome_of(scenario: Scenario) -> str:
    """What a scenario comes to: nothing, or what is wrong with it."""
    try:
        return ", ".join(impossible(simulate(scenario)))
    except InputError as refused:
        return f"refused only when it ran: {refused}" if "too" not in str(refused) else ""
    except Exception as fault:  # any other exception is what this study looks for
        return f"{type(fault).__name__}: {fault}"


def study(n_random: int, n_fields: int | None, first: int = 0) -> list[tuple[str, str]]:
    """Names and faults of all scenarios tried."""
    base = overlay(load_scenario("small_town"), SMALL)
    on = all_on(base)
    tried = [(name, accepted(on, settings)) for name, settings in list(at_bounds(on))[:n_fields]]
    for seed in range(first, first + n_random):
        tried.append((f"random {seed}", accepted(base, random_settings(base, seed))))
    found = []
    for done, (name, scenario) in enumerate(tried, 1):
        if done % 20 == 0:
            print(f"{done} of {len(tried)}", file=sys.stderr, flush=True)
        fault = "no scenario is accepted" if scenario is None else outcome_of(scenario)
        found.append((name, fault))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=200, help="random scenarios")
    parser.add_argument("--fields", type=int, default=None, help="bounds to try; all if left out")
    parser.add_argument("--first", type=int, default=0, help="seed of the first random scenario")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    found = study(asked.random, asked.fields, asked.first)
    for name, fault in found:
        if fault:
            print(f"{name}: {fault}")
    print(f"{len(found)} scenarios, {sum(bool(fault) for _, fault in found)} with a fault")


if __name__ == "__main__":
    main()
