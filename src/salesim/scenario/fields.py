"""What the declarations say about a field: its type, its bounds, its choices, its names, in words."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from salesim.phrase import N_, Phrase, either
from salesim.territory.builder import AnyBuilder

TYPES_IN_WORDS = {
    bool: Phrase("true or false"),
    int: Phrase("a whole number"),
    float: Phrase("a number"),
    str: Phrase("text"),
    datetime.date: Phrase("a date such as 2025-01-31"),
    tuple: Phrase("a list"),
    list: Phrase("a list"),
    dict: Phrase("a mapping"),
}

LIMITS = {
    "ge": N_("at least {limit}"),
    "gt": N_("more than {limit}"),
    "le": N_("at most {limit}"),
    "lt": N_("less than {limit}"),
}
AND, AND_ALSO, WITHIN = N_("{this} and {that}"), N_("{this}, {that}"), N_("{this} {that}")


@dataclass(frozen=True)
class Declared:
    """A type as declared, what bounds it, and the pydantic field if it is one."""

    type: Any
    bounds: tuple[Any, ...] = ()
    info: FieldInfo | None = None

    @property
    def alternatives(self) -> list[Declared]:
        """The types of a union without None; a single type stands for itself."""
        kind, bounds = self.type, self.bounds
        while get_origin(kind) is Annotated:
            kind, *extra = get_args(kind)
            bounds = (*bounds, *_flat(extra))
        for choice in (bound for bound in bounds if isinstance(bound, AnyBuilder)):
            return [Declared(builder) for builder in choice.kinds()]
        if get_origin(kind) not in (Union, types.UnionType):
            return [Declared(kind, bounds, self.info)]
        members = [Declared(member, bounds) for member in get_args(kind) if member is not type(None)]
        return [alternative for member in members for alternative in member.alternatives]

    @property
    def models(self) -> list[type[BaseModel]]:
        """The pydantic models among the alternatives."""
        return [one.type for one in self.alternatives if isinstance(one.type, type) and issubclass(one.type, BaseModel)]

    @property
    def choices(self) -> list[Any]:
        """The values that the alternatives name one by one."""
        return [value for one in self.alternatives if get_origin(one.type) is Literal for value in get_args(one.type)]

    def model_for(self, data: Any) -> type[BaseModel] | None:
        """The model that a mapping means: the only one, or the one whose tag it carries."""
        models = self.models
        if len(models) < 2:
            return models[0] if models else None
        for model in models:
            named = tags(model)
            if isinstance(data, dict) and named and all(data.get(name) == value for name, value in named.items()):
                return model
        return None

    def child(self, name: str, data: Any = None) -> Declared | None:
        """The field, entry or item of that name within data of this type; None if there is no such thing."""
        model = self.model_for(data)
        if model is not None:
            info = model.model_fields.get(name)
            return None if info is None else of_field(info)
        for one in self.alternatives:
            arguments = get_args(one.type)
            if get_origin(one.type) is dict:
                return Declared(arguments[1])
            if get_origin(one.type) in (list, tuple) and name.isdecimal():
                repeated = len(arguments) < 2 or arguments[1] is Ellipsis
                index = 0 if repeated else int(name)
                return Declared(arguments[index]) if index < len(arguments) else None
        return None

    def in_words(self) -> str:
        """What would be accepted.

        >>> from typing import Annotated
        >>> from pydantic import Field
        >>> Declared(Annotated[int, Field(ge=1, le=520)]).in_words()
        'a whole number from 1 to 520'
        """
        words = [_in_words(one) for one in self.alternatives]
        if type(None) in get_args(self.type):
            words.append("null")
        return either(dict.fromkeys(word for word in words if word)) if any(words) else ""


def of_field(info: FieldInfo) -> Declared:
    """The declaration of a pydantic field."""
    return Declared(info.annotation, tuple(info.metadata), info)


@cache
def tags(model: type[BaseModel]) -> dict[str, Any]:
    """The fields that can have one value only and so tell a model from its alternatives."""
    declared = {name: of_field(info).choices for name, info in model.model_fields.items()}
    return {name: choices[0] for name, choices in declared.items() if len(choices) == 1}


def paths(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Dotted paths of all fields below a model, those of entries and items left out."""
    for name, info in model.model_fields.items():
        yield prefix + name
        for inner in of_field(info).models:
            yield from paths(inner, f"{prefix}{name}.")


def range_in_words(bounds: tuple[Any, ...]) -> str:
    """Bounds as a phrase; empty if there are none.

    >>> from annotated_types import Ge, Lt
    >>> range_in_words((Ge(0), Lt(1)))
    'at least 0 and less than 1'
    """
    limits = {
        name: getattr(bound, name) for bound in bounds for name in ("ge", "gt", "le", "lt") if hasattr(bound, name)
    }
    steps = [Phrase("multiple of {step}", step=bound.multiple_of) for bound in bounds if hasattr(bound, "multiple_of")]
    if set(limits) == {"ge", "le"}:
        words = [Phrase("from {least} to {most}", least=_number(limits["ge"]), most=_number(limits["le"]))]
    else:
        words = [Phrase(text, limit=_number(limits[name])) for name, text in LIMITS.items() if name in limits]
    return _joined(AND_ALSO, [_joined(AND, words), *steps])


def _in_words(one: Declared) -> str:
    if get_origin(one.type) is Literal:
        named = ", ".join(str(choice) for choice in get_args(one.type) if choice != "")
        return Phrase("{choices}, or left out", choices=named) if "" in get_args(one.type) else named
    kind = get_origin(one.type) or one.type
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Phrase("a mapping with {names}", names=", ".join(kind.model_fields))
    words: str = TYPES_IN_WORDS.get(kind, "")
    item = Declared(get_args(one.type)[0]) if kind in (list, tuple) and get_args(one.type) else None
    if kind is tuple and Ellipsis not in get_args(one.type):
        words = Phrase("{list} of {n} items", list=words, n=len(get_args(one.type)))
    elif item and item.models:
        words = Phrase("{list} with, in each entry, {names}", list=words, names=", ".join(item.models[0].model_fields))
    return _joined(WITHIN, [words, _length_in_words(one.bounds), range_in_words(one.bounds)])


def _joined(between: str, parts: Sequence[str]) -> str:
    """Those of the parts that are not empty, with a text between each and the next."""
    there = [part for part in parts if part]
    return reduce(lambda this, that: Phrase(between, this=this, that=that), there) if there else ""


def _length_in_words(bounds: tuple[Any, ...]) -> str:
    least = max((bound.min_length for bound in bounds if hasattr(bound, "min_length")), default=None)
    most = min((bound.max_length for bound in bounds if hasattr(bound, "max_length")), default=None)
    if least is None and most is None:
        return ""
    if most is None:
        return Phrase("of length {least} or more", least=least)
    if least == most:
        return Phrase("of length {n}", n=most)
    return Phrase("of length {least} to {most}", least=least or 0, most=most)


def _flat(metadata: list[Any]) -> list[Any]:
    return [inner for one in metadata for inner in (one.metadata if isinstance(one, FieldInfo) else [one])]


def _number(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
