"""What each lever contributes to the difference between two policies: a waterfall, and Shapley shares.

Levers act on each other: a check-in is worth more where visits are paid. A waterfall switches them on one after the
other and so credits what they do together to the later one. A Shapley share is the mean over all orders, and the shares
add up to the whole difference (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import factorial
from typing import Any

import pandas as pd

from salesim.errors import InputError
from salesim.experiment.execute import execute
from salesim.experiment.keywords import Runner
from salesim.experiment.outcomes import Outcome
from salesim.experiment.request import arm_named
from salesim.experiment.statistics import mean_interval
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.merging import merged
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario

MAX_LEVERS = 8  # 256 combinations
HEADCOUNT = "headcount"  # the lever of how many reps the firm wants
GROUP_DEPTH = 2  # a lever is what a policy sets below sales_force.X or channel.X


@dataclass(frozen=True)
class LeverShares:
    """What the levers between two policies contribute.

    Attributes
    ----------
    levers : one row a lever, in the order of the waterfall: lever, step (what it adds when switched on in this order),
        shapley with low and high (95% over the replications), share (of the whole); the main outcome's unit.
    whole : the difference between the policies, (mean, low, high).
    combinations : one row a replication and set of levers that are on: the outcome.
    """

    outcome: str
    baseline: str
    arm: str
    levers: pd.DataFrame
    whole: tuple[float, float, float]
    combinations: pd.DataFrame

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        from salesim.experiment.compare import plain

        facts = {"outcome": self.outcome, "baseline": self.baseline, "arm": self.arm, "whole": self.whole}
        return plain({**facts, "levers": self.levers.to_dict("records")})


def levers_between(scenario: Scenario, policy: str) -> dict[str, dict[str, Any]]:
    """What a policy sets, lever by lever: everything below ``sales_force.pay`` is one, and so on.

    ``tools`` are told apart, one lever each.
    """
    found: dict[str, dict[str, Any]] = {}
    for root, groups in scenario.policies[policy].model_dump(mode="json")["set"].items():
        for name, stated in groups.items():
            if name == "tools" and isinstance(stated, Mapping):
                for tool, settings in stated.items():
                    found[f"{name}.{tool}"] = {root: {name: {tool: settings}}}
            else:
                found[name] = {root: {name: stated}}
    return found


def lever_shares(
    scenario: Scenario,
    policy: str,
    layout: str | None = None,
    replications: int = 10,
    outcome: Outcome | str = "value_created",
    *,
    jobs: int = 1,
    runner: Runner | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LeverShares:
    """Take a policy apart, lever by lever, against the baseline's policy in one layout.

    Each dated change of the policy is a lever of its own, which the baseline's policy must not have, and so is how many
    reps the firm wants.

    Parameters
    ----------
    policy : whose levers are switched on in every combination, on common randomness.
    layout : where; the baseline's if left out.
    """
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    base = scenario.run.baseline
    home = arm_named(scenario, Arm(layout or base.layout, base.policy), "layout")
    arm_named(scenario, Arm(home.layout, policy), "policy")
    if scenario.policies[base.policy].later:
        raise InputError(
            "a policy is compared lever by lever with one that stays as it is; this one changes in the course of the "
            "run, so that there is nothing that levers could be switched on in place of",
            f"policies.{base.policy}.later",
        )
    levers, dated = levers_between(scenario, policy), dated_levers(scenario, policy)
    today, wanted = scenario.policies[base.policy].headcount, scenario.policies[policy].headcount
    if wanted != today:
        levers[HEADCOUNT] = {}
    if not (levers or dated):
        raise InputError("the policy changes nothing that could be taken apart", "policy", policy)
    names = [*levers, *dated]
    if len(names) > MAX_LEVERS:
        allowed = Phrase("at most {n}", n=MAX_LEVERS)
        raise InputError("the policy has too many levers to try all combinations", "policy", len(names), allowed)
    if replications < 2:
        raise InputError("an interval needs replications", "replications", replications, "2 or more")
    before = scenario.policies[base.policy].model_dump(mode="json")["set"]
    arms: dict[frozenset[str], Arm] = {}
    policies: dict[str, Any] = {}
    for i, chosen in enumerate(subsets(names)):
        changes: Any = before
        for lever in chosen:
            changes = merged(changes, levers.get(lever, {}), None)
        headcount = wanted if HEADCOUNT in chosen else today
        policies[f"combination_{i}"] = {
            "set": changes,
            "later": [dated[one] for one in chosen if one in dated],
            **({} if headcount is None else {"headcount": headcount}),
        }
        arms[frozenset(chosen)] = Arm(home.layout, f"combination_{i}")
    changed = overlay(scenario, {f"policies.{name}": stated for name, stated in policies.items()})
    for levers_on, arm in arms.items():
        check_combination(changed, arm.policy, policy, levers_on)
    results = execute(
        changed,
        list(arms.values()),
        range(replications),
        runner=runner,
        keep=("summary",),
        jobs=jobs,
        on_finished=(lambda _, done, total: progress(done, total)) if progress else None,
    )
    tables = [result.tables["summary"] for result in results if not result.failed]
    if len(tables) < 2:
        raise RuntimeError("fewer than two replications could be finished")
    rows, values = [], []
    for table in tables:
        of_arm = dict(zip(table["policy"], table[outcome.name].astype(float), strict=True))
        of_combination = {chosen: of_arm[arm.policy] for chosen, arm in arms.items()}
        values.append(of_combination)
        for lit, value in of_combination.items():
            rows.append({"replication": table["replication"].iloc[0], "on": "+".join(sorted(lit)), "value": value})
    return conclude(names, values, outcome.name, str(home), str(Arm(home.layout, policy)), pd.DataFrame(rows))


def check_combination(scenario: Scenario, combination: str, policy: str, chosen: frozenset[str]) -> None:
    """Refuse what only works together: a dated change that needs what the policy sets from the start."""
    try:
        phases(scenario, combination)
    except InputError as found:
        levers = ", ".join(sorted(chosen)) or Phrase("nothing")
        message = Phrase(
            "its levers do not work one without another, so that they cannot be taken apart: with {levers} alone, "
            "{fault}",
            levers=levers,
            fault=Phrase(found.message),
        )
        field = (found.field or "").replace(f"policies.{combination}", f"policies.{policy}", 1)
        raise InputError(message, field or f"policies.{policy}", found.value) from None


def conclude(
    names: Sequence[str],
    values: Sequence[Mapping[frozenset[str], float]],
    outcome: str,
    baseline: str,
    arm: str,
    combinations_table: pd.DataFrame,
) -> LeverShares:
    """Waterfall and Shapley shares from the value of every combination in every replication."""
    everything, nothing = frozenset(names), frozenset[str]()
    whole = mean_interval([value[everything] - value[nothing] for value in values])
    rows = []
    on: frozenset[str] = nothing
    for lever in names:
        step = mean_interval([value[on | {lever}] - value[on] for value in values])[0]
        mean, low, high = mean_interval([shapley(lever, names, value) for value in values])
        share = mean / whole[0] if whole[0] else float("nan")
        rows.append({"lever": lever, "step": step, "shapley": mean, "low": low, "high": high, "share": share})
        on = on | {lever}
    return LeverShares(outcome, baseline, arm, pd.DataFrame(rows), whole, combinations_table)


def shapley(lever: str, names: Sequence[str], values: Mapping[frozenset[str], float]) -> float:
    """Mean gain of adding a lever, over all orders: Σ_S |S|! (n - |S| - 1)! / n! [v(S + lever) - v(S)].

    >>> glove = {frozenset(): 0.0, frozenset("L"): 0.0, frozenset("R"): 0.0, frozenset("LR"): 2.0}
    >>> shapley("L", ["L", "R"], glove)
    1.0
    """
    others, n = [name for name in names if name != lever], len(names)
    total = 0.0
    for chosen in subsets(others):
        weight = factorial(len(chosen)) * factorial(n - len(chosen) - 1) / factorial(n)
        total += weight * (values[frozenset(chosen) | {lever}] - values[frozenset(chosen)])
    return total


def dated_levers(scenario: Scenario, policy: str) -> dict[str, Any]:
    """What a policy changes in the course of the run: each dated change is a lever, on from its day or not at all."""
    changes = scenario.policies[policy].later
    return {
        f"later.{change.day or Phrase('week {week}', week=change.week)}": change.model_dump(mode="json")
        for change in changes
    }


def subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    """All subsets, the empty one first and the whole one last."""
    return list(chain.from_iterable(combinations(names, n) for n in range(len(names) + 1)))
