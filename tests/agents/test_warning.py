"""The health score: what lowers it, when an alert is raised, and until when it calls for a visit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from salesim.agents.warning import calls_for_visit, health_score, next_rate, raise_alerts, score_health
from salesim.columns import Customers, State, new_columns


def test_a_steady_rate_is_found_and_forgotten_at_the_window_s_pace():
    rate = 0.0
    for week in range(200):
        rate = next_rate(rate, 1.0 if week % 4 == 0 else 0.0, 26.0)
    assert rate == pytest.approx(0.25, abs=0.03)
    slow = fast = 1.0
    for _ in range(8):
        slow, fast = next_rate(slow, 0.0, 26.0), next_rate(fast, 0.0, 8.0)
    assert fast < 0.2 < 0.5 < slow


def test_health_is_its_formula():
    danger = 6.0 * 0.25 - 1.5 - 0.5 * math.log((0.1 + 0.02) / (0.25 + 0.02))
    assert health_score(0.1, 0.25, 6.0) == pytest.approx(100.0 / (1.0 + math.exp(3.0 * danger)))
    assert health_score(0.1, 0.25, 6.0) < health_score(0.25, 0.25, 6.0)  # fewer orders of late


def test_silence_lowers_health_of_those_who_order_often():
    healths = [health_score(0.25, 0.25, weeks) for weeks in (0.0, 4.0, 8.0, 20.0)]
    assert healths == sorted(healths, reverse=True)
    assert healths[0] > 90.0 and healths[2] < 20.0
    # who always orders rarely is not ill after the same silence
    assert health_score(0.02, 0.02, 20.0) > 70.0 > healths[3]


def test_only_current_customers_are_scored():
    states = np.array([State.LEAD, State.HEALTHY, State.FADING, State.GONE])
    c = new_columns(Customers, 4, customer_id=np.arange(4), state=states, long_rate=0.2, short_rate=0.2)
    health = np.empty(4)
    score_health(c, 5, 100.0, health)
    assert (health < 0.0).tolist() == [True, False, False, True]


def test_alerts_pause_after_one():
    c = new_columns(Customers, 3, customer_id=np.arange(3))
    health, rows = np.array([10.0, 50.0, -1.0]), np.empty(3, np.int64)
    assert [raise_alerts(c, health, week, 30.0, 13, rows) for week in (0, 1, 12, 13)] == [1, 0, 0, 1]
    assert rows[0] == 0 and c.alert.tolist() == [14, 0, 0]


def test_an_alert_stands_until_a_visit_or_its_end():
    assert calls_for_visit(11, 5, 10, 4)  # raised in week 10, last visit in week 5
    assert not calls_for_visit(11, 10, 11, 4)  # visited since
    assert not calls_for_visit(11, 5, 14, 4)  # too long ago
    assert not calls_for_visit(0, -999, 3, 4)  # never raised


@pytest.mark.parametrize("below", [5.0, 30.0, 90.0])
def test_only_who_may_lie_below_is_scored_exactly(below):
    n = 3000
    rng = np.random.default_rng(6)
    rates = rng.gamma(1.0, 0.3, (2, n))
    c = new_columns(Customers, n, state=State.HEALTHY, short_rate=rates[0], long_rate=rates[1])
    c.last_order_week[:] = rng.integers(0, 50, n)
    exact, quick = np.empty(n), np.empty(n)
    score_health(c, 50, 100.0, exact)
    score_health(c, 50, below, quick)
    assert set(np.flatnonzero(quick < below)) == set(np.flatnonzero(exact < below)) != set()
    assert (quick == exact)[quick < below].all() and ((quick == exact) | (quick == 100.0)).all()
    assert (quick == 100.0).mean() > 0.1
