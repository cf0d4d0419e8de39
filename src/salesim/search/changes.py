"""Changes by dotted path in plain data: lay them into a tree, look values up."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from salesim.errors import InputError


def put_all(tree: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Lay changes by path, nested or mixed, into a tree of changes."""
    for path, value in changes.items():
        parts = str(path).split(".")
        if isinstance(value, Mapping):
            put_all(tree, {".".join([*parts, str(inner)]): v for inner, v in value.items()})
        else:
            put(tree, parts, deepcopy(value))


def put(tree: Any, parts: list[str], value: Any) -> None:
    """Set one value in a tree of mappings and lists; mappings that are missing are made."""
    try:
        for part in parts[:-1]:
            tree = tree[int(part)] if isinstance(tree, list) else tree.setdefault(part, {})
        tree[int(parts[-1]) if isinstance(tree, list) else parts[-1]] = value
    except (AttributeError, IndexError, TypeError, ValueError):
        raise InputError("is set together with a choice that has no place for it", field=".".join(parts)) from None


def value_at(stated: Any, path: str) -> Any:
    """The value at a dotted path of plain data; None if there is none."""
    for part in path.split("."):
        if isinstance(stated, list) and part.isdecimal() and int(part) < len(stated):
            stated = stated[int(part)]
        else:
            stated = stated.get(part) if isinstance(stated, Mapping) else None
    return stated


def says(stated: Any, wanted: Any) -> bool:
    """Whether plain data hold all that is wanted: mappings may hold more, everything else must be equal.

    >>> says({"pay": {"rate": 1, "cap": 2}}, {"pay.rate": 1})
    True
    """
    if isinstance(wanted, Mapping):
        return all(says(value_at(stated, str(path)), value) for path, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return isinstance(stated, list) and len(stated) == len(wanted) and all(map(says, stated, wanted))
    return bool(stated == wanted)
