"""What the article's figures are figures of, each as one number of a run."""

from __future__ import annotations

import math
from collections.abc import Callable

from salesim.model.result import Result

QUARTER_DAYS, WEEKS_IN_A_YEAR = 91.0, 52.0


def figure(name: str) -> Callable[[Result], float]:
    """A figure of the summary."""
    return lambda result: float(result.outcomes[name])


def follow_up_days(result: Result) -> float:
    """Mean days between visits to a customer of grade A."""
    grades = result.grades
    of_a = grades[grades["grade"] == "A"]
    return QUARTER_DAYS * float(of_a["customers"].sum()) / max(float(of_a["visits"].sum()), 1.0)


def yearly_retention(result: Result) -> float:
    """Customer retention a year, from the horizon's."""
    return math.pow(result.outcomes["retention"], WEEKS_IN_A_YEAR / len(result.weeks))


def service_cost_per_customer(result: Result) -> float:
    """Cost of service for each of today's customers and year, money."""
    customers = float((result.weeks["healthy"] + result.weeks["fading"]).mean())
    return float(result.outcomes["service_cost"]) / max(customers, 1.0) * WEEKS_IN_A_YEAR / len(result.weeks)


def selling_hours(result: Result) -> float:
    """Hours with customers over the horizon."""
    return float(result.weeks["selling_min"].sum()) / 60.0


def selling_hours_per_rep_week(result: Result) -> float:
    """Hours with customers of a rep in a week."""
    return selling_hours(result) / max(float(result.weeks["reps_present"].sum()), 1.0)


def margin_per_selling_hour(result: Result) -> float:
    """Sales margin for an hour with customers, money."""
    return result.outcomes["margin"] / max(selling_hours(result), 1.0)


def sales_per_selling_hour(result: Result) -> float:
    """Sales for an hour with customers, money."""
    return result.outcomes["sales"] / max(selling_hours(result), 1.0)


def sales_per_rep_quarter(result: Result) -> float:
    """Sales of a rep in a quarter, money."""
    return result.outcomes["sales"] / max(float(result.weeks["reps_present"].sum()) / 13.0, 1.0)


def stock_outs(result: Result) -> float:
    """Share of units asked of distributors that they could not deliver."""
    return 1.0 - float(result.outcomes["channel_fill_rate"])


def listed_after_half_a_year(result: Result) -> float:
    """SKU classes that an outlet lists, in the 26th week or the last."""
    shelves = result.tables["shelves"]
    return float(shelves["listed_per_outlet"].iloc[min(26, len(shelves)) - 1])


def near_expiry_share(result: Result) -> float:
    """Units about to expire of all on outlets' shelves, over the second half of the run."""
    later = result.tables["shelves"].iloc[len(result.weeks) // 2 :]
    return float(later["near_expiry_units"].sum()) / max(float(later["on_shelf_units"].sum()), 1.0)


def rep_retention(result: Result) -> float:
    """Share of reps who stay a year, from the exits of the horizon: exp(-exits a head and year)."""
    heads = max(float(result.weeks["reps_present"].mean()), 1.0)
    return math.exp(-result.outcomes["quits"] / heads * WEEKS_IN_A_YEAR / len(result.weeks))


def quota_fit(result: Result) -> float:
    """1 / mean distance of attainment from 100%."""
    return 1.0 / max(float(result.outcomes["attainment_gap"]), 1e-3)
