"""When customers pay their invoices."""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import box_muller
from salesim.random.generator import bits, unit

CASH_RING_WEEKS = 64  # longest delay that the cash calendar can hold
PAY_RING_WEEKS = 64  # longest time until variable pay is paid out: a year and a month


class PaymentParameters(Parameters):
    """Payment terms and how late customers pay."""

    terms_days: float = parameter(30.0, about="days that an invoice allows", unit="day", source="A", ge=0, le=180)
    late_share: float = parameter(
        0.45, about="share of invoices paid late", source="L: trade-credit surveys, about 45 %", ge=0, le=1
    )
    late_median_days: float = parameter(
        15.0, about="median delay of a late payment", unit="day", source="L/A", gt=0, le=180
    )
    late_sigma: float = parameter(0.8, about="standard deviation of the delay's logarithm", source="A", ge=0, le=3)
    fading_factor: float = parameter(
        1.5, about="factor on the delay of a customer who is leaving", source="A", ge=1, le=10
    )


@compiled
def payment_week(sequence, number, day, habit, late_share, terms_days, late_median_days, late_sigma, factor):
    """Weeks from the order's week until its invoice is paid.

    Parameters
    ----------
    sequence, number : address of the draw: the customer's sequence and the order's running number.
    day : day of the order in its week, from 0.
    habit : the customer's factor on delays; 0 always pays in time.
    factor : 1, or more for a customer who is leaving.
    """
    days = day + terms_days
    # a third position for lateness, so that it is independent of the length of the delay
    if habit > 0.0 and unit(bits(sequence, 3 * number)) < late_share:
        z = box_muller(unit(bits(sequence, 3 * number + 1)), unit(bits(sequence, 3 * number + 2)))
        days += habit * factor * late_median_days * math.exp(late_sigma * z)
    return min(int(days / 7.0), CASH_RING_WEEKS - 1)
