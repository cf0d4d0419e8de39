"""Levers of the channel in a small market: each acts, its cost acts, and each loses somewhere."""

import numpy as np
import pandas as pd
import pytest

from salesim.channel.desk import OrderDesk
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.policy.lever import Lever
from salesim.scenario.arms import Arm

REBATES = [{"at": 0.9, "rate": 0.01}, {"at": 1.05, "rate": 0.04}]
SPREAD = {"possible": True, "relief": 0.05}
POLICIES = {
    "current": {},
    "promotion": {"channel.trade": {"promotion_weeks": [10, 11]}},
    "timid": {"channel.trade": {"promotion_weeks": [10, 11], "max_ahead_days": 0.0}},
    "rebates": {"channel.trade.rebates": REBATES},
    "bear": {"channel.trade.brand_bears": 0.0},
    "tight": {"channel.credit": {"limit_days": 20.0}},
    "wide": {"channel.credit": {"limit_days": 90.0}},
    "broke": {"channel.credit": {"limit_days": 90.0, "cost_share": 0.6, "capital_days": 1.0, "patience_weeks": 3}},
    "visible": {"channel.visibility.enabled": True},
    "refused": {"channel.visibility": {"enabled": True, "sharing": 0.0}},
    "resented": {"channel.visibility": {"enabled": True, "sharing": 1.0, "resentment": 1.0}},
    "dear": {"channel.visibility": {"enabled": True, "license_cost_per_week": 5000.0}},
    "scored": {"channel.scorecard": {"enabled": True, "fresh_pay": 0.0}},
    "turned": {"channel.scorecard": {"enabled": True, "fill_pay": 0.0, "turn_pay": 0.05, "fresh_pay": 0.0}},
    "shared": {"channel.scorecard": {"shared_stock": True, "reach_km": 1000.0}},
    "near": {"channel.scorecard": {"shared_stock": True, "reach_km": 1.0}},
    "diverting": {"channel.diversion": SPREAD},
    "scanned": {"channel.diversion": {**SPREAD, "scan": True}},
    "accusing": {"channel.diversion": {**SPREAD, "scan": True, "false_positives": 0.5, "false_harm": 0.5}},
    "mail": {"channel.emergency.handled": "mail"},
    "workflow": {"channel.emergency.handled": "workflow"},
    "alarmed": {"channel.emergency": {"handled": "workflow", "alarm_days": 0.0, "false_alarms": 0.9}},
    "inflating": {"channel.stock.order_inflation": 2.0},
}
SETTINGS = {
    "channel.factory": {"keeps_stock": True, "capacity": 1.2},
    "channel.network.shelf_life_days": 40,
    "channel.network.price_spread": 0.1,
    "channel.stock.service_factor": 0.8,
    "policies": {name: {"set": changes} for name, changes in POLICIES.items()},
}


@pytest.fixture(scope="module")
def lived(small):
    """Results by policy and replication, each lived once."""
    config = small(**SETTINGS)
    world, known = opening(config), {}

    def results(policy, replications=1):
        found = []
        for i in range(replications):
            if (policy, i) not in known:
                known[policy, i] = run_arm(world, config, Arm("unit", policy), i)
            found.append(known[policy, i])
        return found

    return results


def mean(results, outcome):
    return np.mean([result.outcomes[outcome] for result in results])


def channel(results, column):
    return sum(result.distributor_quarters[column].sum() for result in results)


def test_promotions_are_bought_ahead_and_cost_more_than_they_sell(lived):
    usual, promotion, timid = lived("current")[0], lived("promotion")[0], lived("timid")[0]
    terms = promotion.tables["trade_terms"]
    assert terms["promotion"].sum() == pytest.approx(
        promotion.outcomes["support_cost"] - usual.outcomes["support_cost"], rel=0.15
    )
    assert promotion.outcomes["holding_cost"] > 1.05 * usual.outcomes["holding_cost"]
    assert terms["promotion"].sum() > 1.5 * timid.tables["trade_terms"]["promotion"].sum()
    assert promotion.outcomes["value_created"] < usual.outcomes["value_created"]


def test_rebates_are_loaded_for(lived):
    terms = lived("rebates")[0].tables["trade_terms"]
    loaded = terms[terms["loaded_units"] > 0]
    assert len(loaded) and (loaded["rebate"] > 0).any()
    assert (terms["rebate"] <= 0.04 * terms["bought"] + 1e-6).all()
    assert mean(lived("rebates"), "value_created") < mean(lived("current"), "value_created")


def test_who_bears_expired_goods_keeps_less(lived):
    usual, bear = lived("current"), lived("bear")
    assert mean(bear, "holding_cost") < 0.95 * mean(usual, "holding_cost")
    assert mean(bear, "channel_fill_rate") < mean(usual, "channel_fill_rate")


def test_credit_limits_orders(lived):
    usual, tight, wide = lived("current"), lived("tight"), lived("wide")
    assert mean(tight, "channel_fill_rate") < mean(usual, "channel_fill_rate") - 0.1
    assert mean(wide, "channel_fill_rate") == pytest.approx(mean(usual, "channel_fill_rate"), abs=0.02)
    accounts = tight[0].tables["accounts"]
    assert (accounts["owed"] >= 0).all() and (accounts["closed"] == 0).all()


def test_bankrupt_distributors_leave_their_area_to_a_neighbor(lived):
    broke = lived("broke")[0]
    closed = broke.tables["accounts"].groupby("week")["closed"].sum()
    assert closed.iloc[-1] == 3 and closed.is_monotonic_increasing  # somebody is left
    assert (broke.events["kind"] == "distributor closed").sum() == 3
    assert broke.outcomes["lost_goods"] > lived("current")[0].outcomes["lost_goods"]


def test_visible_sales_make_a_steadier_brand(lived):
    """The brand that sees sales makes goods more evenly; where nobody shows them nothing changes."""
    usual, visible, refused = (lived(policy, 4) for policy in ("current", "visible", "refused"))
    swings = [np.mean([r.ledger["made"].rolling(4).sum().std() for r in arm]) for arm in (usual, visible)]
    assert swings[1] < 0.985 * swings[0]
    assert mean(visible, "license_cost") > 0
    for one, other in zip(usual, refused, strict=True):
        assert one.outcomes["value_created"] == other.outcomes["value_created"]


def test_visibility_loses_where_it_is_resented_or_dear(lived):
    usual, resented, dear = lived("current", 2), lived("resented", 2), lived("dear", 2)
    assert mean(resented, "channel_fill_rate") < mean(usual, "channel_fill_rate") - 0.03
    assert mean(resented, "orders_lost") > 1.3 * mean(usual, "orders_lost")
    assert mean(dear, "value_created") < mean(usual, "value_created")


def test_scores_on_fill_rate_fill_shelves_and_scores_on_turnover_empty_them(lived):
    usual, scored, turned = (lived(policy, 2) for policy in ("current", "scored", "turned"))
    rates = [mean(results, "channel_fill_rate") for results in (turned, usual, scored)]
    assert rates[0] < rates[1] - 0.01 and rates[2] > rates[1] + 0.005
    scores = scored[0].tables["scorecards"]
    assert ((scores["fill_rate"] > 0.7) & (scores["fill_rate"] <= 1)).all() and (scores["pay"] > 0).any()
    assert mean(scored, "support_cost") - mean(usual, "support_cost") > 0.8 * scores["pay"].sum()
    assert mean(turned, "value_created") < mean(usual, "value_created")


def test_shared_stock_sends_customers_to_who_has_most(lived):
    usual, shared = lived("current", 4), lived("shared", 4)
    went = [sum(r.distributor_quarters["sold_units"].sum() - r.distributor_quarters["filled_units"].sum() for r in arm)
            for arm in (usual, shared)]  # fmt: skip
    assert went[1] > 1.02 * went[0]
    near = lived("near")[0].outcomes  # nobody else within reach: only the license is left
    assert near["value_created"] < lived("current")[0].outcomes["value_created"]
    assert mean(shared, "license_cost") > mean(usual, "license_cost")


def test_diverted_goods_take_the_neighbor_s_sales(lived):
    usual, diverting = lived("current")[0], lived("diverting")[0]
    flows = diverting.tables["diversion"]
    assert flows["true_units"].sum() > 200 and (flows["observed_units"] <= flows["true_units"]).all()
    assert 0 < flows["observed_units"].sum() < 0.4 * flows["true_units"].sum()
    by_area = flows.groupby("destination")["true_units"].sum()
    hit = [
        r.distributor_quarters.groupby("distributor")["sold_units"].sum()[by_area.idxmax()] for r in (usual, diverting)
    ]
    assert hit[1] < 0.99 * hit[0]
    assert "diversion" not in usual.tables


def test_scanning_deters_and_its_false_alarms_cost_trust(lived):
    diverting, scanned, accusing = (lived(policy, 2) for policy in ("diverting", "scanned", "accusing"))
    units = [sum(r.tables["diversion"]["true_units"].sum() for r in arm) for arm in (diverting, scanned)]
    assert units[1] < 0.7 * units[0]
    assert mean(scanned, "license_cost") > mean(diverting, "license_cost")
    wrong = [len(arm[0].tables["wrongly_accused"]) for arm in (diverting, scanned, accusing)]
    assert wrong[0] == 0 and wrong[2] > 10 * max(wrong[1], 1)
    assert mean(accusing, "channel_fill_rate") < mean(scanned, "channel_fill_rate") - 0.005


def test_emergencies_are_answered_sooner_by_a_workflow(lived):
    usual, mail, workflow = (lived(policy, 3) for policy in ("current", "mail", "workflow"))
    tasks = [pd.concat([r.tables["emergencies"] for r in arm]).query("false_alarm == 0") for arm in (mail, workflow)]
    hours = [task["reaction_hours"].mean() for task in tasks]
    errors = [task["reaction_hours"].std() / np.sqrt(len(task)) for task in tasks]
    assert abs(hours[0] - 48.0) < 4 * errors[0] and abs(hours[1] - 24.0) < 4 * errors[1]
    rates = [mean(arm, "channel_fill_rate") for arm in (usual, mail, workflow)]
    assert rates[0] + 0.003 < rates[1] < rates[2]
    assert mean(workflow, "support_cost") > mean(usual, "support_cost")


def test_a_workflow_of_false_alarms_loses(lived):
    usual, alarmed = lived("current", 2), lived("alarmed", 2)
    assert mean(alarmed, "visits") < mean(usual, "visits")
    assert mean(alarmed, "value_created") < mean(usual, "value_created")


def test_inflated_orders_swing_more(lived):
    usual, inflating = lived("current"), lived("inflating")
    assert channel(inflating, "received_units") != channel(usual, "received_units")
    assert mean(inflating, "holding_cost") > mean(usual, "holding_cost")


def test_goods_that_a_lever_moves_as_the_week_closes_are_in_its_books(model_of):
    """Goods sent past the desk, and a desk that handles at once what a lever orders on a Sunday."""

    class AtOnce(OrderDesk):
        def begin(self, job):
            self.release(job)

    class OnSundays(Lever):
        def close_week(self, model):
            units = np.array([3, 0, 1])
            model.supply.send_express(0, units, int(model.clock.now) + 2)
            model.supply.place_order(1, units)

    model = model_of(levers=[OnSundays()], order_desk=AtOnce)
    made_before = model.distributors.quarter_orders[1]
    for _ in range(3):
        model.step()
    assert all(row["made"] >= 8 for row in model.ledger.rows)
    assert model.distributors.quarter_orders[1] >= made_before + 3
