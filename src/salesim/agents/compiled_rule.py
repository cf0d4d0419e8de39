"""A rule of a user's own for customers as a compiled function, which a kernel calls customer by customer.

>>> from numba import cfunc
>>> from salesim.agents.compiled_rule import CUSTOMER_RULE, CompiledRule
>>> @cfunc(CUSTOMER_RULE)
... def no_memory(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
...     return order_rate * season
>>> rule = CompiledRule(no_memory)                          # as `Rules` does by itself

The signature is declared once, so one kernel, compiled once and kept on disk, calls any rule by its address.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from salesim.agents.customers_view import CustomersView
from salesim.columns import State
from salesim.compiled import compiled
from salesim.errors import InputError
from salesim.phrase import Phrase

# what a rule is told of a customer; all are doubles, and so is the answer
ARGUMENTS = (
    "usual",  # what the model's own rule says
    "order_rate",  # before effects, lambda [1/week]
    "goodwill",  # [visits/month]
    "service_memory",  # in [-1, 1]
    "relationship",  # 1 settled, less after a change of rep
    "silent",  # weeks since the latest order
    "unseen",  # weeks since the latest visit
    "season",  # this week's factor
    "attack",  # by competitors, 0 to 1
    "u",  # the customer's own draw of the week, uniform on (0, 1)
)
CUSTOMER_RULE = numba.float64(*[numba.float64] * len(ARGUMENTS))
HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)


@compiled
def ask_each(rule, customers, usual, week, season, attack, draws, answers):
    """``rule`` of every customer, into ``answers`` (n,); 0 for prospects and those who have gone."""
    for i in range(answers.shape[0]):
        answers[i] = 0.0
        if HEALTHY <= customers.state[i] < GONE:
            answers[i] = rule(
                usual[i],
                customers.order_rate[i],
                customers.goodwill[i],
                float(customers.service_memory[i]),
                float(customers.relationship[i]),
                float(week - customers.last_order_week[i]),
                float(week - customers.last_visit_week[i]),
                season,
                attack[customers.region[i], customers.industry[i]],
                draws[i],
            )


class CompiledRule:
    """A compiled function as a rule over columns: ``(customers, usual) -> (n,)``.

    It travels to other processes as the Python function that it was made from, and is compiled again there.
    """

    def __init__(self, rule: Any, whole: bool = False):
        if getattr(rule, "_sig", None) != CUSTOMER_RULE:
            allowed = Phrase("@cfunc(CUSTOMER_RULE), doubles ({names}) to a double", names=", ".join(ARGUMENTS))
            raise InputError(
                "a compiled rule needs the declared signature", "rules", getattr(rule, "_sig", rule), allowed
            )
        self.rule = rule
        self.whole = whole  # answers are whole numbers
        self.__qualname__ = rule._pyfunc.__qualname__

    def __call__(self, customers: CustomersView, usual: np.ndarray) -> np.ndarray:
        answers = np.empty(len(customers))
        given = (customers.week, customers.season, customers.attack.copy())
        ask_each(self.rule, customers.columns(), usual.astype(np.float64), *given, customers.uniform(), answers)
        if self.whole and (answers == np.floor(answers)).all():
            return answers.astype(np.int64)
        return answers

    def __reduce__(self) -> tuple[Any, ...]:
        return _compile_again, (self.rule._pyfunc, self.whole)


def _compile_again(function: Any, whole: bool) -> CompiledRule:
    return CompiledRule(numba.cfunc(CUSTOMER_RULE)(function), whole)
