"""From a scenario's file, or the name of a scenario that comes with the package, to a validated `Scenario`."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesim.errors import InputError, together
from salesim.scenario.amounts import in_own_currency
from salesim.scenario.document import read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.fields import Declared
from salesim.scenario.old_names import with_new_names
from salesim.scenario.overlay import apply_settings
from salesim.scenario.phases import check_policies
from salesim.scenario.plan_letters import (
    as_letter_s,
    check_plans_of_roles,
    margins_in,
    with_letter,
    with_letters_of_plans,
)
from salesim.scenario.plausibility import warnings_about
from salesim.scenario.run import with_baseline
from salesim.scenario.scenario import Scenario, the_scenario
from salesim.scenario.template import in_another_currency
from salesim.scenario.text_file import find_scenario, read_text

KIND = "kind"  # of one of several groups of fields that may stand in a place


def load_scenario(path_or_name: str | os.PathLike[str], settings: Sequence[str] = ()) -> Scenario:
    """Read and check a scenario with all its policies.

    Parameters
    ----------
    path_or_name : a YAML file, or one of `shipped_scenarios`
    settings : ``"path=value"`` each, laid over the file

    Raises
    ------
    InputError : with file, line and column of everything that is wrong
    """
    path = find_scenario(path_or_name)
    scenario = parse_scenario(read_text(path), str(path), settings, folder=path.parent)
    for doubt in warnings_about(scenario):
        warnings.warn(doubt, stacklevel=2)
    return scenario


def as_scenario(given: Any) -> Any:
    """The scenario itself, or the one that a path or a name leads to."""
    return load_scenario(given) if isinstance(given, (str, os.PathLike)) else the_scenario(given)


def parse_scenario(
    text: str,
    file: str | None = None,
    settings: Sequence[str] = (),
    model: type[Scenario] = Scenario,
    folder: Path | None = None,
) -> Scenario:
    """Check a scenario given as YAML text; ``file`` is what messages call it, ``folder`` where its plans lie.

    >>> parse_scenario("{name: small, run: {weeks: 26}}").run.weeks
    26
    """
    document = apply_settings(read_yaml(text, file), settings, model)
    try:
        folder = folder or Path()
        data = with_new_names(document.data)
        margins = margins_in(data)
        data = with_letters_of_plans(with_letter(data, folder, margins), folder, margins)
        check_plans_of_roles(data, folder)
        scenario = checked(model, with_baseline(at_rate(in_own_currency(data, Declared(model)))))
        scenario._folder = folder
        check_policies(scenario)
    except InputError as found:
        raise document.located(as_letter_s(found, document.data)) from None
    return scenario


def at_rate(data: Any) -> Any:
    """A scenario's plain data with the default amounts that it leaves out at its ``amounts_rate``.

    >>> at_rate({"amounts_rate": 2.0})["sales_force"]["pay"]["salary_per_month"]
    14000.0
    """
    rate = data.get("amounts_rate", 1.0) if isinstance(data, dict) else 1.0
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate <= 1e9 or rate == 1:
        return data
    usual = Scenario(name="usual")
    there = in_another_currency(usual.currency, float(rate))
    return left_out(data, differing(usual.model_dump(mode="json"), there.model_dump(mode="json")))


def differing(usual: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The fields of two nested mappings that differ, as the other has them."""
    found = {}
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(usual.get(name), dict):
            if inner := differing(usual[name], value):
                found[name] = inner | {KIND: value[KIND]} if KIND in value else inner
        elif value != usual.get(name):
            found[name] = value
    return found


def left_out(data: Any, usual: dict[str, Any]) -> Any:
    """Nested data with what it leaves out of ``usual``; what it states stays."""
    if not isinstance(data, dict):
        return data
    found = dict(data)
    for name, value in usual.items():
        if name not in data:
            found[name] = value
        elif isinstance(value, dict) and (KIND not in value or value[KIND] == _kind(data[name])):
            found[name] = left_out(data[name], value)
    return found


def _kind(data: Any) -> Any:
    return data.get(KIND) if isinstance(data, dict) else None


def located(fault: InputError, path_or_name: str | Path, settings: Sequence[str] = ()) -> InputError:
    """A fault found after loading, such as an unknown unit, with the place where its field is written."""
    path = find_scenario(path_or_name)
    try:
        document = apply_settings(read_yaml(read_text(path), str(path)), settings)
    except InputError:  # the file was changed in the meantime
        return fault
    stated = [(one.field or "").partition(".")[0] in Scenario.model_fields for one in fault.faults]
    return together([document.located(one) if s else one for one, s in zip(fault.faults, stated, strict=True)])
