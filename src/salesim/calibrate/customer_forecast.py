"""What each customer is expected to order and spend from now on, with intervals.

Expectations are the model's own, at the estimates. Intervals hold 90 % of what may come: draws of the parameters from
their joint uncertainty, of the customer's rate, churn and value given its history, and of chance in its orders. Of 99
draws the 5th and the 95th enclose a further one with a probability of exactly 90 %. Not in them: the choice of the
model and of k, and the uncertainty of the parameters of order values, which thousands of customers tell.

The lifetime value is the discounted sum of sales within a horizon, before any costs, of which an export says nothing.
Source of the idea: Fader, Hardie & Lee 2005, "RFM and CLV: using iso-value curves for customer base analysis", Journal
of Marketing Research 42(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.fit import Fit
from salesim.calibrate.forecast_kernel import MAX_YEARS, Known, draw_years
from salesim.calibrate.order_values import GAMMA_NAMES, OrderValues, Spending, log_sum, quadrature
from salesim.calibrate.regular_buying import NAMES, YEAR_WEEKS, expected_orders
from salesim.errors import InputError
from salesim.random.generator import stream_key
from salesim.random.streams import Stream
from salesim.wording.text import N_

FORECAST_FILE = "customers_forecast.csv"
DISCOUNT, YEARS = 0.10, 3  # of money per year; the horizon
N_DRAWS, RANK = 99, 5  # the RANK-th draw from below and from above are the ends of an interval
BLOCK = 10_000  # customers drawn at a time
YEAR_DAYS = 7 * int(YEAR_WEEKS)
LOWEST_DISCOUNT, HIGHEST_DISCOUNT = 0.0, 1.0


class Horizon(NamedTuple):
    """Over what sales are summed up, and at what rate they are discounted.

    Parameters
    ----------
    discount : of money per year.
    years : of 52 weeks.
    """

    discount: float = DISCOUNT
    years: int = YEARS

    def check(self) -> None:
        """Refuse what makes no sense."""
        if not LOWEST_DISCOUNT <= self.discount <= HIGHEST_DISCOUNT:
            raise InputError("out of range", "--discount", self.discount, N_("0 to 1, such as 0.1 for 10 % a year"))
        if not 1 <= self.years <= MAX_YEARS:
            raise InputError("out of range", "--horizon", self.years, N_("1 to 50 years"))


USUAL_HORIZON = Horizon()


@dataclass(frozen=True)
class CustomerForecast:
    """The table of customers, and over what it was made.

    Parameters
    ----------
    customers : one row a customer with orders: customer, orders, last_order, alive (probability), orders_next_year with
        orders_low and orders_high, order_value (expected [money]), lifetime_value [money] with lifetime_value_low and
        lifetime_value_high.
    horizon : of the lifetime value.
    """

    customers: pd.DataFrame
    horizon: Horizon


def forecast_customers(
    keys: list[str],
    base: CustomerBase,
    values: OrderValues,
    horizon: Horizon,
    seed: int,
) -> CustomerForecast | None:
    """The table of customers; None where the buying model could not be fitted.

    Parameters
    ----------
    keys : ids of the export's customers, by code.
    values : without a fit each customer's orders are worth their mean so far.
    seed : of the draws; those of a customer are addressed by its code.
    """
    horizon.check()
    if base.fit is None:
        return None
    years = np.arange(horizon.years)
    tau = base.tau(base.n_days + horizon.years * YEAR_DAYS)
    ends = tau[base.n_days + YEAR_DAYS * (years + 1)] - tau[base.n_days]
    discounts = (1.0 + horizon.discount) ** -(years + 0.5)
    n = len(base.codes)
    expected = np.diff(expected_orders(base.outlook, ends, np.arange(n), n), axis=1, prepend=0.0)
    orders, sales = intervals(
        known_of(base, values.fit, values.spending),
        drawn_parameters(base, np.random.default_rng(seed)),
        base.phases,
        np.diff(ends, prepend=0.0),
        discounts,
        0.0 if values.fit is None else values.fit["p"],
        values.fit is not None and values.fit.names == GAMMA_NAMES,
        stream_key(seed, 0, int(Stream.CUSTOMER_FORECAST)),
    )
    frame = pd.DataFrame(
        {
            "customer": np.array(keys, object)[base.codes],
            "orders": (base.histories.x + 1).astype(np.int64),
            "last_order": (base.start + base.last).astype("datetime64[D]").astype(str),
            "alive": base.outlook.alive.round(4),
            "orders_next_year": expected[:, 0].round(3),
            "orders_low": orders[:, 0].astype(np.int64),
            "orders_high": orders[:, 1].astype(np.int64),
            "order_value": values.expected.round(2),
            "lifetime_value": ((expected @ discounts) * values.expected).round(2),
            "lifetime_value_low": sales[:, 0].round(2),
            "lifetime_value_high": sales[:, 1].round(2),
        }
    )
    return CustomerForecast(frame, horizon)


def drawn_parameters(base: CustomerBase, rng: np.random.Generator) -> np.ndarray:
    """r, alpha, a and b from the fit's joint uncertainty, (N_DRAWS, 4); those that are the prior's stay."""
    assert base.fit is not None
    drawn = np.tile(base.values, (N_DRAWS, 1))
    for row in drawn:
        sample = base.fit.sample(rng)
        row[[NAMES.index(name) for name in sample]] = list(sample.values())
    return drawn


def known_of(base: CustomerBase, values: Fit | None, spending: Spending) -> Known:
    """What the draws start from."""
    h = base.histories
    if values is None:
        value, spread = np.log(spending.total / spending.n), np.zeros(len(h))
    elif values.names == GAMMA_NAMES:
        p, q, v = values.values
        value, spread = p * spending.n + q, v + spending.total
    else:
        at, _, logs = quadrature(values.values, spending)
        weights = np.exp(logs - log_sum(logs)[:, None])
        value = (weights * at).sum(axis=1)
        spread = np.sqrt((weights * (at - value[:, None]) ** 2).sum(axis=1))
    return Known(
        base.codes.astype(np.int64),
        h.x,
        h.t_x,
        h.t_end,
        h.chances,
        h.before_if_stays.mean(axis=1),
        h.before_if_churned.mean(axis=1),
        value,
        spread,
    )


def intervals(known: Known, *rest: object) -> tuple[np.ndarray, np.ndarray]:
    """The ends of orders and of sales of each customer, (n, 2) each; the rest as for `draw_years`."""
    ends = []
    for first in range(0, len(known.x), BLOCK):
        part = Known(*(column[first : first + BLOCK] for column in known))
        drawn = draw_years(part, *rest)
        ends.append([np.sort(one, axis=1)[:, [RANK - 1, N_DRAWS - RANK]] for one in drawn])
    orders, sales = (np.concatenate(one) for one in zip(*ends, strict=True))
    return orders, sales
