"""How large amounts may be, so that every sum of minor units stays exact, in currencies of any size.

A salary is 4,000 in KWD and 10⁹ in VND, so no bound on a field alone can be both wide enough for the one currency and
keep the sums of a large firm within 64 bits in the other. Hence two: `MAX_AMOUNT` for each amount, and `check_sums` for
what they add up to over customers, reps and weeks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.wording.amounts import exact_money
from salesim.wording.currency import Currency
from salesim.wording.numbers import count

# The largest power of ten of which every currency's minor units (up to 1,000) are exact in a float: 10¹⁵ < 2⁵³ < 10¹⁶.
# A thousand times the highest real salaries (10⁹ VND a month); some 40 million US dollars in VND, far more elsewhere.
MAX_AMOUNT = 10**12

# Largest whole number of minor units that each kind of number holds exactly. The ledger's balances are int64; single
# orders, and costs before they are booked, are floats.
LARGEST = {"int64": 2**63 - 1, "float64": 2**53}


def check_sums(
    terms: Mapping[str, float],
    currency: str | Currency,
    values: Mapping[str, float] | None = None,
    held_in: Literal["int64", "float64"] = "int64",
) -> None:
    """Refuse amounts whose sum could not be kept exactly.

    All terms are taken to add up, whatever their sign, which is the worst that can happen to a balance.

    Parameters
    ----------
    terms : the largest total [major units] that each field can cause over the whole run, by its dotted path; such as
        customers × weeks × orders a week × order value.
    currency : the scenario's.
    values : the fields' own values, where known: then the error says up to which value the field may go, and otherwise
        up to which total.
    held_in : the kind of number that carries the sum.

    Raises
    ------
    InputError : the sum is too large; it names the field with the largest term.

    >>> check_sums({"market.buying.order_value": 1e6 * 520 * 2_000.0, "sales_force.pay.salary": 60 * 120 * 8e3}, "CNY")
    >>> check_sums({"market.buying.order_value": 1e6 * 520 * 1e12}, "VND", {"market.buying.order_value": 1e12})
    Traceback (most recent call last):
    salesim.errors.InputError: market.buying.order_value: all that it can add up to is more money than can be kept \
exactly (got 1000000000000); allowed: up to 17,737,253,917 VND
    """
    currency = Currency.of(currency)
    sizes = {field: _size(total) for field, total in terms.items()}
    limit = LARGEST[held_in] // currency.minor_per_unit
    if not sizes or sum(sizes.values()) <= limit:
        return
    field = max(sizes, key=sizes.__getitem__)
    others = sum(size for name, size in sizes.items() if name != field)
    room = max(limit - others, limit // len(sizes))  # where the others leave too little, each may have its equal part
    value = (values or {}).get(field)
    message = Phrase("all that it can add up to is more money than can be kept exactly")
    if value is None:
        total = terms[field]
        raise InputError(
            message, field, _short(total), Phrase("a total of up to {n} {currency}", n=count(room), currency=currency)
        )
    most = math.floor(abs(value) * (room / sizes[field]) * currency.minor_per_unit)  # to the minor unit, never above
    raise InputError(message, field, _short(value), Phrase("up to {most}", most=exact_money(most, currency)))


def _size(total: float) -> float:
    """What a term adds at most; a whole number where it can be one, so that the sum is exact."""
    if not math.isfinite(total):
        return math.inf
    return math.ceil(abs(total))


def _short(number: float) -> float | int:
    """A float without the ``.0`` that a reader would not have written."""
    return int(number) if math.isfinite(number) and number == int(number) else number
