"""The list of a scenario's assumptions, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from salesim.scenario.scenario import Scenario

COLUMNS = ["field", "value", "default", "changed", "unit", "tag", "citation", "about"]


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """One row for every parameter that has a source.

    Columns: field (dotted path), value, default, changed (whether they differ), unit, tag (see
    `parameters.SOURCE_TAGS`), citation, about. Lists stand as lists; an entry that the defaults do not have, such as a
    layout's, is compared with its own class. A source that the scenario states itself stands before the declared one.
    """
    rows = assumed(scenario)
    kinds = {"changed": bool}  # all else stays as it is: 52 must not become 52.0 because its neighbor is 0.5
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kinds.get(name, object)) for name in COLUMNS}
    )


def assumed(scenario: Scenario) -> list[dict[str, Any]]:
    """The rows of `assumptions`."""
    rows = list(_rows(scenario, None, ""))
    for row in rows:
        if row["field"] in scenario.assumptions:
            row["tag"], row["citation"] = _tag_and_citation(scenario.assumptions[row["field"]])
    return rows


def _rows(group: BaseModel, usual: BaseModel | None, prefix: str) -> Iterator[dict[str, Any]]:
    """The parameters below a group, beside those of the group as it is by default."""
    for name, info in type(group).model_fields.items():
        value = getattr(group, name)
        if type(usual) is type(group):
            default = getattr(usual, name)
        else:
            default = None if info.is_required() else info.get_default(call_default_factory=True)
        parts = list(_parts(value, default, f"{prefix}{name}"))
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if parts:
            for inner, inner_default, path in parts:
                yield from _rows(inner, inner_default, f"{path}.")
        elif "source" in extra:
            tag, citation = _tag_and_citation(str(extra["source"]))
            yield {
                "field": f"{prefix}{name}",
                "value": to_jsonable_python(value),
                "default": to_jsonable_python(default),
                "changed": value != default,
                "unit": str(extra.get("unit", "")),
                "tag": tag,
                "citation": citation,
                "about": info.description or "",
            }


def _tag_and_citation(source: str) -> tuple[str, str]:
    tag, _, citation = source.partition(":")
    return tag, citation.strip()


def _parts(value: Any, default: Any, path: str) -> Iterator[tuple[BaseModel, Any, str]]:
    """The groups that a value consists of, each with its default and its path."""
    if isinstance(value, BaseModel):
        yield value, default, path
    elif isinstance(value, dict):
        usual = default if isinstance(default, dict) else {}
        for key, inner in value.items():
            if isinstance(inner, BaseModel):
                yield inner, usual.get(key), f"{path}.{key}"
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            if isinstance(inner, BaseModel):
                has_default = isinstance(default, tuple) and index < len(default)
                yield inner, default[index] if has_default else None, f"{path}.{index}"
