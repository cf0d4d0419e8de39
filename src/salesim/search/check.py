"""Whether a scenario can be searched over a space: known names, paths that exist, ranges within the fields' own."""

from __future__ import annotations

from typing import Any

from salesim.errors import InputError, nearest_name, together
from salesim.scenario.fields import Declared, paths
from salesim.scenario.overlay import overlay
from salesim.scenario.policies import MAY_CHANGE, MAY_NOT_CHANGE, split_changes
from salesim.scenario.scenario import Scenario, unknown_name
from salesim.search.space import Space, put_all


def check_space(space: Space, scenario: Scenario, base: Scenario) -> tuple[str, ...]:
    """Refuse a space that does not fit; returns the names of the layouts to choose from.

    ``base`` is the scenario under its baseline policy, over which proposals are laid.
    """
    faults = [
        unknown_name("layout", name, list(scenario.layouts), f"layouts.{i}")
        for i, name in enumerate(space.layouts)
        if name not in scenario.layouts
    ]
    for path, number in space.numbers.items():
        field = f"numbers.{path}"
        declared = declared_at(type(scenario), path)
        if declared is None:
            faults.append(InputError("no such field", field=field, nearest=nearest_path(type(scenario), path)))
        elif not changeable(path):
            faults.append(_not_for_policies(field))
        elif not is_number(declared):
            faults.append(InputError("is not a number", field=field, allowed=declared.in_words()))
        else:
            faults += [
                InputError("out of the field's range", field=f"{field}.{end}", value=value, allowed=declared.in_words())
                for end, value in (("low", number.low), ("high", number.high))
                if not within(declared, value)
            ]
            if is_whole(declared) and any(v and v != int(v) for v in (number.low, number.high, number.step)):
                faults.append(InputError("must be whole numbers", field=field, allowed=declared.in_words()))
    for name, choice in space.choices.items():
        for option, changes in choice.options.items():
            field = f"choices.{name}.options.{option}"
            tree: dict[str, Any] = {}
            put_all(tree, changes)
            try:
                if split_changes(tree)[1]:
                    faults.append(_not_for_policies(field))
                else:
                    overlay(base, tree)
            except InputError as found:
                faults += [InputError(f"{fault}", field=field) for fault in found.faults]
    layouts = space.layouts or tuple(scenario.layouts)
    if not (space.numbers or space.choices or len(layouts) > 1):
        faults.append(InputError("the space is empty: there is nothing to choose", field="space"))
    if faults:
        raise together(faults)
    return tuple(dict.fromkeys(layouts))


def whole_paths(space: Space, scenario: Scenario) -> frozenset[str]:
    """The numbers of a checked space that are whole."""
    found = {path: declared_at(type(scenario), path) for path in space.numbers}
    return frozenset(path for path, declared in found.items() if declared and is_whole(declared))


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
    """Whether a policy may set this field."""
    return path.split(".")[0] in MAY_CHANGE and not any(f"{path}.".startswith(f"{root}.") for root in MAY_NOT_CHANGE)


def _not_for_policies(field: str) -> InputError:
    allowed = f"fields below {' and '.join(MAY_CHANGE)}, except {' and '.join(MAY_NOT_CHANGE)}"
    return InputError("a policy may not set this, because all arms share one world", field=field, allowed=allowed)
