"""Tours that fit into the day, and are near the shortest."""

import itertools
import math

import numpy as np
import pytest

from salesim.agents.tour import plan_tours
from salesim.columns import Customers, Reps, State, Tool, new_columns

DAYS = 5
VISIT_MIN = 24.0
CIRCUITY = 1.3


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


def test_the_map_takes_urgent_customers_who_are_near_first(plan):
    """Who sees distances opens the day with urgency for the time it takes: less road and more visits."""
    usual, mapped = [], []
    for with_map, sums in ((0, usual), (1, mapped)):
        c, reps, start = field(seats=40, each=100, spread_km=20.0, state=State.HEALTHY, grade=2)
        reps.uses[:, Tool.MAP] = with_map
        drive(c, reps, start, plan(unseen_weeks=4, near_km=3.0))
        sums += [reps.visits.sum(), reps.travel_min.sum() / reps.visits.sum(), reps.km.sum() / reps.visits.sum()]
        assert (reps.selling_min + reps.travel_min <= DAYS * 480.0 * 0.58 + 1e-6).all()
        assert reps.working_min == pytest.approx(reps.selling_min + reps.travel_min + reps.other_min)
        assert np.array_equal(reps.visits, np.add.reduceat(days_of(c).sum(axis=1), start[:-1]))
    assert mapped[0] > usual[0] and mapped[1] < 0.95 * usual[1] and mapped[2] < 0.95 * usual[2]


def test_the_map_shows_class_b_customers_near_the_tour(plan):
    """Five prospects on one spot, and time left: class B next door is called on, but only with the map."""
    for with_map in (0, 1):
        c, reps, start = field(1, 15, state=State.HEALTHY, x_km=10.0, y_km=10.0, last_visit_week=90)
        c.state[:5] = State.LEAD
        c.grade[5:10], c.grade[10:] = 1, 2
        c.x_km[8:10] += 8.0  # out of reach
        reps.home_x_km[0], reps.home_y_km[0] = 9.0, 9.0
        reps.uses[:, Tool.MAP] = with_map
        drive(c, reps, start, plan(unseen_weeks=4, near_km=3.0, working_days=1, grade_weight=np.zeros(5)))
        seen = np.flatnonzero(c.visit_days)
        assert seen.tolist() == ([0, 1, 2, 3, 4, 5, 6, 7] if with_map else [0, 1, 2, 3, 4])


def test_key_customers_are_counted_and_reminded_of(plan):
    """Who sees open tasks on the way turns aside for key customers: more of those planned are reached."""
    reached = []
    for uses in (0, 1):
        c, reps, start = field(seats=30, each=80, spread_km=12.0, seed=4)
        reps.uses[:, Tool.ARRIVAL_CONTEXT] = uses
        drive(c, reps, start, plan(reminder=0.3))
        key = (c.state == State.FADING) | ((c.state == State.HEALTHY) & (c.grade == 0))
        reached.append(int((key & (c.visit_days > 0)).sum()))
        assert reps.key_planned.sum() >= reached[-1] > 100
    assert reached[1] > 1.1 * reached[0]


def test_who_should_be_seen_more_often_is_seen_on_several_days(plan):
    """Grade A at twenty times the others' weight: on two days a week, never twice a day, days apart."""
    grade = np.where(np.arange(320) % 10 == 0, 0, 4)
    values = {"state": State.HEALTHY, "grade": grade, "last_visit_week": 99}
    weights = {"grade_weight": np.array([20.0, 1.0, 1.0, 1.0, 1.0]), "list_length": 1.0}
    once, often = field(**values), field(**values)
    once[1].usual_visits[:] = often[1].usual_visits[:] = 18.0
    drive(*once, plan(**weights))
    drive(*often, plan(**weights, visits_a_week=2))
    days = days_of(often[0]).sum(axis=1)
    assert days[grade == 4].max() == 1 == days_of(once[0]).sum(axis=1).max()
    assert (days[grade == 0] == 2).mean() > 0.5
    assert often[1].visits.sum() == days.sum()
    seen = days_of(often[0])[days == 2]
    first, last = seen.argmax(axis=1), 6 - seen[:, ::-1].argmax(axis=1)
    assert (last - first >= 2).all()


def test_a_short_list_is_kept_to(plan):
    customers, reps, start = field(state=State.HEALTHY)
    reps.usual_visits[:] = 10.0
    drive(customers, reps, start, plan(list_length=1.0))
    assert (reps.visits <= 11).all() and (reps.visits >= 6).all()
    unknown, reps, start = field(state=State.HEALTHY)
    drive(unknown, reps, start, plan(list_length=1.0))
    assert (reps.visits > 12).all()  # who does not know what is usual takes all on the list
