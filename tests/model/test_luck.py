"""Luck is addressed: who else lives in the world, and what management does, changes nobody's draws."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from salesim.agents.settlement import Outcome
from salesim.columns import Customers, Reps
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.world.build import build_world

DRAWN_CUSTOMER = (
    "lon_deg", "lat_deg", "town", "industry", "size_class", "order_rate", "churn_probability", "order_value",
    "payment_habit", "renewal_week", "state", "state_week", "first_order_week", "last_order_week", "last_visit_week",
    "grade",
)  # fmt: skip
DRAWN_REP = (
    "home_lon_deg", "home_lat_deg", "skill", "risk_gain", "loss_aversion", "probability_weight",
    "optimism", "ratchet_belief", "falsified_share",
)  # fmt: skip


def by_id(columns, identity: str) -> dict[str, dict[int, object]]:
    ids = getattr(columns, identity).tolist()
    return {
        name: dict(zip(ids, array.tolist(), strict=True)) for name, array in zip(columns._fields, columns, strict=True)
    }


def test_one_more_rep_and_one_more_customer_leave_every_other_draw_as_it_was(scenario, small):
    before = build_world(scenario)
    more = {"market.customers.count": scenario.market.customers.count + 1, "sales_force.team.reps": 13}
    after = build_world(small(**more))
    for kind, identity, drawn, added in (
        ("customers", "customer_id", DRAWN_CUSTOMER, {1200}),
        ("reps", "seat", DRAWN_REP, {12}),
        ("distributors", "distributor", ("lon_deg", "lat_deg", "neighbor"), set()),
    ):
        old, new = by_id(getattr(before, kind), identity), by_id(getattr(after, kind), identity)
        assert set(new[identity]) - set(old[identity]) == added
        for name in drawn:
            kept = {key: value for key, value in new[name].items() if key not in added}
            assert kept == old[name], name


def test_one_more_rep_and_one_more_customer_meet_the_same_attacks(scenario, small):
    more = {"market.customers.count": scenario.market.customers.count + 1, "sales_force.team.reps": 13}
    attacks = []
    for config in (scenario, small(**more)):
        from salesim.model.replicate import open_world
        from salesim.model.sales_model import SalesModel

        model = SalesModel(open_world(config), replication=4)
        attacks.append([step_and_see(model) for _ in range(30)])
    assert np.array_equal(*attacks)
    assert np.sum(attacks[0]) > 0


def step_and_see(model) -> np.ndarray:
    model.step()
    return model.attack.copy()


@pytest.mark.parametrize("other", ["wager", "portal", "review"])
def test_two_policies_meet_the_same_customers_competitors_and_luck(model_of, other):
    """Attacks are the same week by week, and an order that both arms see is the same order."""
    first, second = model_of("current", replication=7), model_of(other, replication=7)
    seen = [{}, {}]
    for week in range(26):
        for model, orders in zip((first, second), seen, strict=True):
            ids = model.columns.customer_id.tolist()  # a new layout re-sorts rows at the week's end
            model.step()
            orders.update(orders_by_number(model, ids, week // 13))
        assert np.array_equal(first.attack, second.attack)
    both = set(seen[0]) & set(seen[1])
    assert len(both) > 0.9 * len(seen[0])
    assert all(seen[0][key][:2] == seen[1][key][:2] for key in both)
    same_quarter = [key for key in both if seen[0][key][3] == seen[1][key][3]]  # what is ordered drifts by the quarter
    assert all(seen[0][key] == seen[1][key] for key in same_quarter)


def orders_by_number(model, ids, quarter) -> dict[tuple[int, int], tuple[float, int, int, int]]:
    """Stamp, SKU class, units and quarter of this week's new orders, by customer and the order's running number."""
    o, found = model.orders, {}
    for at in range(model.n_orders):
        if not o.retry[at] and o.outcome[at] != Outcome.SUBSTITUTED:  # a stock-out changes what is delivered
            who = ids[o.row[at]]
            found[who, o.number[at].item()] = (o.stamp[at].item(), o.sku[at].item(), o.units[at].item(), quarter)
    return found


def test_a_policy_without_any_effect_changes_no_byte(world, small):
    """Recognition is worth nothing here, so badges change nothing; had they drawn, others' luck would have moved."""
    worthless = ("effect", "worth", "licensing", "cost")
    neutral = {"badges": True, **dict.fromkeys(worthless, 0.0)}
    policies = {"current": {}, "neutral": {"set": {f"sales_force.recognition.{k}": v for k, v in neutral.items()}}}
    config = small(policies=policies, **{"sales_force.turnover.recognition": 0.0})
    arms = [Arm("unit", policy) for policy in policies]
    current, badges = (run_arm(world, config, arm, 0) for arm in arms)
    assert badges.summary.equals(current.summary)


def test_arms_do_not_write_to_the_world_they_begin_in(scenario, world, model_of):
    before = copy.deepcopy((world.customers, world.reps, world.distributors, world.cash, world.payable))
    jobs = copy.deepcopy(world.desk_jobs)
    run_arm(world, scenario, Arm("balanced", "wager"), 3)
    for old, new in zip(before[:3], (world.customers, world.reps, world.distributors), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))
    assert np.array_equal(before[3], world.cash) and np.array_equal(before[4], world.payable)
    assert [job.touch_hours for job in jobs] == [job.touch_hours for job in world.desk_jobs]
    assert all(job.began is None for job in world.desk_jobs)
    assert isinstance(world.customers, Customers) and isinstance(world.reps, Reps)


def test_populations_vary_only_if_the_scenario_says_so(small):
    fixed, varies = small(), small(**{"run.population": "varies"})
    from salesim.model.replicate import run_replication

    arm = Arm("unit", "current")
    moved = {
        name: [run_replication(config, i, [arm])[arm].outcomes["customers_end"] for i in range(2)]
        for name, config in (("fixed", fixed), ("varies", varies))
    }
    same = build_world(fixed, 0).customers.order_rate, build_world(fixed, 1).customers.order_rate
    assert not np.array_equal(*same)
    assert moved["fixed"] != moved["varies"]
