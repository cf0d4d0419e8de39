"""What is compared: each layout and each policy in words, and what a policy changes against the baseline's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic_core import to_jsonable_python

from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Heading, Items, Section, Text, register
from salesim.report.sections.assumptions import one_line
from salesim.report.source import Source
from salesim.report.tables import Cell, Row, Table
from salesim.scenario import assumptions
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.titles import title_in
from salesim.wording import MISSING
from salesim.wording.settings import setting, unit_name
from salesim.wording.text import N_, say

NAMELESS = ("builder", "title")  # of a layout: told before its settings, or by its name
TOLD = ("field", "entry", "about", "unit")  # of a parameter that policies change


@dataclass(frozen=True)
class Compared:
    """What differs between the options.

    Attributes
    ----------
    layouts : name: how it divides the customers, and the settings that are not its builder's usual ones.
    policies : name: what its scenario says of it.
    changes : one row a parameter that differs between policies: ``field, entry, about, unit``, then a column a policy.
    baseline : names of the baseline's layout and policy.
    """

    layouts: dict[str, tuple[str, str]]
    policies: dict[str, str]
    changes: pd.DataFrame
    baseline: tuple[str, str]


def compared_of(source: Source) -> Compared:
    """The options' layouts and policies, the baseline's first."""
    scenario = source.scenario
    return Compared(
        {name: layout_in_words(scenario, name) for name in source.layouts},
        {name: title_in(scenario.policies[name].about, source.lang, "") for name in source.policies},
        changes_of(scenario, source.policies),
        (str(source.baseline["layout"]), str(source.baseline["policy"])),
    )


def layout_in_words(scenario: Scenario, name: str) -> tuple[str, str]:
    """How a layout divides the customers, in English, and its settings: "tolerance: 0.1"."""
    layout = scenario.layouts[name]
    fields = type(layout).model_fields
    stated = {
        field: value
        for field, value in to_jsonable_python(layout.model_dump(exclude_defaults=True)).items()
        if field not in NAMELESS
    }
    about = fields["builder"].description or ""
    return about, ", ".join(f"{field}: {setting(value)}" for field, value in stated.items())


def changes_of(scenario: Scenario, policies: list[str]) -> pd.DataFrame:
    """One row a parameter whose value is not the same in all policies, in the scenario's order of fields.

    Entries of a list, such as wagers, are told by their names; what they do not have, a deposit of 0, is left out.
    """
    found: dict[str, dict[str, Any]] = {}
    values: dict[str, dict[str, Any]] = {}
    for policy in policies:
        for row in assumptions(apply_policy(scenario, policy)).to_dict("records"):
            found.setdefault(row["field"], row)
            values.setdefault(row["field"], {})[policy] = row["value"]
    rows = []
    for field, row in found.items():
        entry, of_entry = entry_of(field, values)
        given = [values[field].get(policy) for policy in policies]
        is_list = any(other.startswith(f"{field}.") for other in found)
        is_absent = of_entry and not any(given)
        if is_list or is_absent or (field.endswith(".name") and of_entry) or all(value == given[0] for value in given):
            continue
        told = {"field": field, "entry": entry, "about": row["about"], "unit": row["unit"]}
        rows.append(told | dict(zip(policies, given, strict=True)))
    return pd.DataFrame(rows, columns=[*TOLD, *policies], dtype=object)


def entry_of(field: str, values: dict[str, dict[str, Any]]) -> tuple[str, bool]:
    """The name of the list's entry that a parameter belongs to, if it has one, and whether it belongs to one."""
    above, _, last = field.rpartition(".")
    while above:
        if last.isdigit() or above.rpartition(".")[2].isdigit():
            named = values.get(f"{above}.name", {})
            return next((str(name) for name in named.values() if name), ""), True
        above, _, last = above.rpartition(".")
    return "", False


def compared_blocks(data: Compared, content: ReportContent, lang: str) -> Iterator[Block]:
    names, (layout, policy) = content.names, data.baseline
    baseline = N_("{name} (baseline)")
    if len(data.layouts) > 1:
        yield Heading(heading("layout", lang))
    else:
        yield Text(say("All options have the same territories.", lang))
    if len(data.layouts) > 1:
        yield Items(
            tuple(
                (
                    say(baseline if name == layout else "{name}", lang, name=names.layout(name)),
                    " – ".join(part for part in (say(about, lang), settings) if part),
                )
                for name, (about, settings) in data.layouts.items()
            )
        )
    if len(data.policies) == 1:
        yield Text(say("All options have the same policy.", lang))
        return
    yield Heading(heading("policy", lang))
    yield Items(
        tuple(
            (say(baseline if name == policy else "{name}", lang, name=names.policy(name)), about)
            for name, about in data.policies.items()
        )
    )
    if len(data.changes):
        yield changes_table(data.changes, content, lang)


def changes_table(changes: pd.DataFrame, content: ReportContent, lang: str) -> Table:
    """One row a parameter, one column a policy."""
    policies = [name for name in changes.columns if name not in TOLD]
    headings = (Cell(heading("about", lang)), *(Cell(content.names.policy(name)) for name in policies))
    rows = []
    for row in changes.to_dict("records"):
        unit = unit_name(row["unit"], content.currency, lang)
        values = (Cell(MISSING if row[name] is None else one_line(row[name], lang)) for name in policies)
        about = say(row["about"], lang)
        if row["entry"]:
            about = f"{row['entry']}: {about}"
        rows.append(Row((Cell(about, unit), *values)))
    return Table(headings, tuple(rows), "scores")


register(Section("compared", 5, N_("What is compared"), compared_blocks, compared_of))
