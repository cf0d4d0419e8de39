"""What a lever is: a class whose methods the calendar calls at fixed moments; all of them do nothing until overridden.

>>> class Diary(Lever):
...     def __init__(self):
...         self.weeks = []
...
...     def close_week(self, model):
...         self.weeks.append(model.week)
>>> check_levers([Diary()])

The model's own levers (the other files of this folder) and a user's are the same kind of thing. A lever of a user's own
acts after the model's: ``salesim.simulate(scenario, levers=[Diary()])``. One that is part of the model states, in its
own file and nowhere else, when it acts among the others and which sections of the scenario hold its parameters; see
`registry`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from salesim.errors import InputError, nearest_name
from salesim.parameters import Parameters
from salesim.phrase import Phrase

if TYPE_CHECKING:
    import pandas as pd

    from salesim.policy.model_view import ModelView

ALIKE = 0.8  # names that share so much with a hook's are taken for a hook with a typing error
MOMENTS = ("after", "before", "begin", "close", "end", "every", "open", "review", "start")  # how names of hooks begin
NEVER_RUNS = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)


@dataclass(frozen=True)
class Section:
    """A part of the scenario that holds a lever's parameters.

    Parameters
    ----------
    path : where it stands: ``sales_force.elite_club``.
    parameters : its class; all have defaults, and with these the lever does nothing or what is usual.
    about : what it is about, for the editor's help and the template.
    """

    path: str
    parameters: type[Parameters]
    about: str


class Lever:
    """Something that management does. Every method below is a hook: override those that you need.

    Hooks are called on the model's clock, the model's own levers first, each with a view of the model (`ModelView`).
    They may write into the columns of reps, customers and distributors, and must book what their effects cost
    (``model.ledger.add_money``). They work through states and rates that agents and kernels already have and never
    multiply an outcome. Random numbers come from ``model.key(stream)``, never from a generator.

    What a week takes back at its start, so that a lever adds to it and nobody else has to undo it: minutes of reports
    and of training (``reps.report_min``, ``reps.training_min``), what drives reps beside pay (``reps.beside_pay``, in
    the unit of drive: 1 is today's usual), and of distributors the safety factor, the distrust
    and the days bought ahead (``safety``, ``distrust``, ``extra_days``).
    """

    order: ClassVar[int | None] = None  # of the model's own levers: when it acts among them, the lowest first
    sections: ClassVar[tuple[Section, ...]] = ()  # what it adds to the scenario
    reads: ClassVar[tuple[str, ...]] = ()  # paths of what its constructor takes; left out, those of its sections

    # a week, in the order in which hooks are called

    def open_week(self, model: ModelView) -> None:
        """Every Monday, before anything else happens; the week's effects have just been taken back."""

    def open_year(self, model: ModelView) -> None:
        """Every 52 weeks, in the first week with quotas, and as the reported weeks begin."""

    def open_quarter(self, model: ModelView) -> None:
        """Every 13 weeks, once there are quotas: quotas, wagers and pay curves of the quarter are made."""

    def review_fortnight(self, model: ModelView) -> None:
        """Every second week in which no quarter opens, once there are quotas."""

    def before_effort(self, model: ModelView) -> None:
        """Once a week, once there are quotas: what drives reps beside the plan's own curve is valued. It may be added
        to ``reps.beside_pay``, and what a unit of a measure is felt to be worth to ``reps.measure_pay``; yours come
        after the plan's components, wagers, badges and contests."""

    def after_effort(self, model: ModelView) -> None:
        """Once a week, once there are quotas, when reps have chosen effort, what it is for and when orders close."""

    def after_visits(self, model: ModelView) -> None:
        """Once a week, when all reps have made their visits, before tickets and orders."""

    def before_serving(self, model: ModelView) -> None:
        """Once a week, when customers have ordered and nobody has been served."""

    def close_day(self, model: ModelView, day: int) -> None:
        """Every day of the week, Sunday included, after distributors have ordered; ``day`` counts from week 0."""

    def after_serving(self, model: ModelView) -> None:
        """Once a week, when all orders have been filled or lost, before sales are credited to reps."""

    def close_week(self, model: ModelView) -> None:
        """Every Sunday, before the books are closed; ``model.week`` is still this week."""

    def close_quarter(self, model: ModelView) -> None:
        """Every 13 weeks, after ``close_week``: sums of the quarter are complete and not yet forgotten."""

    def reorganize(self, model: ModelView) -> None:
        """After ``close_quarter``, when the quarter is forgotten: territories may change."""

    # when a policy changes in the course of the run

    def take(self, *parameters: Any) -> None:
        """Go on with other parameters, in the order in which the constructor takes them; all else is kept.

        They are put where the constructor puts them: under the names of its arguments. Those of no use to the lever
        have names that begin with an underscore. Called for the model's own levers only.
        """
        names = list(inspect.signature(type(self)).parameters)
        for name, value in zip(names, parameters, strict=True):
            if not name.startswith("_"):
                setattr(self, name, value)

    # after the run

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """Tables of the result, by their names; none by default."""
        return {}


def _public_methods(kind: type) -> Iterator[tuple[str, Any]]:
    """Names that a class and those that it derives from define, up to `Lever`."""
    for part in kind.__mro__[: kind.__mro__.index(Lever)]:
        yield from ((name, value) for name, value in vars(part).items() if not name.startswith("_"))


HOOKS: tuple[str, ...] = tuple(
    name for name, value in vars(Lever).items() if inspect.isfunction(value) and name != "take"
)


def check_levers(levers: Iterable[Any]) -> None:
    """Refuse what is no lever, and levers whose hooks are misspelt or cannot be called."""
    for at, lever in enumerate(levers):
        field = f"levers.{at}"
        if not isinstance(lever, Lever):
            shown = lever.__name__ if isinstance(lever, type) else lever
            wanted = (
                Phrase("an object of a class derived from Lever, made: Name()")
                if isinstance(lever, type) and issubclass(lever, Lever)
                else Phrase("an object of a class derived from Lever")
            )
            raise InputError("this is no lever", field, shown, wanted)
        for name, value in _public_methods(type(lever)):
            _check_method(f"{field}: {type(lever).__name__}.{name}", name, value)


def _check_method(field: str, name: str, value: Any) -> None:
    """Refuse a hook that cannot be called or would not run, and a method that looks like a hook and is none."""
    function = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
    if name in HOOKS:
        taken = list(inspect.signature(getattr(Lever, name)).parameters)
        try:
            inspect.signature(function).bind(*taken[isinstance(value, staticmethod) :])
        except (TypeError, ValueError):
            raise InputError("this hook cannot be called", field, allowed=f"{name}({', '.join(taken)})") from None
        if any(is_other(function) for is_other in NEVER_RUNS):
            message = Phrase("this hook would never run, since it is asynchronous or a generator")
            raise InputError(message, field, allowed=f"{name}({', '.join(taken)})")
    elif callable(function):
        near = nearest_name(name.lower(), HOOKS, ALIKE)
        if near or name.partition("_")[0] in MOMENTS:
            message = Phrase(
                "there is no such hook; name a method of your own otherwise, or begin it with an underscore"
            )
            raise InputError(message, field, allowed=None if near else ", ".join(HOOKS), nearest=near)
