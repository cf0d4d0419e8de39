"""Families of plans in a space: a choice among plan letters, and the settings of each as numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from salesim.errors import InputError, nearest_name, together
from salesim.letter.letter import Letter
from salesim.letter.read import read_letter
from salesim.phrase import Phrase
from salesim.scenario.plan_letters import SETTINGS, settings_name, settings_of
from salesim.scenario.scenario import Scenario
from salesim.search.at_plan import AtPlan
from salesim.search.budget import AS_TODAY, Budget, Limit
from salesim.search.proposal import Proposal, proposed, run_proposals
from salesim.search.repair import cost_of
from salesim.search.space import LAYOUT, PLAN, Number, Space


def with_plans(space: Space, scenario: Scenario) -> Space:
    """The space with the settings of its plans among the numbers, each drawn only with its own plan.

    Raises
    ------
    InputError : plans that there are not or that cannot be simulated, and ranges of settings that they do not have
    """
    faults: list[InputError] = []
    numbers = dict(space.numbers)
    margins = {line.name: line.margin for line in scenario.channel.network.pay_lines}
    for plan, ranges in space.plans.items():
        if plan == AS_TODAY:
            faults += [InputError("the baseline's pay has no settings", f"plans.{plan}.{name}") for name in ranges]
            continue
        try:
            letter = read_letter(plan, scenario.folder)
            settings_of(plan, scenario.folder, {}, dict(scenario.sales_force.pay.figures), margins)
        except InputError as found:
            faults += [one if one.file else _of_plan(one, plan) for one in found.faults]
            continue
        for name in ranges.keys() - letter.settings.keys():
            allowed = ", ".join(letter.settings) or Phrase("nothing: the plan has no settings")
            near = nearest_name(name, letter.settings)
            faults.append(InputError("the plan has no such setting", f"plans.{plan}.{name}", None, allowed, near))
        when = {PLAN: settings_name(plan)} if len(space.plans) > 1 else {}
        for path, number in settings_of_plan(letter, plan, ranges):
            if path not in space.fixed:
                numbers[path] = number.model_copy(update={"when": {**when, **number.when}})
    if faults:
        raise together(faults)
    return space.model_copy(update={"numbers": numbers})


def _of_plan(fault: InputError, plan: str) -> InputError:
    """What is wrong with a plan, as that of the space's; of one that there is not, the baseline's pay is one, too."""
    if fault.allowed is None or fault.message != "no such plan":
        return replace(fault, field=f"plans.{plan}", value=None)
    near = nearest_name(plan, [AS_TODAY]) or fault.nearest
    allowed = Phrase("{names}, or {as_today} for the baseline's pay", names=Phrase(fault.allowed), as_today=AS_TODAY)
    return InputError(fault.message, f"plans.{plan}", None, allowed, near)


def settings_of_plan(letter: Letter, plan: str, ranges: dict[str, Number]) -> Iterator[tuple[str, Number]]:
    """Path and range of each setting that is searched: those with a range, in the letter or stated."""
    for name, setting in letter.settings.items():
        stated = ranges.get(name) or (Number.model_validate(setting.range) if setting.range else None)
        if stated is not None:
            of_letter = {"default": float(setting.value), "money": setting.sets == "pay"}
            yield f"{SETTINGS}.{settings_name(plan)}.{name}", stated.model_copy(update=of_letter)


def letters_of(space: Space, scenario: Scenario) -> dict[str, Any]:
    """What the plans of a space state, since a letter may change under the same name."""
    names = [plan for plan in space.plans if plan != AS_TODAY]
    return {plan: read_letter(plan, scenario.folder).model_dump(mode="json", exclude={"about"}) for plan in names}


def priced(space: Space, scenario: Scenario) -> Space:
    """The space with the results at which plans are priced, and the cost of the baseline where the budget is that.

    Only where plans or their cost are searched; what is left out is measured in one run of the baseline.
    """
    limit = space.budget.cost_at_plan if space.budget else None
    if not (space.plans or space.at_plan or limit):
        return space
    at_plan = space.at_plan or AtPlan()
    if not at_plan.is_known:
        at_plan = at_plan.measured(baseline_quarters(scenario))
    space = space.model_copy(update={"at_plan": at_plan})
    if space.budget is None or limit is None or limit.stated != AS_TODAY:
        return space
    today = float(f"{cost_of(scenario, Space(at_plan=at_plan), {LAYOUT: scenario.run.baseline.layout}):.9g}")
    budget = space.budget.model_copy(update={"cost_at_plan": limit.known(today)})
    return space.model_copy(update={"budget": budget})


def baseline_quarters(scenario: Scenario) -> pd.DataFrame:
    """The reps' quarters in one replication of the baseline."""
    (result,) = run_proposals(scenario, 0, [scenario.arms[0]]).values()
    quarters: pd.DataFrame = result.rep_quarters
    return quarters


def same_money(scenario: Scenario, plans: Sequence[str], at_plan: AtPlan | None = None) -> dict[str, Proposal]:
    """Policies that pay by plan letters, with rates and amounts scaled until they cost at plan what the baseline does.

    What is paid keeps its proportions; thresholds stay. Each proposal has its ``policy``, its ``cost_at_plan`` and, as
    ``drawn``, the settings that it came to.

    Parameters
    ----------
    plans : names of letters whose settings say what may be scaled
    at_plan : results at which plans are priced; those of a simulated run of the baseline if None

    Raises
    ------
    InputError : a plan that cannot be simulated, or that has no settings that could be scaled to this cost
    """
    layout = scenario.run.baseline.layout
    space = Space(
        plans={AS_TODAY: {}, **{plan: {} for plan in plans}},
        budget=Budget(cost_at_plan=Limit(equal="as_today")),
        at_plan=at_plan,
    )
    space = priced(with_plans(space, scenario), scenario)
    found: dict[str, Proposal] = {}
    for plan in plans:
        drawn = {LAYOUT: layout, PLAN: settings_name(plan)}
        stated = {path: number.default for path, number in space.numbers.items() if space.is_active(path, drawn)}
        found[plan] = proposed(scenario, space, drawn | stated, plan)
        if refused := found[plan].refused:
            raise refused
    return found
