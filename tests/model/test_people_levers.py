"""Recognition, the elite club and team time: each acts through people, costs what it costs, and can lose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.agents.rep import Rep
from salesim.columns import State
from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.recognition import Recognition, RecognitionParameters
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

P = RecognitionParameters()
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
        arms = [Arm("unit", policy) for policy in ("lever", "current")]
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
    quarter = pd.DataFrame(model.records.quarters[0]).set_index("seat").query("full_quarter == 1")
    felt = model.reps.recognition[quarter.index]
    by_rank = felt[np.argsort(quarter.attainment.to_numpy())]
    assert by_rank[0] == pytest.approx(-0.45) and by_rank[-1] == pytest.approx(0.3)
    assert (np.diff(by_rank) > 0).all()


def test_a_public_rank_has_both_signs(compared):
    """Where reps take it amiss to be compared it costs sales; where they do not, effort and no sales are lost."""
    proud = compared({RANK: {"public_rank": True, "rank_first": 0.5, "rank_last": 0.3, "rank_disappointment": 0.0}})
    united = compared({RANK: {"public_rank": True, "rank_solidarity": 0.5}})
    assert mean(proud, "mean_effort") > 0.002 and mean(proud, "sales") > 0
    assert mean(united, "mean_effort") < -0.02 and mean(united, "sales") < 0 and mean(united, "value_created") < 0


def test_pride_and_shame_keep_people_or_drive_them_away_and_no_more(compared):
    changes = {"public_rank": True, "rank_first": 0.0, "rank_last": 0.0, "rank_disappointment": 0.0}
    stay = compared({RANK: {**changes, "rank_shame": 2.0}}, replications=1)[0]
    assert abs(stay["mean_effort"]) < 1e-9 and abs(stay["sales"]) < 1e-3
    leave = compared({RANK: {**changes, "rank_shame": 6.0}}, replications=6, loyal=False)
    assert mean(leave, "quits") > 0


@pytest.fixture(scope="module")
def weekly(small):
    """Models with a policy and without, under common random numbers, and a figure of every week in each."""

    def live(changes, figure, weeks, replications, off=None):
        policies = {"current": {}, "off": {"set": {RANK: off or {}}}, "on": {"set": {RANK: changes}}}
        config = small(policies=policies)
        world = opening(config)
        for i in range(replications):
            models = [
                SalesModel(world, apply_policy(config, name), replication=i, rep_class=Loyal) for name in ("on", "off")
            ]
            figures = np.array([[(model.step(), np.array(figure(model)))[1] for _ in range(weeks)] for model in models])
            yield *models, figures

    return live


def recognition_of(model):
    return model.lever(Recognition).memory


def test_an_announced_badge_acts_before_the_first_one_is_given(weekly):
    surprise = {"badges": True, "announced": False}
    runs = weekly({"badges": True}, lambda m: (m.reps.effort.mean(), m.reps.sales.sum()), 13, 36, surprise)
    effort, sales = np.array([(figures[0] - figures[1]).T for _, _, figures in runs]).transpose(1, 0, 2)
    assert effort.mean(axis=0).min() > 0.0 and effort.mean() > 0.01  # who quits differs, too
    of_quarter = sales.sum(axis=1)
    assert of_quarter.mean() > 2.0 * of_quarter.std(ddof=1) / 6.0


def test_badges_wear_out_over_a_year(weekly):
    """What they drive reps to, beforehand and afterwards, falls behind what it would be without any habit."""

    def added(model):
        return (model.reps.beside_pay + P.effect * model.reps.recognition).mean()

    runs = weekly({"badges": True}, added, 52, 6, {"badges": True, "habituation": 0.0})
    lost = np.mean([(figures[0] - figures[1]).reshape(4, 13).mean(axis=1) for _, _, figures in runs], axis=0)
    assert abs(lost[0]) < 1e-12 and np.all(np.diff(lost) < -0.003), lost


def test_badges_that_everybody_gets_change_nothing(small):
    changes = {"badges": True, "top_share": 1.0, "licensing": 0.0, "cost": 0.0}
    config = small(policies={"current": {}, "lever": {"set": {RANK: changes}}})
    world = opening(config)
    on, off = (run_arm(world, config, Arm("unit", policy), 0) for policy in ("lever", "current"))
    assert on.summary.equals(off.summary)


def test_a_badge_for_records_gets_records_and_costs_the_sales_of_the_strong(weekly):
    changes = {"badges": True, "measures": ["data_quality"]}
    runs = weekly(changes, lambda m: (m.reps.sales, m.reps.data_quality, m.reps.effort), 26, 30)
    records, strong, weak, effort = [], [], [], []
    for on, _, figures in runs:
        change = figures[0].sum(axis=0) / figures[1].sum(axis=0) - 1.0  # (3, n_seats)
        resents = recognition_of(on)["grudge"] > 0
        assert resents.sum() < len(resents) / 2
        if not resents.any():  # nobody is strong and far from a badge in a firm of a dozen
            continue
        records.append(change[1].mean())
        strong += change[0, resents].tolist()
        weak += change[0, ~resents].tolist()
        effort.append(change[2, resents].mean() - change[2, ~resents].mean())
    strong, weak = np.array(strong), np.array(weak)
    assert len(records) > 25 and np.mean(records) > 0.05
    assert strong.mean() < -2.0 * strong.std() / len(strong) ** 0.5
    gap, error = strong.mean() - weak.mean(), np.hypot(strong.std() / len(strong) ** 0.5, weak.std() / len(weak) ** 0.5)
    assert gap < -2.0 * error, (gap, error)
    assert max(effort) < -0.03


def test_a_badge_for_attainment_is_resented_by_nobody(weekly):
    for on, _, figures in weekly({"badges": True}, lambda m: m.reps.beside_pay.min(), 13, 1):
        assert not recognition_of(on)["grudge"].any() and figures[0].min() >= 0.0


def test_a_badge_for_new_customers_brings_some(weekly):
    changes = {"badges": True, "measures": ["new_customers"], "worth_other": 0.05}
    runs = weekly(changes, lambda m: (m.reps.new_customers.sum(), m.reps.prospect_tilt.mean()), 52, 6)
    change = np.mean([(figures[0] - figures[1]).mean(axis=0) for _, _, figures in runs], axis=0)
    assert (change > 0).all()


def test_who_falls_on_the_list_does_less_than_who_rises(weekly):
    """In the quarter after the first list the bottom third loses effort against the top third."""
    for on, _, figures in weekly({"public_rank": True}, lambda m: m.reps.effort, 26, 3):
        quarter = pd.DataFrame(on.records.quarters[0]).set_index("seat").query("full_quarter == 1")
        order = quarter.index[np.argsort(quarter.attainment.to_numpy())]
        change = (figures[0] - figures[1])[13:].mean(axis=0)
        third = len(order) // 3
        assert change[order[:third]].mean() < change[order[-third:]].mean() - 0.01
        assert not (figures[0] - figures[1])[:13].any()


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
    attainment = pd.DataFrame(on.records.quarters[0]).set_index("seat").attainment
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
