"""Customers of whom a file knows what they buy: the burn-in settles everything around them, and they stay as known.

What a customer orders, how soon it leaves and what an order is worth were observed under today's holders, visits,
service and competitors. So nobody known leaves or drifts in the burn-in, and at its end the order rate and the churn
probability are divided by what all these make of them: as the options begin, the customer buys as the file says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.competitors import usual_attack_factor
from salesim.agents.goodwill import log_response_array
from salesim.agents.slump import usual_slump_factor
from salesim.columns import NEVER, State
from salesim.model.workday import usual_push
from salesim.world.population import FIRST_PROSPECT
from salesim.world.rows import rows_of
from salesim.world.world import KnownBuyers

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel


class KnownMeter:
    """Keeps known customers during the burn-in, and measures what it makes of their order rates."""

    def __init__(self, model: SalesModel, known: KnownBuyers):
        self.model, self.known = model, known
        self.ordered = self.usual = 0.0  # order rates as they were, and as skill and goodwill alone would have them
        rows = self.rows()
        model.columns.churn_probability[rows] = 0.0
        model.columns.renewal_week[rows] = -1

    def rows(self) -> np.ndarray:
        """Where they stand now, (k,)."""
        return rows_of(self.model.columns, self.known.customer_id)

    def note(self, rates: np.ndarray) -> None:
        """Note a week's order rates, (n,), without season and attacks; of slumps it is known what they do."""
        model, c = self.model, self.model.columns
        if not model.has_quotas:
            return
        rows = self.rows()
        rows = rows[model.reps.slump_until[c.seat[rows]] <= model.week]
        self.ordered += float(rates[rows].sum())
        self.usual += float((c.order_rate[rows] * self.push(rows)).sum())

    def push(self, rows: np.ndarray) -> np.ndarray:
        """What skill and goodwill make of some rows' order rates, (k,)."""
        model, c = self.model, self.model.columns
        elasticity = model.config.market.goodwill.elasticity
        return usual_push(model)[c.seat[rows]] * np.exp(
            log_response_array(c.goodwill[rows], model.mean_goodwill, elasticity)
        )

    def settle(self) -> None:
        """Let the customers begin as known, and let those who were won in the burn-in be prospects again."""
        model, c, known = self.model, self.model.columns, self.known
        market, effort = model.config.market, model.config.sales_force.effort
        rows = self.rows()
        usual = usual_attack_factor(market.competitors)
        usual *= usual_slump_factor(model.config.sales_force.slump, effort.closing_exponent)
        if self.usual > 0.0:
            usual *= self.ordered / self.usual
        c.order_rate[rows] = known.order_rate / np.maximum(usual * self.push(rows), 1e-9)
        c.churn_probability[rows] = -np.expm1(np.log1p(-known.churn_probability) / self.usual_exponent(rows))
        c.renewal_week[rows] = known.renewal_week
        won = np.flatnonzero((c.customer_id >= FIRST_PROSPECT) & (c.state >= State.HEALTHY))
        c.state[won], c.state_week[won] = State.UNKNOWN, model.week
        c.first_order_week[won], c.last_order_week[won] = -1, NEVER
        c.postponed_units[won] = 0

    def usual_exponent(self, rows: np.ndarray) -> np.ndarray:
        """Mean exponent on the probability of staying after an order at each row's goodwill, (k,)."""
        model, c, leaving = self.model, self.model.columns, self.model.config.market.churn
        attack = model.config.market.competitors
        share = min(attack.attacks_per_year * attack.weeks / 52.0, 1.0)
        attacked = share * attack.rate_factor  # of all orders
        by_attack = (1.0 - share + attacked * np.exp(leaving.attack_effect)) / (1.0 - share + attacked)
        lately = np.exp(
            leaving.handover_churn * (1.0 - c.relationship[rows]) - leaving.service_effect * c.service_memory[rows]
        )
        return np.exp(-leaving.goodwill_effect * (c.goodwill[rows] - model.mean_goodwill)) * by_attack * lately.mean()
