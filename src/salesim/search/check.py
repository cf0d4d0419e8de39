"""Whether a scenario can be searched over a space: known names, paths that exist, ranges within the fields' own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from salesim.errors import InputError, nearest_name, together
from salesim.letter.read import plan_library, read_letter
from salesim.parameters import Parameters
from salesim.phrase import Phrase
from salesim.scenario.faults import checked
from salesim.scenario.fields import Declared, paths
from salesim.scenario.merging import merged
from salesim.scenario.overlay import overlay, what_a_policy_may_set
from salesim.scenario.plan_letters import SETTINGS, settings_name
from salesim.scenario.policies import MAY_CHANGE, MAY_NOT_CHANGE, split_changes
from salesim.scenario.scenario import Scenario, unknown_name
from salesim.search.budget import AS_TODAY, PAY
from salesim.search.changes import put_all, value_at
from salesim.search.space import LAYOUT, LAYOUTS, Choice, Number, Space
from salesim.territory.build import LayoutParameters


class OneLayout(Parameters):
    """A layout's parameters, so that they can be checked on their own."""

    layout: LayoutParameters


def check_space(space: Space, scenario: Scenario, base: Scenario) -> tuple[str, ...]:
    """Refuse a space that does not fit; returns the names of the layouts to choose from.

    ``base`` is the scenario under its baseline policy, over which proposals are laid.
    """
    known = {**scenario.layouts, **space.new_layouts}
    layouts = tuple(dict.fromkeys(space.layouts or known))
    faults = [
        unknown_name("layout", name, list(known), f"layouts.{i}")
        for i, name in enumerate(space.layouts)
        if name not in known
    ]
    faults += [
        InputError("the scenario has a layout of this name", field=f"new_layouts.{name}")
        for name in space.new_layouts
        if name in scenario.layouts
    ]
    parts: dict[str, Choice | Number] = {**space.choices, **space.numbers}
    for name, part in parts.items():
        asked = part.when.get(LAYOUT)
        if asked is not None and asked not in layouts:
            kind = "numbers" if isinstance(part, Number) else "choices"
            faults.append(unknown_name("layout", asked, list(layouts), f"{kind}.{name}.when.layout"))
    for path, number in space.numbers.items():
        faults += number_faults(space, scenario, path, number, layouts)
    for path in space.switches:
        faults += switch_faults(scenario, path)
    for path in space.tied:
        declared = declared_in(space, scenario, path)
        if declared is None:
            faults.append(no_such_field(space, scenario, path, f"tied.{path}"))
        elif not is_number(declared):
            faults.append(InputError("is not a number", field=f"tied.{path}", allowed=declared.in_words()))
    for name, choice in space.choices.items():
        for option, changes in choice.options.items():
            faults += change_faults(space, base, changes, f"choices.{name}.options.{option}")
    faults += change_faults(space, base, space.fixed, "fixed")
    for path in (*space.numbers, *space.tied):
        faults += setting_faults(space, scenario, {path: None}, "numbers" if path in space.numbers else "tied")
    if not (space.numbers or space.all_choices or len(layouts) > 1):
        faults.append(nothing_to_choose(space, scenario))
    if faults:
        raise together(faults)
    return layouts


def nothing_to_choose(space: Space, scenario: Scenario) -> InputError:
    """That a space is empty; of a single plan, what would make it a choice."""
    if not space.plans:
        return InputError("the space is empty: there is nothing to choose", field="space")
    (plan,) = space.plans
    field, settings = f"plans.{plan}", () if plan == AS_TODAY else tuple(read_letter(plan, scenario.folder).settings)
    if plan == AS_TODAY:
        return InputError("this alone leaves nothing to choose: name a plan letter beside it", field=field)
    if not settings:
        message = Phrase(
            "this plan alone leaves nothing to choose, as it has no settings; name another beside it, such as "
            "{as_today}",
            as_today=AS_TODAY,
        )
        return InputError(message, field=field)
    message = Phrase(
        "this plan alone leaves nothing to choose: name another beside it, such as {as_today}, or give one of its "
        "settings a range, such as {setting}: {{low: 0.01, high: 0.05}}",
        as_today=AS_TODAY,
        setting=settings[0],
    )
    return InputError(message, field=field, allowed=", ".join(settings))


def setting_faults(space: Space, scenario: Scenario, changes: dict[str, Any], field: str) -> Iterator[InputError]:
    """Settings of plan letters that these do not have, also of plans that nobody is paid by until they are drawn.

    Of a value that is drawn, None in ``changes``, only the name can be wrong.
    """
    tree: dict[str, Any] = {}
    put_all(tree, changes)
    groups = value_at(tree, SETTINGS)
    if not isinstance(groups, dict):
        return
    known = {settings_name(plan): plan for plan in plan_library(scenario.folder)}
    known |= {settings_name(plan): plan for plan in space.plans if plan != AS_TODAY}
    for name, settings in groups.items():
        path = f"{field}.{SETTINGS}.{name}"
        if name not in known:
            yield InputError("no such plan", path, None, ", ".join(known), nearest_name(name, known))
        elif isinstance(settings, dict):
            letter = read_letter(known[name], scenario.folder)
            drawn = {setting: letter.settings[setting].default for setting in settings if setting in letter.settings}
            stated = {setting: value for setting, value in settings.items() if value is not None}
            try:
                letter.with_settings(dict.fromkeys(settings) | drawn | stated)
            except InputError as found:
                yield from (replace(one, field=f"{path}.{one.field}" if one.field else path) for one in found.faults)


def number_faults(
    space: Space, scenario: Scenario, path: str, number: Number, layouts: tuple[str, ...]
) -> Iterator[InputError]:
    """What is wrong with a number."""
    field, declared = f"numbers.{path}", declared_in(space, scenario, path)
    if path.startswith(f"{LAYOUTS}.") and path.split(".")[1] not in layouts:
        yield unknown_name("layout", path.split(".")[1], list(layouts), field)
    elif declared is None:
        yield no_such_field(space, scenario, path, field)
    elif not changeable(path):
        yield _not_for_policies(field)
    elif not is_number(declared):
        yield InputError("is not a number", field=field, allowed=declared.in_words())
    else:
        for end, value in (("low", number.low), ("high", number.high)):
            if not within(declared, value):
                yield InputError("out of the field's range", f"{field}.{end}", value, declared.in_words())
        if is_whole(declared) and any(v and v != int(v) for v in (number.low, number.high, number.step)):
            yield InputError("must be whole numbers", field=field, allowed=declared.in_words())


def switch_faults(scenario: Scenario, path: str) -> Iterator[InputError]:
    """What is wrong with a lever that is to be on or off."""
    field, declared = f"switches.{path}", declared_at(type(scenario), path)
    if declared is None:
        yield InputError("no such field", field=field, nearest=nearest_path(type(scenario), path))
    elif not changeable(path):
        yield _not_for_policies(field)
    elif not any(one.type is bool for one in declared.alternatives):
        yield InputError("is neither true nor false", field=field, allowed=declared.in_words())


def change_faults(space: Space, base: Scenario, changes: dict[str, Any], field: str) -> list[InputError]:
    """What is wrong with a set of changes."""
    tree: dict[str, Any] = {}
    try:
        if of_plans := list(setting_faults(space, base, changes, field)):
            return of_plans
        put_all(tree, changes)
        (value_at(tree, PAY) or {}).pop("plan_settings", None)  # of plans that may not be drawn
        known = {**base.layouts, **space.new_layouts}
        for name, terms in (tree.pop(LAYOUTS, None) or {}).items():
            if name not in known:
                raise unknown_name("layout", name, list(known))
            changed_layout(known[name], terms)
        if split_changes(tree)[1]:
            return [_not_for_policies(field)]
        overlay(base, tree)
    except InputError as found:
        return [InputError(Phrase("{fault}", fault=fault), field=field) for fault in found.faults]
    return []


def changed_layout(stated: Any, changes: Any) -> Any:
    """A layout's parameters with changes laid over them; InputError if they don't fit."""
    data = merged({"layout": stated.model_dump(mode="json")}, {"layout": changes}, Declared(OneLayout))
    return checked(OneLayout, data).layout


def whole_paths(space: Space, scenario: Scenario) -> frozenset[str]:
    """The numbers of a checked space that are whole."""
    found = {path: declared_in(space, scenario, path) for path in space.numbers}
    return frozenset(path for path, declared in found.items() if declared and is_whole(declared))


def declared_in(space: Space, scenario: Scenario, path: str) -> Declared | None:
    """The declaration of a field of the scenario, or of one of its layouts or the space's."""
    root, _, below = path.partition(".")
    if root != LAYOUTS:
        return declared_at(type(scenario), path)
    name, _, inner = below.partition(".")
    stated = {**scenario.layouts, **space.new_layouts}.get(name)
    return declared_at(type(stated), inner) if stated is not None else None


def no_such_field(space: Space, scenario: Scenario, path: str, field: str) -> InputError:
    parts = path.split(".")
    stated = {**scenario.layouts, **space.new_layouts}.get(parts[1]) if parts[0] == LAYOUTS and parts[1:] else None
    if stated is None:
        return InputError("no such field", field=field, nearest=nearest_path(type(scenario), path))
    near = nearest_path(type(stated), ".".join(parts[2:]))
    return InputError("no such field", field=field, nearest=f"{LAYOUTS}.{parts[1]}.{near}" if near else None)


def declared_at(model: type, path: str) -> Declared | None:
    """The declaration of the field at a dotted path; None if there is no such field."""
    here: Declared | None = Declared(model)
    for part in path.split("."):
        here = here.child(part) if here else None
    return here


def nearest_path(model: type, path: str) -> str | None:
    """The field that a wrong path most likely meant: one beside it, or else any of the scenario."""
    parts = path.split(".")
    for depth in range(len(parts) - 1, 0, -1):
        group = declared_at(model, ".".join(parts[:depth]))
        if group and group.models:
            near = nearest_name(parts[depth], group.models[0].model_fields)
            if near:
                return ".".join([*parts[:depth], near, *parts[depth + 1 :]])
    return nearest_name(path, paths(model))


def is_number(declared: Declared) -> bool:
    return any(one.type in (int, float) for one in declared.alternatives)


def is_whole(declared: Declared) -> bool:
    return not any(one.type is float for one in declared.alternatives)


def within(declared: Declared, value: float) -> bool:
    """Whether a value keeps the bounds of its field."""
    bounds = [bound for one in declared.alternatives for bound in one.bounds]
    return (
        all(value >= bound.ge for bound in bounds if hasattr(bound, "ge"))
        and all(value > bound.gt for bound in bounds if hasattr(bound, "gt"))
        and all(value <= bound.le for bound in bounds if hasattr(bound, "le"))
        and all(value < bound.lt for bound in bounds if hasattr(bound, "lt"))
    )


def changeable(path: str) -> bool:
    """Whether a policy may set this field, or a layout has it."""
    root = path.split(".")[0]
    return root == LAYOUTS or (
        root in MAY_CHANGE and not any(f"{path}.".startswith(f"{fixed}.") for fixed in MAY_NOT_CHANGE)
    )


def _not_for_policies(field: str) -> InputError:
    return InputError(
        "a policy may not set this, because all options share one world", field=field, allowed=what_a_policy_may_set()
    )
