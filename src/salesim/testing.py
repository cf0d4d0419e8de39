"""Contract tests for rules, agents and levers of your own. Run them before you believe a result.

>>> from salesim.testing import check_effort_rule
>>> def steady(reps):
...     return 0.5 + 0.5 * reps.effort
>>> check_effort_rule(steady)                                                             # doctest: +SKIP

Each check takes a function, as `Rules` does, or a class of agents that overrides the method. It asks the rule again and
again about a small company of twelve reps and 400 customers, in several weeks, with vacant seats, with a single rep or
customer, and raises an `InputError` that names the rule and what it breaks:

- the rule does not fail, and its answers have the right shape, type and range;
- nothing that the rule is given is changed;
- the same question gets the same answer: no random numbers but ``reps.uniform`` or ``customers.uniform`` (an agent's
  ``self.uniform``), no memory in a function or a class (an agent may remember what it has lived through);
- an answer does not hang on the row in which the rep or customer stands.

A lever (`check_lever`) may change the state of the model, that is what it is for; what it must keep to is listed there.
`check_layout_builder` does the same for a way to divide customers into territories.
"""

from __future__ import annotations

import inspect
import pickle
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

import mesa
import numpy as np
import pandas as pd

from salesim.agents.columns_view import ColumnsView
from salesim.agents.customers_view import CustomersView
from salesim.agents.distributor import Distributor
from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.reps_view import RepsView
from salesim.agents.review import Evidence
from salesim.agents.rules import CONTRACTS, OF_CUSTOMERS, Rules, ask, called
from salesim.columns import State, copy_columns
from salesim.errors import InputError
from salesim.model.burn_in import open_world
from salesim.model.ledger import AccountingError
from salesim.model.sales_model import SalesModel, acts, forget
from salesim.phrase import Phrase
from salesim.policy.lever import HOOKS, Lever, check_levers
from salesim.random import Stream
from salesim.random.generator import uniform_array
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.territory.contract import check_layout_builder
from salesim.world.world import World

__all__ = [
    "check_buying_rule",
    "check_churn_rule",
    "check_effort_rule",
    "check_grading_rule",
    "check_layout_builder",
    "check_manager_rule",
    "check_stay_rule",
    "check_wager_rule",
]

COMPANY: dict[str, Any] = {
    "market.places.units": ["Jiaxing", "Huzhou"],
    "market.customers": {"count": 400, "prospects": 80},
    "sales_force.team.reps": 12,
    "sales_force.wager.menu": [
        {"name": "bold", "win_at": 1.5, "bonus": 12000.0},
        {"name": "mild", "win_at": 1.2, "bonus": 6000.0, "claw_back": 0.3},
    ],
    "channel.network.distributors": 2,
    "run.burn_in_weeks": 26,
}
WEEKS = 16  # that the company lives: a quarter and the beginning of the next
ASKED_IN = (0, 3, 8, 12, 13)  # weeks


def check_effort_rule(rule: Callable[..., Any] | type[Rep], order_matters: bool = False) -> None:
    """Check a rule for effort: a function ``(reps) -> (n,)`` or a `Rep` with a ``choose_effort`` of its own.

    ``order_matters`` spares a function that is meant to look at the order of rows.
    """
    check("choose_effort", rule, Rep, order_matters)


def check_wager_rule(rule: Callable[..., Any] | type[Rep], order_matters: bool = False) -> None:
    """Check a choice of wagers: a function ``(reps, wager) -> (n,)`` or a `Rep` with its own ``choose_wager``."""
    check("choose_wager", rule, Rep, order_matters)


def check_stay_rule(rule: Callable[..., Any] | type[Rep], order_matters: bool = False) -> None:
    """Check a rule of who stays: a function ``(reps, quits) -> (n,)`` or a `Rep` with its own ``stays``."""
    check("stays", rule, Rep, order_matters)


def check_manager_rule(rule: Callable[..., Any] | type[Manager], order_matters: bool = False) -> None:
    """Check how managers conclude: a function ``(reps, evidence) -> (n,)`` or a `Manager` with its ``find_causes``."""
    check("find_causes", rule, Manager, order_matters)


def check_buying_rule(rule: Callable[..., Any], order_matters: bool = False) -> None:
    """Check a rule for orders: a function ``(customers, usual) -> (n,)`` orders a week, or a compiled one."""
    check_function("order_rates", rule, order_matters)


def check_churn_rule(rule: Callable[..., Any], order_matters: bool = False) -> None:
    """Check a rule for leaving: a function ``(customers, usual) -> (n,)`` probabilities, or a compiled one."""
    check_function("churn_probabilities", rule, order_matters)


def check_grading_rule(rule: Callable[..., Any], order_matters: bool = False) -> None:
    """Check a rule for grades: a function ``(customers, usual) -> (n,)`` from 0 for A to 4, or a compiled one."""
    check_function("grade_customers", rule, order_matters)


def check_distributor(agent: type[Distributor]) -> None:
    """Check a `Distributor` with its own ``decide_order``: whole units, one for each SKU class, none below 0."""
    check("decide_order", agent, Distributor, order_matters=False)


def check(name: str, rule: Any, kind: type[mesa.Agent], order_matters: bool) -> None:
    """Check what decides in place of the model's rule ``name``."""
    if not inspect.isclass(rule) and name in CONTRACTS:
        check_function(name, rule, order_matters)
    elif not inspect.isclass(rule) or not issubclass(rule, kind) or getattr(rule, name) is getattr(kind, name):
        allowed = Phrase("a class derived from {kind} with a {name} of its own", kind=kind.__name__, name=name)
        allowed = Phrase("a function, or {allowed}", allowed=allowed) if name in CONTRACTS else allowed
        raise InputError("this cannot be checked", f"rules.{name}", getattr(rule, "__name__", rule), allowed)
    else:
        check_agent(name, rule)


# functions


class Question(NamedTuple):
    """What a function is asked: the reps or customers, and what it is given besides."""

    when: str  # in words
    kind: type[ColumnsView]
    columns: Any
    now: Any
    key: np.uint64
    rows: np.ndarray | None
    given: tuple[Any, ...]

    def view(self) -> ColumnsView:
        return self.kind(self.columns, self.now, self.key, self.rows)


def check_function(name: str, rule: Any, order_matters: bool) -> None:
    """Ask a function all `questions` twice, the second time backwards, and in another order of rows."""
    rules = Rules(**{name: rule})
    rule = getattr(rules, name)  # a compiled function has become one over columns
    who, where, them = called(rule), f"rules.{name}", CONTRACTS[name].who
    asked = questions(name)
    answers = [answer(name, rule, question) for question in asked]
    again = [answer(name, rule, question) for question in reversed(asked)][::-1]
    for question, first, second in zip(asked, answers, again, strict=True):
        if not same_bytes(first, second):
            text = Phrase(
                "{rule} is not deterministic: the same question {when} got another answer the second time; take random "
                "numbers from {them}s.uniform() and remember nothing between calls",
                rule=who,
                when=Phrase(question.when),
                them=them,
            )
            raise InputError(text, where)
    for question, usual in zip(asked, answers, strict=True):
        turned = in_reverse(question)
        if not order_matters and not same_bytes(answer(name, rule, turned), usual[::-1]):
            text = Phrase(
                "{rule} answers by row, not by {them}: {when}, {them}s in another order got other answers; look at "
                "{them}s.{identity} and {them}s.uniform(), or state order_matters=True",
                rule=who,
                when=Phrase(question.when),
                them=them,
                identity=question.kind.IDENTITY,
            )
            raise InputError(text, where)
    live(rules=rules)


def answer(name: str, rule: Any, question: Question) -> np.ndarray:
    """The checked answer of a function that changes neither what it is given nor any random number generator."""
    who, where = called(rule), f"rules.{name}"
    given, random_numbers = pickle.dumps((question.columns, question.given)), global_generators()
    most = len(question.given[0].menu) if name == "choose_wager" else None
    answers = ask(name, rule, question.view(), *question.given, most=most)
    if pickle.dumps((question.columns, question.given)) != given:
        raise InputError(
            Phrase("{rule} changed what it was given; let it make a copy and change that", rule=who), where
        )
    if global_generators() != random_numbers:
        text = Phrase(
            "{rule} draws random numbers of its own, from random or np.random; take it from {them}s.uniform(), which "
            "is the same in every option and process",
            rule=who,
            them=CONTRACTS[name].who,
        )
        raise InputError(text, where)
    return answers


@cache
def questions(name: str) -> tuple[Question, ...]:
    """What a function is asked: several weeks of the company, as it is, with vacant seats, and about one rep only."""
    if name in OF_CUSTOMERS:
        return about_customers(name)
    stream = {
        "choose_effort": Stream.OWN_EFFORT,
        "choose_wager": Stream.OWN_WAGER,
        "stays": Stream.OWN_STAY,
        "find_causes": Stream.OWN_CAUSES,
    }[name]
    model = SalesModel(company())
    asked = []
    for week in range(WEEKS):
        model.step()
        if week not in ASKED_IN:
            continue
        now = model.decisions.view(stream)._now._replace(week=model.week)
        full, empty = copy_columns(model.reps), copy_columns(model.reps)
        full.present[:], empty.present[2::4] = 1, 0
        one = np.array([5])
        for who, columns, rows in (
            ("", full, None),
            (" with vacant seats", empty, None),
            (" about one rep", full, one),
        ):
            view = RepsView(columns, now, model.key(stream), rows)
            when = f"after week {week} of the quarter{who}" if week < 13 else f"after the quarter's end{who}"
            asked.append(Question(when, RepsView, columns, now, model.key(stream), rows, given(name, view, model)))
    forget(model)
    return tuple(asked)


def about_customers(name: str) -> tuple[Question, ...]:
    """What a rule for customers is asked, as the company lives by the model's own rule."""
    asked: list[Question] = []

    def listen(customers: CustomersView, usual: np.ndarray) -> np.ndarray:
        columns, now = copy_columns(customers.columns()), customers._now
        gone = columns._replace(state=np.full(len(usual), int(State.GONE), columns.state.dtype))
        one = np.flatnonzero(customers.asked)[:1]
        for who, seen, rows, own in (
            ("", columns, None, usual),
            (" with all customers gone", gone, None, np.zeros_like(usual)),
            (" about one customer", columns, one, usual[one]),
        ):
            when = f"in week {now.week}{who}"
            asked.append(Question(when, CustomersView, seen, now, customers._key, rows, (read_only(own.copy()),)))
        return usual

    rule: dict[str, Any] = {name: listen}  # the field of a rule for customers, known by its name
    model = SalesModel(company(), rules=Rules(**rule))
    for week in range(WEEKS):
        heard = len(asked)
        model.step()
        if week not in ASKED_IN:
            del asked[heard:]
    forget(model)
    return tuple(asked)


def given(name: str, reps: RepsView, model: SalesModel) -> tuple[Any, ...]:
    """What the rule ``name`` is given besides the reps."""
    if name == "choose_wager":
        return (model.config.sales_force.wager,)
    seats = reps.seat.astype(np.int64)
    draws = [
        uniform_array(model.key(Stream.CUSTOMER_PLACE), seats, model.week * 8 + i) for i in range(len(Evidence._fields))
    ]
    if name == "stays":
        return (read_only((draws[0] < 0.3) & (reps.present == 1)),)
    if name == "find_causes":
        return (Evidence(read_only(seats), *(read_only(1.6 * draw - 0.6) for draw in draws[1:])),)
    return ()


def in_reverse(question: Question) -> Question:
    """The same question about the same reps, the last one first."""
    rows = np.arange(len(question.columns[0])) if question.rows is None else question.rows
    turned = tuple(turn(thing) for thing in question.given)
    return question._replace(rows=rows[::-1].copy(), given=turned)


def turn(thing: Any) -> Any:
    """An array, or a tuple of arrays, the last row first; anything else as it is."""
    if isinstance(thing, Evidence):
        return Evidence(*(turn(column) for column in thing))
    return read_only(thing[::-1].copy()) if isinstance(thing, np.ndarray) else thing


def read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


def same_bytes(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.tobytes() == b.tobytes()


# agents

PART_OF: dict[type, str] = {Manager: "manager_class", Distributor: "distributor_class", Rep: "rep_class"}
SOURCE_OF = {
    "manager_class": "self.uniform()",
    "rep_class": "self.uniform()",
    "distributor_class": "self.model.key(...)",
}


def check_agent(name: str, agent: type) -> None:
    """Let agents of a class live twice, watching every decision; both lives must be the same."""
    part = next(part for kind, part in PART_OF.items() if issubclass(agent, kind))
    own = watched(agent, name)
    first, second = live(**{part: own}), live(**{part: own})
    if first != second:
        text = Phrase(
            "it is not deterministic: the same company lived another life the second time; take random numbers from "
            "{source} and remember things in self, not in the class",
            source=SOURCE_OF[part],
        )
        raise InputError(text, f"{agent.__name__}.{name}")


def watched(agent: type, name: str) -> type:
    """The class, every answer to ``name`` watched: whether it fails or changes the model, its inputs or a generator."""
    method, where = getattr(agent, name), f"{agent.__name__}.{name}"

    def asked(self: Any, *arguments: Any) -> Any:
        model = self.model
        before, random_numbers, given = state(model), global_generators(model), pickle.dumps(arguments)
        try:
            decided = method(self, *arguments)
        except InputError:
            raise
        except Exception as fault:
            raise InputError(
                Phrase("it failed with {kind}: {fault}", kind=type(fault).__name__, fault=fault), where
            ) from fault
        if pickle.dumps(arguments) != given:
            raise InputError("it changed what it was given; let it make a copy and change that", where)
        if state(model) != before:
            text = Phrase("it changes the model while it decides; let it return its decision and change nothing")
            raise InputError(text, where)
        if global_generators(model) != random_numbers:
            text = Phrase(
                "it draws random numbers of its own, from random, np.random or Mesa; take it from {source}, where it "
                "is the same in every option and process",
                source="self.uniform()" if hasattr(agent, "uniform") else Phrase("the model"),
            )
            raise InputError(text, where)
        if name == "decide_order":
            check_order(decided, len(arguments[0]), where)
        return decided

    return type(agent.__name__, (agent,), {name: asked, "__module__": agent.__module__})


def check_order(units: Any, n_sku: int, where: str) -> None:
    """Refuse an order that is not a whole number of units, 0 or more, for each SKU class."""
    allowed = Phrase("{n} whole numbers, 0 or more", n=n_sku)
    try:
        found = np.asarray(units, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("this is no order", where, units, allowed) from None
    if found.shape != (n_sku,) or not np.isfinite(found).all() or (found < 0).any() or (found % 1 != 0).any():
        raise InputError("this is no order", where, units, allowed)


def state(model: SalesModel) -> bytes:
    """All that reps, customers and distributors are at the moment, and what stands in the books."""
    columns = (model.reps, model.columns, model.distributors)
    return pickle.dumps(model.ledger.now) + b"".join(array.tobytes() for some in columns for array in some)


# levers


def check_lever(lever: Lever, off: Lever | None = None) -> None:
    """Check a lever of your own, given as you would give it to `simulate`; ``off`` is the same with its effects off.

    The company of twelve reps lives twice with a copy of it, a quarter and the beginning of the next. It must

    - have hooks that exist and do not fail, and fit into a message to another process;
    - leave no state that is not a number, and books that balance;
    - never write into the world, at which all arms begin, or into the scenario;
    - draw no random numbers of its own: the same run twice is the same (``model.key(stream)`` for the functions of
      `salesim.random`);
    - give tables of its own names only;
    - and do nothing when it is off: with ``off`` the company lives as without.
    """
    check_levers([lever] if off is None else [lever, off])
    where = type(lever).__name__
    try:
        pickle.dumps(deepcopy(lever))
    except Exception as fault:
        raise InputError(Phrase("it cannot be copied for every option: {fault}", fault=fault), where) from fault
    world = fingerprint_of(company())
    first, second = live_with(lever), live_with(lever)
    if fingerprint_of(company()) != world:
        company.cache_clear()
        raise InputError("it writes into the world or the scenario, from which every option begins", where)
    if first != second:
        text = Phrase(
            "it is not deterministic: the same company lived another life the second time; take random numbers from "
            "model.key(stream) and remember things in self"
        )
        raise InputError(text, where)
    if off is not None and live_with(off) != live():
        raise InputError("it changes what happens although it is off", type(off).__name__)


def live_with(lever: Lever) -> list[bytes]:
    """Let the company live with a copy of a lever, its hooks watched; what became of it, week by week."""
    own = deepcopy(lever)
    for hook in HOOKS:
        if acts(own, hook):
            setattr(own, hook, watched_hook(getattr(own, hook), f"{type(own).__name__}.{hook}"))
    model = SalesModel(company(), levers=[own])
    weeks = []
    for week in range(WEEKS):
        try:
            model.step()
        except AccountingError as fault:
            raise InputError(
                Phrase("the books do not balance with it: {fault}", fault=fault), type(own).__name__
            ) from fault
        if week % 2 and not_a_number(model):
            raise InputError(
                Phrase("it leaves {what} that is not a number", what=not_a_number(model)), type(own).__name__
            )
        weeks.append(state(model))
    usual = {"summary", "weeks", "ledger", "rep_quarters", "distributor_quarters", "wagers", "events", "diagnoses"}
    tables = own.tables(model)
    for name, table in tables.items() if isinstance(tables, dict) else [("", tables)]:
        if not isinstance(table, pd.DataFrame) or name in usual:
            allowed = Phrase("a dict of frames under names other than {names}", names=", ".join(sorted(usual)))
            raise InputError("these are no tables of its own", f"{type(own).__name__}.tables", name, allowed)
    forget(model)
    return weeks


def watched_hook(hook: Callable[..., object], where: str) -> Callable[..., object]:
    """The hook, watched: whether it fails or draws random numbers of its own."""

    def called(model: SalesModel, *arguments: object) -> object:
        before = global_generators(model)
        try:
            answer = hook(model, *arguments)
        except InputError:
            raise
        except Exception as fault:
            raise InputError(
                Phrase("it failed with {kind}: {fault}", kind=type(fault).__name__, fault=fault), where
            ) from fault
        if global_generators(model) != before:
            text = Phrase(
                "it draws random numbers of its own, from random, np.random or Mesa; take it from model.key(stream), "
                "which is the same in every option"
            )
            raise InputError(text, where)
        return answer

    return called


def not_a_number(model: SalesModel) -> str:
    """The first column of reps, customers or distributors with a cell that is not a number; empty if there is none."""
    for some in (model.reps, model.columns, model.distributors):
        for name, array in zip(some._fields, some, strict=True):
            if array.dtype.kind == "f" and np.isnan(array).any():
                return f"{type(some).__name__}.{name}"
    return ""


def fingerprint_of(world: World) -> bytes:
    """All that a world holds."""
    parts = (world.reps, world.customers, world.distributors, world.outlets)
    return world.scenario.model_dump_json().encode() + b"".join(array.tobytes() for some in parts for array in some)


# the company


@cache
def company() -> World:
    """A small company, burned in."""
    return open_world(overlay(Scenario(name="company"), COMPANY))


def live(**parts: Any) -> list[bytes]:
    """Let the company live with parts of one's own; what became of its reps, week by week."""
    model = SalesModel(company(), **parts)
    weeks = []
    for _ in range(WEEKS):
        model.step()
        weeks.append(state(model))
    forget(model)
    return weeks


def global_generators(model: SalesModel | None = None) -> bytes:
    """Where Python's, NumPy's and, of a model, Mesa's generators stand."""
    states: Sequence[Any] = (random.getstate(), np.random.get_state())
    if model is not None:
        states = (*states, model.random.getstate(), model.rng.bit_generator.state)
    return pickle.dumps(states)
