"""Amounts of a scenario: which fields hold money, in which currency they may be stated, and what they can add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from salesim.pay.component import PayComponent
from salesim.scenario.fields import Declared
from salesim.wording.bounds import check_sums
from salesim.wording.exchange import WRITTEN, in_currency

if TYPE_CHECKING:
    from salesim.scenario.scenario import Scenario

HOME = "CNY"  # the currency of the defaults
TAIL = 100.0  # times the expected orders and values that chance, growth and pay plans may bring
ON_MONEY = {"quota": "money", "rate": "money/money"}  # units of a pay component whose measure is money


def amounts(group: BaseModel, prefix: str = "") -> Iterator[tuple[str, float]]:
    """Dotted path and value of every amount of money below a group; rates of money for money are none."""
    on_money = isinstance(group, PayComponent) and group.counts_money
    in_shares = isinstance(group, PayComponent) and group.target_incentive is not None
    for name, info in type(group).model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        unit = (ON_MONEY if on_money else {}).get(name, str(extra.get("unit", "")))
        if on_money and name == "kinks":
            continue  # attainments, and rates that are shares like the first one
        if in_shares and name in ("rate", "kinks", "bonuses", "beyond"):
            continue  # shares of the target incentive, which is an amount
        for path, value in _leaves(getattr(group, name), f"{prefix}{name}"):
            if isinstance(value, BaseModel):
                yield from amounts(value, f"{path}.")
            elif is_money(unit) and isinstance(value, (int, float)) and not isinstance(value, bool):
                yield path, float(value)


def is_money(unit: str) -> bool:
    """Whether a parameter's unit is money, or money for something: a share of sales is none.

    >>> [is_money(unit) for unit in ("money", "money/week", "money/money", "1/week")]
    [True, True, False, False]
    """
    return unit.startswith("money") and not unit.startswith("money/money")


def in_own_currency(data: Any, declared: Declared) -> Any:
    """A scenario's plain data with every amount that is stated in another currency turned into the scenario's.

    ``salary_per_month: 900 USD`` and ``{amount: 900, currency: USD}`` are amounts in dollars; what a dollar is worth
    must stand in ``exchange_rates``.

    Raises
    ------
    InputError : there is no rate, or no such currency.
    """
    if not isinstance(data, dict):
        return data
    rates, currency = data.get("exchange_rates") or {}, data.get("currency", HOME)
    if not isinstance(rates, Mapping) or not isinstance(currency, str):
        return data  # whoever checks the fields will say so

    def turned(value: Any, of: Declared | None, unit: str, path: str) -> Any:
        info = of.info if of else None
        extra = info.json_schema_extra if info and isinstance(info.json_schema_extra, dict) else {}
        unit = unit or str(extra.get("unit", ""))
        if is_money(unit):
            found = WRITTEN.fullmatch(value) if isinstance(value, str) else None
            is_text = found is not None and len(found[2]) == 3 and found[2].isalpha()  # not a number with a blank
            if is_text or (isinstance(value, dict) and value.keys() == {"amount", "currency"}):
                return float(in_currency(value, rates, currency, path))
        if of and isinstance(value, dict):
            on_money = PayComponent in of.models and value.get("measure", "sales") in ("sales", "cash")
            units = ON_MONEY if on_money else {}
            return {
                key: turned(inner, of.child(str(key), value), units.get(key, ""), f"{path}.{key}" if path else str(key))
                for key, inner in value.items()
            }
        if of and isinstance(value, list):
            return [turned(inner, of.child(str(i)), unit, f"{path}.{i}") for i, inner in enumerate(value)]
        return value

    return turned(data, declared, "", "")


def check_amounts(scenario: Scenario) -> None:
    """Refuse amounts whose sums over customers, reps and weeks could not be kept exactly in 64 bits.

    Every amount is taken to be paid once a week for each customer, prospect, rep and distributor there is, a hundred
    times over: far more than any run can bring, and still far less than 2⁶³ for amounts that firms have.
    """
    market, force = scenario.market, scenario.sales_force
    payers = market.customers.count + market.customers.prospects + force.team.reps
    times = float(payers + scenario.channel.network.distributors) * TAIL
    weeks = scenario.run.weeks + scenario.run.burn_in_weeks
    # Policies are compared one at a time, so the sums of one do not add to another's.
    stated = dict(amounts(scenario))
    own = {path: value for path, value in stated.items() if not path.startswith("policies.")}
    check_sums({path: value * times * weeks for path, value in own.items()}, scenario.currency, own)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What a value holds, item by item, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, (tuple, list)):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{index}")
    else:
        yield path, value
