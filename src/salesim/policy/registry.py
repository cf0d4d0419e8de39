"""The levers that every model has: found in the files of this folder, in the order in which they act.

A file that defines a class derived from `Lever` with an ``order`` adds a lever to the model and its sections to the
scenario; nothing else has to be told of it. The order matters, since levers read what earlier ones have written:

>>> [kind.__name__ for kind in lever_classes()][:5]
['Tools', 'Leads', 'QuotaSetting', 'Pay', 'RestOfQuarter']
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache, reduce
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import create_model

from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.scenario.scenario import Scenario

Chapter = TypeVar("Chapter", bound=Parameters)


@cache
def lever_classes() -> tuple[type[Lever], ...]:
    """Classes of the model's own levers, by their ``order``."""
    found: dict[int, type[Lever]] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])):
        module = import_module(f"salesim.policy.{name}")
        for kind in vars(module).values():
            if not (isinstance(kind, type) and issubclass(kind, Lever) and kind.__module__ == module.__name__):
                continue
            if kind.order is None:
                continue
            if kind.order in found:
                raise TypeError(f"{kind.__name__} and {found[kind.order].__name__} both act at {kind.order}")
            found[kind.order] = kind
    return tuple(kind for _, kind in sorted(found.items()))


def own_levers(config: Scenario) -> list[Lever]:
    """The model's own levers, each made of what it reads in the scenario; most do nothing until that is set."""
    return [kind(*(_at(config, path) for path in read_paths(kind))) for kind in lever_classes()]


def renew(levers: Iterable[Lever], config: Scenario) -> None:
    """Give the model's own levers what they read in a scenario that has changed."""
    for lever in levers:
        if lever.order is not None:
            lever.take(*(_at(config, path) for path in read_paths(type(lever))))


def read_paths(kind: type[Lever]) -> tuple[str, ...]:
    """Paths of what a lever's constructor takes."""
    return kind.reads or tuple(section.path for section in kind.sections)


def with_levers(chapter: str) -> Callable[[type[Chapter]], type[Chapter]]:
    """Decorate a chapter of the scenario: sections of its levers follow its own, in the order in which they act."""

    def add(stated: type[Chapter]) -> type[Chapter]:
        fields: dict[str, Any] = {}
        for section in sections():
            where, name = section.path.split(".")
            if where == chapter:
                fields[name] = (section.parameters, parameter(section.parameters(), about=section.about, source="A"))
        made = create_model(
            stated.__name__, __base__=stated, __doc__=stated.__doc__, __module__=stated.__module__, **fields
        )
        made.__qualname__ = stated.__qualname__
        return made

    return add


def sections() -> tuple[Section, ...]:
    """Sections of the scenario that levers add."""
    return tuple(section for kind in lever_classes() for section in kind.sections)


def _at(config: Any, path: str) -> Any:
    return reduce(getattr, path.split("."), config)
