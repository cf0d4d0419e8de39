"""What visits do: goodwill, win-backs, funnel steps; and those that are only reported."""

import math

import numpy as np
import pytest

from salesim.agents.falsified_visits import Falsified
from salesim.agents.visits import VisitWeek, make_visits, visit_qualities, visit_quality
from salesim.columns import Customers, Reps, State, copy_columns, new_columns
from salesim.random import Stream

N = 8000
STAGE_RATES = np.array([0.20, 0.40, 0.25])
WEEK = 40


def world(**values):
    """One seat, every customer visited once, on any day."""
    defaults = {
        "customer_id": np.arange(N),
        "state": State.HEALTHY,
        "visit_days": 1 << (np.arange(N) % 5),
        "goodwill": 1.4,
        "response_hours": 24.0,
    }
    reps = new_columns(Reps, 1, present=1, visits=N, selling_min=24.0 * N, other_min=1e4)
    return new_columns(Customers, N, **(defaults | values)), reps


NOBODY_LOOKS = Falsified(response=0.5, detection=0.0, check_in=0.8, penalty=2.0, most=0.9, false_alarm=0.0)


def visit(c, reps, key, win_back=0.15, acquisition=1.0, elasticity=0.39, checked=0, shown=0):
    streams = (Stream.FALSIFIED_VISIT, Stream.FALSIFIED_FOUND, Stream.WIN_BACK, Stream.FUNNEL_STEP)
    keys = [key(stream) for stream in streams]
    numbers = VisitWeek(WEEK, 24.0, STAGE_RATES, 0.3, 1.4, elasticity, win_back, 0.85, 0.25, NOBODY_LOOKS, *keys)
    start, quality, made = np.array([0, N]), np.array([[0.9, 0.6]]), np.zeros((1, 2), np.int64)
    by_seat = quality, made, np.array([acquisition]), np.array([checked], np.float64), np.array([shown], np.int8)
    make_visits(0, 1, start, c, reps, *by_seat, numbers)
    return made[0]


def share(mask, expected):
    n = len(mask)
    assert abs(mask.mean() - expected) < 4.0 * math.sqrt(max(expected * (1.0 - expected), 1e-9) / n), mask.mean()


def test_a_visit_leaves_its_quality(key):
    c, reps = world()
    c.visit_days[:10] = 0
    c.visit_days[10:20] = 0b101
    visit(c, reps, key)
    assert c.visit_quality[:10].sum() == 0.0
    assert c.visit_quality[10:20] == pytest.approx(1.8)
    assert c.visit_quality[20:] == pytest.approx(0.9)
    assert (c.last_visit_week[10:] == WEEK).all() and (c.last_visit_week[:10] == 0).all()
    assert not c.visit_days.any()


def test_quality_is_that_of_the_customers_industry(key):
    c, reps = world(industry=np.arange(N) % 4 == 0)
    reps.falsified_share[0] = 0.5
    made = visit(c, reps, key)
    assert set(c.visit_quality[c.industry == 0].round(6)) == {0.0, np.float32(0.9)}
    assert set(c.visit_quality[c.industry == 1].round(6)) == {0.0, np.float32(0.6)}
    assert made.tolist() == [(c.visit_quality[c.industry == i] > 0).sum() for i in (0, 1)]


def test_fakes_are_reported_and_do_nothing(key):
    c, reps = world()
    reps.falsified_share[0] = 0.2
    visit(c, reps, key)
    falsified = int(reps.falsified_visits[0])
    share(np.arange(N) < falsified, 0.2)
    assert (c.visit_quality == 0.0).sum() == falsified
    assert reps.visits[0] == N - falsified
    # their time is spent, but not with customers
    assert reps.selling_min[0] == pytest.approx(24.0 * (N - falsified))
    assert reps.selling_min[0] + reps.other_min[0] == pytest.approx(24.0 * N + 1e4)
    assert (c.last_visit_week == WEEK).all()


def test_who_is_checked_skips_less_and_is_found_out(key):
    """Detection p leaves (1 - p) of the skipped visits, and of these p are found out."""
    c, reps = world()
    reps.falsified_share[0] = 0.5
    visit(c, reps, key, checked=1)
    falsified, found = int(reps.falsified_visits[0]), int(reps.detected_falsified[0])
    share(np.arange(N) < falsified, 0.5 * 0.2)
    assert found / falsified == pytest.approx(0.8, abs=4.0 * math.sqrt(0.16 / falsified))


def test_a_check_that_is_waived_finds_less_and_deters_less(key):
    """Half of the findings let pass: p = .4; whose checks have ended skips a tenth more than ever, and is not found."""
    c, reps = world()
    reps.falsified_share[0] = 0.5
    visit(c, reps, key, checked=0.5)
    falsified, found = int(reps.falsified_visits[0]), int(reps.detected_falsified[0])
    share(np.arange(N) < falsified, 0.5 * 0.6)
    assert found / falsified == pytest.approx(0.4, abs=4.0 * math.sqrt(0.24 / falsified))
    c, reps = world()
    reps.falsified_share[0], reps.rebound[0] = 0.5, 0.1
    visit(c, reps, key)
    share(np.arange(N) < int(reps.falsified_visits[0]), 0.55)
    assert reps.detected_falsified[0] == 0


def test_what_is_shown_on_arrival_makes_up_for_what_is_forgotten(key):
    """Quality x (1 + .25 (1 - .85^weeks) x share recorded); a customer never seen before has no record."""
    c, reps = world(last_visit_week=np.where(np.arange(N) % 2, WEEK - 4, -999))
    reps.data_quality[0] = 0.7
    visit(c, reps, key, shown=1)
    assert c.visit_quality[1::2] == pytest.approx(0.9 * (1.0 + 0.25 * (1.0 - 0.85**4) * 0.7))
    assert c.visit_quality[::2] == pytest.approx(0.9)


def test_key_visits_are_counted_when_they_are_made(key):
    c, reps = world(grade=np.arange(N) % 5, renewal_week=-1)
    c.renewal_week[1] = WEEK + 2
    visit(c, reps, key)
    assert reps.key_done[0] == N // 5 + 1
    c, reps = world(grade=0)
    reps.falsified_share[0] = 1.0
    visit(c, reps, key)
    assert reps.key_done[0] == 0


def test_some_fading_customers_come_back(key):
    c, reps = world(state=State.FADING, state_week=35)
    visit(c, reps, key)
    share(c.state == State.HEALTHY, 0.15)
    assert set(c.state_week[c.state == State.HEALTHY]) == {WEEK}
    assert set(c.state_week[c.state == State.FADING]) == {35}
    c, reps = world(state=State.FADING)
    visit(c, reps, key, win_back=0.0)
    assert (c.state == State.FADING).all()


@pytest.mark.parametrize(("state", "rate"), [(State.LEAD, 0.2), (State.QUALIFIED, 0.4), (State.PROPOSAL, 0.25)])
def test_prospects_climb_at_the_stage_s_rate(key, state, rate):
    c, reps = world(state=state)
    visit(c, reps, key)
    climbed = c.state == state + 1
    share(climbed, rate)
    assert set(c.state[~climbed]) == {state}
    assert reps.new_customers[0] == (climbed.sum() if state == State.PROPOSAL else 0)


def test_goodwill_haste_and_effort_speed_a_prospect_up(key):
    c, reps = world(state=State.LEAD, goodwill=3.0, response_hours=6.0)
    visit(c, reps, key, acquisition=1.1)
    share(c.state == State.QUALIFIED, 0.2 * (4.0 / 2.4) ** 0.39 * 4.0**0.3 * 1.1)


def test_luck_belongs_to_customer_and_day(key):
    """A visit more or less, or another order of the rows, disturbs nobody else's draws."""
    c, reps = world(state=State.LEAD)
    fewer, turned = copy_columns(c), type(c)(*(array[::-1].copy() for array in c))
    fewer.visit_days[::3] = 0
    for columns in (c, fewer, turned):
        visit(columns, reps, key)
    kept = np.arange(N) % 3 != 0
    assert np.array_equal(c.state[kept], fewer.state[kept])
    assert (fewer.state[~kept] == State.LEAD).all()
    assert np.array_equal(c.state, turned.state[::-1])


def test_quality_by_hand():
    assert visit_quality(1.0, 0.2, 1.0, 0.15, 1.0, 1.0, 0.0) == 1.0
    assert visit_quality(1.44, 0.5, 1.0, 0.15, 1.1, 0.8, 0.1) == pytest.approx(1.2 * 1.1 * 0.8 * 1.1)
    # more visits for their own sake: quality by the effort meant for sales, thinned out by the rest
    assert visit_quality(1.5, 0.2, 0.8, 0.15, 1.0, 1.0, 0.0) == pytest.approx(1.2**0.2 * 1.25**-0.15)


def test_qualities_of_new_coached_and_absent_reps():
    reps = new_columns(
        Reps,
        4,
        effort=[1.0, 1.0, 1.0, 0.0],
        sales_aim=1.0,
        skill=[1.2, 1.0, 1.0, 1.0],
        hired_week=[-500, WEEK - 11, -500, -500],
        coaching_until=[0, 0, WEEK + 1, 0],
    )
    quality = np.empty(4)
    visit_qualities(reps, WEEK, 0.2, 0.15, 0.6, 22.0, 0.1, quality)
    assert quality == pytest.approx([1.2, 0.8, 1.1, 0.0])
