"""What a pay plan costs on paper, and how its terms are cut until it fits a budget.

    price = mean over attainments a of pay(a · T),  T the quarter's quota of a rep [money]

The price is linear in the plan's rates and amounts, so the factor that brings those that are searched down to the
budget is found without trying. Wagers and components on other measures than a quarter's own sales are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from pydantic import Field

from salesim.parameters import Parameters
from salesim.pay.curve import curve_pay, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.scenario.faults import checked
from salesim.search.changes import put

PAY = "sales_force.pay"
MONEY = ("commission_rate", "step_rate", "bonus", "rate", "amount")  # last parts of paths that scale


class Budget(Parameters):
    """The most that a rep's variable pay of a quarter may cost, on paper and on average."""

    max_pay: float = Field(gt=0, description="the budget for a rep and quarter [money]")
    quota: float = Field(gt=0, description="a rep's quota for the quarter at which the plan is priced [money]")
    attainments: tuple[float, ...] = Field(
        default=(0.7, 0.85, 1.0, 1.15, 1.3), min_length=1, description="of the quota, each as likely as the others"
    )
    scale: bool = Field(
        default=True, description="whether rates and amounts that are searched are cut to fit, or the plan is refused"
    )

    def price(self, plan: PayParameters) -> float:
        """What the plan pays a rep in a quarter, on average over the attainments.

        >>> Budget(max_pay=1, quota=1000, attainments=(1.0,)).price(PayParameters(commission_rate=0.02))
        20.0
        """
        curve = empty_curves(1)
        add_plan_to_curve(plan, curve, 0)
        knots = [array[0] for array in curve]
        pay = [curve_pay.py_func(*knots, at * self.quota, self.quota) for at in self.attainments]
        return float(np.mean(pay))

    def factor(self, stated: Mapping[str, Any], money: Mapping[str, float]) -> float:
        """By what the ``money`` (rates and amounts by path below the plan) is to be multiplied; 1 if it fits.

        ``stated`` is the plan as plain data. A factor of 0 or less says that the rest alone breaks the budget.
        """
        whole = self.price(checked(PayParameters, dict(stated)))
        if whole <= self.max_pay:
            return 1.0
        half = self.price(checked(PayParameters, scaled(stated, money, 0.5)))
        searched = 2 * (whole - half)
        return 1.0 - (whole - self.max_pay) / searched if searched > 0 else 0.0


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
