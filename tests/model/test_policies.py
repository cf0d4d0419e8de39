"""The wager, the layout and the portal change outcomes through their mechanism, and each can lose."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.channel.desk import CLOSE_OF_DAY, DeskParameters, ship_day
from salesim.columns import State
from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy
from salesim.territory.travel import travel_min


class Loyal(Rep):
    """Stays whatever happens, so that only the layout breaks relationships."""

    def stays(self, quit_drawn: bool) -> bool:
        return True


LOSING_WAGER = [{"name": "gift", "win_at": 0.5, "bonus": 80000.0, "floor_at": 0.1, "claw_back": 0.0}]


def test_a_wager_raises_effort_of_those_who_accept_it_near_their_thresholds(model_of):
    """Week by week, the same reps under the same luck: takers near a threshold work harder, the others as before."""
    wager, current = model_of("wager"), model_of("current")
    near, far, others = [], [], []
    for week in range(13):
        # the state before the week is what the rep's forecast is made of
        for model in (wager, current):
            model.step()
        reps = wager.reps
        left = wager.season_ahead(13 - week - 1) if week < 12 else 0.0
        forecast = (reps.quarter_sales + reps.baseline_sales * left) / reps.quota
        if week == 12:
            break
        here = (reps.present == 1) & (current.reps.present == 1)
        gain = reps.effort - current.reps.effort
        menu = wager.config.sales_force.wager.menu
        for seat in np.flatnonzero(here):
            if reps.wager[seat] == 0:
                others.append(gain[seat])
                continue
            terms = menu[reps.wager[seat] - 1]
            distance = min(abs(forecast[seat] - terms.win_at), abs(forecast[seat] - terms.floor_at))
            (near if distance < 0.12 else far).append(gain[seat])
    assert len(near) >= 5 and len(others) >= 20
    assert np.mean(near) > 0.03
    assert np.mean(near) > np.mean(others) + 0.03
    assert abs(np.mean(others)) < 0.01


def test_a_wager_that_everybody_wins_costs_more_than_it_brings(small, results):
    config = small(policies={"current": {}, "gift": {"set": {"sales_force.wager.menu": LOSING_WAGER}}})
    world = opening(config)
    change = [difference(config, world, Arm("unit", "gift"), i) for i in range(3)]
    assert all(row["wagers_won"] > 20 for row, _ in change)
    assert all(row["wager_pay"] > 0 for row, _ in change)
    assert np.mean([change for _, change in change]) < 0


def test_claw_back_takes_commission_of_those_who_miss_the_floor(results):
    quarters = results["unit/wager"].rep_quarters
    taken = quarters[(quarters.wager != "") & (quarters.full_quarter == 1)]
    lost = taken[taken.attainment < 0.8]
    won = taken[taken.wager_won == 1]
    middle = taken[(taken.attainment >= 0.8) & (taken.wager_won == 0)]
    assert len(taken) > 5
    assert (lost.wager_pay < 0).all() and (won.wager_pay > 0).all()
    assert middle.wager_pay.abs().max() < 0.02
    without = quarters[(quarters.wager == "") & (quarters.full_quarter == 1)]  # who left had one, perhaps
    assert (without.wager_pay == 0).all()


def test_longer_trips_cost_visits_and_visits_cost_sales(small):
    """The same layout and luck with roads that are twice as long."""
    rows = []
    for circuity in (1.3, 2.6):
        config = small(**{"market.travel.circuity": circuity})
        world = opening(small())
        rows.append(run_arm(world, config, Arm("unit", "current"), 0).outcomes)
    near, far = rows
    assert far["travel_share"] > near["travel_share"] + 0.08
    assert far["visits"] < 0.9 * near["visits"]
    assert far["sales"] < near["sales"]


def test_a_layout_moves_workload_and_breaks_relationships(world, model_of, results):
    """Balanced territories are more equal in workload; the customers who change hands buy less at first."""
    model = model_of(layout="balanced")
    c, before = model.columns, np.empty(len(model.columns.place), int)
    before[world.customers.place] = world.customers.seat
    moved = (c.seat != before[c.place]) & (c.state >= State.HEALTHY) & (c.state < State.GONE)
    assert moved.sum() == model.territories.accounts_reassigned > 100
    assert c.relationship[moved].max() <= np.float32(model.config.market.churn.handover_factor)
    sites = model.territories.sites()
    load = {
        name: np.bincount(world.layouts[name].territory_of, weights=sites.workload_hours)
        for name in ("unit", "balanced")
    }
    spread = {name: hours.std() / hours.mean() for name, hours in load.items()}
    assert spread["balanced"] < 0.25 * spread["unit"]
    model = model_of(layout="balanced", rep_class=Loyal)
    for _ in range(39 + 13):  # seats vacant at the start are filled within 13 weeks, and their customers recover, too
        model.step()
    assert model.customers.select(lambda c: c.state < State.GONE).relationship.min() == pytest.approx(1.0)


def test_a_layout_loses_where_relationships_are_worth_a_lot(small):
    """The cost of a new layout is the broken relationships: the less they are broken, the less it costs in sales."""
    sales, value = {}, {}
    for factor in (0.3, 1.0):
        config = small(**{"market.churn.handover_factor": factor})
        world = opening(config)
        arms = [Arm(layout, "current") for layout in ("unit", "balanced")]
        rows = [[run_arm(world, config, arm, i).outcomes for arm in arms] for i in range(4)]
        sales[factor] = np.mean([new["sales"] - old["sales"] for old, new in rows])
        value[factor] = np.mean([new["value_created"] - old["value_created"] for old, new in rows])
    assert value[0.3] < 0
    assert sales[0.3] < sales[1.0] and value[0.3] < value[1.0]


def test_the_portal_shortens_the_desk_and_loses_where_it_costs_too_much(small, results):
    portal, current = results["unit/portal"].outcomes, results["unit/current"].outcomes
    assert portal["desk_hours_mean"] < 0.5 * current["desk_hours_mean"]
    assert portal["lost_goods"] < current["lost_goods"]
    assert portal["license_cost"] > 0 == current["license_cost"]
    dear = {"channel.desk.portal": True, "channel.desk.license_cost_per_week": 30000.0}
    config = small(policies={"current": {}, "dear": {"set": dear}})
    world = opening(config)
    assert np.mean([difference(config, world, Arm("unit", "dear"), i)[1] for i in range(3)]) < 0


def test_the_layout_review_rebalances_after_two_unequal_quarters(results):
    events = results["unit/review"].events
    reviews = events[events.kind == "layout_review"]
    assert len(reviews) >= 1 and reviews.week.min() >= 25
    assert results["unit/review"].outcomes["accounts_reassigned"] > 0
    assert "layout_review" not in set(results["unit/current"].events.kind)


def test_visits_made_in_time_keep_customers(scenario, world, small):
    """With no visits at all goodwill fades: fewer orders and fewer customers at the year's end."""
    arm = Arm("unit", "current")
    still = run_arm(world, small(**{"sales_force.time.field_share": 0.001}), arm, 0).outcomes
    usual = run_arm(world, scenario, arm, 0).outcomes
    assert still["visits"] == 0
    assert still["sales"] < 0.9 * usual["sales"]
    assert still["retention"] < usual["retention"]
    assert still["customer_value_change"] < usual["customer_value_change"]


def test_badges_lift_effort_and_lose_where_those_left_out_take_it_badly(small):
    loved = {"sales_force.recognition.badges": True, "sales_force.recognition.envy": 0.0}
    envied = {"sales_force.recognition.badges": True, "sales_force.recognition.envy": 8.0}
    config = small(policies={"current": {}, "loved": {"set": loved}, "envied": {"set": envied}})
    world = opening(config)
    usual = np.mean([run_arm(world, config, Arm("unit", "current"), i).outcomes["mean_effort"] for i in range(3)])
    rows = [difference(config, world, Arm("unit", "loved"), i)[0] for i in range(3)]
    assert np.mean([row["mean_effort"] for row in rows]) > usual
    assert all(row["recognition_cost"] > 0 for row in rows)
    rows = [difference(config, world, Arm("unit", "envied"), i) for i in range(3)]
    assert np.mean([row["mean_effort"] for row, _ in rows]) < usual
    assert np.mean([change for _, change in rows]) < 0


def test_a_lower_salary_drives_reps_away(small):
    """Nobody gains by simply not paying: people go, and what they knew goes with them."""
    config = small(policies={"current": {}, "stingy": {"set": {"sales_force.pay.salary_per_month": 0.0}}})
    world = opening(config)
    rows = [difference(config, world, Arm("unit", "stingy"), i)[0] for i in range(3)]
    usual = [run_arm(world, config, Arm("unit", "current"), i).outcomes for i in range(3)]
    assert sum(row["quits"] for row in rows) > 1.3 * sum(row["quits"] for row in usual)


def test_the_second_years_targets_are_made_of_a_whole_year(small):
    """Without errors and stretch, and if all follows results, a seat's quota of year 2 is what was bought in year 1."""
    exact = {"lasting_error": 0.0, "quarter_error": 0.0, "stretch": 0.0, "ratchet_up": 1.0, "ratchet_down": 1.0}
    config = small(**{"sales_force.quotas": exact, "sales_force.turnover.weekly_base": 1e-9})
    model = SalesModel(opening(config))
    for _ in range(52):
        model.step()
    bought = model.columns.quarter_sales.sum(axis=1)  # of who left, too: others come
    sold = np.bincount(model.columns.seat, weights=bought, minlength=model.n_seats)
    model.step()
    assert model.reps.annual_quota == pytest.approx(sold)
    year = sum(row["sales"].sum() for row in model.records.quarters)
    assert model.reps.annual_quota.sum() == pytest.approx(year, rel=0.02)


def test_people_and_their_time_are_no_policy(small):
    for path in ("people.skill_sd", "time.day_min", "effort.exponent", "turnover.weekly_base"):
        with pytest.raises(InputError, match="all options share one world"):
            apply_policy(small(policies={"current": {}, "p": {"set": {f"sales_force.{path}": 0.4}}}), "p")


def test_idle_capacity_costs(small):
    """More clerks and agents are paid for whether they are needed or not; the desk gets quicker, if anything."""
    many = {"channel.desk.clerks_per_100": 300.0, "channel.service.agents_per_1000": 8.0}
    config = small(policies={"current": {}, "many": {"set": many}})
    world = opening(config)
    row, change = difference(config, world, Arm("unit", "many"), 0)
    usual = run_arm(world, config, Arm("unit", "current"), 0).outcomes
    assert row["service_cost"] > 5 * usual["service_cost"] and row["desk_cost"] > 5 * usual["desk_cost"]
    assert row["desk_hours_mean"] <= usual["desk_hours_mean"] and change < 0


def test_a_portal_order_leaves_a_day_before_one_by_hand():
    """Distributors order at three quarters of the day: 15 minutes make the cut-off, four hours don't."""
    cut_off = DeskParameters().cut_off
    portal, manual = CLOSE_OF_DAY + 0.25 / 8.0, CLOSE_OF_DAY + 4.0 / 8.0
    assert ship_day(100 + portal, 4, cut_off) == ship_day(100 + manual, 4, cut_off) - 1


def test_travel_grows_with_distance():
    assert travel_min(10.0, 1.3, 25.0, 60.0, 4.0) > travel_min(5.0, 1.3, 25.0, 60.0, 4.0)


def difference(config, world, arm: Arm, replication: int) -> tuple[dict[str, float], float]:
    """The arm's outcomes, and the value that it creates more than the baseline under the same luck."""
    row = run_arm(world, config, arm, replication).outcomes
    base = run_arm(world, config, Arm("unit", "current"), replication).outcomes
    return row, row["value_created"] - base["value_created"]


def test_ones_own_travel_times_take_the_place_of_distances(tmp_path, small):
    """Half an hour more between any two towns than the map says: fewer visits, more time on the road."""
    towns = opening(small()).towns
    names, x, y = towns["geonameid"].tolist(), towns["x_km"].to_numpy(), towns["y_km"].to_numpy()
    near = [(a, b) for a in range(len(x)) for b in range(a) if np.hypot(x[a] - x[b], y[a] - y[b]) < 60]
    slow = [(names[a], names[b], 30 + np.hypot(x[a] - x[b], y[a] - y[b]) * 1.3) for a, b in near]
    (tmp_path / "minutes.csv").write_text("from,to,minutes\n" + "".join(f"{a},{b},{m:.1f}\n" for a, b, m in slow))
    config = small(**{"market.travel.table": "minutes.csv"})
    config._folder = tmp_path
    arm = Arm("unit", "current")
    usual, slower = (run_arm(opening(c), c, arm, 0).outcomes for c in (small(), config))
    assert slower["visits"] < 0.8 * usual["visits"]
    assert slower["travel_share"] > usual["travel_share"] + 0.1
