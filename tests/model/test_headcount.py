"""Another number of reps, from the start or from a day on: who begins when, what it costs, and what stays the same."""

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases

LEAD = 10


@pytest.fixture
def run(small, world):
    def make(policy, weeks=26, **changes):
        scenario = overlay(small(), {"policies.sized": policy, "run.weeks": weeks, **changes})
        return run_arm(world, scenario, Arm("unit", "sized"), 0)

    return make


def events(result, kind):
    rows = result.tables["events"]
    return rows.loc[rows["kind"] == kind, ["week", "seat"]].to_numpy().tolist()


def test_hires_begin_together_when_hiring_is_over_and_until_then_nothing_differs(run):
    without, more = run({}), run({"headcount": 14})
    assert events(more, "seat_opened") == [[LEAD, 12], [LEAD, 13]]
    before = slice(0, LEAD)
    assert more.weeks[before].equals(without.weeks[before])
    assert not more.weeks.equals(without.weeks)
    ours, theirs = (result.weeks["reps_present"].to_numpy() for result in (more, without))
    assert ours[LEAD] - theirs[LEAD] == 2
    hired = more.outcomes["hiring_cost"] - without.outcomes["hiring_cost"]
    assert hired >= 2 * 20_000.0


def test_the_firm_asks_for_as_much_as_before_when_territories_are_split_in_mid_quarter(run):
    quotas = [run(policy).rep_quarters.groupby("quarter")["quota"].sum()[0] for policy in ({}, {"headcount": 14})]
    assert quotas[1] == pytest.approx(quotas[0], rel=1e-6)


def test_fewer_are_let_go_at_once_with_a_severance(run):
    fewer = run({"headcount": 9})
    closed = events(fewer, "seat_closed")
    assert len(closed) == 3 and {week for week, _ in closed} == {0}
    assert fewer.outcomes["accounts_reassigned"] > 0
    assert fewer.outcomes["hiring_cost"] >= 30_000.0 * 2, "a seat may be vacant"
    assert fewer.outcomes["overhead_cost"] < run({}).outcomes["overhead_cost"]


def test_hires_at_once_where_hiring_takes_no_time(small):
    from salesim.model.opened_worlds import opening

    scenario = small(**{"sales_force.turnover.hiring_weeks": 0, "run.weeks": 14, "policies.sized": {"headcount": 14}})
    result = run_arm(opening(scenario), scenario, Arm("unit", "sized"), 0)
    assert events(result, "seat_opened") == [[0, 12], [0, 13]]
    rows = result.rep_quarters.query("quarter == 0 and seat >= 12")
    assert (rows["quota"] > 1000.0).all()


def test_a_plan_of_hires_has_dates_and_the_last_decision_counts(run):
    plan = {"later": [{"week": 3, "headcount": 13}, {"week": 15, "headcount": 15}, {"week": 17, "headcount": 11}]}
    result = run(plan, weeks=40)
    assert events(result, "seat_opened") == [[2 + LEAD, 12]], "who was to begin in week 25 is no more wanted"
    assert [week for week, _ in events(result, "seat_closed")] == [16, 16]


def test_more_reps_sell_more_once_they_have_settled(small, world):
    """Over the second year, the same luck: 12, 15 and 18 reps."""
    sold = []
    for reps in (12, 15, 18):
        scenario = overlay(small(), {"policies.sized": {"headcount": reps}, "run.weeks": 104})
        results = [run_arm(world, scenario, Arm("unit", "sized"), r) for r in range(3)]
        sold.append(np.mean([result.weeks["visits"].iloc[52:].sum() for result in results]))
    assert sold[0] < sold[1] < sold[2]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ({"headcount": 0}, "policies.sized.headcount: out of range"),
        ({"headcount": 1501}, "policies.sized.headcount: every rep needs a customer .*1 to 1500"),
        ({"later": [{"week": 20, "headcount": 13}]}, "later.0.headcount: nobody hired then would begin within the run"),
        ({"later": [{"week": 9, "headcount": 13}, {"week": 5, "headcount": 11}]}, "in the order of their dates"),
        ({"later": [{"week": 9}]}, "sets something, a layout or a headcount"),
        ({"set": {"sales_force.team.reps": 14}}, "stated beside set, such as headcount"),
    ],
)
def test_what_cannot_be_is_refused(small, policy, message):
    with pytest.raises(InputError, match=message):
        phases(overlay(small(), {"policies.sized": policy, "run.weeks": 26}), "sized")


def test_roles_state_their_own_reps(small):
    roles = [{"name": "all", "reps": 12, "customers": "all"}]
    with pytest.raises(InputError, match="roles share out the seats"):
        scenario = small(**{"sales_force.roles": roles, "policies.sized": {"headcount": 14}})
        phases(scenario, "sized")
