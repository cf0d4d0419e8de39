"""Recognition, the elite club and team time: each acts through people, costs what it costs, and can lose."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.columns import State
from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

RANK, CLUB, TEAM = "sales_force.recognition", "sales_force.elite_club", "sales_force.team_time"


class Loyal(Rep):
    """Stays whatever happens, so that arms differ by the lever alone."""

    def stays(self, quit_drawn: bool) -> bool:
        return True


@pytest.fixture(scope="module")
def compared(small):
    """Outcomes of a policy beside those of the baseline, a row a replication."""

    def compare(changes, replications=3, loyal=True, **settings):
        config = small(policies={"current": {}, "lever": {"set": changes}}, **settings)
        world = opening(config)
        options = {"rep_class": Loyal} if loyal else {}
        arms = [Arm("prefecture", policy) for policy in ("lever", "current")]
        rows = [[run_arm(world, config, arm, i, **options).outcomes for arm in arms] for i in range(replications)]
        return [{name: on[name] - off[name] for name in on} for on, off in rows]

    return compare


def mean(rows, name):
    return float(np.mean([row[name] for row in rows]))


def test_a_public_rank_lifts_the_first_and_lowers_the_last(small):
    config = small(policies={"current": {}, "lever": {"set": {RANK: {"public_rank": True}}}})
    model = SalesModel(opening(config), apply_policy(config, "lever"), rep_class=Loyal)
    for _ in range(13):
        model.step()
    quarter = model.records.quarters[0].set_index("seat").query("full_quarter == 1")
    felt = model.reps.recognition[quarter.index]
    by_rank = felt[np.argsort(quarter.attainment.to_numpy())]
    assert by_rank[0] == pytest.approx(-0.45) and by_rank[-1] == pytest.approx(0.3)
    assert (np.diff(by_rank) > 0).all()


def test_a_public_rank_loses_where_shame_is_felt_more_than_pride(compared):
    proud = compared({RANK: {"public_rank": True, "rank_pride": 2.0, "rank_shame": 0.0}})
    ashamed = compared({RANK: {"public_rank": True, "rank_pride": 0.0, "rank_shame": 2.0}})
    assert mean(proud, "mean_effort") > 0.002 and mean(proud, "value_created") > 0
    assert mean(ashamed, "mean_effort") < -0.002 and mean(ashamed, "value_created") < 0


def test_badges_for_several_measures_go_to_several_people(small):
    measures = ["attainment", "new_customers", "conversion"]
    config = small(policies={"current": {}, "lever": {"set": {RANK: {"badges": True, "measures": measures}}}})
    model = SalesModel(opening(config), apply_policy(config, "lever"), rep_class=Loyal)
    for _ in range(13):
        model.step()
    one = small(policies={"current": {}, "lever": {"set": {RANK: {"badges": True}}}})
    single = SalesModel(opening(one), apply_policy(one, "lever"), rep_class=Loyal)
    for _ in range(13):
        single.step()
    assert (model.reps.recognition > 0).sum() > (single.reps.recognition > 0).sum() > 0
    costs = [m.records.tables()["summary"]["recognition_cost"].iloc[0] for m in (model, single)]
    assert costs[0] > 2 * costs[1] > 0  # of conversion only those take part who had leads


def test_the_elite_club_trains_its_members_and_takes_their_days(small):
    """Members of one quarter are better afterwards, for long, and make fewer visits while they learn."""
    config = small(policies={"current": {}, "lever": {"set": {CLUB: {"enabled": True, "top_share": 0.25}}}})
    on = SalesModel(opening(config), apply_policy(config, "lever"), rep_class=Loyal)
    off = SalesModel(opening(config), apply_policy(config, "current"), rep_class=Loyal)
    for model in (on, off):
        for _ in range(13):
            model.step()
    members = np.flatnonzero(on.reps.training_days == 3)
    attainment = on.records.quarters[0].set_index("seat").attainment
    assert len(members) == 3 and attainment[members].min() >= attainment.drop(members).max()
    visits = np.zeros((2, 2))
    for week in range(13):
        for row, model in enumerate((on, off)):
            model.step()
            visits[row, int(week >= 3)] += model.reps.visits[members].sum()
    assert visits[0, 0] < 0.9 * visits[1, 0] and visits[0, 1] > 0.92 * visits[1, 1]
    assert on.reps.training[members].min() > 0.04 and not off.reps.training.any()
    rows = on.records.tables()
    assert (rows["events"].kind == "elite_club").sum() == 6
    trained = rows["summary"]["training_cost"].iloc[0] - off.records.tables()["summary"]["training_cost"].iloc[0]
    assert trained == pytest.approx(3 * 3 * 1500.0)
    assert 0.45 < 0.5 ** (78 / 78) <= 0.5  # half is left after a year and a half
    before = on.reps.training[members].copy()
    on.reps.training_days[:] = 0
    on.step()
    assert on.reps.training[members] == pytest.approx(before * 0.5 ** (1 / 78))


def test_the_elite_club_pays_where_training_is_good_and_loses_where_it_is_dear(compared):
    good = {CLUB: {"enabled": True, "top_share": 0.5, "gain_per_day": 0.15, "ceiling": 0.8, "day_cost": 100.0}}
    dear = {CLUB: {"enabled": True, "top_share": 0.5, "gain_per_day": 0.0, "day_cost": 8000.0}}
    gained, lost = compared(good), compared(dear)
    assert mean(gained, "sales") > 0
    assert mean(lost, "training_cost") > 0 and mean(lost, "visits") < 0 and mean(lost, "value_created") < 0


def test_a_stand_up_gives_field_time_and_loses_where_little_is_said_twice(compared):
    helps = compared({f"{TEAM}.stand_up": True}, **{f"{TEAM}.duplicated_share": 0.3})
    idle = compared({f"{TEAM}.stand_up": True}, **{f"{TEAM}.duplicated_share": 0.0})
    assert mean(helps, "visits") > 0 and mean(helps, "sales") > 0
    assert mean(idle, "visits") < 0 and mean(idle, "value_created") < 0


def test_how_much_is_said_twice_is_part_of_today_s_week(compared):
    """Stating the tax changes nothing: it is in the time outside of the field already."""
    change = compared({f"{TEAM}.duplicated_share": 0.35}, replications=1)[0]
    assert not any(change.values())


def test_a_shared_space_costs_licenses(compared):
    rows = compared({f"{TEAM}.shared_space": True}, **{f"{TEAM}.duplicated_share": 0.3})
    assert mean(rows, "license_cost") == pytest.approx(20.0 * 12 * 52)
    assert mean(rows, "visits") > 0


def test_blocked_items_are_answered_sooner_with_a_stand_up(small):
    """Leads that wait for a colleague wait at most a day; what is spared and slowed is left out here."""
    settings = {f"{TEAM}.blocked_share": 0.8, f"{TEAM}.duplicated_share": 0.0, f"{TEAM}.stand_up_min": 0.0}
    settings |= {"market.prospects.arrival_weeks": 30, "market.customers.prospects": 1200}
    config = small(policies={"current": {}, "lever": {"set": {f"{TEAM}.stand_up": True}}}, **settings)
    world = opening(config)
    models = [SalesModel(world, apply_policy(config, policy), rep_class=Loyal) for policy in ("lever", "current")]
    hours, memory = [], []
    for model in models:
        for _ in range(26):
            model.step()
        c = model.columns
        unknown = world.customers.customer_id[world.customers.state == State.UNKNOWN]
        fresh = np.isin(c.customer_id, unknown) & (c.response_hours > 0)  # who begins alone waits for nobody
        hours.append(c.response_hours[fresh].mean())
        memory.append(c.service_memory[c.state == State.HEALTHY].mean())
    assert hours[0] < hours[1] - 15.0
    assert memory[0] > memory[1]


def test_a_stand_up_slows_those_at_desks(small):
    config = small(policies={"current": {}, "lever": {"set": {f"{TEAM}.stand_up": True, f"{TEAM}.stand_up_min": 60.0}}})
    world = opening(config)
    on, off = (SalesModel(world, apply_policy(config, policy)) for policy in ("lever", "current"))
    assert on.service.parameters.handling_hours == pytest.approx(off.service.parameters.handling_hours * 480 / 420)
    assert on.supply.desk.parameters.manual_hours == pytest.approx(off.supply.desk.parameters.manual_hours * 480 / 420)


def test_more_said_twice_than_there_is_time_is_refused(small):
    with pytest.raises(InputError, match="duplicated_share"):
        small(**{f"{TEAM}.duplicated_share": 0.6})
