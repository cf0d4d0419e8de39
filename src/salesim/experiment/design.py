"""A designed experiment: which arms, judged by what, how precisely, at what expense; the same as a YAML file.

    scenario: yangtze_delta                  # a name, or a file beside this one
    baseline: unit/current
    layouts: [unit, balanced]                # these ...
    policies: [current, wager]               # ... times these ...
    switches:                                # ... times every combination of these, each off or on
      portal: {channel.desk.portal: true}
    arms: [radius/tiered, balanced/wager-with-portal]   # in place of the product: some of it by name
    outcomes:
      - {name: value_created, matters: 500000}          # the first decides; the others are watched
      - {name: retention, better: higher, matters: 0.01}
    precision: 300000                       # half the interval's width that is wanted, in the first outcome's unit
    budget: {first: 20, batch: 10, most: 200}

An arm with switches on is a policy of its own, named ``policy-with-switch``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from salesim.errors import InputError, nearest_name
from salesim.experiment.backends import LOKY
from salesim.experiment.compare import Comparison, Progress, compare
from salesim.experiment.keywords import Runner
from salesim.experiment.outcomes import Outcome
from salesim.experiment.request import refuse_twins
from salesim.parameters import Parameters
from salesim.phrase import N_, Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.document import read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.loading import as_scenario
from salesim.scenario.merging import merged, nested
from salesim.scenario.names import Name
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.scenario.text_file import read_text

MAX_ARMS = 100
MAX_SWITCHES = 6


class StatedOutcome(Parameters):
    """An outcome that arms are judged by."""

    name: str = Field(default="value_created", description="column of the summary")
    better: Literal["higher", "lower"] = Field(default="higher", description="which direction is good")
    matters: float | None = Field(
        default=None,
        ge=0,
        description="smallest difference that matters over the horizon, in the outcome's unit (money for money); "
        "1% of the baseline's mean if left out",
    )


class Budget(Parameters):
    """How many replications there may be."""

    first: int = Field(default=20, ge=2, le=10_000, description="replications before the interval is looked at")
    batch: int = Field(default=10, ge=1, le=10_000, description="replications added at a time")
    most: int = Field(default=200, ge=2, le=10_000, description="replications after which it ends")

    @model_validator(mode="after")
    def _in_order(self) -> Budget:
        if self.most < self.first:
            raise ValueError(Phrase("most ({most}) must be first ({first}) or more", most=self.most, first=self.first))
        return self


class Design(Parameters):
    """A question put to the model."""

    scenario: str = Field(description="name of a scenario, or its file, from the design's folder")
    title: str = Field(default="", description="title of the report; the scenario's if left out")
    about: str = Field(default="", description="what is asked, in a few sentences")
    set: dict[str, Any] = Field(default_factory=dict, description="changes of the scenario for all options, by path")
    baseline: str | None = Field(default=None, description="layout/policy to judge by; the scenario's if left out")
    layouts: tuple[str, ...] = Field(default=(), description="layouts to cross; the baseline's if left out")
    policies: tuple[str, ...] = Field(default=(), description="policies to cross; the baseline's if left out")
    switches: dict[Name, dict[str, Any]] = Field(
        default_factory=dict, max_length=MAX_SWITCHES, description="changes to lay over a policy, each off or on"
    )
    arms: tuple[str, ...] = Field(
        default=(), description="only these of the product, written layout/policy-with-switch"
    )
    outcomes: tuple[StatedOutcome, ...] = Field(
        default=(StatedOutcome(),), min_length=1, max_length=20, description="the first decides, the others are watched"
    )
    precision: float | None = Field(
        default=None,
        gt=0,
        description="half the width wanted of the difference's interval, in the first outcome's unit; none: the "
        "budget's first replications and no more",
    )
    budget: Budget = Field(default=Budget(), description="how many replications there may be")


@dataclass(frozen=True)
class Plan:
    """A design ready to run: a scenario that has all policies, the arms, the baseline first, and what they are for.

    ``switches`` holds, for each arm's written name, the switches that are on.
    """

    scenario: Scenario
    arms: tuple[Arm, ...]
    baseline: Arm
    outcomes: tuple[Outcome, ...]
    precision: float | None
    budget: Budget
    switches: Mapping[str, tuple[str, ...]]


def load_design(file: str | Path) -> tuple[Design, Path]:
    """Read and check a design, with the folder that it names its scenario from.

    Raises
    ------
    InputError : with file, line and column of everything that is wrong
    """
    path = Path(file)
    document = read_yaml(read_text(path), str(file))
    try:
        return checked(Design, document.data), path.parent
    except InputError as found:
        raise document.located(found) from None


def plan(design: Design, folder: Path | None = None, **run: Any) -> Plan:
    """Make the arms of a design.

    Parameters
    ----------
    design : the question.
    folder : where a relative file of the scenario begins.
    run : ``weeks`` or ``seed`` in place of the scenario's.

    Raises InputError for names that don't exist, arms that are written twice, and arms that are the same under
    different names.
    """
    scenario = named_scenario(design.scenario, folder or Path())
    changes = {**design.set, **{f"run.{key}": value for key, value in run.items() if value is not None}}
    scenario = overlay(scenario, changes) if changes else scenario
    home = arm_of(scenario, {}, design.baseline, "baseline") if design.baseline else scenario.baseline
    policies, switches = with_switches(scenario, design, home)
    layouts = design.layouts or (home.layout,)
    for i, layout in enumerate(layouts):
        known(N_("layout"), layout, scenario.layouts, f"layouts.{i}")
    scenario = overlay(scenario, {f"policies.{name}": stated for name, stated in policies.items()})
    if design.arms:
        arms = [arm_of(scenario, switches, name, f"arms.{i}") for i, name in enumerate(design.arms)]
    else:
        arms = [Arm(layout, policy) for layout in layouts for policy in switches]
    twice = next((arm for i, arm in enumerate(arms) if arm in arms[:i]), None)
    if twice is not None:
        raise InputError("an option is given twice", "arms", str(twice))
    arms = [home, *(arm for arm in arms if arm != home)]
    if len(arms) < 2:
        allowed = Phrase("another layout, policy or switch")
        raise InputError("there is nothing to compare with the baseline", "arms", str(home), allowed)
    if len(arms) > MAX_ARMS:
        raise InputError(
            "there are too many options",
            "arms",
            len(arms),
            Phrase("at most {n}; name those that matter", n=MAX_ARMS),
        )
    refuse_twins(scenario, arms)
    outcomes = tuple(Outcome(o.name, o.better == "higher", o.matters) for o in design.outcomes)
    on = {str(arm): switches.get(arm.policy, ()) for arm in arms}
    return Plan(scenario, tuple(arms), home, outcomes, design.precision, design.budget, on)


def run_design(
    design: Design | Plan | str | Path,
    jobs: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    lang: str = "en",
    *,
    backend: str = LOKY,
    fallback: bool = False,
    runner: Runner | None = None,
    **run: Any,
) -> Comparison:
    """Carry out a design, its file, or a plan made of one; the rest as in `compare`."""
    if isinstance(design, str | Path):
        ready = plan(*load_design(design), **run)
    else:
        ready = design if isinstance(design, Plan) else plan(design, **run)
    return compare(
        ready.scenario,
        ready.arms,
        ready.baseline,
        ready.budget.first,
        jobs=jobs,
        out=out,
        progress=progress,
        lang=lang,
        outcome=ready.outcomes[0],
        watched=ready.outcomes[1:],
        precision=ready.precision,
        batch=ready.budget.batch,
        most=ready.budget.most,
        backend=backend,
        fallback=fallback,
        runner=runner,
    )


def named_scenario(name: str, folder: Path) -> Scenario:
    """A scenario by its file, looked for beside the design first, or by its name."""
    beside = folder / name
    if beside.suffix in (".yaml", ".yml") and beside.exists():
        name = str(beside)
    scenario: Scenario = as_scenario(name)
    return scenario


def with_switches(
    scenario: Scenario, design: Design, home: Arm
) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, ...]]]:
    """New policies by name, and for each policy to cross the switches that are on, none first."""
    new: dict[str, dict[str, Any]] = {}
    on: dict[str, tuple[str, ...]] = {}
    for i, policy in enumerate(design.policies or (home.policy,)):
        known(N_("policy"), policy, scenario.policies, f"policies.{i}")
        on[policy] = ()
        stated = scenario.policies[policy].model_dump(mode="json")["set"]
        for n in range(1, len(design.switches) + 1):
            for chosen in combinations(design.switches, n):
                name = f"{policy}-with-{'-'.join(chosen)}"
                changes = stated
                for switch in chosen:
                    changes = merged(changes, nested(design.switches[switch]), None)
                new[name] = {"about": " + ".join((policy, *chosen)), "set": changes}
                on[name] = chosen
    return new, on


def arm_of(scenario: Scenario, switches: Mapping[str, tuple[str, ...]], written: str, field: str) -> Arm:
    """An arm by its written name."""
    layout, slash, policy = written.partition("/")
    if not slash:
        raise InputError("an option is written layout/policy", field, written)
    known(N_("layout"), layout, scenario.layouts, field)
    known(N_("policy"), policy, {**scenario.policies, **switches}, field)
    return Arm(layout, policy)


def known(kind: str, name: str, names: Mapping[str, Any], field: str) -> None:
    if name not in names:
        near = nearest_name(name, names)
        raise InputError(
            Phrase("there is no {kind} of this name", kind=Phrase(kind)), field, name, ", ".join(names), near
        )
