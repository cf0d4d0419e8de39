"""Customers as territory builders see them."""

from __future__ import annotations

import numpy as np

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.columns import Customers, State
from salesim.scenario.scenario import Scenario
from salesim.territory.layout import Sites, make_sites


def make_world_sites(customers: Customers, scenario: Scenario, prefecture_residents: np.ndarray | None) -> Sites:
    """Sites from the columns: workload by the coverage rule, potential by expected sales; who is gone has neither."""
    force = scenario.sales_force
    weights = np.array(force.coverage.grade_weights)
    if force.coverage.rule == "even":
        weights = np.ones_like(weights)
    visits_a_month = np.where(
        customers.state >= State.HEALTHY, weights[customers.grade], force.coverage.prospect_weight
    )
    visits_a_month[customers.state == State.GONE] = 0.0
    hours = visits_a_month / WEEKS_PER_MONTH * force.time.visit_min / 60.0
    potential = customers.order_rate * customers.order_value_cny
    potential = np.where(customers.state == State.GONE, 0.0, potential)
    return make_sites(
        customers.customer_id,
        customers.x_km,
        customers.y_km,
        prefecture=customers.prefecture,
        region=customers.region,
        industry=customers.industry,
        workload_hours=hours,
        potential_cny=potential,
        prefecture_residents=prefecture_residents,
    )
