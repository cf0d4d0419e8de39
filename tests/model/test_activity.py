"""Activity pay, check-in, split of work and discounts act through their paths, cost what they cost, and can lose."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.replicate import opening, run_arm
from salesim.scenario.arms import Arm

REWARD = {
    "sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 15.0, "paid": "at_once"}],
}
CHECKED = {"sales_force.tools.check_in": {"enabled": True, "start_share": 1.0, "ceiling": 1.0}}
RECORDS = {
    "sales_force.pay.components": [{"name": "records", "measure": "data_quality", "rate": 20000.0}],
}
STEEP = {
    "sales_force.pay.commission_rate": 0.0,
    "sales_force.pay.components": [
        {"name": "accelerator", "measure": "sales", "rate": 0.004, "kinks": [{"at": 1.0, "rate": 0.03}]}
    ],
}
FREE = {**STEEP, "sales_force.discretion.max_discount": 0.2}
ARMS = {"current": {}, "visits": REWARD, "checked": {**REWARD, **CHECKED}, "records": RECORDS}


@pytest.fixture(scope="module")
def outcomes(small):
    """Mean outcomes of three replications by policy."""

    def run(policies, **changes):
        config = small(policies={name: {"set": changed} for name, changed in policies.items()}, **changes)
        world = opening(config)
        rows = {}
        for policy in policies:
            results = [run_arm(world, config, Arm("prefecture", policy), i) for i in range(3)]
            rows[policy] = {name: np.mean([r.outcomes[name] for r in results]) for name in results[0].outcomes}
        return rows

    return run


@pytest.fixture(scope="module")
def rows(outcomes):
    return outcomes(ARMS)


def test_paid_visits_are_made_and_invented(rows):
    """More real visits, many more fakes, more pay; and so many reports cost more than they sell at this price."""
    usual, paid = rows["current"], rows["visits"]
    assert paid["visits"] > 1.03 * usual["visits"]
    assert paid["fake_visits"] > 2.0 * usual["fake_visits"]
    assert paid["pay_cny"] > usual["pay_cny"]
    assert paid["mean_effort"] > usual["mean_effort"]


def test_check_in_finds_fakes(rows):
    paid, checked = rows["visits"], rows["checked"]
    assert checked["fake_visits"] < 0.2 * paid["fake_visits"]
    assert checked["detected_fakes"] > 0 == paid["detected_fakes"]
    assert checked["visits"] + checked["fake_visits"] < paid["visits"] + paid["fake_visits"]
    assert checked["licence_cost_cny"] > 0
    assert checked["visits"] > rows["current"]["visits"]


def test_resentment_drives_reps_away(outcomes):
    checked = {"sales_force.tools.check_in": {**CHECKED["sales_force.tools.check_in"], "resentment": 2.0}}
    resented = outcomes({"current": {}, "checked": checked})
    assert resented["checked"]["quits"] > 1.5 * max(resented["current"]["quits"], 1.0)


def test_check_in_loses_where_nobody_has_a_reason_to_fake(outcomes):
    """Honest reps without rewards: nothing to find, and licence, learning and resentment to pay for."""
    dear = {"sales_force.tools.check_in": {**CHECKED["sales_force.tools.check_in"], "licence_cny_week": 500.0}}
    honest = outcomes({"current": {}, "checked": dear}, **{"sales_force.visits.fake_share": 0.0})
    assert honest["checked"]["fake_visits"] == 0
    assert honest["checked"]["value_created_cny"] < honest["current"]["value_created_cny"]


def test_activity_pay_loses_when_a_visit_is_paid_more_than_it_sells(outcomes):
    rate = [{"name": "visits", "measure": "visits", "rate": 150.0, "paid": "at_once"}]
    dear = outcomes({"current": {}, "dear": {"sales_force.pay.components": rate}})
    assert dear["dear"]["value_created_cny"] < dear["current"]["value_created_cny"]
    assert dear["dear"]["fake_visits"] > dear["dear"]["visits"]  # inventing them takes the time of making them


def test_records_are_kept_when_they_are_paid(rows):
    usual, paid = rows["current"], rows["records"]
    assert paid["data_quality"] > usual["data_quality"] + 0.05
    assert paid["visits"] < usual["visits"]  # the time comes from selling


def test_strong_pay_for_sales_neglects_care(outcomes):
    """Commission that doubles: customers pay later, records get worse."""
    rows = outcomes({"current": {}, "strong": {"sales_force.pay.commission_rate": 0.036}})
    assert rows["strong"]["data_quality"] < rows["current"]["data_quality"] - 0.05
    share = {name: row["receivables_change_cny"] / row["sales_cny"] for name, row in rows.items()}
    assert share["strong"] > share["current"]


def test_reps_on_an_accelerator_give_discounts_away(outcomes):
    """Few, large, movable deals (P8): discounts move orders into quarters that pay for them."""
    deals = {"sales_force.effort.pull_share": 0.4, "market.buying.values": {"kind": "lognormal", "median_cny": 30000.0}}
    deals |= {"market.buying.rate_scale": 40.0}
    rows = outcomes({"current": {}, "steep": STEEP, "free": FREE}, **deals)
    assert rows["steep"]["discounts_cny"] == 0.0
    given = rows["free"]["discounts_cny"] / (rows["free"]["sales_cny"] + rows["free"]["discounts_cny"])
    assert 0.001 < given < 0.2
    assert (
        rows["free"]["margin_cny"] / rows["free"]["sales_cny"]
        < rows["steep"]["margin_cny"] / rows["steep"]["sales_cny"]
    )
    linear = outcomes({"current": {}, "may": {"sales_force.discretion.max_discount": 0.2}}, **deals)
    assert linear["may"]["discounts_cny"] < 0.2 * rows["free"]["discounts_cny"]


def test_a_reward_at_once_shifts_work_further_than_the_same_later(outcomes):
    """I1: points today are worth more than the same yuan at the quarter's end, to visits and to what is neglected."""
    later = {"sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 15.0}]}
    rows = outcomes({"current": {}, "later": later, "at_once": REWARD})
    assert rows["current"]["mean_effort"] < rows["later"]["mean_effort"] < rows["at_once"]["mean_effort"]
    assert rows["current"]["fake_visits"] < rows["later"]["fake_visits"] < rows["at_once"]["fake_visits"]
    assert rows["current"]["data_quality"] > rows["later"]["data_quality"] > rows["at_once"]["data_quality"]


def test_nobody_works_above_measure_for_a_year(outcomes, model_of):
    """Reps who are driven hard tire: less effort than the same pay would bring from the tireless."""
    hard = {"current": {}, "hard": {"sales_force.pay.commission_rate": 0.06}}
    rows = {effect: outcomes(hard, **{"sales_force.fatigue.effect": effect}) for effect in (0.0, 0.25)}
    assert rows[0.25]["hard"]["mean_effort"] < rows[0.0]["hard"]["mean_effort"] - 0.03
    assert rows[0.25]["hard"]["sales_cny"] < rows[0.0]["hard"]["sales_cny"]
    model = model_of()
    for _ in range(26):
        model.step()
    reps = model.reps
    busiest, idlest = np.argmax(reps.workload), np.argmin(reps.workload)
    assert reps.workload[busiest] > 1.3 * reps.workload.mean()
    assert reps.fatigue[busiest] > reps.fatigue[idlest]
