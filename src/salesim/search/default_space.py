"""What is searched unless the user says otherwise: the layout and the main terms of pay, wager and order desk."""

from __future__ import annotations

import math
from typing import Any

from salesim.pay.plan import PayParameters
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.search.changes import value_at
from salesim.search.space import Choice, Number, Space

PAY, MENU, PORTAL = "sales_force.pay", "sales_force.wager.menu", "channel.desk.portal"
NEW_WAGER = "searched"


def default_space(scenario: Scenario) -> Space:
    """Grids of terms that a manager would announce, wide enough for every policy of the run.

    Amounts go in round steps of about a seventh of a month's salary: 1,000 for 7,000, whatever the currency.

    A wager is absent, as in one of the scenario's policies, or a single bet whose terms are searched; its floor lies
    below its winning threshold by construction.
    """
    step = round_step(apply_policy(scenario, scenario.run.baseline.policy).sales_force.pay.salary_per_month / 7.0)
    policies = list(dict.fromkeys(arm.policy for arm in scenario.arms))
    stated = {name: apply_policy(scenario, name).model_dump(mode="json") for name in policies}
    wagers: dict[str, dict[str, Any]] = {"none": {MENU: []}, NEW_WAGER: {MENU: [{"name": NEW_WAGER}]}}
    for name in policies:
        menu = value_at(stated[name], MENU)
        if menu and {MENU: menu} not in wagers.values():
            wagers[name if name not in wagers else f"{name}-policy"] = {MENU: menu}

    def number(path: str, low: float, high: float, step: float, **when: str) -> dict[str, Number]:
        used = (
            [value for value in (value_at(one, path) for one in stated.values()) if value] if "menu" not in path else []
        )
        low = min([low, *used])
        high = low + step * math.ceil(round((max([high, *used]) - low) / step, 6))
        return {path: Number(low=low, high=float(f"{high:.12g}"), step=step, when=when)}

    return Space(
        choices={
            "bonus": Choice(options={"none": {f"{PAY}.bonus": 0.0}, "paid": {}}),
            "wager": Choice(options=wagers),
            "portal": Choice(options={"off": {PORTAL: False}, "on": {PORTAL: True}}),
        },
        numbers={
            **number(f"{PAY}.commission_rate", 0.004, 0.024, 0.001),
            **number(f"{PAY}.step_rate", 0.0, 0.015, 0.001),
            **number(f"{PAY}.bonus", step, 15 * step, step, bonus="paid"),
            **number(f"{PAY}.bonus_at", 0.8, 1.3, 0.05, bonus="paid"),
            **number(f"{MENU}.0.win_at", 1.05, 1.6, 0.05, wager=NEW_WAGER),
            **number(f"{MENU}.0.bonus", step, 20 * step, step, wager=NEW_WAGER),
            **number(f"{MENU}.0.floor_at", 0.4, 1.0, 0.05, wager=NEW_WAGER),
            **number(f"{MENU}.0.claw_back", 0.0, 1.0, 0.1, wager=NEW_WAGER),
        },
    )


def round_step(amount: float) -> float:
    """The amount as 1, 2 or 5 times a power of ten, whichever is nearest; without a salary to go by, 1,000.

    >>> round_step(1000.0), round_step(43_000.0), round_step(85.0)
    (1000.0, 50000.0, 100.0)
    """
    if amount <= 0:
        return round_step(PayParameters().salary_per_month / 7.0)
    power = 10.0 ** math.floor(math.log10(amount))
    return min((power, 2 * power, 5 * power, 10 * power), key=lambda step: abs(step - amount))
