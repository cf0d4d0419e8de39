"""Bring what was drawn into the form that it must have: thresholds in order, shares that sum to one, pay in budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesim.errors import InputError
from salesim.scenario.merging import merged
from salesim.search.budget import PAY, Budget, is_money
from salesim.search.changes import value_at
from salesim.search.space import Space


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


def within_budget(space: Space, budget: Budget, drawn: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """What is drawn with the plan's rates and amounts cut so that it costs no more than the budget, on paper.

    Parameters
    ----------
    stated : the scenario's plain data under the baseline

    Raises
    ------
    InputError : if the plan may not be cut, or would have to be cut below the range of a number
    """
    changes = value_at(space.changes(drawn), PAY) or {}
    plan = merged(value_at(stated, PAY), changes, None)
    money = {path.removeprefix(f"{PAY}."): drawn[path] for path in drawn if is_money(path) and drawn[path]}
    factor = budget.factor(plan, money)
    if factor == 1.0:
        return dict(drawn)
    values = dict(drawn)
    for path in money:
        value = drawn[f"{PAY}.{path}"] * factor
        if not budget.scale or value < space.numbers[f"{PAY}.{path}"].low:
            raise InputError("the pay plan costs more than the budget", "budget.max_pay", budget.max_pay)
        values[f"{PAY}.{path}"] = float(f"{value:.6g}")
    if not money:
        raise InputError("the pay plan costs more than the budget", "budget.max_pay", budget.max_pay)
    return values
