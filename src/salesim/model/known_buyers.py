"""Customers of whom a file knows what they buy: the burn-in settles everything around them, and they stay as known.

What a customer orders and how soon it leaves were observed under today's holder, visits, service and competitors. So
nobody known leaves or drifts in the burn-in. At its end trial years, in which nobody leaves either, show what all these
make of each customer's order rate and of the chance to leave; both are divided by it. As the options begin, the
customers buy as the file says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from salesim.agents.competitors import CompetitorParameters, attack_probability
from salesim.agents.customers_view import CustomersView
from salesim.agents.rules import Rules
from salesim.columns import NEVER, Customers, State
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario.overlay import overlay
from salesim.weeks import YEAR
from salesim.world.population import FIRST_PROSPECT
from salesim.world.rows import rows_of
from salesim.world.world import KnownBuyers, World

N_TRIALS = 4
NO_RATE = 1e-12  # against division by nothing
FIRST_TRIAL = 10_000  # replications have lower numbers


def hold_known(customers: Customers, known: KnownBuyers) -> None:
    """Let nobody known leave until `settle_known`."""
    rows = rows_of(customers, known.customer_id)
    customers.churn_probability[rows] = 0.0
    customers.renewal_week[rows] = -1


def settle_known(world: World, known: KnownBuyers) -> None:
    """Let the customers of a burnt-in world begin as known; who was won in the burn-in is a prospect again.

    Where the number of newcomers is stated, these, too, buy and leave as the buying model has it under all that acts.
    """
    c, market = world.customers, world.scenario.market
    won = np.flatnonzero((c.customer_id >= FIRST_PROSPECT) & (c.state >= State.HEALTHY))
    c.state[won], c.state_week[won] = State.UNKNOWN, world.week
    c.first_order_week[won], c.last_order_week[won] = -1, NEVER
    c.postponed_units[won] = 0
    rows = rows_of(c, known.customer_id)
    c.churn_probability[rows] = known.churn_probability
    of_known, of_new = trial_years(world, known)
    # attacks are left out of the trials: a few of them would make a year good or bad
    attacks = market.competitors
    share = share_attacked(world.attack_ends, world.week, YEAR, attacks)[c.region[rows], c.industry[rows]]
    mean_share = float(share @ known.order_rate / max(known.order_rate.sum(), NO_RATE))
    attacked = 1.0 - mean_share * (1.0 - attacks.rate_factor)
    fickle = 1.0 + mean_share * attacks.rate_factor * np.expm1(market.churn.attack_effect) / attacked
    c.order_rate[rows] = known.order_rate / np.maximum(of_known.push * attacked, NO_RATE)
    c.churn_probability[rows] = chance_without(known.churn_probability, of_known.exponent * fickle)
    c.renewal_week[rows] = known.renewal_week
    if market.prospects.newcomers_per_year is not None and of_new.push.size:
        others = c.customer_id >= FIRST_PROSPECT
        c.order_rate[others] /= max(float(of_new.push.mean()) * attacked, NO_RATE)
        c.churn_probability[others] = chance_without(c.churn_probability[others], of_new.exponent.mean() * fickle)


def chance_without(chance: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """Chance to leave that comes to ``chance`` (n,) when its exponent is as usual."""
    return -np.expm1(np.log1p(-np.minimum(chance, 1.0 - 1e-12)) / np.maximum(exponent, 1e-3))


class Factors(NamedTuple):
    """Mean factors on order rates, and exponents on the probability of staying after an order, (n,) each."""

    push: np.ndarray
    exponent: np.ndarray


def share_attacked(attack_ends: np.ndarray, week: int, weeks: int, competitors: CompetitorParameters) -> np.ndarray:
    """Share of some weeks ahead in which attacks are expected, of the shape of ``attack_ends``; see `mark_attacks`.

    What is under way goes on to its end; whatever is quiet is attacked with the same probability each week.
    """
    chance = attack_probability(competitors.attacks_per_year, competitors.weeks)
    begun: list[np.ndarray] = []
    total = np.zeros(attack_ends.shape)
    for ahead in range(weeks):
        lasting = (attack_ends > week + ahead) + sum(begun[-competitors.weeks + 1 :] if competitors.weeks > 1 else [])
        begun.append(chance * (1.0 - lasting))
        total += lasting + begun[-1]
    return total / weeks


def trial_years(world: World, known: KnownBuyers) -> tuple[Factors, Factors]:
    """What a year without attacks makes of each known customer, and of newcomers, one row a week with any."""
    quiet = overlay(world.scenario, {"market.competitors.attacks_per_year": 0.0})
    calm = replace(world, attack_ends=np.zeros_like(world.attack_ends))
    push, exponent = np.zeros(len(known.customer_id)), np.zeros(len(known.customer_id))
    of_new: dict[str, list[float]] = {"push": [], "exponent": []}

    def note_rates(customers: CustomersView, usual: np.ndarray) -> np.ndarray:
        c, season = model.columns, model.demand_now * model.growth
        rows, new = rows_of(c, known.customer_id), newcomers(c)
        push[:] += usual[rows] / (season * np.maximum(c.order_rate[rows], NO_RATE))
        if new.any():
            of_new["push"].append(float(usual[new].sum() / (season * c.order_rate[new].sum())))
        return usual

    def note_chances(customers: CustomersView, usual: np.ndarray) -> np.ndarray:
        c = model.columns
        rows, new = rows_of(c, known.customer_id), newcomers(c)
        staying = [np.log1p(-np.clip(chance, 1e-9, 1.0 - 1e-9)) for chance in (usual, c.churn_probability)]
        ratio = staying[0] / staying[1]
        exponent[:] += np.where(known.churn_probability > 1e-9, ratio[rows], 1.0)
        if new.any():
            of_new["exponent"].append(float(np.average(ratio[new], weights=c.order_rate[new])))
        chances = usual.copy()
        chances[rows] = 0.0
        return chances

    rules = Rules(order_rates=note_rates, churn_probabilities=note_chances)
    for trial in range(N_TRIALS):
        model = SalesModel(calm, quiet, replication=FIRST_TRIAL + trial, rules=rules)
        for _ in range(YEAR):
            model.step()
        forget(model)
    weeks = N_TRIALS * YEAR
    return Factors(push / weeks, exponent / weeks), Factors(*(np.array(seen) for seen in of_new.values()))


def newcomers(c: Customers) -> np.ndarray:
    """Who began to buy in the trial and still does, (n,) booleans."""
    return (c.customer_id >= FIRST_PROSPECT) & (c.state == State.HEALTHY)
