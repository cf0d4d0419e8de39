"""What a scenario may state, but hardly means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from salesim.pay.component import PayComponent
from salesim.pay.component_curve import falls_at
from salesim.pay.gate import Gate
from salesim.pay.plan import PayParameters
from salesim.phrase import Phrase, in_a_row
from salesim.scenario.amounts import HOME, amounts
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario


def warnings_about(scenario: Scenario) -> Iterator[str]:
    """One sentence for each thing that a scenario or a policy states but hardly means."""
    yield from defaults_of_another_currency(scenario)
    for name in scenario.policies:
        told = [doubt for phase in phases(scenario, name) for doubt in doubts_about(name, phase.config)]
        yield from dict.fromkeys(told)


def doubts_about(name: str, config: Scenario) -> Iterator[str]:
    """What a policy hardly means, with the scenario as it is under it."""
    pay, network = config.sales_force.pay, config.channel.network
    yield from channel_warnings(name, config)
    yield from pay_that_falls(name, pay)
    yield from factors_that_fall(name, pay)
    paid = pay.last_rate * (1.0 + pay.on_costs)
    margin = max(*network.direct_margins, *network.channel_margins)
    if paid >= margin:
        yield Phrase(
            "policy '{policy}': reps far above quota are paid {paid:.3g}, on-costs included, for each 1 that they "
            "sell, of which at most {margin:.3g} is margin; a cap_at would end that",
            policy=name,
            paid=paid,
            margin=margin,
        )


def defaults_of_another_currency(scenario: Scenario) -> Iterator[str]:
    """Amounts that were left at their defaults, which are those of a Chinese firm in yuan."""
    if scenario.currency == HOME:
        return
    usual = dict(amounts(Scenario(name="usual")))
    left = [path for path, value in amounts(scenario) if value and value == usual.get(path)]
    if left:
        yield Phrase(
            "{n} amounts in {currency} are the defaults of a firm that counts in {home}, such as {paths}; state your "
            "own, or let 'salesim new FILE --currency {currency} --rate' write all of them",
            n=len(left),
            currency=scenario.currency,
            home=HOME,
            paths=", ".join(left[:3]),
        )


def pay_that_falls(policy: str, pay: PayParameters) -> Iterator[str]:
    """Components that pay less for more: where a lower rate holds for the whole amount, or a gate shuts."""
    for i, one in enumerate(pay.components):
        places = falls_at(one)
        if places:
            yield Phrase(
                "policy '{policy}': sales_force.pay.components.{i} ('{name}') pays less for more from attainment "
                "{places} on",
                policy=policy,
                i=i,
                name=one.name,
                places=in_a_row(f"{at:g}" for at in places),
            )
        if one.gate is not None and one.gate.below and not any(opens(other, one.gate) for other in pay.components):
            yield Phrase(
                "policy '{policy}': sales_force.pay.components.{i} ('{name}') is lost to who reaches attainment "
                "{at:g} of {measure}",
                policy=policy,
                i=i,
                name=one.name,
                at=one.gate.at,
                measure=one.gate.measure,
            )


def opens(other: PayComponent, shut: Gate) -> bool:
    """Whether another component begins where a gate shuts, as bands of a matrix follow one another."""
    gate = other.gate
    return gate is not None and not gate.below and (gate.measure, gate.at) == (shut.measure, shut.at)


def factors_that_fall(policy: str, pay: PayParameters) -> Iterator[str]:
    """Components whose factor falls where more of its measure is done."""
    for i, one in enumerate(pay.components):
        levels = () if one.factor is None else one.factor.levels
        falls = [at for (_, more), (at, less) in pairwise(levels) if less < more]
        if one.factor is not None and falls:
            yield Phrase(
                "policy '{policy}': sales_force.pay.components.{i} ('{name}') pays less to who reaches attainment "
                "{at:g} of {measure}",
                policy=policy,
                i=i,
                name=one.name,
                at=falls[0],
                measure=one.factor.measure,
            )


def channel_warnings(policy: str, config: Scenario) -> Iterator[str]:
    """Prices below cost, goods that expire before they arrive, credit that terms use up."""
    channel = config.channel
    network, trade, credit, stock = channel.network, channel.trade, channel.credit, channel.stock
    for name in ("direct_margin", "channel_margin"):
        if getattr(network, name) < 0:
            yield Phrase(
                "policy '{policy}': channel.network.{name} is {margin:g}: goods are sold below cost",
                policy=policy,
                name=name,
                margin=getattr(network, name),
            )
    least, cost = (1.0 - credit.margin) * (1.0 - trade.promotion_discount), 1.0 - network.direct_margin
    if trade.promotion_weeks and least < cost:
        yield Phrase(
            "policy '{policy}': channel.trade.promotion_discount leaves {least:.3g} of the street price, below a cost "
            "of {cost:.3g}: promotions are sold below cost",
            policy=policy,
            least=least,
            cost=cost,
        )
    days = stock.lead_days + stock.review_days
    if 0 < network.shelf_life_days < days:
        yield Phrase(
            "policy '{policy}': channel.network.shelf_life_days ({shelf_life}) is shorter than lead time and review "
            "({days} days): goods expire before they are sold",
            policy=policy,
            shelf_life=network.shelf_life_days,
            days=days,
        )
    if 0 < credit.limit_days < credit.terms_days:
        yield Phrase(
            "policy '{policy}': channel.credit.limit_days ({limit:g}) is below terms_days ({terms:g}): distributors "
            "reach their limit with goods that are not due yet",
            policy=policy,
            limit=credit.limit_days,
            terms=credit.terms_days,
        )
