"""Changes laid over a scenario: policies, settings from the command line, proposals of a search."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic_core import to_jsonable_python

from salesim.errors import InputError, together
from salesim.phrase import Phrase, said_by
from salesim.scenario.amounts import in_own_currency
from salesim.scenario.document import Document, Place, read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.fields import Declared
from salesim.scenario.merging import merged, nested
from salesim.scenario.old_names import with_new_names
from salesim.scenario.plan_letters import (
    as_letter_s,
    check_plans_of_roles,
    margins_in,
    with_letter,
    with_letters_of_plans,
)
from salesim.scenario.policies import MAY_CHANGE, MAY_NOT_CHANGE, split_changes
from salesim.scenario.scenario import Scenario, the_scenario, unknown_name

SETTING = "--set"
HEADCOUNT = Phrase("the number of reps is stated beside set, such as headcount: 66")

MAX_APPLIED = 64  # scenarios under a policy that are remembered
NAMES_A_LETTER = re.compile(r'"plan":"[^"]')  # whose file may be edited meanwhile

_applied: dict[tuple[Any, ...], Scenario] = {}

AnyScenario = TypeVar("AnyScenario", bound=Scenario)


def overlay(scenario: AnyScenario, changes: Mapping[str, Any]) -> AnyScenario:
    """The scenario with some fields changed, given by dotted path or nested, and validated anew.

    >>> overlay(Scenario(name="small"), {"run.weeks": 26}).run.weeks
    26
    """
    the_scenario(scenario)
    if not isinstance(changes, Mapping):
        raise InputError("changes are given by path", "changes", changes, "such as {'run.weeks': 26}")
    try:
        wanted = with_new_names(nested(to_jsonable_python(dict(changes))))
    except ValueError as fault:
        raise InputError(said_by(fault)) from None
    if not wanted:
        return scenario
    model = type(scenario)
    pay = scenario.sales_force.pay
    margins = margins_in(wanted) or {line.name: line.margin for line in scenario.channel.network.pay_lines}
    there = (getattr(pay, "plan", ""), dict(pay) if hasattr(pay, "plan") else {})
    stated, wanted = wanted, with_letter(wanted, scenario.folder, margins, *there)
    wanted = with_letters_of_plans(wanted, scenario.folder, margins)
    data = merged(scenario.model_dump(mode="json"), wanted, Declared(model))
    check_plans_of_roles(data, scenario.folder)
    try:
        changed = checked(model, in_own_currency(data, Declared(model)))
    except InputError as found:
        raise as_letter_s(found, stated) from None
    changed._folder = scenario.folder
    return changed


def apply_policy(scenario: AnyScenario, name: str) -> AnyScenario:
    """The scenario as it is under one of its policies when a run begins; `phases` has what changes later.

    Remembered, since whoever checks, tells and simulates an option asks for the same again.
    """
    if name not in the_scenario(scenario).policies:
        raise unknown_name("policy", name, list(scenario.policies))
    text = scenario.model_dump_json()
    if NAMES_A_LETTER.search(text):
        return _under_policy(scenario, name)
    kinds = tuple(map(type, scenario.layouts.values()))  # builders of a user's own may be registered anew
    key = (type(scenario), scenario.folder, kinds, name, text)
    found: Any = _applied.get(key)
    if found is None:
        found = _under_policy(scenario, name)
        while len(_applied) >= MAX_APPLIED:
            _applied.pop(next(iter(_applied)), None)
        _applied[key] = found
    return found


def _under_policy(scenario: AnyScenario, name: str) -> AnyScenario:
    stated = scenario.policies[name].set
    faults, changed = refused_by_policies(type(scenario), stated), scenario
    try:
        changed = set_by_policy(scenario, stated)
    except InputError as found:
        faults += found.faults
    if faults:
        prefix = f"policies.{name}.set"
        raise together([replace(one, field=f"{prefix}.{one.field}" if one.field else prefix) for one in faults])
    return changed


def refused_by_policies(model: type[Scenario], stated: Mapping[str, Any]) -> list[InputError]:
    """A fault for each thing that a policy may not set, by its path below ``set``."""
    return [
        InputError(
            "a policy may not set this, because all options share one world",
            field=path,
            allowed=HEADCOUNT if path == "sales_force.team" and _sets_reps(stated) else what_a_policy_may_set(),
        )
        for path in split_changes(stated)[1]
        if not _is_unknown(model, path)
    ]


def _sets_reps(stated: Mapping[str, Any]) -> bool:
    """Whether the team is given another number of reps."""
    team = stated["sales_force"]["team"]
    return isinstance(team, Mapping) and "reps" in team


def set_by_policy(scenario: AnyScenario, stated: Mapping[str, Any]) -> AnyScenario:
    """The scenario with what a policy sets; what it may not set is left out."""
    changes, refused = split_changes(stated)
    unknown = [root for root in refused if _is_unknown(type(scenario), root)]
    return overlay(scenario, {**changes, **dict.fromkeys(unknown)})


def _is_unknown(model: type[Scenario], path: str) -> bool:
    """Whether a path that a policy may not set is no chapter of a scenario at all."""
    return "." not in path and path not in model.model_fields


def what_a_policy_may_set() -> Phrase:
    """The fields that policies may change, in words."""
    return Phrase("fields below {these}, except {those}", these=", ".join(MAY_CHANGE), those=", ".join(MAY_NOT_CHANGE))


def apply_settings(document: Document, settings: Sequence[str], model: type[Scenario] = Scenario) -> Document:
    """A scenario's document with settings ``path=value`` laid over it; a value is read as YAML.

    >>> apply_settings(read_yaml("name: small"), ["run.weeks=26"]).data["run"]["weeks"]
    26
    """
    if not settings or not isinstance(document.data, dict):
        return document
    values: dict[str, Document] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        path = path.strip()
        if not equals or not path:
            raise InputError("not a setting", value=setting, allowed="path=value", file=SETTING)
        if path in values:
            raise InputError("is set twice", field=path, file=SETTING)
        values[path] = _value(path, text)
    try:
        changes = nested({path: value.data for path, value in values.items()})
    except ValueError as fault:
        raise InputError(said_by(fault), file=SETTING) from None
    written = [path for path in values]
    written += [f"{path}.{inner}" for path, value in values.items() for inner in value.keys if inner]
    places = dict.fromkeys(written, Place(SETTING))
    return replace(
        document,
        data=merged(_with_nested_policies(document.data), changes, Declared(model)),
        keys={**document.keys, **places},
        values={**document.values, **places},
    )


def _value(path: str, text: str) -> Document:
    """The right-hand side of a setting."""
    try:
        return read_yaml(text if text.strip() else "null", SETTING)
    except InputError as fault:
        raise replace(fault, field=path, value=text, line=None, column=None) from None


def _with_nested_policies(data: dict[str, Any]) -> dict[str, Any]:
    """The data with the dotted paths of its policies taken apart, so that settings can reach below them."""
    policies = data.get("policies")
    if not isinstance(policies, dict):
        return data
    return {**data, "policies": {name: _with_nested_changes(policy) for name, policy in policies.items()}}


def _with_nested_changes(policy: Any) -> Any:
    """A policy, or one of its dated changes, with what it sets nested."""
    if not isinstance(policy, dict):
        return policy
    if isinstance(policy.get("later"), list):
        policy = {**policy, "later": [_with_nested_changes(change) for change in policy["later"]]}
    if not isinstance(policy.get("set"), dict):
        return policy
    try:
        return {**policy, "set": nested(policy["set"])}
    except ValueError:  # the policy's own validation will say so, with its place
        return policy
