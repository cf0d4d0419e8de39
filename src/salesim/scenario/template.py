"""A scenario file to begin with: every field with its default, explained by its own declaration."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from salesim.scenario.amounts import HOME, amounts
from salesim.scenario.fields import of_field, tags
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.wording import Currency, round_significant

WIDTH = 114  # of a comment; one inside an alternative moves up to six to the right
HEADING = "A scenario for salesim. Every field has its default here; leave out what you do not change."


def template(model: type[BaseModel] = Scenario, currency: str = HOME, rate: float = 1.0) -> str:
    """A commented YAML file that loads as it stands and means the defaults.

    Parameters
    ----------
    currency, rate : of its amounts, and what one yuan is worth in it; the defaults are amounts of a Chinese firm.
    """
    lines = [f"# {HEADING}"]
    values = None
    if model is Scenario and currency != HOME:
        lines.append(f"# Amounts are the defaults in yuan, times {rate:g}: put your own in their place.")
        values = in_another_currency(currency, rate)
    return "\n".join([*lines, *_fields(model, values, "")]) + "\n"


def in_another_currency(currency: str, rate: float) -> Scenario:
    """The default scenario with its amounts at a rate, to three significant digits."""
    name = Scenario.model_fields["name"].examples
    usual = Scenario(name=name[0] if name else "mine", currency=Currency.of(currency, "--currency").code)
    return overlay(usual, {path: round_significant(value * rate) for path, value in amounts(usual)})


def _fields(model: type[BaseModel], values: BaseModel | None, indent: str) -> Iterator[str]:
    """The fields of a model with the values of an instance, or with their defaults."""
    for name, info in model.model_fields.items():
        value = getattr(values, name) if values is not None else _default(name, info)
        if not indent:
            yield ""
        yield from _comment(info, indent)
        yield from _entry(name, value, indent)
        yield from _alternatives(info, value, indent + "  ")


def _alternatives(info: FieldInfo, value: Any, indent: str) -> Iterator[str]:
    """Entries that a mapping could have beside those of its default, as comments."""
    entry = of_field(info).child("") if isinstance(value, dict) else None
    shown = {type(inner) for inner in value.values()} if isinstance(value, dict) else set()
    for model in entry.models if entry else []:
        if model not in shown:
            yield f"{indent}# {next(iter(tags(model).values()), 'another')}:"
            yield from textwrap.indent("\n".join(_fields(model, None, "  ")), f"{indent}# ").splitlines()


def _entry(name: str, value: Any, indent: str) -> Iterator[str]:
    deeper = indent + "  "
    if isinstance(value, BaseModel):
        yield f"{indent}{name}:"
        yield from _fields(type(value), value, deeper)
    elif isinstance(value, dict) and any(isinstance(inner, BaseModel) for inner in value.values()):
        yield f"{indent}{name}:"
        for key, inner in value.items():
            yield from _entry(one_line(key), inner, deeper)
    elif isinstance(value, (list, tuple)) and any(isinstance(inner, BaseModel) for inner in value):
        yield f"{indent}{name}:"
        for inner in value:
            yield f"{deeper}-"
            yield from _fields(type(inner), inner, deeper + "  ")
    else:
        yield f"{indent}{name}: {one_line(value)}"


def _comment(info: FieldInfo, indent: str) -> Iterator[str]:
    """About, unit, range and source, as lines of comment."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    declared = of_field(info)
    accepted = "" if declared.models or (not extra and declared.type is str) else declared.in_words()
    notes = [info.description, extra.get("unit"), accepted, None if declared.models else extra.get("source")]
    text = "; ".join(str(note) for note in notes if note)
    yield from textwrap.wrap(text, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _default(name: str, info: FieldInfo) -> Any:
    """The default, or the declared example of a field that must be given."""
    if not info.is_required():
        return info.get_default(call_default_factory=True)
    if not info.examples:
        raise TypeError(f"the required field '{name}' needs examples=[...] for the template")
    return info.examples[0]


def one_line(value: Any) -> str:
    """A value in one line; JSON is YAML, and plain names need no quotes."""
    if isinstance(value, str) and value.isidentifier() and value not in ("true", "false", "null"):
        return value
    return json.dumps(to_jsonable_python(value), ensure_ascii=False, allow_nan=False)
