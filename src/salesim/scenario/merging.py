"""How a few changes are laid over a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from salesim.phrase import Phrase
from salesim.scenario.document import DEEPEST
from salesim.scenario.fields import Declared, tags


def nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by dotted path, nested or mixed, as a nested mapping; ValueError if one field is set twice.

    >>> nested({"pay.rate": 0.03, "pay": {"cap": 2}})
    {'pay': {'rate': 0.03, 'cap': 2}}
    """
    tree: dict[str, Any] = {}
    _lay_into(tree, changes, ())
    return tree


def _lay_into(tree: dict[str, Any], changes: Mapping[str, Any], above: tuple[str, ...]) -> None:
    for key, value in changes.items():
        parts = str(key).split(".")
        path = (*above, *parts)
        if "" in parts:
            raise ValueError(Phrase("a part of the path '{path}' is empty", path=".".join(path)))
        if len(path) > DEEPEST:
            raise ValueError(Phrase("a path has more than {deepest} parts", deepest=DEEPEST))
        group = tree
        for part in parts[:-1]:
            group = group.setdefault(part, {})
            if not isinstance(group, dict):
                raise ValueError(Phrase("{path} is set twice", path=".".join(path)))
        if isinstance(value, Mapping) and isinstance(group.setdefault(parts[-1], {}), dict):
            _lay_into(group[parts[-1]], value, path)
        elif parts[-1] in group:
            raise ValueError(Phrase("{path} is set twice", path=".".join(path)))
        else:
            group[parts[-1]] = value


def merged(base: Any, changes: Any, declared: Declared | None) -> Any:
    """``base`` with nested changes laid over it; mappings are merged, everything else is replaced.

    Items of a list may be changed by their position, ``{"0": ...}``. A group that is not in ``base`` begins with its
    declared default. A change of the tag that tells alternatives apart (``builder`` of a layout) replaces the group.
    """
    if not isinstance(changes, dict):
        return changes
    if isinstance(base, list) and changes and all(_is_position(key, base) for key in changes):
        items = list(base)
        for key, value in changes.items():
            items[int(key)] = merged(items[int(key)], value, _child(declared, key, base))
        return items
    if not isinstance(base, dict) or _another_alternative(base, changes, declared):
        return changes
    result = dict(base)
    for key, value in changes.items():
        inner = _child(declared, key, {**base, **changes})
        result[key] = merged(result[key] if key in result else _default(inner), value, inner)
    return result


def _child(declared: Declared | None, key: str, data: Any) -> Declared | None:
    return declared.child(key, data) if declared else None


def _default(declared: Declared | None) -> Any:
    if declared is None or declared.info is None or declared.info.is_required():
        return None
    return to_jsonable_python(declared.info.get_default(call_default_factory=True))


def _is_position(key: str, items: list[Any]) -> bool:
    return key.isdecimal() and len(key) < 7 and int(key) < len(items)


def _another_alternative(base: dict[str, Any], changes: dict[str, Any], declared: Declared | None) -> bool:
    models = declared.models if declared else []
    names = {name for model in models for name in tags(model)} if len(models) > 1 else set()
    return any(name in changes and changes[name] != base.get(name) for name in names)
