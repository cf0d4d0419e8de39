"""Pay by a plan letter: ``sales_force.pay.plan: accelerator`` in a scenario or a policy, as the parts it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesim.errors import InputError, nearest_name, together
from salesim.pay.plan import PayParameters
from salesim.phrase import Phrase
from salesim.scenario.channel import NetworkParameters
from salesim.scenario.merging import merged
from salesim.scenario.text_file import SUFFIXES

if TYPE_CHECKING:
    from salesim.letter.letter import Letter

PLAN, FIGURES = "sales_force.pay.plan", "sales_force.pay.figures"
PLANS = "sales_force.plans"
SETTINGS = "sales_force.pay.plan_settings"
STATED_BY_LETTER = ("commission_rate", "step_rate", "step_count", "bonus", "bonus_at", "cap_at", "components")
NOTHING: dict[str, dict[str, Any]] = {
    "draw": {"amount": 0.0},
    "holdback": {"share": 0.0, "further": []},
    "clawback": {"share": 0.0},
    "pay_cap": {"amount": None},
}
OFF = NOTHING | {"contest": {"enabled": False}}  # groups beside pay that a letter may bring, as they are without it


def with_letter(
    data: Any, folder: Path, margins: Mapping[str, float], instead_of: str = "", pay_there: Any = None
) -> Any:
    """Nested data of a scenario, or changes to one, with the plan letter that it names as components of pay.

    A plan takes the place of commission, steps, bonus, cap and components, and of a draw, a holdback and a claw-back
    unless they stand beside it; what changes any of these without a plan is no longer that plan, and what the plan
    brought beside pay goes with it.

    Parameters
    ----------
    folder : of the scenario, where its own plans lie
    margins : of the firm's product lines, by name, which letters may look at
    instead_of : the plan that pays what the data are laid over; its components go with it
    pay_there : ``plan_settings`` and ``figures`` of what the data are laid over

    Raises
    ------
    InputError : an unknown plan, one that the model cannot see, or one beside what it would replace
    """
    force = data.get("sales_force") if isinstance(data, dict) else None
    pay = force.get("pay") if isinstance(force, dict) else None
    if not isinstance(force, dict) or not isinstance(pay, dict):
        return data
    stated = stated_in(pay)
    name, there = pay.get("plan"), pay_there or {}
    brought = {}
    if instead_of and (stated or "plan" in pay):
        before = settings_of(instead_of, folder, there.get("plan_settings") or {}, there.get("figures") or {}, margins)
        brought = {group: OFF.get(group, {}) for group in before if group != "pay" and group not in force}
    if isinstance(pay.get("plan_settings"), dict):
        check_names(pay["plan_settings"], folder, name or instead_of)
        if "plan" not in pay and not stated and settings_name(instead_of) in pay["plan_settings"]:
            return _set_anew(data, folder, margins, instead_of, there)
    if not name:
        if not (instead_of and (stated or "plan" in pay)):
            return data
        return {**data, "sales_force": {**force, **brought, "pay": {"components": [], **pay, "plan": ""}}}
    if pay.get("components"):
        return data  # it has been read before
    if stated:
        raise InputError(
            "the plan states this", f"sales_force.pay.{stated[0]}", pay[stated[0]], "left out beside a plan"
        )
    set_to = merged(there.get("plan_settings") or {}, pay.get("plan_settings") or {}, None)
    found = settings_of(name, folder, set_to, pay.get("figures") or {}, margins)
    groups = NOTHING | brought | {group: {} for group in found if group not in ("pay", *NOTHING)}
    beside = {group: {**groups[group], **found.get(group, {})} for group in groups if group not in force}
    return {**data, "sales_force": {**force, **beside, "pay": {**pay, **found.get("pay", {})}}}


def as_letter_s(found: InputError, stated: Any) -> InputError:
    """Faults of what a plan letter brought, a contest of too many winners, as those of the plan that the writer names.

    ``stated`` are the data as they were written, without what the letter stands for.
    """
    force = stated.get("sales_force") if isinstance(stated, dict) else None
    pay = force.get("pay") if isinstance(force, dict) else None
    if not isinstance(force, dict) or not isinstance(pay, dict) or not pay.get("plan"):
        return found

    def told(fault: InputError) -> InputError:
        root, group, *rest = [*(fault.field or "").split("."), "", ""]
        brought = rest[:1] and rest[0] in STATED_BY_LETTER if group == "pay" else group in OFF and group not in force
        if root != "sales_force" or not brought:
            return fault
        said = Phrase("{field}: {message}", field=".".join([group, *rest]).strip("."), message=Phrase(fault.message))
        message = Phrase("this plan cannot be simulated here: {said}", said=said)
        if fault.value is not None:
            message = Phrase("{message} (got {value})", message=message, value=fault.value)
        return InputError(message, PLAN, pay["plan"], fault.allowed, fault.nearest)

    return together([told(one) for one in found.faults])


def margins_in(data: Any) -> dict[str, float]:
    """Margins of the product lines that nested data of a scenario state, by name; faulty ones are left out."""
    channel = data.get("channel") if isinstance(data, dict) else None
    network = channel.get("network") if isinstance(channel, dict) else None
    products = network.get("products") if isinstance(network, dict) else None
    if not isinstance(network, dict) or not isinstance(products, list):
        return {}
    usual = network.get("direct_margin", NetworkParameters().direct_margin)
    lines = [one for one in products if isinstance(one, dict)]
    stated = {str(one.get("name")): one["margin"] if one.get("margin") is not None else usual for one in lines}
    return {name: margin for name, margin in stated.items() if isinstance(margin, (int, float))}


def stated_in(pay: dict[str, Any]) -> list[str]:
    """What pay states that a letter would state; defaults that were filled in around a setting do not count."""
    stated = [name for name in STATED_BY_LETTER if name in pay]
    if len(stated) < len(STATED_BY_LETTER):
        return stated
    usual = PayParameters().model_dump(mode="json")
    return [name for name in stated if pay[name] != usual[name]]


def _set_anew(data: Any, folder: Path, margins: Mapping[str, float], plan: str, there: Any) -> Any:
    """Changes to the settings of the plan that is there, with what follows from them."""
    force = data["sales_force"]
    settings, figures = there.get("plan_settings") or {}, there.get("figures") or {}
    before = settings_of(plan, folder, settings, figures, margins)
    figures = merged(figures, force["pay"].get("figures") or {}, None)
    after = settings_of(plan, folder, merged(settings, force["pay"]["plan_settings"], None), figures, margins)
    changed = [group for group in after if group != "pay" and after[group] != before.get(group)]
    beside = {group: after[group] for group in changed if group not in force}
    return {**data, "sales_force": {**force, **beside, "pay": {**force["pay"], **after["pay"]}}}


def settings_of(plan: Any, folder: Path, set_to: Any, figures: Any, margins: Mapping[str, float]) -> dict[str, Any]:
    """`in_model` of a plan with its settings and figures; a fault without a place gets that of the plan's name."""
    from salesim.letter.in_model import in_model  # letters are read as scenarios are, so that these know them late
    from salesim.letter.read import read_letter

    if not isinstance(plan, str):
        return {}
    try:
        if not isinstance(figures, dict):
            raise InputError("figures need a name each", FIGURES, figures, "figures such as {profit: sales, staff: 5}")
        return in_model(set_as(read_letter(plan, folder), plan, set_to), figures, margins)
    except InputError as fault:
        if fault.field is None and fault.file is None:
            raise InputError(at_its_line(fault, plan, folder), PLAN, plan, fault.allowed, fault.nearest) from None
        raise


def at_its_line(fault: InputError, plan: str, folder: Path) -> str:
    """A fault's message with the line of the letter that the part which it names stands in."""
    from salesim.letter.read import lines_of_parts, read_letter

    part = fault.message.values.get("part") if isinstance(fault.message, Phrase) else None
    if part is None:
        return fault.message
    line = lines_of_parts(read_letter(plan, folder), plan, folder).get(str(part))
    return fault.message if line is None else Phrase("{line}: {message}", line=line, message=fault.message)


def check_names(settings: dict[str, Any], folder: Path, plan: Any) -> None:
    """Refuse settings of a plan that there is not."""
    from salesim.letter.read import plan_library

    known = [
        *map(settings_name, plan_library(folder)),
        *([settings_name(plan)] if isinstance(plan, str) and plan else []),
    ]
    for name in settings:
        if name not in known:
            allowed = ", ".join(known)
            raise InputError("no such plan", f"{SETTINGS}.{name}", None, allowed, nearest_name(name, known))


def set_as(letter: Letter, name: str, settings: Any) -> Letter:
    """A letter with those of ``plan_settings`` that are its own.

    Raises
    ------
    InputError : with its path, a setting that the letter does not have, or that is no number
    """
    own = settings.get(settings_name(name)) if isinstance(settings, dict) else None
    if not isinstance(own, dict):
        return letter  # the scenario's own validation will say so
    try:
        return letter.with_settings(own)
    except InputError as found:
        path = f"{SETTINGS}.{settings_name(name)}"
        raise together(
            [replace(one, field=f"{path}.{one.field}" if one.field else path) for one in found.faults]
        ) from None


def settings_name(plan: str) -> str:
    """What ``plan_settings`` call a plan: its name, or its file's without folder and ending; a dot in it is a _.

    >>> settings_name("accelerator"), settings_name("plans/house plan.yaml"), settings_name("plans/q3.v2.yaml")
    ('accelerator', 'house plan', 'q3_v2')
    """
    name = Path(plan).stem if Path(plan).suffix in SUFFIXES else plan
    return name.replace(".", "_")  # a dot would divide the path of a setting


def with_letters_of_plans(data: Any, folder: Path, margins: Mapping[str, float]) -> Any:
    """The same data, where each of ``sales_force.plans`` that names a plan letter has what it stands for.

    Raises
    ------
    InputError : as `with_letter`; or a letter with a draw or a holdback, which only ``sales_force.pay`` can have
    """
    force = data.get("sales_force") if isinstance(data, dict) else None
    plans = force.get("plans") if isinstance(force, dict) else None
    if not isinstance(force, dict) or not isinstance(plans, dict):
        return data
    stated = {name: _stated(name, plan, folder, margins) for name, plan in plans.items()}
    return {**data, "sales_force": {**force, "plans": stated}}


def check_plans_of_roles(data: Any, folder: Path) -> None:
    """Refuse roles that are paid by a plan which ``sales_force.plans`` does not have; a letter is told to be put there.

    Raises
    ------
    InputError : at the role's own field
    """
    force = data.get("sales_force") if isinstance(data, dict) else None
    roles = force.get("roles") if isinstance(force, dict) else None
    plans = (force.get("plans") or {}) if isinstance(force, dict) else {}
    if not isinstance(roles, list | tuple) or not isinstance(plans, dict):
        return
    from salesim.letter.read import plan_library

    library = plan_library(folder)
    faults = []
    for i, role in enumerate(roles):
        name = role.get("plan") if isinstance(role, dict) else None
        if not isinstance(name, str) or not name or name in plans:
            continue
        field, allowed = f"sales_force.roles.{i}.plan", ", ".join(plans) or None
        if name in library or Path(name).suffix in SUFFIXES:
            message = Phrase(
                "this plan letter is to be named under sales_force.plans, with the salary that goes with it: "
                "{name}: {{plan: {plan}, salary_per_month: 7000}}",
                name=settings_name(name),
                plan=name,
            )
            faults.append(InputError(message, field, name, allowed))
        else:
            message = Phrase("a role is paid by one of sales_force.plans, which has no such plan")
            faults.append(InputError(message, field, name, allowed, nearest_name(name, [*plans, *library])))
    if faults:
        raise together(faults)


def _stated(name: str, plan: Any, folder: Path, margins: Mapping[str, float]) -> Any:
    """One of the further plans, with what its letter stands for."""
    if not isinstance(plan, dict) or not plan.get("plan"):
        return plan
    try:
        force = with_letter({"sales_force": {"pay": plan}}, folder, margins)["sales_force"]
    except InputError as fault:
        field = (fault.field or PLAN).replace("sales_force.pay", f"{PLANS}.{name}", 1)
        raise replace(fault, field=field) from None
    beside = [group for group, nothing in NOTHING.items() if force.get(group, nothing) != nothing]
    if beside:
        message = Phrase("a plan with a {what} pays all reps or nobody", what=beside[0])
        raise InputError(message, f"{PLANS}.{name}.plan", plan["plan"], Phrase("a plan without draw and holdback"))
    return force["pay"]
