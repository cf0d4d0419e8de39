"""From pydantic's findings to faults in a sales manager's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from salesim.dates import NO_SUCH_DAY, is_no_day
from salesim.errors import InputError, nearest_name, together
from salesim.likeness import ALIKE
from salesim.phrase import Phrase, either, said_by
from salesim.renamed import new_name
from salesim.scenario.amounts import is_money
from salesim.scenario.changes import Change
from salesim.scenario.fields import Declared, of_field, paths, tags
from salesim.scenario.number_text import AMOUNT_FORM, FORM, meant_amount, meant_number
from salesim.scenario.policies import MAY_CHANGE, Policy

MAX_FAULTS_NAMED = 200
ALIKE_ELSEWHERE = 0.9  # of a field of another group to be named
OUT_OF_RANGE = (
    "greater_than",
    "greater_than_equal",
    "less_than",
    "less_than_equal",
    "multiple_of",
    "finite_number",
    "too_short",
    "too_long",
    "string_too_short",
    "string_too_long",
)

Model = TypeVar("Model", bound=BaseModel)


def checked(model: type[Model], data: Any) -> Model:
    """Plain data as a validated model, or one `InputError` that holds all faults by dotted path, without places.

    The data go through JSON, because pydantic's strict mode then reads a list as a tuple and text as a date, as a
    YAML file must write them, and still takes neither ``"52"`` nor ``true`` for a number.
    """
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as found:
        raise together(list(_merged(found, model, data))) from None


def _merged(found: ValidationError, model: type[BaseModel], data: Any) -> Iterator[InputError]:
    """One fault for each field, also where pydantic reports each alternative of a union."""
    faults: dict[str | None, InputError] = {}
    for error in found.errors(include_url=False)[:MAX_FAULTS_NAMED]:
        fault = _in_words(error, model, data)
        faults.setdefault(fault.field, fault)
    groups = {field.rpartition(".")[0] for field in faults if field}
    return (fault for field, fault in faults.items() if field not in groups)


def _in_words(error: Any, model: type[BaseModel], data: Any) -> InputError:
    """One finding of pydantic as a fault."""
    kind, context = error["type"], error.get("ctx", {})
    path, declared, value = follow(model, error["loc"], data)
    field = ".".join(path) or None
    shown = None if isinstance(value, dict) else value
    allowed = declared.in_words() if declared else None
    if kind == "missing":
        return InputError("is missing", field=field, allowed=allowed or None)
    if kind == "extra_forbidden":
        return _unknown_field(path, model, data)
    if kind == "union_tag_not_found":
        return InputError("is missing", field=".".join([*path, *_tag_names(declared)]), allowed=_tag_values(declared))
    if kind == "union_tag_invalid":
        names = _tag_names(declared)
        tag = value.get(names[0]) if isinstance(value, dict) and names else context["tag"]
        nearest = nearest_name(context["tag"], _tag_choices(declared))
        field = ".".join([*path, *names])
        return InputError("no such choice", field=field, value=tag, allowed=_tag_values(declared), nearest=nearest)
    if kind in ("value_error", "assertion_error"):
        return _of_validator(said_by(context["error"]), path, declared, value)
    meant = meant_number(value) if declared and isinstance(value, str) else None
    if declared and meant and meant != value and _is_a_number(declared, meant):
        amount = meant_amount(value) if _is_money(declared) else meant
        if amount != meant:
            return InputError(AMOUNT_FORM, field=field, value=value, allowed=allowed, nearest=amount)
        return InputError(FORM, field=field, value=value, allowed=allowed, nearest=meant)
    if declared and declared.choices:
        nearest = nearest_name(value, [str(choice) for choice in declared.choices]) if isinstance(value, str) else None
        return InputError("no such choice", field=field, value=shown, allowed=allowed, nearest=nearest)
    if kind in OUT_OF_RANGE:
        return InputError("out of range", field=field, value=value, allowed=allowed)
    if value is None:
        return InputError("has no value", field=field, allowed=allowed)
    if is_no_day(value) and declared and any(one.type is date for one in declared.alternatives):
        return InputError(NO_SUCH_DAY, field=field, value=value, allowed=allowed)
    if allowed and (kind.endswith(("_type", "_parsing", "_from_float"))):
        return InputError("wrong type", field=field, value=value, allowed=allowed)
    return InputError(error["msg"], field=field, value=shown, allowed=allowed or None)


def _is_a_number(declared: Declared, text: str) -> bool:
    """Whether the field may be the number that is written there."""
    kinds = [one.type for one in declared.alternatives]
    return float in kinds or (int in kinds and "." not in text)


def _is_money(declared: Declared) -> bool:
    """Whether the field is an amount, which may be stated in another currency."""
    extra = declared.info.json_schema_extra if declared.info else None
    return isinstance(extra, dict) and is_money(str(extra.get("unit", "")))


def follow(
    model: type[BaseModel], location: tuple[str | int, ...], data: Any
) -> tuple[list[str], Declared | None, Any]:
    """From pydantic's location of a fault to the path as written, its declaration and its value.

    Pydantic's location also names the alternative of a union that it tried, and marks a bad key of a mapping.
    """
    path: list[str] = []
    here: Declared | None = Declared(model)
    waiting = list(location)
    while waiting:
        part = str(waiting.pop(0))
        if part == "[key]":
            return path, None, path[-1]
        if here is not None and len(here.alternatives) > 1:
            tried = [m for m in here.models if part in map(str, tags(m).values())]
            rest = [one for one in here.alternatives if waiting and one.child(str(waiting[0])) is not None]
            here = Declared(tried[0]) if tried else rest[0] if rest else here
            continue
        path.append(part)
        here = here.child(part) if here is not None else None
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            data = None
    return path, here, data


def _of_validator(message: Phrase, path: list[str], declared: Declared | None, value: Any) -> InputError:
    """A validator's own sentence. Where it begins with the path of a field below its group, that field is at fault."""
    name, _, rest = message.partition(" ")
    group = declared.model_for(value) if declared else None
    if rest and group and name.partition(".")[0] in group.model_fields:
        below, _, at_fault = follow(group, tuple(name.split(".")), value)
        shown = None if isinstance(at_fault, dict) else at_fault
        return InputError(message.without(f"{name} "), field=".".join([*path, *below]), value=shown)
    return InputError(message, field=".".join(path) or None, value=None if isinstance(value, dict) else value)


def _unknown_field(path: list[str], model: type[BaseModel], data: Any) -> InputError:
    """An unknown name: an old one, one that another kind has, one beside it that looks alike, or one from elsewhere."""
    *above, name = path
    group: Declared | None = Declared(model)
    for part in above:
        group = group.child(part, data) if group else None
        data = data.get(part) if isinstance(data, dict) else data[int(part)]
    chosen = group.model_for(data) if group else None
    in_list = bool(above) and above[-1].isdecimal()
    others = _kinds_with(name, group, chosen, in_list) if group and chosen else ""
    if others:
        return InputError(others, field=".".join(path))
    names = list(chosen.model_fields) if chosen else []
    beside = [".".join([*above, known]) for known in names]
    nearest = _same_ending(name, beside, ALIKE)
    changed = None if nearest or chosen not in (Policy, Change) else _below_set(name, model)
    if changed:
        return InputError(
            "a policy's changes stand below set", field=".".join(path), nearest=".".join([*above, "set", changed])
        )
    if place := "" if nearest else _place_of(name, above, model, chosen):
        return InputError(place, field=".".join(path))
    nearest = nearest or _same_ending(name, paths(model), ALIKE_ELSEWHERE)
    return InputError(
        "unknown field", field=".".join(path), nearest=nearest, allowed=None if nearest else ", ".join(names)
    )


def _below_set(name: str, model: type[BaseModel]) -> str | None:
    """The path of what a policy was to change, where its name begins with a chapter or one of a chapter's sections."""
    first = name.partition(".")[0]
    if first in MAY_CHANGE:
        return name
    known = set(paths(model))
    return next((f"{chapter}.{name}" for chapter in MAY_CHANGE if f"{chapter}.{first}" in known), None)


def _place_of(name: str, above: list[str], model: type[BaseModel], group: type[BaseModel] | None) -> Phrase | str:
    """Where a field of just this name belongs: to the top of the file, or to entries of a list here; empty if to none.

    A plan's totals begin anew with ``to_date_of`` at the top of its letter, and are made by ``cumulative`` in a part.
    """
    if above and name in model.model_fields:
        return Phrase("stands at the top of the file, not here; write {name} there", name=name)
    for field, info in group.model_fields.items() if group else ():
        entry = of_field(info).child("0")
        having = [kind for kind in (entry.models if entry else ()) if name in kind.model_fields]
        if not having or entry is None:
            continue
        (tag, *_) = _tag_names(entry) or [""]
        if not tag:
            return Phrase("is said of each entry of {field}, not here", field=field)
        kinds = either(str(tags(kind)[tag]) for kind in having)
        return Phrase("is said of entries of {field}, not here: of {tag} {kinds}", field=field, tag=tag, kinds=kinds)
    return ""


def _kinds_with(name: str, union: Declared, chosen: type[BaseModel], in_list: bool) -> Phrase | str:
    """What to do with a field that other alternatives of a union have, and the chosen one has not; empty if none has.

    The field may be written as it was called earlier. An entry of a list is not made another kind: others stand there.
    """
    (tag, *_), fields = _tag_names(union) or [""], {name, new_name(name)}
    kinds = [str(tags(other)[tag]) for other in union.models if tag and fields & set(other.model_fields)]
    if not kinds or fields & set(chosen.model_fields):
        return ""
    this = tags(chosen)[tag]
    if in_list:
        return Phrase("belongs to {tag} {kinds}, and this is {this}; write {name} there, or leave it out", tag=tag,
                      kinds=either(kinds), this=this, name=name)  # fmt: skip
    return Phrase(
        "belongs to {tag} {kinds}, and this is {this}; write {tag}: {first}, or leave {name} out",
        tag=tag,
        kinds=either(kinds),
        this=this,
        first=kinds[0],
        name=name,
    )


def _same_ending(name: str, known: Iterable[str], alike: float) -> str | None:
    """The shortest of the paths whose last part looks most like a name."""
    ending = {path: path.rpartition(".")[2] for path in known}
    near = nearest_name(name, dict.fromkeys(ending.values()), alike)
    return min((path for path in ending if ending[path] == near), key=lambda path: path.count("."), default=None)


def _tag_names(union: Declared | None) -> list[str]:
    models = union.models if union else []
    return sorted(set.intersection(*(set(tags(model)) for model in models)))[:1] if models else []


def _tag_choices(union: Declared | None) -> list[str]:
    names = _tag_names(union)
    return [str(tags(model)[names[0]]) for model in union.models] if union and names else []


def _tag_values(union: Declared | None) -> str:
    return ", ".join(_tag_choices(union))
