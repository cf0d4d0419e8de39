"""Pay plans that are compared. All pay the same variable pay at quota as the reference plan, unless they say so."""

from __future__ import annotations

from typing import Any

from findings.study import Arm, Study

BONUS_SHARE = 0.5  # of the commission at quota, where a bonus comes on top (A)
OVER_RATE = 0.006  # further commission above quota, half of the usual one (A)
CAP_AT = 1.33  # Misra & Nair 2011: nothing is earned above 133 % of quota

COMMISSION = Arm()  # the reference plan


def quota_and_cap(study: Study) -> Arm:
    """The same rate, but only between quota and cap; salary makes up for the commission lost at quota."""
    step = {
        "sales_force.pay.step_rate": study.scenario.sales_force.pay.commission_rate,
        "sales_force.pay.step_from": 1.0,
        "sales_force.pay.step_count": 1,
        "sales_force.pay.cap_at": CAP_AT,
    }
    return salary_for(study, 1.0) | Arm(step)


def salary_for(study: Study, share: float) -> Arm:
    """A salary instead of this share of the commission: the same pay at the average quota."""
    pay = study.scenario.sales_force.pay
    return Arm(
        {
            "sales_force.pay.salary_per_month": pay.salary_per_month + share * study.on_target_pay / 3.0,
            "sales_force.pay.commission_rate": (1.0 - share) * pay.commission_rate,
        }
    )


def bonus(amount: float) -> Arm:
    """A bonus at quota."""
    return Arm({"sales_force.pay.bonus": amount})


def commission(rate: float) -> Arm:
    """A straight commission."""
    return Arm({"sales_force.pay.commission_rate": rate})


def only_acquisition(study: Study) -> Arm:
    """Sales to customers of less than a year count so much that time split as usual pays as before, others nothing."""
    return Arm(
        {
            "sales_force.pay.credit_existing": 0.0,
            "sales_force.pay.credit_new": 1.0 / study.scenario.sales_force.work.new_share,
        }
    )


# a quarter of the usual rate up to the quota and twelve times that above: as convex as Larkin's (A)
ACCELERATOR = Arm(
    {
        "sales_force.pay.commission_rate": 0.003,
        "sales_force.pay.step_rate": 0.033,
        "sales_force.pay.step_count": 1,
    }
)
OVERACHIEVEMENT = Arm({"sales_force.pay.step_rate": OVER_RATE, "sales_force.pay.step_count": 1})


def annual_bonus(amount: float) -> Arm:
    """A bonus for the year's quota."""
    return component("annual bonus", period="year", bonuses=at_quota(amount))


def framed_bonus(amount: float, frame: str) -> Arm:
    """A bonus for the quarter's quota, paid after it (gain) or before it and taken back if missed (loss)."""
    return component("bonus", frame=frame, bonuses=at_quota(amount))


def team_bonus(amount: float, size: int) -> Arm:
    """A bonus for everybody of a team that reaches its quota."""
    return component("team bonus", team="group", team_size=size, bonuses=at_quota(amount))


def component(name: str, **terms: Any) -> Arm:
    """A further component of pay; the only one of its arm."""
    return Arm({"sales_force.pay.components": [{"name": name, **terms}]})


def at_quota(amount: float) -> list[dict[str, float]]:
    return [{"at": 1.0, "amount": amount}]
