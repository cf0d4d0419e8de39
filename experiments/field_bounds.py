"""Does every scenario that is accepted run, and can every figure be? At each field's bounds, and at random within them.

    python experiments/field_bounds.py                 # every bound of every number, and 200 random scenarios
    python experiments/field_bounds.py --random 20 --fields 0

All levers that may be on are on. A setting that is refused with a sentence is fine; a traceback, books that do not
balance, negative minutes or costs, figures that are no numbers, and shares above 1 are not. Takes about ten minutes.
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
from salesim.model.ledger import FLOWS
from salesim.policy.lever import Lever
from salesim.scenario.fields import Declared
from salesim.testing import not_a_number

CHAPTERS = ("market", "sales_force", "channel")
SMALL: dict[str, Any] = {
    "market.customers.count": 60,
    "market.customers.prospects": 20,
    "sales_force.team.reps": 6,
    "run": {"weeks": 14, "burn_in_weeks": 26},
}
WAGER = {"name": "challenge", "win_at": 1.2, "bonus": 4000, "floor_at": 0.8, "claw_back": 0.5}
ROLES = [
    {"name": "hunter", "reps": 3, "customers": "prospects", "plan": "new_business", "hand_over_after_quarters": 1},
    {"name": "farmer", "reps": 7, "customers": "existing", "plan": "care"},
    {"name": "key_account", "reps": 2, "customers": {"largest": 5}, "plan": "care"},
]
BASES: tuple[tuple[str, dict[str, Any]], ...] = (  # one force for all, forces of several roles, a channel
    ("small_town", {**SMALL, "sales_force.wager.menu": [WAGER]}),
    ("hunters_and_farmers", {**SMALL, "sales_force.team.reps": 12, "sales_force.roles": ROLES}),
    ("fmcg_distributors", SMALL),
)
SIZES = ("count", "prospects", "reps", "distributors", "file", "towns", "table")  # what makes a run large, not odd
TRIES = 40  # settings of one scenario that are refused and left out
WHOLE_RANGE = 3.0  # orders of magnitude to either side of a default without bounds
COSTS = frozenset(flow for flow in FLOWS if flow.endswith("_minor"))


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
                for path in concerned(fault.field or "", settings):
                    del settings[path]
    return None


def concerned(field: str, settings: dict[str, Any]) -> list[str]:
    """Settings that a fault at a field is about: the field's own, or else those nearest to it."""
    while field:
        if found := [path for path in settings if path == field or path.startswith(f"{field}.")]:
            return found
        field = field.rpartition(".")[0]
    return list(settings)[:3]


class Inspector(Lever):
    """Looks at the model's columns at the end of a run."""

    def __init__(self) -> None:
        self.not_a_number = ""

    def tables(self, model: Any) -> dict[str, Any]:
        self.not_a_number = not_a_number(model)
        return {}


def impossible(result: Result) -> list[str]:
    """Figures that cannot be: minutes and costs below 0, shares outside of 0 to 1, what is endless or no number."""
    found = []
    for name, frame in result.tables.items():
        for column in frame.select_dtypes("number"):
            values = frame[column].to_numpy(float)
            is_cost = name == "ledger" and column in COSTS
            if (column.endswith("_min") or is_cost) and (values < -1e-6).any():
                found.append(f"{name}.{column} {values.min():g}")
            if np.isinf(values).any() or (name in ("weeks", "ledger") and np.isnan(values).any()):
                found.append(f"{name}.{column} is no number")
    for name, metric in METRICS.items():
        value = result.outcomes.get(name)
        is_part = metric.unit == "share" and metric.adds_up != "change" and not metric.is_relative
        if is_part and value is not None and not 0 <= value <= 1 + 1e-9:
            found.append(f"{name} {value:g}")
    return found


def outcome_of(scenario: Scenario) -> str:
    """What a scenario comes to: nothing, or what is wrong with it."""
    try:
        inspector = Inspector()
        found = impossible(simulate(scenario, levers=[inspector]))
        return ", ".join([*found, f"{inspector.not_a_number} is no number"] if inspector.not_a_number else found)
    except InputError as refused:
        return f"refused only when it ran: {refused}" if "too" not in str(refused) else ""
    except Exception as fault:  # any other exception is what this study looks for
        return f"{type(fault).__name__}: {fault}"


def study(n_random: int, n_fields: int | None, first: int = 0) -> Iterator[tuple[str, str]]:
    """Names of all scenarios tried, and what is wrong with each; empty if nothing is."""
    bases = [overlay(load_scenario(name), settings) for name, settings in BASES]
    on = all_on(bases[0])
    tried = [(name, on, settings) for name, settings in list(at_bounds(on))[:n_fields]]
    for seed in range(first, first + n_random):
        base = bases[seed % len(bases)]
        tried.append((f"random {seed}", base, random_settings(base, seed)))
    for done, (name, base, settings) in enumerate(tried, 1):
        if done % 20 == 0:
            print(f"{done} of {len(tried)}", file=sys.stderr, flush=True)
        scenario = accepted(base, settings)
        yield name, "no scenario is accepted" if scenario is None else outcome_of(scenario)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=200, help="random scenarios")
    parser.add_argument("--fields", type=int, default=None, help="bounds to try; all if left out")
    parser.add_argument("--first", type=int, default=0, help="seed of the first random scenario")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    n, n_wrong = 0, 0
    for name, fault in study(asked.random, asked.fields, asked.first):
        n, n_wrong = n + 1, n_wrong + bool(fault)
        if fault:
            print(f"{name}: {fault}", flush=True)
    print(f"{n} scenarios, {n_wrong} with a fault")


if __name__ == "__main__":
    main()
