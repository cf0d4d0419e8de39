"""What a pay plan costs on paper, and how its terms are cut until it fits a budget.

    price = mean over attainments a of pay(a · T),  T the quarter's quota of a rep [money]

or, of ``cost_at_plan``, as `salesim.search.at_plan` prices it, whatever it pays on.

The price is linear in the plan's rates and amounts, so the factor that brings those that are searched down to the
budget is found without trying. Wagers and components on other measures than a quarter's own sales are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from salesim.letter.figures import as_float
from salesim.parameters import Parameters, ParametersOfLists
from salesim.pay.curve import curve_pay, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.scenario.faults import checked
from salesim.search.changes import put

PAY = "sales_force.pay"
Cost = float | Literal["as_today"]
ENOUGH = 1e-6  # of the cost, by which it may miss the budget
MOST_TIMES = 1e6  # that rates and amounts are multiplied by
MOST_STEPS = 20  # of the search for a factor
MONEY = ("commission_rate", "step_rate", "bonus", "rate", "amount")  # last parts of paths that scale


AS_TODAY = "as_today"  # what the baseline costs


class Limit(Parameters):
    """What pay may cost at plan."""

    at_most: Cost | None = Field(default=None, description="a rep and year, or as_today [money]")
    equal: Cost | None = Field(default=None, description="the same, to be cost exactly [money]")

    _read = field_validator("at_most", "equal", mode="before")(as_float)

    @model_validator(mode="after")
    def _is_one(self) -> Limit:
        if (self.at_most is None) == (self.equal is None):
            raise ValueError("cost_at_plan needs at_most or equal: an amount for a rep and year, or as_today")
        return self

    @property
    def stated(self) -> float | str:
        """The amount, or `AS_TODAY`."""
        stated = self.at_most if self.equal is None else self.equal
        assert stated is not None
        return stated

    def known(self, today: float) -> Limit:
        """The same with what the baseline costs as an amount."""
        if self.stated != AS_TODAY:
            return self
        return Limit(at_most=today) if self.equal is None else Limit(equal=today)


class Budget(ParametersOfLists):
    """The most that a rep's pay may cost: at plan, salary included, or variable pay on paper, on average."""

    cost_at_plan: Limit | None = Field(
        default=None, description="salary and variable pay of a rep and year at plan (see at_plan); as_today: the same"
    )
    max_pay: float | None = Field(default=None, gt=0, description="variable pay of a rep and quarter on paper [money]")
    quota: float | None = Field(
        default=None, gt=0, description="a rep's quota for the quarter at which max_pay is priced [money]"
    )
    attainments: tuple[float, ...] = Field(
        default=(0.7, 0.85, 1.0, 1.15, 1.3), min_length=1, description="of the quota, each as likely as the others"
    )
    scale: bool = Field(
        default=True, description="whether rates and amounts that are searched are cut to fit, or the plan is refused"
    )

    @field_validator("cost_at_plan", mode="before")
    @classmethod
    def _an_amount_is_the_cost(cls, stated: Any) -> Any:
        return stated if stated is None or isinstance(stated, (Mapping, Limit)) else {"equal": stated}

    @model_validator(mode="after")
    def _says_one_limit(self) -> Budget:
        if (self.cost_at_plan is None) == (self.max_pay is None):
            raise ValueError("budget needs cost_at_plan or max_pay, and not both")
        if self.max_pay is not None and self.quota is None:
            raise ValueError("quota is missing, at which max_pay is priced")
        if self.max_pay is None and self.quota is not None:
            raise ValueError("quota goes with max_pay; of cost_at_plan, at_plan.quota says it")
        return self

    def price(self, plan: PayParameters) -> float:
        """What the plan pays a rep in a quarter, on average over the attainments.

        >>> Budget(max_pay=1, quota=1000, attainments=(1.0,)).price(PayParameters(commission_rate=0.02))
        20.0
        """
        assert self.quota is not None
        curve = empty_curves(1)
        add_plan_to_curve(plan, curve, 0)
        knots = [array[0] for array in curve]
        pay = [curve_pay.py_func(*knots, at * self.quota, self.quota) for at in self.attainments]
        return float(np.mean(pay))

    def factor(self, stated: Mapping[str, Any], money: Mapping[str, float]) -> float:
        """By what the ``money`` (rates and amounts by path below the plan) is to be multiplied; 1 if it fits.

        ``stated`` is the plan as plain data. A factor of 0 or less says that the rest alone breaks the budget.
        """
        assert self.max_pay is not None
        whole = self.price(checked(PayParameters, dict(stated)))
        if whole <= self.max_pay:
            return 1.0
        half = self.price(checked(PayParameters, scaled(stated, money, 0.5)))
        searched = 2 * (whole - half)
        return 1.0 - (whole - self.max_pay) / searched if searched > 0 else 0.0


def factor_to(limit: Limit, cost: Callable[[float], float]) -> float | None:
    """By what rates and amounts are to be multiplied so that the cost keeps the limit; 1 if it does, None if none do.

    Parameters
    ----------
    limit : `Limit.known`
    cost : of a factor; it rises with it
    """
    wanted, there = float(limit.stated), (1.0, cost(1.0))
    if abs(there[1] - wanted) <= ENOUGH * wanted or (limit.equal is None and there[1] < wanted):
        return 1.0
    before = (0.5, cost(0.5))
    for _ in range(MOST_STEPS):  # the first is exact, but where a cap, a gate or a draw makes costs bend
        if there[1] == before[1]:
            return None
        factor = there[0] + (wanted - there[1]) * (there[0] - before[0]) / (there[1] - before[1])
        if not 0.0 < factor < MOST_TIMES:
            return None
        before, there = there, (factor, cost(factor))
        if abs(there[1] - wanted) <= ENOUGH * wanted:
            return factor
    return None


def scaled(stated: Mapping[str, Any], money: Mapping[str, float], factor: float) -> dict[str, Any]:
    """The plan's plain data with some rates and amounts multiplied."""
    plan = deepcopy(dict(stated))
    for path, value in money.items():
        put(plan, path.split("."), value * factor)
    return plan


def is_money(path: str) -> bool:
    """Whether a number is a rate or an amount of the pay plan.

    >>> is_money("sales_force.pay.bonus"), is_money("sales_force.pay.bonus_at")
    (True, False)
    """
    return path.startswith(f"{PAY}.") and path.rpartition(".")[2] in MONEY
