"""The burn-in: a year under the baseline, so that all arms begin from one state that has settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesim.agents.competitors import usual_attack_factor
from salesim.agents.goodwill import log_response_array
from salesim.columns import Customers, State
from salesim.model.known_buyers import hold_known, settle_known
from salesim.model.sales_model import SalesModel, forget
from salesim.model.workday import usual_push
from salesim.parameters import NO_MONEY
from salesim.policy.roles import expect_without_a_list
from salesim.scenario.scenario import Scenario
from salesim.world.build import add_layouts, build_world
from salesim.world.world import World


def open_world(scenario: Scenario, population: int = 0) -> World:
    """The world at which every arm begins: built, then settled, then with all layouts to choose from."""
    return add_layouts(run_burn_in(build_world(scenario, population)))


def run_burn_in(world: World) -> World:
    """Live the burn-in under the baseline's layout and policy; the scenario's others are not asked for.

    First half a reference run in which everybody works at e0, which fixes mean goodwill and the customers' reference
    sales; then half under the baseline's pay and quotas. Other layouts are drawn from the customers as they are at the
    end, see `add_layouts`.
    """
    model = SalesModel(world, replication=None)
    meter, known = model.meter, world.known
    assert meter is not None
    if known is not None:
        hold_known(model.columns, known)
    meter.flows()
    while model.week < model.first_quota_week:
        model.step()
    fix_goodwill(model)
    fix_reference(model, meter.sold_share())
    meter.flows()
    model.reps.baseline_sales[:] = reference_by_seat(model)
    model.reps.booked_sales[:] = model.reps.baseline_sales
    expect_without_a_list(model)
    while model.week < model.config.run.burn_in_weeks:
        model.step()
    settled = snapshot(model)
    sold_share = meter.sold_share()
    fix_reference(model, sold_share)
    if known is not None:
        settle_known(settled, known)
        fix_reference(model, sold_share)
    meter.flows()
    settled = replace(settled, usual=model.usual)
    forget(model)
    return settled


def fix_goodwill(model: SalesModel) -> None:
    """Mean goodwill of today's customers becomes the constant that responses are measured against."""
    healthy = model.columns.state == State.HEALTHY
    if healthy.any():
        model.mean_goodwill = float(model.columns.goodwill[healthy].mean())


def fix_reference(model: SalesModel, sold_share: np.ndarray) -> None:
    """Expected weekly sales of each customer, as often attacked as usual, season and chance taken out.

    Quotas are made of them. ``sold_share`` (n,) is sold of what is ordered.
    """
    c: Customers = model.columns
    market = model.config.market
    response = log_response_array(c.goodwill, model.mean_goodwill, market.goodwill.elasticity)
    current = (c.state == State.HEALTHY) | (c.state == State.FADING)
    fading = np.where(c.state == State.FADING, 0.5, 1.0)
    push = usual_push(model) * usual_attack_factor(market.competitors)
    worth = c.order_value * sold_share
    expected = c.order_rate * worth * np.exp(response) * c.relationship * fading * push[c.seat]
    c.reference_sales[:] = np.where(current, expected, 0.0)


def reference_by_seat(model: SalesModel) -> np.ndarray:
    """Reference sales of each seat's customers, (n_seats,) money a week."""
    sums = np.bincount(model.columns.seat, weights=model.columns.reference_sales, minlength=model.n_seats)
    return np.maximum(sums, NO_MONEY)


def snapshot(model: SalesModel) -> World:
    """The model's state as a world from which others can begin; the model, which cannot be copied, is done with.

    The columns are handed over, not copied: with a million customers each copy is 200 MB.
    """
    world = model.world
    if model.config.sales_force.roles:  # customers have changed hands since the layout was drawn
        world = replace(world, layouts={**world.layouts, world.layout: model.territories.current()})
    model.world = replace(
        world,
        customers=model.columns,
        reps=model.reps,
        distributors=model.distributors,
        week=model.week,
        mean_goodwill=model.mean_goodwill,
        usual=model.usual,
        local=model.local,
        attack_ends=model.attack_ends,
        agents_free_at=model.service.free_at,
        cash=model.ledger.cash,
        payable=model.ledger.payable,
        outlets=model.outlets,
        factory=model.factory,
        desk_jobs=tuple(
            job.remaining(7.0 * model.week)
            for job in [*model.supply.desk.waiting, *(job for job, _ in model.supply.to_ship)]
        ),
    )
    return model.world
