"""Parts of a user's own in place of the model's: which there are, and what each must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from salesim.agents.distributor import Distributor
from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.rules import Rules
from salesim.channel.desk import OrderDesk
from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, check_levers

Fits = Callable[[Any], bool]


@dataclass(frozen=True)
class OwnParts:
    """What a user puts in place of the model's, or adds to it; left out, the model's own.

    Parameters
    ----------
    rules : functions that decide for all reps, customers or managers at once.
    rep_class, manager_class, distributor_class : agents with decisions of their own.
    order_desk : class of the order desk.
    levers : further levers, called after the model's own.
    """

    rules: Rules | None = None
    rep_class: type[Rep] = Rep
    manager_class: type[Manager] = Manager
    distributor_class: type[Distributor] = Distributor
    order_desk: Callable[..., Any] = OrderDesk
    levers: Sequence[Lever] = ()


class Parts(TypedDict, total=False):
    """`OwnParts` as keywords of `simulate` and of experiments; all arms of an experiment get the same."""

    rules: Rules | None
    rep_class: type[Rep]
    manager_class: type[Manager]
    distributor_class: type[Distributor]
    order_desk: Callable[..., Any]
    levers: Sequence[Lever]


def derived_from(kind: type) -> tuple[str, Fits]:
    """What a class of agents must be."""
    return Phrase(
        "a class derived from {kind}", kind=kind.__name__
    ), lambda part: isinstance(part, type) and issubclass(part, kind)


PARTS: Mapping[str, tuple[str, Fits]] = {
    "rules": (Phrase("Rules, such as Rules(choose_effort=f)"), lambda part: part is None or isinstance(part, Rules)),
    "rep_class": derived_from(Rep),
    "manager_class": derived_from(Manager),
    "distributor_class": derived_from(Distributor),
    "order_desk": (Phrase("a class of order desks, such as one derived from OrderDesk"), callable),
    "levers": (Phrase("a list of objects of classes derived from Lever"), lambda part: isinstance(part, (list, tuple))),
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


def own_parts(parts: Mapping[str, Any]) -> OwnParts:
    """The parts as given by name, checked."""
    check_parts(parts)
    return OwnParts(**parts)
