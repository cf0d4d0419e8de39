"""What a scenario may state, but hardly means."""

from __future__ import annotations

from collections.abc import Iterator

from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario


def doubts(scenario: Scenario) -> Iterator[str]:
    """One sentence for each policy whose reps are in the end paid more for a further sale than it brings in."""
    for name in scenario.policies:
        config = apply_policy(scenario, name)
        pay, network = config.sales_force.pay, config.channel.network
        paid = pay.last_rate * (1.0 + pay.on_costs)
        margin = max(network.direct_margin, network.channel_margin)
        if paid >= margin:
            yield (
                f"policy '{name}': reps far above target are paid {paid:.3g} CNY, on-costs included, "
                f"for each CNY, of which at most {margin:.3g} CNY are margin; a cap_at would end that"
            )
