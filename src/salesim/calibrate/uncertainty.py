"""The estimates' joint uncertainty, as blocks for the file beside the scenario."""

from __future__ import annotations

import numpy as np

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.estimates import FIELDS_OF_BASE, VALUE_FIELDS, Estimate
from salesim.calibrate.fit import NORMAL_95, Fit, bounded_covariance
from salesim.calibrate.visit_panel import WeeklyResponse
from salesim.experiment.parameter_draws import Block, Uncertain


def uncertainty(
    base: CustomerBase, values: Fit | None, response: WeeklyResponse | None, estimates: list[Estimate]
) -> list[Block]:
    """A block for each fit whose estimates the scenario takes."""
    used = {one.path: one for one in estimates if one.used}
    blocks = []
    if base.fit is not None:
        fields = tuple(f"market.buying.{FIELDS_OF_BASE[name]}" for name in base.fit.names)
        blocks.append(block_of_fit(base.fit, fields, used))
    if values is not None:
        blocks.append(
            block_of_fit(values, tuple(f"market.buying.values.{VALUE_FIELDS[n]}" for n in values.names), used)
        )
    season = "market.calendar.month_factors"
    if season in used:
        months = tuple(Uncertain(season, "log", month) for month in range(12))
        blocks.append(Block(months, base.seasons.factors, np.diag(base.seasons.log_errors**2)))
    goodwill = ("market.goodwill.carry_over", "market.goodwill.elasticity")
    if response is not None and goodwill[1] in used and used[goodwill[1]].value > 0:
        pair = (Uncertain(goodwill[0], "logit"), Uncertain(goodwill[1], "linear"))
        both = Block(pair, np.array([min(max(response.carry_over, 0.005), 0.98), response.eta]), response.covariance)
        if goodwill[0] in used:
            blocks.append(both)
        else:
            blocks.append(Block(pair[1:], both.values[1:], both.covariance[1:, 1:]))
    blocks += [alone(used[path]) for path in SCALAR if path in used and has_interval(used[path])]
    return [block for block in blocks if block is not None and np.isfinite(block.covariance).all()]


SCALAR = {
    "market.payment.late_share": "logit",
    "market.payment.late_median_days": "log",
    "market.payment.late_sigma": "log",
}


def block_of_fit(fit: Fit, paths: tuple[str, ...], used: dict[str, Estimate]) -> Block | None:
    """The fit's own covariance, for the parameters that the scenario takes."""
    kept = [i for i, path in enumerate(paths) if path in used]
    if not kept:
        return None
    covariance = bounded_covariance(fit.log_covariance[np.ix_(kept, kept)])
    fields = tuple(Uncertain(paths[i], "log") for i in kept)
    return Block(fields, fit.values[kept], covariance)


def has_interval(one: Estimate) -> bool:
    return one.low is not None and one.high is not None and 0 < one.low < one.high and one.value > 0


def alone(one: Estimate) -> Block:
    """A block of one number, from its interval."""
    if SCALAR[one.path] == "log":
        deviation = np.log(one.high / one.low) / (2.0 * NORMAL_95)
        return Block((Uncertain(one.path, "log"),), np.array([one.value]), np.array([[deviation**2]]))
    low, high = max(one.low, 1e-4), min(one.high, 1.0 - 1e-4)
    deviation = (np.log(high / (1 - high)) - np.log(low / (1 - low))) / (2.0 * NORMAL_95)
    value = min(max(one.value, 1e-4), 1.0 - 1e-4)
    return Block((Uncertain(one.path, "logit"),), np.array([value]), np.array([[deviation**2]]))
