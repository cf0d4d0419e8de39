"""What a rep's time does in this model: wins and existing sales by weight of prospects, visits by time for care.

    python experiments/pay_sought.py

The elasticities by which reps weigh what they are paid for against what it costs elsewhere (`WorkParameters`) are read
from here: everybody is held at one split for a year, under the same luck.
"""

from __future__ import annotations

import math

from salesim.agents.work import effort_by_kind
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

WEEKS = 52
SETTINGS = {
    "market.customers.count": 12_000,
    "market.customers.prospects": 6000,
    "sales_force.team.reps": 120,
    "channel.network.distributors": 4,
    "layouts": {"unit": {"builder": "unit"}},
}


class Held(SalesModel):
    """Everybody keeps to one weight of prospects and one time for care, against the usual."""

    tilt, care = 1.0, 1.0

    def choose_effort(self) -> None:
        """Effort as pay has it, time as it is held."""
        super().choose_effort()
        present = self.reps.present == 1
        self.reps.prospect_tilt[present], self.reps.care[present] = self.tilt, self.care


def year(scenario: Scenario, tilt: float = 1.0, care: float = 1.0) -> tuple[float, float, float]:
    """Wins, sales and visits of all reps in a year."""
    model = Held(opening(scenario), scenario)
    model.tilt, model.care = tilt, care
    won = sold = visited = 0.0
    for _ in range(WEEKS):
        model.step()
        won += float(model.reps.new_customers.sum())
        sold += float(model.reps.sales.sum())
        visited += float(model.reps.visits.sum())
    return won, sold, visited


def main() -> None:
    scenario = overlay(Scenario(name="pay_sought"), SETTINGS)
    force = scenario.sales_force
    usual = year(scenario)
    print("weight of prospects: wins by time for them, sales by time for existing customers")
    for tilt in (0.5, 1.5, 2.0, 4.0, 8.0):
        existing, new = effort_by_kind(tilt, force.work.new_share)
        won, sold, _ = year(scenario, tilt=tilt)
        by_time = math.log(won / usual[0]) / math.log(new), math.log(sold / usual[1]) / math.log(existing)
        print(f"{tilt:4.1f}: {by_time[0]:5.2f} {by_time[1]:5.2f}")
    print("time for care: visits and sales by time in the field")
    for care in (0.5, 1.5, 2.0, 3.0):
        left = 1.0 - (care - 1.0) * force.work.care_share / force.time.field_share
        _, sold, visited = year(scenario, care=care)
        by_time = math.log(visited / usual[2]) / math.log(left), math.log(sold / usual[1]) / math.log(left)
        print(f"{care:4.1f}: {by_time[0]:5.2f} {by_time[1]:5.2f}")


if __name__ == "__main__":
    main()
