"""Activity pay, check-in, split of work and discounts act through their paths, cost what they cost, and can lose."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
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
            results = [run_arm(world, config, Arm("unit", policy), i) for i in range(3)]
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
    assert paid["falsified_visits"] > 2.0 * usual["falsified_visits"]
    assert paid["pay"] > usual["pay"]
    assert paid["mean_effort"] > usual["mean_effort"]


def test_check_in_finds_fakes(rows):
    paid, checked = rows["visits"], rows["checked"]
    assert checked["falsified_visits"] < 0.2 * paid["falsified_visits"]
    assert checked["detected_falsified"] > 0 == paid["detected_falsified"]
    assert checked["visits"] + checked["falsified_visits"] < paid["visits"] + paid["falsified_visits"]
    assert checked["license_cost"] > 0
    assert checked["visits"] > rows["current"]["visits"]


@pytest.mark.slow
def test_resentment_drives_reps_away(outcomes):
    checked = {"sales_force.tools.check_in": {**CHECKED["sales_force.tools.check_in"], "resentment": 2.0}}
    resented = outcomes({"current": {}, "checked": checked})
    assert resented["checked"]["quits"] > 1.5 * max(resented["current"]["quits"], 1.0)


@pytest.mark.slow
def test_check_in_loses_where_nobody_has_a_reason_to_fake(outcomes):
    """Honest reps without rewards: nothing to find, and license, learning and resentment to pay for."""
    dear = {"sales_force.tools.check_in": {**CHECKED["sales_force.tools.check_in"], "license_cost_per_week": 500.0}}
    honest = outcomes({"current": {}, "checked": dear}, **{"sales_force.visits.falsified_share": 0.0})
    assert honest["checked"]["falsified_visits"] == 0
    assert honest["checked"]["value_created"] < honest["current"]["value_created"]


@pytest.mark.slow
def test_activity_pay_loses_when_a_visit_is_paid_more_than_it_sells(outcomes):
    rate = [{"name": "visits", "measure": "visits", "rate": 150.0, "paid": "at_once"}]
    dear = outcomes({"current": {}, "dear": {"sales_force.pay.components": rate}})
    assert dear["dear"]["value_created"] < dear["current"]["value_created"]
    assert dear["dear"]["falsified_visits"] > 0.5 * dear["dear"]["visits"]  # inventing them takes time from making them


def test_records_are_kept_when_they_are_paid(rows):
    usual, paid = rows["current"], rows["records"]
    assert paid["data_quality"] > usual["data_quality"] + 0.05
    assert paid["visits"] < usual["visits"]  # the time comes from selling


@pytest.mark.slow
def test_strong_pay_for_sales_neglects_care(outcomes):
    """Commission that doubles: customers pay later, records get worse."""
    rows = outcomes({"current": {}, "strong": {"sales_force.pay.commission_rate": 0.036}})
    assert rows["strong"]["data_quality"] < rows["current"]["data_quality"] - 0.05
    share = {name: row["receivables_change"] / row["sales"] for name, row in rows.items()}
    assert share["strong"] > share["current"]


@pytest.mark.slow
def test_reps_on_an_accelerator_give_discounts_away(outcomes):
    """Few, large, movable deals (P8): discounts move orders into quarters that pay for them."""
    deals = {"sales_force.effort.pull_share": 0.4, "market.buying.values": {"kind": "lognormal", "median": 30000.0}}
    deals |= {"market.buying.rate_scale": 40.0}
    rows = outcomes({"current": {}, "steep": STEEP, "free": FREE}, **deals)
    assert rows["steep"]["discounts"] == 0.0
    given = rows["free"]["discounts"] / (rows["free"]["sales"] + rows["free"]["discounts"])
    assert 0.001 < given < 0.2
    assert rows["free"]["margin"] / rows["free"]["sales"] < rows["steep"]["margin"] / rows["steep"]["sales"]
    linear = outcomes({"current": {}, "may": {"sales_force.discretion.max_discount": 0.2}}, **deals)
    assert linear["may"]["discounts"] < 0.2 * rows["free"]["discounts"]


@pytest.mark.slow
def test_a_reward_shifts_work_as_far_however_it_is_paid(outcomes):
    """I1: a rate is felt as it is earned; to visits, and away from what is neglected."""
    later = {"sales_force.pay.components": [{"name": "visits", "measure": "visits", "rate": 15.0}]}
    rows = outcomes({"current": {}, "later": later, "at_once": REWARD})
    for paid in ("later", "at_once"):
        assert rows[paid]["mean_effort"] > rows["current"]["mean_effort"]
        assert rows[paid]["falsified_visits"] > rows["current"]["falsified_visits"]
        assert rows[paid]["data_quality"] < rows["current"]["data_quality"]
    assert abs(rows["at_once"]["mean_effort"] - rows["later"]["mean_effort"]) < 0.01


@pytest.mark.slow
def test_nobody_works_above_measure_for_a_year(outcomes, model_of):
    """Reps who are driven hard tire: less effort than the same pay would bring from the tireless."""
    hard = {"current": {}, "hard": {"sales_force.pay.commission_rate": 0.06}}
    rows = {effect: outcomes(hard, **{"sales_force.fatigue.effect": effect}) for effect in (0.0, 0.25)}
    assert rows[0.25]["hard"]["mean_effort"] < rows[0.0]["hard"]["mean_effort"] - 0.03
    assert rows[0.25]["hard"]["sales"] < rows[0.0]["hard"]["sales"]
    model = model_of()
    for _ in range(26):
        model.step()
    reps = model.reps
    busiest, idlest = np.argmax(reps.workload), np.argmin(reps.workload)
    assert reps.workload[busiest] > 1.3 * reps.workload.mean()
    assert reps.fatigue[busiest] > reps.fatigue[idlest]
