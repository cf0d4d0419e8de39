"""Pay by a plan letter: ``sales_force.pay.plan: accelerator`` in a scenario or a policy, as the parts it stands for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from salesim.errors import InputError
from salesim.phrase import Phrase

PLAN = "sales_force.pay.plan"
PLANS = "sales_force.plans"
STATED_BY_LETTER = ("commission_rate", "step_rate", "step_count", "bonus", "bonus_at", "cap_at", "components")
NOTHING = {"draw": {"amount": 0.0}, "holdback": {"share": 0.0}}


def with_letter(data: Any, folder: Path, instead_of: str = "") -> Any:
    """Nested data of a scenario, or changes to one, with the plan letter that it names as components of pay.

    A plan takes the place of commission, steps, bonus, cap and components, and of a draw and a holdback unless they
    stand beside it; what changes any of these without a plan is no longer that plan.

    Parameters
    ----------
    folder : of the scenario, where its own plans lie
    instead_of : the plan that pays what the data are laid over; its components go with it

    Raises
    ------
    InputError : an unknown plan, one that the model cannot see, or one beside what it would replace
    """
    force = data.get("sales_force") if isinstance(data, dict) else None
    pay = force.get("pay") if isinstance(force, dict) else None
    if not isinstance(force, dict) or not isinstance(pay, dict):
        return data
    stated = [name for name in STATED_BY_LETTER if name in pay]
    name = pay.get("plan")
    if not name:
        if not (stated and instead_of):
            return data
        return {**data, "sales_force": {**force, "pay": {"components": [], **pay, "plan": ""}}}
    if pay.get("components"):
        return data  # it has been read before
    if stated:
        raise InputError(
            "the plan states this", f"sales_force.pay.{stated[0]}", pay[stated[0]], "left out beside a plan"
        )
    from salesim.letter.in_model import in_model  # letters are read as scenarios are, so that these know them late
    from salesim.letter.read import read_letter

    try:
        settings = in_model(read_letter(name, folder)) if isinstance(name, str) else {}
    except InputError as fault:
        if fault.field is None and fault.file is None:
            raise InputError(fault.message, PLAN, name, fault.allowed, fault.nearest) from None
        raise
    beside = {group: {**NOTHING[group], **settings.get(group, {})} for group in NOTHING if group not in force}
    return {**data, "sales_force": {**force, **beside, "pay": {**pay, **settings.get("pay", {})}}}


def with_letters_of_plans(data: Any, folder: Path) -> Any:
    """The same data, where each of ``sales_force.plans`` that names a plan letter has what it stands for.

    Raises
    ------
    InputError : as `with_letter`; or a letter with a draw or a holdback, which only ``sales_force.pay`` can have
    """
    force = data.get("sales_force") if isinstance(data, dict) else None
    plans = force.get("plans") if isinstance(force, dict) else None
    if not isinstance(force, dict) or not isinstance(plans, dict):
        return data
    stated = {name: _stated(name, plan, folder) for name, plan in plans.items()}
    return {**data, "sales_force": {**force, "plans": stated}}


def _stated(name: str, plan: Any, folder: Path) -> Any:
    """One of the further plans, with what its letter stands for."""
    if not isinstance(plan, dict) or not plan.get("plan"):
        return plan
    try:
        force = with_letter({"sales_force": {"pay": plan}}, folder)["sales_force"]
    except InputError as fault:
        field = (fault.field or PLAN).replace("sales_force.pay", f"{PLANS}.{name}", 1)
        raise replace(fault, field=field) from None
    beside = [group for group, nothing in NOTHING.items() if force.get(group, nothing) != nothing]
    if beside:
        message = Phrase("a plan with a {what} pays all reps or nobody", what=beside[0])
        raise InputError(message, f"{PLANS}.{name}.plan", plan["plan"], Phrase("a plan without draw and holdback"))
    return force["pay"]
