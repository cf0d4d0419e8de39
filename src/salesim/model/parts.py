"""Parts of a user's own in place of the model's: which there are, and what each must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from salesim.agents.distributor import Distributor
from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.rules import Rules
from salesim.errors import InputError, nearest_name
from salesim.policy.lever import check_levers

Fits = Callable[[Any], bool]


def derived_from(kind: type) -> tuple[str, Fits]:
    """What a class of agents must be."""
    return f"a class derived from {kind.__name__}", lambda part: isinstance(part, type) and issubclass(part, kind)


PARTS: Mapping[str, tuple[str, Fits]] = {
    "rules": ("Rules, such as Rules(choose_effort=f)", lambda part: part is None or isinstance(part, Rules)),
    "rep_class": derived_from(Rep),
    "manager_class": derived_from(Manager),
    "distributor_class": derived_from(Distributor),
    "order_desk": ("a class of order desks, such as one derived from OrderDesk", callable),
    "levers": ("a list of objects of classes derived from Lever", lambda part: isinstance(part, (list, tuple))),
}


def check_parts(parts: Mapping[str, Any]) -> None:
    """Refuse parts that there are not, or that cannot be what they are given as."""
    for name, part in parts.items():
        if name not in PARTS:
            near = nearest_name(name, PARTS)
            raise InputError("there is no part of this name", value=name, allowed=", ".join(PARTS), nearest=near)
        wanted, fits = PARTS[name]
        if not fits(part):
            raise InputError("this cannot be used", name, part, wanted)
    check_levers(parts.get("levers", ()))
