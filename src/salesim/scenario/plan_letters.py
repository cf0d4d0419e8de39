"""Pay by a plan letter: ``sales_force.pay.plan: accelerator`` in a scenario or a policy, as the parts it stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salesim.errors import InputError

PLAN, FIGURES = "sales_force.pay.plan", "sales_force.pay.figures"
STATED_BY_LETTER = ("commission_rate", "step_rate", "step_count", "bonus", "bonus_at", "cap_at", "components")
NOTHING: dict[str, dict[str, Any]] = {"draw": {"amount": 0.0}, "holdback": {"share": 0.0}, "clawback": {"share": 0.0}}


def with_letter(data: Any, folder: Path, instead_of: str = "") -> Any:
    """Nested data of a scenario, or changes to one, with the plan letter that it names as components of pay.

    A plan takes the place of commission, steps, bonus, cap and components, and of a draw, a holdback and a claw-back
    unless they stand beside it; what changes any of these without a plan is no longer that plan.

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
        figures = pay.get("figures") or {}
        if not isinstance(figures, dict):
            raise InputError("figures need a name each", FIGURES, figures, "figures such as {profit: sales, staff: 5}")
        settings = in_model(read_letter(name, folder), figures) if isinstance(name, str) else {}
    except InputError as fault:
        if fault.field is None and fault.file is None:
            raise InputError(fault.message, PLAN, name, fault.allowed, fault.nearest) from None
        raise
    groups = NOTHING | {group: {} for group in settings if group != "pay"}
    beside = {group: {**groups[group], **settings.get(group, {})} for group in groups if group not in force}
    return {**data, "sales_force": {**force, **beside, "pay": {**pay, **settings.get("pay", {})}}}
