"""The layout as it lives: split, dissolve, even out, each by its trigger and with its cost."""

from __future__ import annotations

import numpy as np

from salesim.columns import State
from salesim.model.replicate import run_arm
from salesim.policy.layout_review import LayoutReview, LayoutReviewParameters, customers_by_seat, move_quotas
from salesim.scenario.arms import Arm


def reviewed(small, world, **review):
    settings = {f"sales_force.layout_review.{name}": value for name, value in review.items()}
    config = small(policies={"current": {}, "review": {"set": settings}})
    return run_arm(world, config, Arm("unit", "review"), 0)


def test_a_territory_above_the_limit_is_split_and_a_rep_hired(small, world, results):
    after = reviewed(small, world, split=True, split_customers=85)
    kinds = after.events.kind.value_counts()
    assert kinds["split"] == kinds["seat_opened"] >= 1
    assert after.outcomes["hiring_cost"] > results["unit/current"].outcomes["hiring_cost"]
    assert after.outcomes["accounts_reassigned"] > 20
    assert len(after.territories) == 12 + kinds["split"]
    assert after.events[after.events.kind == "split"].week.min() == 12


def test_a_territory_just_split_is_left_alone(model_of):
    model = model_of()
    review = LayoutReview(LayoutReviewParameters(split=True, split_customers=20))
    review.open_year(model)
    model.step()
    review.split_large(model)
    seats = model.n_seats
    assert seats > 12
    review.split_large(model)
    assert model.n_seats == seats


def test_growth_splits_only_from_a_base_worth_speaking_of(model_of):
    model = model_of()
    counts = customers_by_seat(model)
    review = LayoutReview(LayoutReviewParameters(split=True, split_customers=10_000, split_min=60))
    review.customers_a_year_ago = counts / 1.5
    large = int(np.sum(review.customers_a_year_ago >= 60))
    review.split_large(model)
    assert model.n_seats == 12 + large
    assert 0 < large < 12 or large == 12


def test_a_small_territory_is_dissolved(small, world):
    after = reviewed(small, world, dissolve=True, dissolve_customers=80)
    assert (after.events.kind == "dissolved").sum() == (after.events.kind == "seat_closed").sum() >= 1
    assert len(after.territories) < 12
    states = after.ledger[[f"customers_{state.name.lower()}" for state in State]].sum(axis=1)
    assert (states == 1500).all()


def test_targets_move_instead_of_customers(small, world, results):
    review = {"enabled": True, "threshold": 0.05, "quarters": 1}
    moved = reviewed(small, world, move="quotas", **review)
    assert moved.outcomes["accounts_reassigned"] == 0
    assert (moved.events.kind == "quotas_moved").sum() >= 1
    details = moved.events.loc[moved.events.kind == "quotas_moved", "detail"]
    assert details.astype(float).between(0.0, 1.0).all()  # a share: no sentence of one language
    both = reviewed(small, world, move="both", **review)
    assert both.outcomes["accounts_reassigned"] > 0 and (both.events.kind == "quotas_moved").sum() >= 1


def test_moved_targets_leave_the_firms_total_and_help_who_is_behind(model_of):
    model = model_of()
    for _ in range(12):
        model.step()
    reps = model.reps
    seats = np.flatnonzero(reps.full_quarter)
    attainment = reps.quarter_sales[seats] / reps.quota[seats]
    before = reps.annual_quota[seats] * reps.quota_factor[seats]
    move_quotas(model)
    after = reps.annual_quota[seats] * reps.quota_factor[seats]
    assert np.isclose(before.sum(), after.sum())
    change = after / before
    assert np.corrcoef(change, attainment)[0, 1] > 0.99
    assert change[np.argmin(attainment)] < 1 < change[np.argmax(attainment)]


def test_protected_customers_stay(model_of, world):
    model = model_of()
    model.step()
    c = model.columns
    owner = dict(zip(c.customer_id.tolist(), c.seat.tolist(), strict=True))
    largest = c.customer_id[np.argsort(-c.reference_sales)[:150]].tolist()
    review = LayoutReview(LayoutReviewParameters(enabled=True, tolerance=0.01, protected_share=0.1))
    review.move_customers(model)
    now = dict(zip(model.columns.customer_id.tolist(), model.columns.seat.tolist(), strict=True))
    assert all(now[who] == owner[who] for who in largest)
    assert sum(now[who] != owner[who] for who in owner) > 10
