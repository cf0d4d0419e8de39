"""What else an export is fitted to beside the buying model: order values, payment, pay; and attainment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.calibrate.fit import Fit
from salesim.calibrate.order_values import Spending, fit_gamma_gamma_orders, fit_lognormal_orders
from salesim.calibrate.pay_plan import PayLine, fit_pay_line
from salesim.calibrate.payment_delay import PaymentDelay, fit_payment_delay
from salesim.export.dates import NO_DAY
from salesim.export.read import Export

MIN_SPENDERS = 30
MAX_FOR_VALUES = 5000  # customers from whom order values are fitted
DAYS = 1_000_000  # more than any day since 1970 that an order could be of


def fit_values(days: pd.DataFrame, rng: np.random.Generator) -> tuple[Fit | None, Fit | None, Spending]:
    """The better and the worse fit of order values, and what each customer spent; None with too few customers."""
    amounts = np.maximum(days["amount"].to_numpy(), 0.01)
    begins = np.flatnonzero(np.diff(days["customer"].to_numpy(), prepend=-1))
    spending = Spending(
        np.diff(np.append(begins, len(days))).astype(float),
        np.add.reduceat(amounts, begins),
        np.add.reduceat(np.log(amounts), begins),
    )
    n = len(begins)
    if n < MIN_SPENDERS or (spending.n > 1).sum() < MIN_SPENDERS:
        return None, None, spending
    some = rng.choice(n, MAX_FOR_VALUES, replace=False) if n > MAX_FOR_VALUES else np.arange(n)
    fits = [fit_lognormal_orders(spending.rows(some)), fit_gamma_gamma_orders(spending.rows(some))]
    better, worse = sorted(fits, key=lambda fit: -fit.log_likelihood)
    return better, worse, spending


def fit_payment(export: Export) -> tuple[PaymentDelay | None, int]:
    """Payment delays, and how many orders have a due date."""
    orders = export.orders
    due = orders["due"] != NO_DAY
    if not due.any() or not (orders["paid"] != NO_DAY).any():
        return None, 0
    rows = orders[due]
    paid = rows["paid"].to_numpy(float)
    paid[rows["paid"] == NO_DAY] = np.nan
    day, due_day = rows["day"].to_numpy(float), rows["due"].to_numpy(float)
    return fit_payment_delay(day, due_day, paid, export.end), len(rows)


def fit_pay(export: Export) -> PayLine | None:
    """Salary and commission, from payouts and the same reps' sales in the same periods."""
    if export.payouts is None or export.payouts.empty:
        return None
    paid = within_window(export, export.payouts)
    return fit_pay_line(sales_of(export, paid), paid["amount"].to_numpy(), paid["months"].to_numpy(float))


def attainment(export: Export) -> np.ndarray:
    """Sales over quota of each rep and period that has a quota, (n,)."""
    if export.quotas is None or export.quotas.empty:
        return np.zeros(0)
    quotas = within_window(export, export.quotas)
    quotas = quotas[quotas["amount"] > 0]
    return sales_of(export, quotas) / quotas["amount"].to_numpy()


def within_window(export: Export, periods: pd.DataFrame, slack: int = 0) -> pd.DataFrame:
    """Quotas or payouts of periods that the orders cover from end to end, but for ``slack`` days at either end."""
    covered = (periods["first_day"] >= export.start - slack) & (periods["last_day"] <= export.end + slack)
    return periods[covered]


def sales_of(export: Export, periods: pd.DataFrame) -> np.ndarray:
    """Sales [money] of each rep in each period, (n,): by the rep that the order names, or else the customer's own."""
    orders = export.orders
    owner = export.customers["rep"].to_numpy()[orders["customer"]]
    rep = np.where(orders["rep"] >= 0, orders["rep"], owner).astype(np.int64)
    order = np.lexsort((orders["day"], rep))
    stamp = (rep * DAYS + orders["day"].to_numpy())[order]
    total = np.concatenate([[0.0], np.cumsum(orders["amount"].to_numpy()[order])])
    base = periods["rep"].to_numpy(np.int64) * DAYS
    low = np.searchsorted(stamp, base + periods["first_day"].to_numpy(), side="left")
    high = np.searchsorted(stamp, base + periods["last_day"].to_numpy(), side="right")
    return total[high] - total[low]
