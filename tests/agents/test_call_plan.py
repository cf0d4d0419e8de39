"""The call plan: whom a rep chooses, and tours that fit into the day."""

import itertools
import math

import numpy as np
import pytest

from salesim.agents.call_plan import (
    MAX_POOL,
    N_STEPS,
    CallPlan,
    choose_pool,
    plan_tours,
    priority,
    score_customers,
)
from salesim.columns import Customers, Reps, State, new_columns

DAYS = 5
VISIT_MIN = 24.0
CIRCUITY = 1.3


@pytest.fixture(scope="session")
def plan(all_off):
    """Eight hours, of which 58 % in the field; 25 km/h for 4 km, then 60 km/h."""

    def make(**values):
        usual = {
            "week": 100,
            "working_days": DAYS,
            "day_min": 480.0,
            "field_share": 0.58,
            "visit_min": VISIT_MIN,
            "visits_exponent": 0.7,
            "grade_weight": np.array([3.0, 2.0, 1.5, 1.0, 0.8]),
            "prospect_weight": 1.5,
            "fading_weight": 1.2,
            "renewal_weight": 1.5,
            "circuity": CIRCUITY,
            "urban_kmh": 25.0,
            "intercity_kmh": 60.0,
            "urban_km": 4.0,
            "table_min": np.zeros((0, 0), np.float32),
        }
        return all_off(CallPlan, **(usual | values))

    return make


def leg_min(a, b) -> float:
    """Minutes between two places, worked out here."""
    km = math.dist(a, b)
    return 60.0 * CIRCUITY * (min(km, 4.0) / 25.0 + max(km - 4.0, 0.0) / 60.0)


def field(seats=4, each=80, spread_km=15.0, seed=1, **values) -> tuple[Customers, Reps, np.ndarray]:
    """Customers scattered around the homes of their reps."""
    rng = np.random.default_rng(seed)
    n = seats * each
    homes = rng.uniform(-50.0, 50.0, (seats, 2))
    seat = np.repeat(np.arange(seats), each)
    place = homes[seat] + rng.normal(0.0, spread_km, (n, 2))
    defaults = {
        "customer_id": np.arange(n),
        "seat": seat,
        "x_km": place[:, 0],
        "y_km": place[:, 1],
        "state": rng.integers(State.UNKNOWN, State.GONE + 1, n),
        "grade": rng.integers(0, 5, n),
        "last_visit_week": rng.integers(60, 100, n),
        "renewal_week": -1,
    }
    customers = new_columns(Customers, n, **(defaults | values))
    reps = new_columns(
        Reps,
        seats,
        seat=np.arange(seats),
        present=1,
        effort=1.0,
        prospect_tilt=1.0,
        home_x_km=homes[:, 0],
        home_y_km=homes[:, 1],
    )
    return customers, reps, np.searchsorted(seat, np.arange(seats + 1)).astype(np.int64)


def drive(customers, reps, start, plan, lost_min=0.0, stop_min=VISIT_MIN):
    n = len(reps.seat)
    plan_tours(0, n, start, customers, reps, np.full(n, lost_min), np.full(n, stop_min), plan)


def days_of(customers) -> np.ndarray:
    """(n, 7) whether a customer is visited on a day."""
    return (customers.visit_days[:, None] >> np.arange(7)) & 1 == 1


# priorities


def test_priority_by_hand():
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, -1) == pytest.approx(10.0)
    assert priority(State.FADING, 2.0, 5, 1.2, 1.5, -1) == pytest.approx(12.0)
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, 3) == pytest.approx(15.0)
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, 4) == pytest.approx(10.0)


def test_scores(plan):
    states = [State.HEALTHY, State.HEALTHY, State.LEAD, State.UNKNOWN, State.GONE, State.HEALTHY, State.HEALTHY]
    c, _, _ = field(
        1,
        7,
        state=states,
        grade=[0, 4, 2, 0, 0, 2, 2],
        last_visit_week=[90, 90, 98, 0, 0, -999, 98],
        renewal_week=[-1, -1, -1, -1, -1, -1, (100 + 2) % 52],
    )
    scores = np.empty(7)
    highest, workload = score_customers(0, 7, c, 1.5, plan(), scores)
    # nobody has waited for longer than a year
    assert scores == pytest.approx([30.0, 8.0, 3.0, 0.0, 0.0, 1.5 * 52, 1.5 * 2 * 1.5])
    assert highest == scores.max()
    assert workload == pytest.approx(3.0 + 0.8 + 1.5 + 1.5 + 1.5)


def pool_of(scores, wanted):
    pool, counts = np.empty(MAX_POOL, np.int64), np.empty(N_STEPS + 1, np.int64)
    return pool[: choose_pool(scores, scores.max(), wanted, counts, pool)]


@pytest.mark.parametrize("wanted", [1, 7, 40, MAX_POOL])
def test_the_pool_holds_the_most_urgent(wanted):
    """Exactly as many as wanted; nobody left out outranks one chosen by more than a step."""
    scores = np.random.default_rng(0).gamma(1.5, 10.0, 500)
    scores[::7] = 0.0
    chosen = pool_of(scores, wanted)
    assert len(chosen) == len(set(chosen)) == wanted
    left = np.delete(scores, chosen)
    assert left.max() <= scores[chosen].min() + scores.max() / N_STEPS


def test_clear_ranks_are_kept_exactly():
    scores = np.arange(1.0, N_STEPS + 1.0)
    assert pool_of(scores[::-1].copy(), 10).tolist() == list(range(10))


def test_a_pool_takes_no_more_than_there_are():
    assert pool_of(np.array([0.0, 3.0, 0.0, 1.0]), 50).tolist() == [1, 3]
    assert len(pool_of(np.zeros(9), 5)) == 0
    assert len(pool_of(np.full(300, 2.0), 25)) == 25  # all alike


# tours


def shortest(home, stops) -> float:
    """Minutes of the shortest round trip, by trying all."""
    trips = ([home, *order, home] for order in itertools.permutations(stops))
    return min(sum(leg_min(a, b) for a, b in itertools.pairwise(trip)) for trip in trips)


@pytest.mark.parametrize("seed", range(6))
def test_tiny_tours_are_feasible_and_near_the_shortest(plan, seed):
    """One day: the planned driving is that of a real tour, and the best tour through the stops also fits."""
    c, reps, start = field(1, 7, seed=seed, state=State.HEALTHY)
    p = plan(working_days=1)
    drive(c, reps, start, p)
    home = (float(reps.home_x_km[0]), float(reps.home_y_km[0]))
    stops = [(float(c.x_km[i]), float(c.y_km[i])) for i in np.flatnonzero(c.visit_days)]
    assert 1 <= len(stops) == reps.visits[0]
    best = shortest(home, stops)
    assert best <= reps.travel_min[0] + 1e-3
    assert reps.travel_min[0] <= 1.5 * best
    assert reps.travel_min[0] + len(stops) * VISIT_MIN <= 480.0 * 0.58 + 1e-6


def test_a_tour_of_one_goes_there_and_back(plan):
    c, reps, start = field(1, 1, state=State.HEALTHY)
    drive(c, reps, start, plan())
    there = leg_min((c.x_km[0], c.y_km[0]), (reps.home_x_km[0], reps.home_y_km[0]))
    assert reps.travel_min[0] == pytest.approx(2.0 * there, rel=1e-5)
    km = math.dist((c.x_km[0], c.y_km[0]), (reps.home_x_km[0], reps.home_y_km[0]))
    assert reps.km[0] == pytest.approx(2.0 * CIRCUITY * km, rel=1e-5)
    assert c.visit_days[0] == 1


def test_customers_on_one_spot_cost_one_trip(plan):
    c, reps, start = field(1, 5, state=State.HEALTHY, x_km=0.0, y_km=0.0)
    reps.home_x_km[0], reps.home_y_km[0] = 3.0, 4.0
    drive(c, reps, start, plan(working_days=1))
    assert reps.visits[0] == 5
    assert reps.travel_min[0] == pytest.approx(2.0 * leg_min((0, 0), (3, 4)), rel=1e-5)


@pytest.mark.parametrize("effort", [0.4, 1.0, 1.6])
def test_no_day_is_longer_than_its_minutes(plan, effort):
    """Each day's visits, with the shortest conceivable driving, fit into the field time of that effort."""
    c, reps, start = field(spread_km=8.0)
    reps.effort[:] = effort
    drive(c, reps, start, plan())
    field_min = 480.0 * 0.58 * effort**0.7
    days = days_of(c)
    for seat in range(4):
        home = (reps.home_x_km[seat], reps.home_y_km[seat])
        for day in range(DAYS):
            rows = np.flatnonzero(days[start[seat] : start[seat + 1], day]) + start[seat]
            if len(rows) == 0:
                continue
            farthest = max(leg_min(home, (c.x_km[i], c.y_km[i])) for i in rows)
            assert len(rows) * VISIT_MIN + 2.0 * farthest <= field_min + 1e-3
    assert (reps.selling_min + reps.travel_min <= DAYS * field_min + 1e-6).all()


def test_time_adds_up(plan):
    c, reps, start = field()
    reps.effort[:] = [0.5, 1.0, 1.3, 1.6]
    drive(c, reps, start, plan())
    assert reps.working_min == pytest.approx(reps.selling_min + reps.travel_min + reps.other_min)
    assert reps.working_min == pytest.approx(DAYS * 480.0 * (0.42 + 0.58 * reps.effort**0.7))
    assert reps.selling_min == pytest.approx(VISIT_MIN * reps.visits)
    assert np.array_equal(reps.visits, np.add.reduceat(days_of(c).sum(axis=1), start[:-1]))
    assert (reps.other_min >= DAYS * 480.0 * 0.42 - 1e-6).all()


def test_only_customers_who_can_be_visited_are(plan):
    c, reps, start = field()
    drive(c, reps, start, plan())
    visited = c.visit_days > 0
    assert visited.sum() > 50
    assert not visited[(c.state == State.GONE) | (c.state == State.UNKNOWN)].any()
    assert (days_of(c).sum(axis=1) <= 1).all()
    assert not days_of(c)[:, DAYS:].any()


def test_a_rep_visits_the_own_customers_only(plan):
    c, reps, start = field()
    plan_tours(1, 2, start, c, reps, np.zeros(4), np.full(4, VISIT_MIN), plan())
    seats = c.seat[c.visit_days > 0]
    assert len(seats) and (seats == 1).all()
    assert reps.visits[[0, 2, 3]].tolist() == [0, 0, 0]


def test_the_most_urgent_open_the_days(plan):
    """Five far-off customers who waited longest get a day each, however far from the crowd they live."""
    waited = np.full(60, 97)
    waited[:5] = 50
    c, reps, start = field(1, 60, 5.0, state=State.HEALTHY, grade=2, last_visit_week=waited)
    drive(c, reps, start, plan())
    assert c.visit_days[:5].all()


def test_longer_roads_leave_fewer_visits(plan):
    visits = []
    for spread_km in (2.0, 10.0, 30.0, 80.0):
        c, reps, start = field(spread_km=spread_km, state=State.HEALTHY)
        drive(c, reps, start, plan())
        visits.append(int(reps.visits.sum()))
    assert visits == sorted(visits, reverse=True) and visits[0] > 1.5 * visits[-1]


def test_effort_makes_more_visits(plan):
    visits = []
    for effort in (0.4, 0.8, 1.2, 1.6):
        c, reps, start = field(state=State.HEALTHY)
        reps.effort[:] = effort
        drive(c, reps, start, plan())
        visits.append(int(reps.visits.sum()))
    assert visits == sorted(visits) and visits[-1] > 1.5 * visits[0]


def test_coaching_costs_field_time_not_working_time(plan):
    c, reps, start = field(state=State.HEALTHY)
    drive(c, reps, start, plan())
    usual, working = reps.visits.sum(), reps.working_min.copy()
    c.visit_days[:] = 0
    drive(c, reps, start, plan(), lost_min=60.0)
    assert reps.visits.sum() < usual
    assert np.array_equal(reps.working_min, working)
    assert (reps.selling_min + reps.travel_min <= DAYS * (480.0 * 0.58 - 60.0) + 1e-6).all()
    c.visit_days[:] = 0
    drive(c, reps, start, plan(), lost_min=600.0)  # more than there is
    assert not reps.visits.any() and not c.visit_days.any()


def test_what_goes_with_a_visit_costs_visits_not_selling_time(plan):
    c, reps, start = field(state=State.HEALTHY)
    drive(c, reps, start, plan())
    usual = reps.visits.sum()
    c.visit_days[:] = 0
    drive(c, reps, start, plan(), stop_min=1.5 * VISIT_MIN)
    assert 0.6 * usual < reps.visits.sum() < 0.9 * usual
    assert reps.selling_min == pytest.approx(VISIT_MIN * reps.visits)


def test_who_is_paid_for_new_customers_sees_more_prospects(plan):
    seen = []
    for tilt in (0.3, 1.0, 3.0):
        c, reps, start = field(seed=3)
        reps.prospect_tilt[:] = tilt
        drive(c, reps, start, plan())
        seen.append(int((c.visit_days[c.state < State.HEALTHY] > 0).sum()))
    assert seen[0] < seen[1] < seen[2]


def test_a_customer_out_of_reach_is_left_out(plan):
    c, reps, start = field(1, 3, 1.0, state=State.HEALTHY)
    c.x_km[1] += 1000.0
    drive(c, reps, start, plan())
    assert (c.visit_days > 0).tolist() == [True, False, True]


@pytest.mark.parametrize("idle", ["vacant", "holiday", "no customers"])
def test_who_does_not_work_does_not_drive(plan, idle):
    c, reps, start = field(2)
    p = plan(working_days=0 if idle == "holiday" else DAYS)
    if idle == "vacant":
        reps.present[0] = 0
    if idle == "no customers":
        c.state[: start[1]] = State.GONE
    drive(c, reps, start, p)
    assert reps.visits[0] == 0 and reps.km[0] == 0.0 and reps.travel_min[0] == 0.0
    assert not c.visit_days[: start[1]].any()
    assert (reps.working_min[0] > 0) == (idle == "no customers")


def test_a_week_wipes_out_the_last_one(plan):
    c, reps, start = field()
    drive(c, reps, start, plan())
    first = reps.visits.copy(), reps.km.copy()
    c.visit_days[:] = 0
    drive(c, reps, start, plan())
    assert np.array_equal(first[0], reps.visits) and np.array_equal(first[1], reps.km)
