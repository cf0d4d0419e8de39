"""What a scenario may state, but hardly means."""

from __future__ import annotations

from collections.abc import Iterator

from salesim.scenario.amounts import HOME, amounts
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario


def warnings_about(scenario: Scenario) -> Iterator[str]:
    """One sentence for each thing that a scenario or a policy states but hardly means."""
    yield from defaults_of_another_currency(scenario)
    for name in scenario.policies:
        config = apply_policy(scenario, name)
        pay, network = config.sales_force.pay, config.channel.network
        yield from channel_warnings(name, config)
        paid = pay.last_rate * (1.0 + pay.on_costs)
        margin = max(network.direct_margin, network.channel_margin)
        if paid >= margin:
            yield (
                f"policy '{name}': reps far above quota are paid {paid:.3g}, on-costs included, for each 1 that they "
                f"sell, of which at most {margin:.3g} is margin; a cap_at would end that"
            )


def defaults_of_another_currency(scenario: Scenario) -> Iterator[str]:
    """Amounts that were left at their defaults, which are those of a Chinese firm in yuan."""
    if scenario.currency == HOME:
        return
    usual = dict(amounts(Scenario(name="usual")))
    left = [path for path, value in amounts(scenario) if value and value == usual.get(path)]
    if left:
        yield (
            f"{len(left)} amounts in {scenario.currency} are the defaults of a firm that counts in {HOME}, such as "
            f"{', '.join(left[:3])}; state your own, or let 'salesim new FILE --currency {scenario.currency} --rate' "
            f"write all of them"
        )


def channel_warnings(policy: str, config: Scenario) -> Iterator[str]:
    """Prices below cost, goods that expire before they arrive, credit that terms use up."""
    channel = config.channel
    network, trade, credit, stock = channel.network, channel.trade, channel.credit, channel.stock
    place = f"policy '{policy}': channel."
    for name in ("direct_margin", "channel_margin"):
        if getattr(network, name) < 0:
            yield f"{place}network.{name} is {getattr(network, name):g}: goods are sold below cost"
    least, cost = (1.0 - credit.margin) * (1.0 - trade.promotion_discount), 1.0 - network.direct_margin
    if trade.promotion_weeks and least < cost:
        yield (
            f"{place}trade.promotion_discount leaves {least:.3g} of the street price, below a cost of {cost:.3g}: "
            "promotions are sold below cost"
        )
    days = stock.lead_days + stock.review_days
    if 0 < network.shelf_life_days < days:
        yield (
            f"{place}network.shelf_life_days ({network.shelf_life_days}) is shorter than lead time and review "
            f"({days} days): goods expire before they are sold"
        )
    if 0 < credit.limit_days < credit.terms_days:
        yield (
            f"{place}credit.limit_days ({credit.limit_days:g}) is below terms_days ({credit.terms_days:g}): "
            "distributors reach their limit with goods that are not due yet"
        )
