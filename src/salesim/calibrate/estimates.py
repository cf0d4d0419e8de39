"""The estimates: for each parameter its value, interval, verdict and reason, and whether the scenario takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np

from salesim.calibrate.customer_base import MIN_CUSTOMERS, CustomerBase
from salesim.calibrate.fit import LOOSE, NORMAL_95, SHARP, Fit
from salesim.calibrate.order_values import GAMMA_NAMES, mean_value, spread_of_values
from salesim.calibrate.pay_plan import PayLine
from salesim.calibrate.payment_delay import MIN_INVOICES, SETTLED_DAYS, PaymentDelay
from salesim.calibrate.regular_buying import NAMES, PARTNER, is_closed, limited, max_churn, mean_churn, mean_rate
from salesim.calibrate.season import MIN_DAYS
from salesim.calibrate.visit_panel import MIN_WEEKS, MONTHLY_SHARP, WeeklyResponse
from salesim.scenario.scenario import Scenario
from salesim.wording import count, percent, round_significant
from salesim.wording.text import N_, say

BUYING = "market.buying"
FIELDS_OF_BASE = {"r": "rate_shape", "alpha": "rate_scale", "a": "churn_a", "b": "churn_b"}
VALUE_FIELDS = {"p": "shape", "q": "q", "v": "v", "median": "median", "sigma": "sigma"}
ETA_SHARP, ETA_LOOSE = 0.30, 0.70  # width of the elasticity's interval
MAX_ELASTICITY = 1.5
TWO_YEARS = 728
IN_MONEY = (
    "market.buying.values: mean",
    "market.buying.values.median",
    "market.buying.values.v",
    "sales_force.pay.salary_per_month",
)
DIGITS = 5

NEEDS_DATES = N_("the export does not say when it happened")
NEVER_IN_AN_EXPORT = {
    "market.buying.service_effect": NEEDS_DATES,
    "market.competitors.attacks_per_year": NEEDS_DATES,
    "market.churn.handover_factor": NEEDS_DATES,
    "sales_force.effort.exponent": N_("data from one pay plan cannot show how reps respond to another"),
}
CHURN = {  # by `CustomerBase.churn`
    "ok": N_("long silences, compared with each customer's usual gap, show the churn: about {share} of customers seen"),
    "loose": N_("{weeks} weeks show the churn only roughly: about {share} of the customers seen"),
    "rare": N_("too few customers churned for an estimate, but the default is refuted: at most {most} after an order"),
    "short": N_(
        "in {weeks} weeks, with {gap} weeks between orders, a churned customer and a pausing one look the same"
    ),
}
SHAPE_KEPT = N_("only the mean order rate is known, not how it is spread; the scale goes with the default shape")
ON_A_RIDGE = N_("many values fit about as well, each with another value of its partner; only the mean is known")
EDGE_OF_RANGE = N_("lies at the edge of its range: the likelihood goes on rising beyond it; only the mean is known")
MEAN_RATE = "market.buying: rate_shape / rate_scale"
MEAN_CHURN = "market.buying: churn_a / (churn_a + churn_b)"
MEAN_VALUE = "market.buying.values: mean"
SPREAD_OF_VALUES = "market.buying.values: coefficient of variation"
FEW_INVOICES = N_("there are only {n} invoices, {late} of them late")
INVOICES = N_("{n} invoices, {late} of them late")
NEEDS_ELASTICITY = N_("cannot be told without the elasticity")


class Verdict(StrEnum):
    """What an export says on a parameter."""

    IDENTIFIED = N_("identified")
    WEAKLY = N_("weakly identified")
    TOGETHER = N_("known only together")
    PRIOR = N_("prior kept")
    NOT = N_("not identifiable from this data")


@dataclass(frozen=True)
class Estimate:
    """One parameter.

    Parameters
    ----------
    path : of the scenario's field.
    value, low, high : the estimate and its 95 % interval; tuples for a field with several numbers; None without.
    default : the scenario's own.
    verdict : what the export says on it.
    reason, places : a sentence, marked for the catalogue, and what fills it.
    used : whether the scenario takes the value; else it keeps the default.
    """

    path: str
    value: Any
    low: Any
    high: Any
    default: Any
    verdict: Verdict
    reason: str
    places: dict[str, str] = field(default_factory=dict)
    used: bool = True

    @property
    def taken(self) -> Any:
        """The value that the scenario takes."""
        return self.value if self.used else self.default

    def why(self, lang: str = "en") -> str:
        """The verdict's reason."""
        return say(self.reason, lang, **self.places)


def estimate(path: str, found: tuple[Any, Any, Any] | None, verdict: Verdict, reason: str, **places: str) -> Estimate:
    """An estimate with the field's default beside it; ``found`` is (value, low, high)."""
    value, low, high = found if found is not None else (None, None, None)
    default, used = default_value(path), verdict in (Verdict.IDENTIFIED, Verdict.WEAKLY, Verdict.TOGETHER)
    return Estimate(path, rounded(value), rounded(low), rounded(high), default, verdict, reason, places, used)


def counted_elsewhere(path: str, reason: str) -> Estimate:
    """A parameter whose effect another estimate already holds, so that it is set to nothing."""
    default = default_value(path)
    return Estimate(path, type(default)(0), None, None, default, Verdict.NOT, reason, used=True)


def rounded(value: Any) -> Any:
    """To five significant digits: more would be noise, and reads badly in a scenario."""
    if isinstance(value, tuple | list | np.ndarray):
        return tuple(rounded(float(item)) for item in value)
    return value if value is None or isinstance(value, int) else round_significant(float(value), DIGITS)


def default_value(path: str) -> Any:
    """The default of a scenario's field; None where the field belongs to an alternative that is not the default."""
    value: Any = Scenario(name="defaults")
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def by_width(ratio: float) -> Verdict:
    """A verdict from the ratio of an interval's ends."""
    return Verdict.IDENTIFIED if ratio <= SHARP else Verdict.WEAKLY if ratio <= LOOSE else Verdict.PRIOR


def base_estimates(base: CustomerBase) -> list[Estimate]:
    """Order rates, churn, regularity, seasons."""
    h = base.histories
    weeks = count(base.weeks)
    few = {"n": count(base.n_repeaters), "least": count(MIN_CUSTOMERS)}
    if base.fit is None or base.full is None:
        names = (*FIELDS_OF_BASE.values(), "phases")
        reason = N_("only {n} customers ordered more than once; {least} are needed")
        none = [estimate(f"{BUYING}.{name}", None, Verdict.NOT, reason, **few) for name in names]
        return [*none, season_estimate(base)]
    estimates = []
    places = {"n": count(len(h)), "repeats": count(h.x.sum()), "weeks": weeks}
    reason = N_("{n} customers with {repeats} repeat orders in {weeks} weeks")
    estimates.append(together(MEAN_RATE, base.quantity(mean_rate), reason, **places))
    for name in ("r", "alpha"):
        path = f"{BUYING}.{FIELDS_OF_BASE[name]}"
        if name not in base.fit.names:
            estimates.append(estimate(path, (base.full[name], *limited(base.full, name)), Verdict.PRIOR, SHAPE_KEPT))
        else:
            estimates.append(alone_or_together(path, base, base.fit, name, reason, **places))
    churned = float((1.0 - base.outlook.alive).mean())
    gap = np.median(h.t_x[h.x > 0] / h.x[h.x > 0])
    most = max_churn(base.full, base.phases, h) if base.churn == "rare" else 0.0
    places = {
        "ok": {"share": percent(churned)},
        "loose": {"weeks": weeks, "share": percent(churned)},
        "rare": {"most": percent(most, decimals=1)},
        "short": {"weeks": weeks, "gap": count(gap, decimals=1)},
    }[base.churn]
    reason = CHURN[base.churn]
    if base.churn == "short":
        estimates += [
            estimate(f"{BUYING}.{FIELDS_OF_BASE[name]}", None, Verdict.NOT, reason, **places) for name in "ab"
        ]
    else:
        known = base.quantity(mean_churn)
        if base.churn == "rare":
            known = known[0], 0.0, max(most, known[0])
        estimates.append(together(MEAN_CHURN, known, reason, **places))
        for name in "ab":
            path = f"{BUYING}.{FIELDS_OF_BASE[name]}"
            estimates.append(alone_or_together(path, base, base.full, name, reason, **places))
    low_k, high_k = base.phases_range
    sure = Verdict.IDENTIFIED if low_k == high_k else Verdict.WEAKLY
    places = {"low": count(low_k), "high": count(high_k)}
    reason = (
        N_("from the gaps between orders; any other k fits clearly worse")
        if low_k == high_k
        else N_("from the gaps between orders; k from {low} to {high} fits about as well")
    )
    estimates.append(estimate(f"{BUYING}.phases", (base.phases, low_k, high_k), sure, reason, **places))
    return [*estimates, season_estimate(base)]


def together(path: str, known: tuple[float, float, float], reason: str, **places: str) -> Estimate:
    """A quantity that several parameters of the scenario make up, with its interval."""
    value, low, high = known
    verdict = by_width(high / low if low > 0.0 else np.inf)
    if verdict is Verdict.PRIOR and low <= 0.0 < high < np.inf:
        verdict = Verdict.WEAKLY  # an upper limit is something
    return Estimate(path, rounded(value), rounded(low), rounded(high), None, verdict, reason, places, used=False)


def alone_or_together(path: str, base: CustomerBase, fit: Fit, name: str, reason: str, **places: str) -> Estimate:
    """A parameter of the buying model, taken in any case: known alone, or only together with its partner.

    An estimate at the edge of its range, or with a profile that is open on one side, is not known alone.
    """
    rivals = [limited(other, name) for other in base.rivals]
    low, high = limited(fit, name)
    low, high = min([low, *(one[0] for one in rivals)]), max([high, *(one[1] for one in rivals)])
    at_edge = set(PARTNER[name]) & set(fit.edges)
    verdict = by_width(high / low) if not at_edge else Verdict.PRIOR
    if verdict is Verdict.IDENTIFIED and fit.names == NAMES and not is_closed(fit, base.phases, base.histories, name):
        verdict = Verdict.WEAKLY
    if verdict is Verdict.PRIOR:
        verdict, reason, places = Verdict.TOGETHER, EDGE_OF_RANGE if at_edge else ON_A_RIDGE, {}
    value, default = rounded(fit[name]), default_value(path)
    return Estimate(path, value, rounded(low), rounded(high), default, verdict, reason, places, used=True)


def season_estimate(base: CustomerBase) -> Estimate:
    """The twelve months' factors."""
    path, weeks = "market.calendar.month_factors", count(base.weeks)
    if base.n_days < MIN_DAYS or np.isnan(base.season_error):
        reason = N_("there are {weeks} weeks; more than a year is needed")
        return estimate(path, None, Verdict.NOT, reason, weeks=weeks)
    factors, errors = base.seasons.factors, base.seasons.log_errors
    if not np.isfinite(errors).all():
        reason = N_("too few orders: the standard error of a month's factor would be {error}")
        return estimate(path, None, Verdict.PRIOR, reason, error=percent(base.season_error))
    found = (factors, factors * np.exp(-NORMAL_95 * errors), factors * np.exp(NORMAL_95 * errors))
    if base.n_days < TWO_YEARS:
        reason = N_(
            "{weeks} weeks: some months were seen once, so the season cannot be told from one good or bad month"
        )
        return estimate(path, found, Verdict.WEAKLY, reason, weeks=weeks)
    reason = N_("{weeks} weeks; each month was seen twice or more")
    return estimate(path, found, Verdict.IDENTIFIED, reason, weeks=weeks)


def value_estimates(fit: Fit | None, other: Fit | None, n_days: int, n: int, least: int) -> list[Estimate]:
    """How order values are spread; ``fit`` is the better of the two spreads."""
    if fit is None or other is None:
        paths = [f"{BUYING}.values.{name}" for name in ("median", "sigma", "shape")]
        reason = N_("only {n} customers have orders; {least} are needed")
        return [estimate(path, None, Verdict.NOT, reason, n=count(n), least=count(least)) for path in paths]
    kinds = ["gamma_gamma" if f.names == GAMMA_NAMES else "lognormal" for f in (fit, other)]
    places = {"orders": count(n_days), "n": count(n), "kind": kinds[0], "other": kinds[1]}
    reason = N_("{orders} order days of {n} customers; {kind} fits better than {other}")
    moments = {MEAN_VALUE: partial(mean_value, fit.names), SPREAD_OF_VALUES: partial(spread_of_values, fit.names)}
    found = []
    for path, moment in moments.items():
        if np.isfinite(moment(fit.values)):
            found.append(together(path, fit.interval_of(moment), reason, **places))
    for name in fit.names:
        low, high = fit.interval(name)
        # a loose value parameter is used all the same: the prior's would be in other money
        known = low > 0 and high / low <= SHARP and not fit.edges
        verdict = Verdict.IDENTIFIED if known else Verdict.WEAKLY if low > 0 and not fit.edges else Verdict.TOGETHER
        path = f"{BUYING}.values.{VALUE_FIELDS[name]}"
        found.append(estimate(path, (fit[name], low, high), verdict, reason, **places))
    return found


def response_estimates(response: WeeklyResponse | None, has_visits: bool) -> list[Estimate]:
    """The response to visits."""
    paths = [f"market.goodwill.{name}" for name in ("carry_over", "elasticity", "immediate")]
    if response is None:
        few = N_("too few customers have orders and visits over {weeks} weeks or more")
        reason = few if has_visits else N_("the export has no visits")
        lost = [estimate(path, None, Verdict.NOT, reason, weeks=count(MIN_WEEKS)) for path in paths[:2]]
        return [*lost, estimate(paths[2], None, Verdict.NOT, NEEDS_ELASTICITY)]
    low, high = response.eta_interval
    width = high - low
    places = {
        "n": count(response.n_customers),
        "weeks": count(response.n_weeks),
        "months": count(response.n_months),
        "pooled": count(response.pooled_eta, decimals=2),
    }
    by_month = response.monthly is not None
    if width > ETA_LOOSE:
        verdict = Verdict.PRIOR
        reason = N_("{n} customers over {weeks} weeks say too little: the interval includes nearly every value")
    else:
        inside = 0.0 < response.eta < MAX_ELASTICITY
        verdict = Verdict.IDENTIFIED if width <= ETA_SHARP and inside else Verdict.WEAKLY
        reason = (
            N_(
                "{n} customers over {months} months, with customer and month effects; a regression without them gives "
                "{pooled}, because reps visit those who buy"
            )
            if by_month
            else N_(
                "{n} customers over {weeks} weeks, with customer and week effects; a regression without them gives "
                "{pooled}, because reps visit those who buy"
            )
        )
    value = min(max(response.eta, 0.0), MAX_ELASTICITY)
    eta = estimate(paths[1], (value, low, high), verdict, reason, **places)
    if response.keeps_carry_over or not eta.used or eta.low <= 0.0:  # where visits do nothing, nothing is carried over
        verdict = Verdict.PRIOR
        reason = N_(
            "{n} customers over {weeks} weeks do not show how long visits last; the elasticity is estimated for the "
            "default duration"
        )
    else:
        closed = response.carry_over_interval[0] > 0.0 and response.carry_over_interval[1] < 1.0
        verdict = Verdict.IDENTIFIED if response.monthly_width <= MONTHLY_SHARP and closed else Verdict.WEAKLY
    found = (response.carry_over, *response.carry_over_interval)
    carry_over = estimate(paths[0], found, verdict, reason, **places)
    if not eta.used:
        return [eta, carry_over, estimate(paths[2], None, Verdict.PRIOR, NEEDS_ELASTICITY)]
    reason = N_("is part of the elasticity, which is fitted to the current week's visits, too")
    return [eta, carry_over, counted_elsewhere(paths[2], reason)]


def churn_estimates(base: CustomerBase) -> list[Estimate]:
    """What churn consists of beside a and b: nothing in an export tells it apart."""
    path = "market.churn.contract_share"
    fitted = base.churn in ("ok", "loose", "rare")
    contracts = N_("the export has no contracts; churn_a and churn_b include all churn")
    decline = N_("a slow decline cannot be told from irregular orders; fit and scenario take churn to be sudden")
    return [
        counted_elsewhere(path, contracts) if fitted else estimate(path, None, Verdict.NOT, NEEDS_DATES),
        counted_elsewhere("market.churn.decline_weeks", decline)
        if fitted
        else estimate("market.churn.decline_weeks", None, Verdict.NOT, decline),
    ]


def payment_estimates(delay: PaymentDelay | None, n: int) -> list[Estimate]:
    """When invoices are paid."""
    names = ("terms_days", "late_share", "late_median_days", "late_sigma")
    paths = [f"market.payment.{name}" for name in names]
    if delay is None:
        few = N_("{n} invoices have a due date, but fewer than {least} of them were due {days} days ago or more")
        reason = few if n else N_("the export has no due dates with payment dates")
        places = {"n": count(n), "least": count(MIN_INVOICES), "days": count(SETTLED_DAYS)}
        return [estimate(path, None, Verdict.NOT, reason, **places) for path in paths]
    places = {"n": count(delay.n), "late": count(delay.n_late)}
    terms = min(max(delay.terms_days, 0.0), 180.0)
    found = [estimate(paths[0], (terms, None, None), Verdict.IDENTIFIED, INVOICES, **places)]
    share = delay.late_share
    sharp = Verdict.IDENTIFIED if share[2] - share[1] <= 0.15 else Verdict.WEAKLY
    found.append(estimate(paths[1], share, sharp, INVOICES, **places))
    for path, (value, low, high), most in (
        (paths[2], delay.late_median_days, 180.0),
        (paths[3], delay.late_sigma, 3.0),
    ):
        if not np.isfinite(value):
            found.append(estimate(path, None, Verdict.NOT, FEW_INVOICES, **places))
            continue
        verdict = Verdict.IDENTIFIED if high - low <= 0.5 * value else Verdict.WEAKLY
        found.append(estimate(path, (min(value, most), low, high), verdict, INVOICES, **places))
    return found


def pay_estimates(line: PayLine | None) -> list[Estimate]:
    """Salary and commission."""
    paths = ["sales_force.pay.salary_per_month", "sales_force.pay.commission_rate"]
    if line is None:
        none = N_("the export has too few payouts together with the same reps' sales")
        return [estimate(path, None, Verdict.NOT, none) for path in paths]
    places = {"n": count(line.n), "explained": percent(line.explained)}
    straight = line.explained >= 0.8 and line.salary_per_month[0] >= 0 and 0 <= line.commission_rate[0] <= 1
    reason = (
        N_("{n} payouts against sales; a straight line explains {explained} of their variance")
        if straight
        else N_(
            "{n} payouts against sales, but a straight line explains only {explained} of their variance: enter the "
            "plan yourself"
        )
    )
    found = []
    for path, (value, low, high) in zip(paths, (line.salary_per_month, line.commission_rate), strict=True):
        sharp = Verdict.IDENTIFIED if high - low <= 0.4 * abs(value) else Verdict.WEAKLY
        found.append(estimate(path, (value, low, high), sharp if straight else Verdict.PRIOR, reason, **places))
    return found


def other_estimates() -> list[Estimate]:
    """Parameters that matter and that no export tells."""
    return [
        estimate(path, None, Verdict.NOT, reason)
        for path, reason in NEVER_IN_AN_EXPORT.items()
        if default_value(path) is not None
    ]
