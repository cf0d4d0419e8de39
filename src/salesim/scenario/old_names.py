"""Names that scenarios of an earlier version have: read as what they are called now, which is told."""

from __future__ import annotations

import warnings
from typing import Any

from salesim.phrase import Phrase

BUILDERS = {"prefecture": "unit", "circle": "region"}
PLACES = {"prefectures": "units"}


def with_new_names(data: Any) -> Any:
    """Nested data of a scenario with units, and layouts along them, by their names of today.

    Warns of every name that is read as another. What is stated by both names is left for the fields to refuse.

    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with_new_names({"market": {"places": {"prefectures": ["Huzhou"]}}})
    {'market': {'places': {'units': ['Huzhou']}}}
    """
    if not isinstance(data, dict):
        return data
    found = dict(data)
    market = data.get("market")
    if isinstance(market, dict) and isinstance(market.get("places"), dict):
        places = {_new(name, PLACES, market["places"], "market.places"): v for name, v in market["places"].items()}
        found["market"] = {**market, "places": places}
    if isinstance(data.get("layouts"), dict):
        found["layouts"] = {name: _layout(name, layout) for name, layout in data["layouts"].items()}
    return found


def _layout(name: Any, layout: Any) -> Any:
    old = layout.get("builder") if isinstance(layout, dict) else None
    if not isinstance(old, str) or old not in BUILDERS:
        return layout
    _tell(f"layouts.{name}.builder: {old}", f"builder: {BUILDERS[old]}")
    return {**layout, "builder": BUILDERS[old]}


def _new(name: Any, names: dict[str, str], group: dict[Any, Any], path: str) -> Any:
    new = names.get(name) if isinstance(name, str) else None
    if new is None or new in group:
        return name
    _tell(f"{path}.{name}", f"{path}.{new}")
    return new


def _tell(old: str, new: str) -> None:
    warnings.warn(Phrase("'{old}' is called '{new}' now and read as that", old=old, new=new), stacklevel=3)
