"""What a scenario may state, but hardly means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from salesim.pay.component import PayComponent
from salesim.pay.component_curve import falls_at
from salesim.pay.gate import Gate
from salesim.pay.plan import PayParameters
from salesim.phrase import Phrase, in_a_row
from salesim.scenario.amounts import HOME, amounts
from salesim.scenario.phases import phases
from salesim.scenario.plan_letters import set_as
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
    yield from pay_warnings(name, "sales_force.pay", pay, config.folder)
    for plan, of_role in config.sales_force.plans.items():
        yield from pay_warnings(name, f"sales_force.plans.{plan}", of_role, config.folder)
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


def pay_warnings(policy: str, path: str, pay: PayParameters, folder: Path) -> Iterator[str]:
    """What a plan hardly means: by its letter's file and line, if it is one, else by the paths of its components."""
    found = [*pay_that_falls(pay), *factors_that_fall(pay)]
    if not pay.plan:
        for i, doubt in found:
            where = Phrase("{path}.components.{i} ('{name}')", path=path, i=i, name=pay.components[i].name)
            yield Phrase("policy '{policy}': {where} {doubt}", policy=policy, where=where, doubt=doubt)
        return
    from salesim.letter.read import doubts_about, lines_of_parts, read_letter  # letters are read as scenarios are

    letter = set_as(read_letter(pay.plan, folder), pay.plan, pay.plan_settings)
    told = doubts_about(letter, pay.plan, folder)
    for said in told:
        yield Phrase("policy '{policy}': {doubt}", policy=policy, doubt=said)
    lines = lines_of_parts(letter, pay.plan, folder) if found else {}
    for i, doubt in found:
        name = pay.components[i].name  # of its part, perhaps with a number
        part = next((one for one in lines if name == one or name.startswith(f"{one} ")), name)
        if not any(said.startswith(f"{lines.get(part)}: ") for said in told):  # the letter's own doubt says it better
            where = Phrase("{line}: part {part}", line=lines.get(part, pay.plan), part=part)
            yield Phrase("policy '{policy}': {where} {doubt}", policy=policy, where=where, doubt=doubt)


def pay_that_falls(pay: PayParameters) -> Iterator[tuple[int, Phrase]]:
    """Components that pay less for more, by number: a lower rate holds for the whole amount, or a gate shuts."""
    for i, one in enumerate(pay.components):
        places = falls_at(one)
        if places:
            where = in_a_row(place_of(one.measure, one.quota, at) for at in places)
            yield i, Phrase("pays less for more from {places} on", places=where)
        if one.gate is not None and one.gate.below and not any(opens(other, one.gate) for other in pay.components):
            at = place_of(one.gate.measure, one.gate.quota, one.gate.at)
            yield i, Phrase("is lost to who reaches {place}", place=at)


def place_of(measure: str, quota: float | None, at: float) -> Phrase:
    """A place on a measure's scale: an amount where the quota is one, else an attainment."""
    if quota is None or measure == "days_to_collect":
        return Phrase("attainment {at:g} of {measure}", at=at, measure=measure)
    return Phrase("{amount} of {measure}", amount=f"{at * quota:,.12g}", measure=measure)


def opens(other: PayComponent, shut: Gate) -> bool:
    """Whether another component begins where a gate shuts, as bands of a matrix follow one another."""
    gate = other.gate
    return gate is not None and not gate.below and (gate.measure, gate.at) == (shut.measure, shut.at)


def factors_that_fall(pay: PayParameters) -> Iterator[tuple[int, Phrase]]:
    """Components whose factor falls where more of its measure is done, by number."""
    for i, one in enumerate(pay.components):
        levels = () if one.factor is None else one.factor.levels
        falls = [at for (_, more), (at, less) in pairwise(levels) if less < more]
        if one.factor is not None and falls:
            place = place_of(one.factor.measure, one.factor.quota, falls[0])
            yield i, Phrase("pays less to who reaches {place}", place=place)


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
