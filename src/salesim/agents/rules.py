"""Rules of your own: functions that decide for all reps, or for all customers, in place of the model's.

>>> def by_the_book(reps):
...     '''Everybody works as much as before, but nobody slackens who is behind quota.'''
...     behind = reps.quarter_sales < reps.quota * reps.quarter_passed
...     return np.where(behind, np.maximum(reps.effort, 1.0), reps.effort)
>>> Rules(choose_effort=by_the_book).choose_effort is by_the_book
True

A rule gets what it decides on and returns one answer for each rep or customer. It writes into nothing that it is given,
remembers nothing, and draws from ``reps.uniform`` or ``customers.uniform``, so that the same question always gets the
same answer. `salesim.testing` checks all that; shape, type and range of every answer are checked whenever a rule is
asked. A rule for customers may also be a compiled function, see `compiled_rule`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from salesim.agents.columns_view import ColumnsView
from salesim.agents.grading import N_GRADES
from salesim.agents.review import Action, Cause, Evidence
from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.wording.text import N_

if TYPE_CHECKING:
    from salesim.agents.customers_view import CustomersView
    from salesim.agents.reps_view import RepsView
    from salesim.pay.wager import WagerParameters

MAX_EFFORT = 3.0  # of any rule; 1 is what everybody does under today's plan
MAX_ORDERS = 50.0  # a week, of any customer
OF_CUSTOMERS = ("order_rates", "churn_probabilities", "grade_customers")

MANY = {"rep": N_("reps"), "customer": N_("customers")}


RepRule: TypeAlias = "Callable[[RepsView], ArrayLike]"
WagerRule: TypeAlias = "Callable[[RepsView, WagerParameters], ArrayLike]"
StayRule: TypeAlias = "Callable[[RepsView, np.ndarray], ArrayLike]"
CauseRule: TypeAlias = "Callable[[RepsView, Evidence], ArrayLike]"
CustomerRule: TypeAlias = "Callable[[CustomersView, np.ndarray], ArrayLike]"


class Contract(NamedTuple):
    """What a rule is given and what it answers."""

    takes: tuple[str, ...]
    answer: str  # in words, for one of them
    kinds: str  # NumPy kinds of dtype that are accepted
    kind: str  # the same in words
    least: float
    most: float | None  # None: given when asked
    who: str = "rep"
    row: str = N_("seat")  # what tells them apart


def of_customers(answer: str, kinds: str, kind: str, most: float) -> Contract:
    """Contract of a rule for customers."""
    return Contract(("customers", "usual"), answer, kinds, kind, 0.0, most, "customer", N_("customer"))


CONTRACTS: Mapping[str, Contract] = {
    "choose_effort": Contract(("reps",), N_("effort"), "iuf", N_("numbers"), 0.0, MAX_EFFORT),
    "choose_wager": Contract(("reps", "wager"), N_("entry of the menu"), "iu", N_("whole numbers"), 0, None),
    "stays": Contract(("reps", "quits"), N_("whether the rep stays"), "b", N_("True or False"), False, True),
    "find_causes": Contract(("reps", "evidence"), "Cause", "iu", "whole numbers", Cause.COMPETITOR, Cause.CHANCE),
    "act": Contract(("seats", "causes", "review"), "Action", "iu", "whole numbers", Action.NONE, Action.RESET),
    "order_rates": of_customers(N_("orders a week"), "iuf", "numbers", MAX_ORDERS),
    "churn_probabilities": of_customers(N_("probability"), "iuf", "numbers", 1.0),
    "grade_customers": of_customers(N_("grade, A to E as numbers"), "iu", "whole numbers", N_GRADES - 1),
}


@dataclass(frozen=True)
class Rules:
    """Functions in place of the model's rules; what is left out stays as it is.

    Functions for reps get ``reps``, a `RepsView` of n reps, and return n answers; those for vacant seats are ignored.
    Functions for customers get ``customers``, a `CustomersView` of all n customers and prospects, and ``usual`` (n,),
    what the model's own rule answers; answers for prospects and for those who have gone are ignored.

    Parameters
    ----------
    choose_effort : ``(reps) -> (n,) floats`` from 0 to 3. Asked every week; ``reps.effort`` holds what the model's own
        rule has just chosen, 1 is what everybody does under today's plan.
    choose_wager : ``(reps, wager) -> (n,) integers``: the entry of ``wager.menu`` (of `WagerParameters`) to take,
        counted from 1; 0 takes none. Asked when a quarter begins and a menu is on offer; ``reps.wager`` holds what the
        model's own rule has just chosen.
    stays : ``(reps, quits) -> (n,) booleans``: who stays. Asked every week; ``quits`` (n,) says who would quit by
        the model's own rule and this week's random numbers. Who does not stay gives notice and leaves
        ``turnover.notice_weeks`` later; the answer for whoever has given notice (``reps.leaves_week`` > 0) is ignored.
    find_causes : ``(reps, evidence) -> (n,) integers``, each a `Cause`: why these reps are behind. Asked in
        each region and fortnight in which somebody is; ``evidence`` (an `Evidence`, arrays (n,)) is all that a manager
        knows of them.
    order_rates : ``(customers, usual) -> (n,) floats``: orders a week. Asked every week, after the visits. The orders
        themselves are drawn by the model from this rate, k phases each.
    churn_probabilities : ``(customers, usual) -> (n,) floats``: probability that a customer begins to leave after
        an order. Asked every week, when orders are settled; contracts that are not renewed come on top.
    grade_customers : ``(customers, usual) -> (n,) integers``, 0 for A to 4 for E. Asked at each quarter's end.
    """

    choose_effort: RepRule | None = None
    choose_wager: WagerRule | None = None
    stays: StayRule | None = None
    find_causes: CauseRule | None = None
    order_rates: CustomerRule | None = None
    churn_probabilities: CustomerRule | None = None
    grade_customers: CustomerRule | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            rule = getattr(self, field.name)
            if type(rule).__name__ == "CFunc" and field.name in OF_CUSTOMERS:  # numba's, which is not imported for it
                from salesim.agents.compiled_rule import CompiledRule

                rule = CompiledRule(rule, whole=CONTRACTS[field.name].kinds == "iu")
                object.__setattr__(self, field.name, rule)
            if rule is not None:
                check_takes(field.name, rule)


def check_takes(name: str, rule: object) -> None:
    """Refuse what cannot be called with the arguments of the rule ``name``."""
    where, allowed = f"rules.{name}", f"{name}({', '.join(CONTRACTS[name].takes)})"
    if not callable(rule) or inspect.isclass(rule):
        raise InputError("a rule is a function", where, rule, allowed)
    try:
        inspect.signature(rule).bind(*CONTRACTS[name].takes)
    except TypeError as fault:
        raise InputError(
            Phrase("{rule} cannot be called: {fault}", rule=called(rule), fault=fault), where, allowed=allowed
        ) from None
    except ValueError:
        pass  # a built-in that doesn't say what it takes


def called(rule: object) -> str:
    """What a function is called in messages."""
    return f"{getattr(rule, '__qualname__', type(rule).__name__).replace('<locals>.', '')}()"


def ask(
    name: str, rule: Callable[..., ArrayLike], view: ColumnsView, *given: object, most: float | None = None
) -> np.ndarray:
    """The checked answers of the rule ``name``, (n,); 0 for vacant seats, prospects and customers who have gone.

    Raises InputError if the rule fails or its answers break the contract.
    """
    where = f"rules.{name}"
    try:
        answers = rule(view, *given)
    except InputError:
        raise
    except Exception as fault:
        if isinstance(fault, ValueError) and "read-only" in str(fault):
            message = Phrase(
                "{rule} writes into what it was given; let it make a copy and change that", rule=called(rule)
            )
            raise InputError(message, where) from fault
        raise InputError(
            Phrase("{rule} failed with {kind}: {fault}", rule=called(rule), kind=type(fault).__name__, fault=fault),
            where,
        ) from fault
    asked = view.asked
    checked = check_answers(name, answers, view.identities, asked, called(rule), where, most)
    return np.where(asked, checked, checked.dtype.type(0))


def check_answers(
    name: str, answers: ArrayLike, ids: np.ndarray, asked: np.ndarray, who: str, where: str, most: float | None = None
) -> np.ndarray:
    """Answers for seats or customers ``ids`` (n,) as an array of the right shape, type and, where ``asked``, range."""
    contract, n = CONTRACTS[name], len(ids)
    if n == 0:
        return np.zeros(0, np.dtype(contract.kinds[0]))
    try:
        array = np.asarray(answers)
    except ValueError:  # rows of different lengths
        array = np.array(None)
    if array.shape != (n,):
        allowed = Phrase(
            "({n},), one {answer} for each of {n} {them}",
            n=n,
            answer=Phrase(contract.answer),
            them=Phrase(MANY[contract.who]),
        )
        raise InputError(Phrase("{rule} returned the wrong shape", rule=who), where, str(array.shape), allowed)
    if array.dtype.kind not in contract.kinds:
        raise InputError(
            Phrase("{rule} returned the wrong type", rule=who),
            where,
            str(array.dtype),
            Phrase("{kind} ({answer})", kind=Phrase(contract.kind), answer=Phrase(contract.answer)),
        )
    highest = contract.most if most is None else most
    wrong = asked & ~((array >= contract.least) & (array <= highest))  # NaN is neither
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        text = Phrase(
            "{rule} returned an answer out of range, first for {row} {id}",
            rule=who,
            row=Phrase(contract.row),
            id=ids[row],
        )
        raise InputError(
            text,
            where,
            array[row].item(),
            Phrase(
                "{answer} from {least:g} to {highest:g}",
                answer=Phrase(contract.answer),
                least=contract.least,
                highest=highest,
            ),
        )
    return array
