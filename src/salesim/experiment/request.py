"""What an experiment is asked for: which options, how long, how often; what makes no sense is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.loading import as_scenario
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.scenario import Scenario

# The bounds of the scenario's `Run`, for what is given in its place.
MIN_REPLICATIONS, MAX_REPLICATIONS = 2, 10_000
LARGEST_SEED = 2**63 - 1
MAX_WEEKS = 520


def choose_arms(
    scenario: Any, arms: Sequence[Arm | str] | None, baseline: Arm | str | None
) -> tuple[tuple[Arm, ...], Arm]:
    """The arms to run, baseline first, and the baseline; refuses unknown names, arms given twice, a lone baseline."""
    run = scenario.run
    if baseline is None:
        judged_by = arm_named(scenario, Arm(run.baseline.layout, run.baseline.policy), "run.baseline")
    else:
        judged_by = arm_named(scenario, baseline, "baseline")
    if arms is None:
        layouts, policies = run.layouts or list(scenario.layouts), run.policies or list(scenario.policies)
        chosen = [arm_named(scenario, Arm(layout, policy), "run") for layout in layouts for policy in policies]
    elif isinstance(arms, str) or not isinstance(arms, Iterable):
        raise InputError("options are given as a list", field="arms", value=arms, allowed="such as ['layout/policy']")
    else:
        chosen = [arm_named(scenario, arm, "arms") for arm in arms]
    for i, arm in enumerate(chosen):
        if arm in chosen[:i]:
            raise InputError("an option is given twice", field="arms", value=str(arm))
    others = [arm for arm in chosen if arm != judged_by]
    written = [str(arm) for arm in (judged_by, *others)]
    if len(set(written)) < len(written):
        raise InputError("two options are written alike; rename a layout or policy that holds a slash", field="arms")
    if not others:
        message = Phrase("there is nothing to compare with the baseline; state another layout or policy")
        raise InputError(message, field="arms", value=str(judged_by))
    return (judged_by, *others), judged_by


def refuse_twins(scenario: Scenario, arms: Sequence[Arm]) -> None:
    """Arms with different names that say the same would make a comparison of a thing with itself."""
    said: dict[tuple[str, str], Arm] = {}
    policies = {name: apply_policy(scenario, name) for name in dict.fromkeys(arm.policy for arm in arms)}
    for arm in arms:
        under = policies[arm.policy]
        chapters = under.sales_force.model_dump_json() + under.channel.model_dump_json()
        chapters += "".join(change.model_dump_json() for change in scenario.policies[arm.policy].later)
        chapters += str(scenario.policies[arm.policy].headcount)
        key = (scenario.layouts[arm.layout].model_dump_json(), chapters)
        if key in said:
            allowed = Phrase("options that differ in a layout's or a policy's settings")
            raise InputError(
                Phrase("the option is the same as '{said}', only its name differs", said=said[key]),
                "arms",
                str(arm),
                allowed,
            )
        said[key] = arm


def arm_named(scenario: Any, arm: Arm | str, where: str) -> Arm:
    """An arm whose layout and policy the scenario has."""
    if isinstance(arm, str):
        # A name may hold a slash itself, so every cut is tried before the first one is blamed.
        cuts = [Arm(arm[:i], arm[i + 1 :]) for i, c in enumerate(arm) if c == "/"]
        if not cuts:
            raise InputError("an option is written layout/policy", field=where, value=arm)
        arm = next((c for c in cuts if c.layout in scenario.layouts and c.policy in scenario.policies), cuts[0])
    if not isinstance(arm, Arm):
        raise InputError("an option is an Arm, or written layout/policy", field=where, value=arm)
    for kind, name, known in (
        ("layout", arm.layout, list(scenario.layouts)),
        ("policy", arm.policy, list(scenario.policies)),
    ):
        if name not in known:
            raise InputError(
                Phrase("there is no {kind} of this name", kind=Phrase(kind)),
                field=where,
                value=name,
                allowed=", ".join(known),
                nearest=nearest_name(name, known),
            )
    return arm


def with_run(scenario: Any, *, seed: int | None, weeks: int | None) -> Any:
    """The scenario, loaded if it is a file's name, with another seed or horizon."""
    scenario = as_scenario(scenario)
    changes = {}
    if seed is not None:
        changes["seed"] = whole_number(seed, "seed", 0, LARGEST_SEED)
    if weeks is not None:
        changes["weeks"] = whole_number(weeks, "weeks", 1, MAX_WEEKS)
    if isinstance(scenario, Scenario):  # what hangs on the horizon, such as growth, is checked anew
        return overlay(scenario, {"run": changes}) if changes else scenario
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=changes)}) if changes else scenario


def whole_number(value: Any, name: str, minimum: int, maximum: int) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not minimum <= value <= maximum:
        raise InputError(
            "a whole number is needed",
            field=name,
            value=value,
            allowed=Phrase("{least} to {most}", least=minimum, most=maximum),
        )
    return int(value)


def known_outcome(name: str, names: Sequence[str]) -> None:
    """Refuse an outcome that the summary does not have."""
    if name not in names:
        raise InputError(
            "there is no outcome of this name",
            field="outcome",
            value=name,
            allowed=", ".join(names),
            nearest=nearest_name(name, names),
        )
