"""The article's firms are Chinese: its amounts are in CNY, whatever currency they are tested in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesim.scenario.scenario import Scenario
from salesim.wording import convert


class Yuan(float):
    """An amount in CNY, to be stated in a scenario's currency before use."""


def rate_of_yuan(scenario: Scenario) -> float:
    """What one CNY is in the scenario's currency; InputError if the scenario states no rate.

    >>> rate_of_yuan(Scenario(name="x", currency="USD", exchange_rates={"CNY": 0.14}))
    0.14
    """
    return float(convert(1.0, "CNY", scenario.exchange_rates, scenario.currency))


def in_scenario_currency(changes: Any, scenario: Scenario) -> Any:
    """Changes of a scenario with every `Yuan` as an amount of its currency; the rest as it is."""
    if isinstance(changes, Yuan):
        return float(changes) * rate_of_yuan(scenario)
    if isinstance(changes, Mapping):
        return {name: in_scenario_currency(inner, scenario) for name, inner in changes.items()}
    if isinstance(changes, (list, tuple)):
        return [in_scenario_currency(inner, scenario) for inner in changes]
    return changes
