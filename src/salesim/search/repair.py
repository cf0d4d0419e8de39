"""Bring what was drawn into the form that it must have: thresholds in order, shares that sum to one, pay in budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesim.errors import InputError
from salesim.phrase import N_
from salesim.scenario.merging import merged
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.policies import split_changes
from salesim.scenario.scenario import Scenario
from salesim.search.budget import PAY, factor_to
from salesim.search.changes import value_at
from salesim.search.space import LAYOUTS, Space

TOO_DEAR = N_("the pay plan costs more than the budget")
OTHER_COST = N_("the pay plan cannot be brought to this cost by the rates and amounts that are searched")


def repaired(space: Space, drawn: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What is drawn with its values in order and its shares summing to one, and what had to be done for it."""
    values, done = dict(drawn), []
    for group in space.rising:
        there = [path for path in group if path in values]
        ordered = sorted(values[path] for path in there)
        if ordered != [values[path] for path in there]:
            values |= zip(there, ordered)
            done.append("rising")
    for group in space.shares:
        there = [path for path in group if path in values]
        total = sum(values[path] for path in there)
        if there and abs(total - 1.0) > 1e-9:
            shares = [values[path] / total for path in there] if total > 0 else [1.0 / len(there)] * len(there)
            shares = [float(f"{share:.9g}") for share in shares]
            shares[-1] = float(f"{1.0 - sum(shares[:-1]):.9g}")
            values |= zip(there, shares)
            done.append("shares")
    return values, done


def within_budget(scenario: Scenario, space: Space, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """What is drawn with the plan's rates and amounts cut so that it costs no more than the budget.

    To a cost that is to be the same, they are raised as well; then the ranges of the numbers say only what goes with
    what, and the budget how much it is.

    Raises
    ------
    InputError : if the plan may not be cut, or would have to be cut below the range of a number
    """
    budget = space.budget
    assert budget is not None
    money = {path: drawn[path] for path in drawn if space.is_money(path) and drawn[path]}
    if budget.cost_at_plan is not None:
        field, limit = "budget.cost_at_plan", budget.cost_at_plan
        factor = factor_to(limit, lambda factor: cost_of(scenario, space, {**drawn, **times(money, factor)}))
        is_free = limit.equal is not None
    else:
        stated = apply_policy(scenario, scenario.run.baseline.policy).model_dump(mode="json")
        plan = merged(value_at(stated, PAY), value_at(space.changes(drawn), PAY) or {}, None)
        field, is_free = "budget.max_pay", False
        factor = budget.factor(plan, {path.removeprefix(f"{PAY}."): value for path, value in money.items()})
    if factor == 1.0:
        return dict(drawn)
    cut = {} if factor is None else times(money, factor)
    if not cut or not budget.scale or not (is_free or all(cut[path] >= space.numbers[path].low for path in cut)):
        wanted = budget.max_pay if budget.cost_at_plan is None else budget.cost_at_plan.stated
        raise InputError(OTHER_COST if is_free else TOO_DEAR, field, wanted)
    return {**drawn, **{path: float(f"{value:.6g}") for path, value in cut.items()}}


def times(money: Mapping[str, float], factor: float) -> dict[str, float]:
    """Rates and amounts, multiplied."""
    return {path: value * factor for path, value in money.items()}


def cost_of(scenario: Scenario, space: Space, drawn: Mapping[str, Any]) -> float:
    """What a draw costs at plan, a rep and year [money]."""
    changes = space.changes(drawn)
    changes.pop(LAYOUTS, None)
    base = scenario.policies[scenario.run.baseline.policy]
    config = overlay(scenario, split_changes(merged(base.set, changes, None))[0])
    assert space.at_plan is not None
    return space.at_plan.cost(config.sales_force, config.channel.network.pay_lines)
