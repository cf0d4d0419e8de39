"""Kinds of work: existing customers, new customers, visits for their own sake, and care that nobody pays for.

Time goes where pay is: to new customers when they are paid for, to reported visits when these are, and away from
records and collecting payments when selling pays more than usual (Holmstrom & Milgrom 1991, "Multitask principal-agent
analyses"). All pay is compared in one unit: pay for one unit of sales, both in the scenario's currency.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.agents.products import NO_LINES, LineNumbers
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.measures import Measure

SALES, VISITS = int(Measure.SALES), int(Measure.VISITS)
NEW_CUSTOMERS, CONVERSION = int(Measure.NEW_CUSTOMERS), int(Measure.CONVERSION)
CASH, DAYS, RECORDS = int(Measure.CASH), int(Measure.DAYS_TO_COLLECT), int(Measure.DATA_QUALITY)


class WorkParameters(Parameters):
    """How time is split between kinds of work, and what care achieves."""

    new_share: float = parameter(
        0.25, about="usual share of selling time that goes to prospects", source="A", ge=0, le=1
    )
    care_share: float = parameter(
        0.08, about="usual share of working time for records and collecting payments", source="A", gt=0, lt=0.4
    )
    tilt: float = parameter(
        1.0, about="how time follows pay: shares go with relative marginal pay to this power", source="A", ge=0, le=3
    )
    sales_elasticity: float = parameter(
        0.37,
        about="elasticity of a quarter's sales in effort, against which other work is weighed",
        source="A: what effort does in this model",
        gt=0,
        le=2,
    )
    visiting_elasticity: float = parameter(
        1.4,
        about="elasticity of visits in time in the field: the ways out and home are driven in any case",
        source="A: what that time does in this model (experiments/pay_sought.py)",
        ge=1,
        le=3,
    )
    winning_elasticity: float = parameter(
        0.9,
        about="elasticity of customers won in the time given to prospects, against which existing sales are weighed",
        source="A: what that time does in this model (experiments/pay_sought.py)",
        gt=0,
        le=1,
    )
    new_customer_weeks: float = parameter(
        26.0, about="weeks of sales that a rep sees in a new customer", unit="week", source="A", gt=0, le=520
    )
    recorded_share: float = parameter(
        0.70, about="share of visits that are completely recorded with usual care", source="A", gt=0, le=1
    )
    care_effect: float = parameter(
        0.5,
        about="exponent of records and of payments in time in the time spent on them",
        source="A",
        ge=0,
        le=2,
    )
    dilution: float = parameter(
        0.03, about="exponent at which visits made for their own sake lower the quality of all", source="A", ge=0, le=2
    )


class WorkWeek(NamedTuple):
    """Numbers of the split between kinds of work; one constructor keeps their types fixed."""

    new_share: float
    care_share: float
    field_share: float  # of working time, out of which care takes what it has beyond the usual
    tilt: float
    sales_elasticity: float
    visits_exponent: float
    closing_exponent: float
    winning_elasticity: float
    visiting_elasticity: float
    recorded_share: float
    care_effect: float
    credit_existing: np.ndarray  # (n_plans,) weight of sales to existing customers in what is paid
    credit_new: np.ndarray  # (n_plans,)
    new_customer_pay: float  # sales that a rep sees in a new customer
    usual_wins: float  # customers that a rep wins in a week with the usual time for prospects, by the books
    late_days: float  # mean days by which all payments together are late
    lines: LineNumbers = NO_LINES  # product lines, which selling time is split between


HALVINGS = 40  # of the time that pays best, and of the weight of prospects that does


@compiled
def attraction(marginal, usual_rate, floor):
    """What draws a rep to a kind of work: kappa + (1 - kappa) M / usual rate, never 0."""
    return max(0.01, floor + (1.0 - floor) * max(marginal, 0.0) / usual_rate)


@compiled
def pay_for_new(pay, new_customer_pay):
    """Pay for a new customer as pay for each currency unit of the sales that the rep sees in it."""
    return pay / new_customer_pay if new_customer_pay > 0.0 else 0.0


@compiled
def pay_for_visits(pay, usual_visits, baseline, visits_exponent, sales_elasticity):
    """Pay for reported visits as effort sees it, per unit of sales: R v / b x visit exponent / elasticity.

    One per cent more effort brings ``visits_exponent`` per cent more visits, but only ``sales_elasticity`` per cent
    more sales.

    Parameters
    ----------
    pay : R, expected pay for a reported visit.
    usual_visits, baseline : v and b, visits and sales of a usual week.
    """
    return pay * usual_visits / baseline * visits_exponent / sales_elasticity


@compiled
def what_care_brings(records_pay, days_pay, cash_pay, usual_visits, baseline, work):
    """Pay of a usual week for all records, and for all payments if none were late; arguments as in `pay_for_care`."""
    sooner = work.late_days * baseline  # money-days of a week's sales
    collected = -days_pay * sooner + cash_pay * sooner / 364.0  # cash comes sooner once, not every week
    return records_pay * usual_visits * work.recorded_share, collected


@compiled
def pay_for_care(records_pay, days_pay, cash_pay, usual_visits, baseline, work):
    """Pay for an hour of records and collection as pay for a currency unit of the sales that an hour of selling brings.

    An hour more of care, as a share c of usual care, brings x c of the recorded visits and takes x c off late payments,
    x the care effect; an hour more of selling brings elasticity x share of the week's sales.

    Parameters
    ----------
    records_pay, days_pay, cash_pay : pay for a visit recorded, for a currency unit-day until payment (negative if quick
        payment is paid for), for a currency unit paid.
    work : WorkWeek.
    """
    records, collected = what_care_brings(records_pay, days_pay, cash_pay, usual_visits, baseline, work)
    by_care = work.care_effect * (records + collected) / work.care_share
    by_selling = work.sales_elasticity * baseline / (1.0 - work.care_share)
    return by_care / by_selling


@compiled
def time_for_care(selling_pull, care_pull, care_share, tilt):
    """Time for care against the usual: 1 where selling pays as it does today.

    Shares of time go with attraction^tilt. Care loses where selling pays more than usual; where selling pays less, the
    time left over is slack, not diligence.

    Parameters
    ----------
    selling_pull, care_pull : attraction of each against the usual.
    """
    relative = care_pull / max(selling_pull, 1.0)
    if relative == 1.0:
        return 1.0
    weight = relative**tilt
    return weight / (1.0 - care_share + care_share * weight)


@compiled
def more_time_pays(time, records, collected, by_sales, by_visits, work):
    """Pay of a week for a little more time for care, the time being ``time`` times the usual.

    P'(h) = x [R min(1, h^(x-1)) + C h^(-x-1)] - s / (1 - s) e S T^(e-1) - v s / f V,  T = (1 - s h) / (1 - s)

    Records that are all complete bring nothing more: R counts as long as r h^x < 1. Visits are made in the share f of
    working time that is spent in the field, which is what care takes its time from, and answer to it by v.

    Parameters
    ----------
    records, collected : R and C, as `what_care_brings`.
    by_sales, by_visits : S and V, pay of a usual week's sales and reported visits.
    """
    effect, share = work.care_effect, work.care_share
    left = max(1.0 - share * time, 1e-9) / (1.0 - share)
    gain = collected * time ** (-effect - 1.0)
    if work.recorded_share * time**effect < 1.0:
        gain += records * time ** (effect - 1.0)
    lost = share / (1.0 - share) * work.sales_elasticity * by_sales * left ** (work.sales_elasticity - 1.0)
    return effect * gain - lost - work.visiting_elasticity * share / work.field_share * by_visits


@compiled
def no_more_than_pays(time, records, collected, by_sales, by_visits, work):
    """Time for care that pay draws a rep to, but not past the time at which the rep is paid most in all.

    Attraction alone would have work that is paid for take all time, whatever it still buys; and work that is paid for
    a little be left undone where selling pays more. Arguments as in `more_time_pays`.
    """
    if records + collected <= 0.0 or time == 1.0:
        return time
    low, high = (1.0, time) if time > 1.0 else (time, 1.0)
    least = low
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if more_time_pays(middle, records, collected, by_sales, by_visits, work) > 0.0:
            low = middle
        else:
            high = middle
    return low if low == least else high


@compiled
def more_prospecting_pays(tilt, by_existing, by_new, work):
    """Pay of a week for a little more weight of prospects, up to a factor above 0, the weight being ``tilt``.

    W n (1 - s) y^(n - 1) - S c s x^(c - 1), with x and y as `effort_by_kind` has them, n the winning elasticity and c
    the exponent at which orders of existing customers answer to effort. It falls as the weight grows.

    Parameters
    ----------
    by_existing, by_new : S and W, pay of a usual week's sales and of the customers won in it.
    """
    share = work.new_share
    existing = 1.0 / (1.0 - share + share * tilt)
    gain = by_new * work.winning_elasticity * (1.0 - share) * (tilt * existing) ** (work.winning_elasticity - 1.0)
    return gain - by_existing * work.closing_exponent * share * existing ** (work.closing_exponent - 1.0)


@compiled
def no_more_prospecting_than_pays(tilt, by_existing, by_new, work):
    """Weight of prospects that pay draws a rep to, but not past the weight at which the rep is paid most in all.

    A win may be paid well and yet be so rare, or a customer's orders answer so little to who is looked after less,
    that what is sought there costs more here. Arguments as in `more_prospecting_pays`.
    """
    if tilt == 1.0 or (more_prospecting_pays(tilt, by_existing, by_new, work) > 0.0) == (tilt > 1.0):
        return tilt
    low, high = (1.0, tilt) if tilt > 1.0 else (tilt, 1.0)
    if (more_prospecting_pays(1.0, by_existing, by_new, work) > 0.0) != (tilt > 1.0):
        return 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if more_prospecting_pays(middle, by_existing, by_new, work) > 0.0:
            low = middle
        else:
            high = middle
    return low


def effort_by_kind(prospect_tilt, new_share: float):
    """Effort on existing and on new customers against a rep's mean effort: 1 and 1 as long as both pay as usual.

    x = 1 / (1 - s + s q) and y = q x, so that y / x = q and the mean over usual time, (1 - s) x + s y, is 1: what goes
    to one kind of work is taken from the other.

    Parameters
    ----------
    prospect_tilt : q, attraction of new against existing customers; (n_seats,) or one.
    new_share : s, usual share of selling time that goes to prospects.

    >>> effort_by_kind(1.0, 0.25), effort_by_kind(5.0, 0.25)
    ((1.0, 1.0), (0.5, 2.5))
    """
    existing = 1.0 / (1.0 - new_share + new_share * prospect_tilt)
    return existing, prospect_tilt * existing


@compiled
def split_work(marginals, pays, usual_visits, baseline, usual_rate, floor, usual_drive, work):
    """Split a rep's time between kinds of work.

    Parameters
    ----------
    marginals : expected pay for a currency unit of sales to existing and to new customers: M times the plan's credit.
    pays : (n_measures,) expected pay for one more unit of each measure.
    usual_visits, baseline : visits and sales of a usual week.
    usual_rate, floor, usual_drive : of the effort rule: the rate of a usual stake, kappa, and D-bar.
    work : WorkWeek.

    Returns
    -------
    What a currency unit of sales pays on average over old and new customers, and what visits and care pay on top,
    all per currency unit of sales; then how time is split: weight of prospects, time for care, share of visits
    recorded.
    """
    existing, new = marginals
    new += pay_for_new(pays[NEW_CUSTOMERS] + pays[CONVERSION], work.new_customer_pay)
    selling = existing + work.new_share * (new - existing)
    baseline = max(baseline, NO_MONEY)
    tilt = 1.0
    if new != existing:
        tilt = (attraction(new, usual_rate, floor) / attraction(existing, usual_rate, floor)) ** work.tilt
        by_new = max(new, 0.0) * work.new_customer_pay * work.usual_wins
        tilt = no_more_prospecting_than_pays(tilt, max(existing, 0.0) * baseline, by_new, work)
    visits = pay_for_visits(pays[VISITS], usual_visits, baseline, work.visits_exponent, work.sales_elasticity)
    care = pay_for_care(pays[RECORDS], pays[DAYS], pays[CASH], usual_visits, baseline, work)
    for_care = time_for_care(
        attraction(selling + visits, usual_rate, floor) / usual_drive,
        attraction(care, usual_rate, floor) / attraction(0.0, usual_rate, floor),
        work.care_share,
        work.tilt,
    )
    brings = what_care_brings(pays[RECORDS], pays[DAYS], pays[CASH], usual_visits, baseline, work)
    by_sales = max(selling, 0.0) * baseline
    for_care = no_more_than_pays(for_care, *brings, by_sales, max(pays[VISITS], 0.0) * usual_visits, work)
    recorded = work.recorded_share
    if for_care != 1.0:
        recorded = min(1.0, recorded * for_care**work.care_effect)
    return selling, visits, care * work.care_share / (1.0 - work.care_share), tilt, for_care, recorded


def work_as_usual(reps, recorded_share: float) -> None:
    """Everybody splits time as usual: as long as there are no quotas."""
    reps.sales_aim[:] = reps.prospect_tilt[:] = reps.care[:] = 1.0
    reps.data_quality[:] = recorded_share
    reps.invented_share[:] = 0.0


def mean_late_days(late_share: float, late_median_days: float, late_sigma: float) -> float:
    """Days by which payments are late on average: late share x mean of the lognormal delay."""
    return late_share * late_median_days * math.exp(0.5 * late_sigma**2)
