"""The map: tours turned round, customers shown."""

import itertools
import math

import numpy as np
import pytest

from salesim.agents.leg import leg_min
from salesim.agents.route import MAX_NEAR, MAX_STOPS, call_on_near, is_near, shorten, show_near
from salesim.columns import Customers, State, new_columns


def tour(places, plan):
    """Arrays of a tour from (0, 0) through ``places`` in their order, with its legs."""
    x, y = np.zeros(MAX_STOPS + 2, np.float32), np.zeros(MAX_STOPS + 2, np.float32)
    road, leg = np.zeros(MAX_STOPS + 2, np.int64), np.zeros(MAX_STOPS + 2)
    n = len(places)
    x[1 : n + 1], y[1 : n + 1] = np.transpose(places)
    for i in range(n + 1):
        to = i + 1 if i < n else 0
        leg[i] = leg_min(x[i], y[i], 0, x[to], y[to], 0, plan)
    return x, y, road, leg


def minutes(places, plan) -> float:
    return tour(places, plan)[3].sum()


@pytest.mark.parametrize("seed", range(8))
def test_turning_parts_round_gets_near_the_shortest(plan, seed):
    p = plan()
    places = np.random.default_rng(seed).uniform(-20.0, 20.0, (6, 2)).astype(np.float32)
    x, y, road, leg = tour(places, p)
    before = leg.sum()
    saved = shorten(x, y, road, leg, 6, p)
    assert leg[:7].sum() == pytest.approx(before - saved, rel=1e-6)
    after = np.column_stack([x[1:7], y[1:7]])
    assert sorted(map(tuple, after.tolist())) == sorted(map(tuple, places.tolist()))
    assert minutes(after, p) == pytest.approx(leg[:7].sum(), rel=1e-5)  # legs still belong to the places
    best = min(minutes(order, p) for order in itertools.permutations(places.tolist()))
    assert best - 1e-3 <= leg[:7].sum() <= 1.06 * best


def test_crossing_roads_are_uncrossed(plan):
    p = plan()
    x, y, road, leg = tour([(10.0, 10.0), (0.0, 10.0), (10.0, 0.0)], p)
    assert shorten(x, y, road, leg, 3, p) > 10.0
    assert math.isclose(leg[:4].sum(), 4 * leg_min(0.0, 0.0, 0, 10.0, 0.0, 0, p), rel_tol=1e-6)


def test_class_b_is_shown_when_nobody_has_been_there():
    c = new_columns(Customers, 6, state=State.HEALTHY, grade=1, last_visit_week=90)
    c.grade[1], c.state[2], c.last_visit_week[3], c.visit_days[4] = 0, State.FADING, 97, 1
    shown = np.empty(MAX_NEAR, np.int64)
    assert shown[: show_near(0, 6, c, 100, 4, shown)].tolist() == [0, 5]


def test_near_is_near_a_stop_not_near_home():
    x, y = np.array([0.0, 10.0, 20.0]), np.zeros(3)
    assert is_near(x, y, 2, 12.0, 2.0, 3.0)
    assert not is_near(x, y, 2, 1.0, 1.0, 3.0)
    assert not is_near(x, y, 1, 20.0, 0.0, 3.0)


def test_calls_go_on_while_there_is_time(plan):
    """Three customers next to the only stop: as many are called on as the minutes allow."""
    p = plan(near_km=3.0)
    called = []
    for minutes_left in (20.0, 60.0, 500.0):
        x, y, road, leg = tour([(10.0, 0.0)], p)
        days = np.zeros(4, np.uint8)
        px, py = np.array([10.0, 10.0, 10.0, 30.0], np.float32), np.array([0.5, 1.0, 1.5, 0.0], np.float32)
        shown = np.arange(MAX_NEAR)
        before = leg[:2].sum()
        stops, driven = call_on_near(x, y, road, leg, 1, minutes_left, 24.0, shown, 4, px, py, days, 2, p)
        assert stops == 1 + (days == 4).sum() and (stops - 1) * 24.0 + driven <= minutes_left
        assert leg[: stops + 1].sum() == pytest.approx(before + driven)
        called.append(stops - 1)
    assert called == [0, 2, 3]
