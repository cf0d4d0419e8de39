"""The estimates: for each parameter its value, interval, verdict and reason, and whether the scenario takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from salesim.calibrate.customer_base import MIN_CUSTOMERS, CustomerBase
from salesim.calibrate.fit import LOOSE, NORMAL_95, SHARP, Fit
from salesim.calibrate.order_values import GAMMA_NAMES
from salesim.calibrate.pay_plan import PayLine
from salesim.calibrate.payment_delay import PaymentDelay
from salesim.calibrate.regular_buying import limited, max_churn
from salesim.calibrate.season import MIN_DAYS
from salesim.calibrate.visit_panel import MONTHLY_SHARP, WeeklyResponse
from salesim.calibrate.words import say
from salesim.wording.numbers import round_significant
from salesim.scenario.scenario import Scenario

BUYING = "market.buying"
FIELDS_OF_BASE = {"r": "rate_shape", "alpha": "rate_scale", "a": "churn_a", "b": "churn_b"}
VALUE_FIELDS = {"p": "shape", "q": "q", "v": "v", "median": "median", "sigma": "sigma"}
ETA_SHARP, ETA_LOOSE = 0.30, 0.70  # width of the elasticity's interval
MAX_ELASTICITY = 1.5
TWO_YEARS = 728
NEVER_IN_AN_EXPORT = {
    "market.buying.service_effect": "needs_events",
    "market.competitors.attacks_per_year": "needs_events",
    "market.churn.handover_factor": "needs_events",
    "sales_force.effort.exponent": "needs_change",
}
DIGITS = 5


class Verdict(StrEnum):
    """What an export says on a parameter."""

    IDENTIFIED = "identified"
    WEAKLY = "weakly identified"
    PRIOR = "prior kept"
    NOT = "not identifiable from this data"


@dataclass(frozen=True)
class Estimate:
    """One parameter.

    Parameters
    ----------
    path : of the scenario's field.
    value, low, high : the estimate and its 95 % interval; tuples for a field with several numbers; None without.
    default : the scenario's own.
    verdict : what the export says on it.
    reason, places : key of the words, and what fills them.
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
        return say(self.reason, lang, **self.places)


def estimate(path: str, found: tuple[Any, Any, Any] | None, verdict: Verdict, reason: str, **places: str) -> Estimate:
    """An estimate with the field's default beside it; ``found`` is (value, low, high)."""
    value, low, high = found if found is not None else (None, None, None)
    default, used = default_value(path), verdict in (Verdict.IDENTIFIED, Verdict.WEAKLY)
    return Estimate(path, rounded(value), rounded(low), rounded(high), default, verdict, reason, places, used)


def counted_elsewhere(path: str, reason: str) -> Estimate:
    """A parameter whose effect another estimate already holds, so that it is set to nothing."""
    return Estimate(path, 0.0, None, None, default_value(path), Verdict.NOT, reason, used=True)


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
    """Order rates, leaving, regularity, seasons."""
    h = base.histories
    weeks = f"{base.weeks:,.0f}"
    few = {"n": f"{base.n_repeaters:,}", "least": str(MIN_CUSTOMERS)}
    if base.fit is None or base.full is None:
        names = (*FIELDS_OF_BASE.values(), "phases")
        none = [estimate(f"{BUYING}.{name}", None, Verdict.NOT, "rates_few", **few) for name in names]
        return [*none, season_estimate(base)]
    estimates = []
    places = {"n": f"{len(h):,}", "repeats": f"{h.x.sum():,.0f}", "weeks": weeks}
    for name in ("r", "alpha"):
        low, high = limited(base.fit, name)
        verdict = by_width(high / low if low > 0 else np.inf)
        found = (base.fit[name], low, high)
        estimates.append(estimate(f"{BUYING}.{FIELDS_OF_BASE[name]}", found, verdict, "rates_ok", **places))
    left = float((1.0 - base.outlook.alive).mean())
    gap = np.median(h.t_x[h.x > 0] / h.x[h.x > 0])
    most = max_churn(base.full, base.phases, h) if base.leaving == "rare" else 0.0
    verdict, places = {
        "ok": (Verdict.IDENTIFIED, {"share": f"{left:.0%}"}),
        "loose": (Verdict.WEAKLY, {"weeks": weeks, "share": f"{left:.0%}"}),
        "rare": (Verdict.WEAKLY, {"most": f"{most:.1%}"}),
        "short": (Verdict.NOT, {"weeks": weeks, "gap": f"{gap:.1f}"}),
    }[base.leaving]
    for name in ("a", "b"):
        path, reason = f"{BUYING}.{FIELDS_OF_BASE[name]}", f"churn_{base.leaving}"
        known = (base.full[name], *limited(base.full, name)) if base.leaving != "short" else None
        estimates.append(estimate(path, known, verdict, reason, **places))
    low_k, high_k = base.phases_range
    sure = Verdict.IDENTIFIED if low_k == high_k else Verdict.WEAKLY
    places = {"low": str(low_k), "high": str(high_k)}
    estimates.append(estimate(f"{BUYING}.phases", (base.phases, low_k, high_k), sure, "phases_ok", **places))
    return [*estimates, season_estimate(base)]


def season_estimate(base: CustomerBase) -> Estimate:
    """The twelve months' factors."""
    path, weeks = "market.calendar.month_factors", f"{base.weeks:,.0f}"
    if base.n_days < MIN_DAYS or np.isnan(base.season_error):
        return estimate(path, None, Verdict.NOT, "season_short", weeks=weeks)
    factors, errors = base.seasons.factors, base.seasons.log_errors
    if not np.isfinite(errors).all():
        return estimate(path, None, Verdict.PRIOR, "season_noisy", error=f"{base.season_error:.0%}")
    found = (factors, factors * np.exp(-NORMAL_95 * errors), factors * np.exp(NORMAL_95 * errors))
    if base.n_days < TWO_YEARS:
        return estimate(path, found, Verdict.WEAKLY, "season_once", weeks=weeks)
    return estimate(path, found, Verdict.IDENTIFIED, "season_ok", weeks=weeks)


def value_estimates(fit: Fit | None, other: Fit | None, n_days: int, n: int, least: int) -> list[Estimate]:
    """How order values are spread; ``fit`` is the better of the two spreads."""
    if fit is None or other is None:
        paths = [f"{BUYING}.values.{name}" for name in ("median", "sigma", "shape")]
        return [estimate(path, None, Verdict.NOT, "values_few", n=f"{n:,}", least=str(least)) for path in paths]
    kinds = ["gamma_gamma" if f.names == GAMMA_NAMES else "lognormal" for f in (fit, other)]
    places = {"orders": f"{n_days:,}", "n": f"{n:,}", "kind": kinds[0], "other": kinds[1]}
    found = []
    for name in fit.names:
        low, high = fit.interval(name)
        # a loose value parameter is used all the same: the prior's would be in other money
        verdict = Verdict.IDENTIFIED if low > 0 and high / low <= SHARP else Verdict.WEAKLY
        path = f"{BUYING}.values.{VALUE_FIELDS[name]}"
        found.append(estimate(path, (fit[name], low, high), verdict, "values_ok", **places))
    return found


def response_estimates(response: WeeklyResponse | None, has_visits: bool) -> list[Estimate]:
    """What visits do."""
    paths = [f"market.goodwill.{name}" for name in ("carry_over", "elasticity", "immediate")]
    if response is None:
        reason, places = ("visits_few", {"weeks": "26"}) if has_visits else ("visits_none", {})
        lost = [estimate(path, None, Verdict.NOT, reason, **places) for path in paths[:2]]
        return [*lost, estimate(paths[2], None, Verdict.NOT, "immediate_prior")]
    low, high = response.eta_interval
    width = high - low
    places = {"n": f"{response.n_customers:,}", "weeks": str(response.n_weeks)}
    if width > ETA_LOOSE:
        verdict, reason = Verdict.PRIOR, "visits_loose"
    else:
        verdict, reason = (Verdict.IDENTIFIED if width <= ETA_SHARP else Verdict.WEAKLY), "visits_ok"
        places["pooled"] = f"{response.pooled_eta:.2f}"
    value = min(max(response.eta, 0.0), MAX_ELASTICITY)
    eta = estimate(paths[1], (value, low, high), verdict, reason, **places)
    if response.keeps_carry_over or not eta.used or eta.low <= 0.0:  # where visits do nothing, nothing is carried over
        verdict, reason = Verdict.PRIOR, "carry_over_loose"
    else:
        verdict = Verdict.IDENTIFIED if response.monthly_width <= MONTHLY_SHARP else Verdict.WEAKLY
    found = (response.carry_over, *response.carry_over_interval)
    carry_over = estimate(paths[0], found, verdict, reason, **places)
    if not eta.used:
        return [eta, carry_over, estimate(paths[2], None, Verdict.PRIOR, "immediate_prior")]
    return [eta, carry_over, counted_elsewhere(paths[2], "immediate")]


def churn_estimates(base: CustomerBase) -> list[Estimate]:
    """What leaving is made of beside a and b: nothing in an export tells it apart."""
    path = "market.churn.contract_share"
    fitted = base.leaving in ("ok", "loose", "rare")
    return [
        counted_elsewhere(path, "contract") if fitted else estimate(path, None, Verdict.NOT, "needs_events"),
        estimate("market.churn.decline_weeks", None, Verdict.NOT, "decline"),
    ]


def payment_estimates(delay: PaymentDelay | None, n: int) -> list[Estimate]:
    """When invoices are paid."""
    names = ("terms_days", "late_share", "late_median_days", "late_sigma")
    paths = [f"market.payment.{name}" for name in names]
    if delay is None:
        reason, places = ("payment_few", {"n": f"{n:,}", "late": "0"}) if n else ("payment_none", {})
        return [estimate(path, None, Verdict.NOT, reason, **places) for path in paths]
    places = {"n": f"{delay.n:,}", "late": f"{delay.n_late:,}"}
    terms = min(max(delay.terms_days, 0.0), 180.0)
    found = [estimate(paths[0], (terms, None, None), Verdict.IDENTIFIED, "payment_ok", **places)]
    share = delay.late_share
    sharp = Verdict.IDENTIFIED if share[2] - share[1] <= 0.15 else Verdict.WEAKLY
    found.append(estimate(paths[1], share, sharp, "payment_ok", **places))
    for path, (value, low, high), most in (
        (paths[2], delay.late_median_days, 180.0),
        (paths[3], delay.late_sigma, 3.0),
    ):
        if not np.isfinite(value):
            found.append(estimate(path, None, Verdict.NOT, "payment_few", **places))
            continue
        verdict = Verdict.IDENTIFIED if high - low <= 0.5 * value else Verdict.WEAKLY
        found.append(estimate(path, (min(value, most), low, high), verdict, "payment_ok", **places))
    return found


def pay_estimates(line: PayLine | None) -> list[Estimate]:
    """Salary and commission."""
    paths = ["sales_force.pay.salary_per_month", "sales_force.pay.commission_rate"]
    if line is None:
        return [estimate(path, None, Verdict.NOT, "payouts_none") for path in paths]
    places = {"n": f"{line.n:,}", "explained": f"{line.explained:.0%}"}
    straight = line.explained >= 0.8 and line.salary_per_month[0] >= 0 and 0 <= line.commission_rate[0] <= 1
    reason = "payouts_ok" if straight else "payouts_loose"
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
