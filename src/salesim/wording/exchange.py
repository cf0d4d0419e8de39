"""Amounts stated in other currencies than the scenario's, at rates that the scenario states.

Arithmetic is decimal, so that 0.1 stays 0.1. Rates are constants: a scenario answers what a change of territories or
pay does, and exchange gains would blur it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.wording.currency import check_code

WRITTEN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)\s+(\S+)\s*", re.ASCII)
ALLOWED = Phrase('a number, text such as "1200 USD", or {amount: 1200, currency: USD}')


def in_currency(
    given: Any, rates: Mapping[str, Any], into: str, field: str | None = None, rates_field: str = "exchange_rates"
) -> Decimal:
    """An amount in the scenario's currency, however it is stated.

    Parameters
    ----------
    given : a plain number in the scenario's currency, ``"1200 USD"`` or ``{"amount": 1200, "currency": "USD"}``.
    rates : units of the scenario's currency per unit of another one, ``{"USD": 7.1}``.
    into : the scenario's currency.
    field, rates_field : where the amount and the rates stand, for the error.

    >>> in_currency("1200 USD", {"USD": 7.1}, "CNY"), in_currency(0.1, {}, "CNY")
    (Decimal('8520.0'), Decimal('0.1'))
    """
    amount, code = read_amount(given, field)
    return convert(amount, code or into, rates, into, field, rates_field)


def convert(
    amount: float | Decimal,
    from_code: str,
    rates: Mapping[str, Any],
    into: str,
    field: str | None = None,
    rates_field: str = "exchange_rates",
) -> Decimal:
    """An amount of one currency in another one.

    Raises
    ------
    InputError : there is no rate, or it is not above zero.

    >>> convert(0.1, "USD", {"USD": 7.1}, "CNY")
    Decimal('0.71')
    """
    check_code(from_code, field or "currency")
    check_code(into)
    if into in rates and _decimal(rates[into]) != 1:
        message = Phrase("{into} is the scenario's own currency", into=into)
        raise InputError(message, f"{rates_field}.{into}", rates[into], "no rate, or 1")
    if from_code == into:
        return Decimal(str(amount))
    if from_code not in rates:
        allowed = Phrase(
            "amounts in {into}, or a rate in {rates_field}.{from_code}",
            into=into,
            rates_field=rates_field,
            from_code=from_code,
        )
        raise InputError(
            Phrase("no exchange rate from {from_code} to {into}", from_code=from_code, into=into),
            field or rates_field,
            from_code,
            allowed,
        )
    rate = _decimal(rates[from_code])
    if rate is None or rate <= 0:
        message = Phrase("not a rate from {from_code} to {into}", from_code=from_code, into=into)
        allowed = Phrase("a number above 0, the {into} that one {from_code} is worth", into=into, from_code=from_code)
        raise InputError(message, f"{rates_field}.{from_code}", rates[from_code], allowed)
    return Decimal(str(amount)) * rate


def read_amount(given: Any, field: str | None = None) -> tuple[Decimal, str | None]:
    """An amount and its currency, None where it is the scenario's.

    >>> read_amount("1200 USD"), read_amount({"amount": 5, "currency": "EUR"}), read_amount(7)
    ((Decimal('1200'), 'USD'), (Decimal('5'), 'EUR'), (Decimal('7'), None))
    """
    number, code = given, None
    if isinstance(given, str) and (found := WRITTEN.fullmatch(given)):
        return Decimal(found[1]), found[2]
    if isinstance(given, Mapping) and given.keys() == {"amount", "currency"}:
        number, code = given["amount"], given["currency"]
    amount = _decimal(number)
    if amount is None:
        raise InputError("not an amount of money", field, given, ALLOWED)
    return amount, code


def _decimal(number: Any) -> Decimal | None:
    """A number by the digits that it shows; None for what is no finite number."""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        return None
    exact = Decimal(str(number))
    return exact if exact.is_finite() else None
