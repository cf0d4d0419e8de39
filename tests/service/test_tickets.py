"""Tickets: how many come and when, whose they are, and what an answer leaves behind."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.columns import Customers, State, new_columns
from salesim.random import Stream, stream_key
from salesim.service.queue import RowStatus
from salesim.service.tickets import open_tickets, remember_answers, service_event, size_tickets

KEY = np.uint64(stream_key(6, 0, int(Stream.TICKET)))
OTHER = np.uint64(stream_key(6, 0, int(Stream.TICKET_PATIENCE)))
WEEK = 12


def opened(c, rate, week=WEEK):
    rows, times = np.empty(len(c.state), np.int64), np.empty(len(c.state))
    n, new = open_tickets(0, len(c.state), c, week, rate, 45.0, KEY, rows, times, 0)
    return rows[:n], times[:n], new


def customers(n, **values):
    return new_columns(Customers, n, customer_id=np.arange(n), **({"state": State.HEALTHY} | values))


def test_answers_are_remembered_from_good_to_late():
    assert [service_event(w, 4.0, 0.2, 0.8) for w in (0.0, 2.0, 4.0, 40.0)] == pytest.approx([0.2, -0.3, -0.8, -0.8])


def test_current_customers_open_tickets_at_their_rate():
    n = 40_000
    states = np.arange(n) % len(State)
    rows, times, new = opened(customers(n, state=states), 0.04)
    assert set(states[rows]) == {State.HEALTHY, State.FADING}
    current = np.isin(states, [State.HEALTHY, State.FADING]).sum()
    assert new == len(rows)
    assert abs(new - 0.04 * current) < 4.0 * math.sqrt(0.04 * current)
    assert stats.kstest(times / 45.0, "uniform").pvalue > 1e-3
    assert np.array_equal(np.unique(rows), rows)


def test_each_week_has_its_own_tickets():
    first, second = (set(opened(customers(5000), 0.2, week)[0].tolist()) for week in (3, 4))
    assert len(first & second) == pytest.approx(0.04 * 5000, abs=4.0 * math.sqrt(200.0))


def test_a_ticket_that_waits_stays_one_ticket_with_its_time():
    c = customers(2000)
    rows, times, _ = opened(c, 0.2, WEEK)
    again, older, new = opened(c, 0.2, WEEK + 1)
    kept = np.isin(again, rows)
    assert kept.sum() == len(rows) and new == len(again) - len(rows)
    assert older[kept] == pytest.approx(times - 45.0)
    c.state[rows[0]] = State.GONE
    assert rows[0] not in opened(c, 0.2, WEEK + 2)[0]


def test_tier_work_and_patience_belong_to_the_ticket():
    c = customers(20_000, grade=np.arange(20_000) % 5)
    rows, _, _ = opened(c, 0.5)
    n = len(rows)
    tier, work, patience = np.empty(n, np.int64), np.empty(n), np.empty(n)
    size_tickets(n, rows, c, 0.4, 2.0, 1, KEY, OTHER, tier, work, patience)
    assert ((tier == 0) == (c.grade[rows] == 0)).all()
    assert stats.kstest(work / 0.4, "expon").pvalue > 1e-3
    assert stats.kstest(patience / 2.0, "expon").pvalue > 1e-3
    assert abs(np.corrcoef(work, patience)[0, 1]) < 4.0 / math.sqrt(n)
    size_tickets(n, rows, c, 0.4, 0.0, 1, KEY, OTHER, tier, work, patience)
    assert np.isinf(patience).all()


def remembered(c, wait, row_status, promise=0.0, tier=0):
    n = len(wait)
    rows = np.arange(n)
    import_log, waits = np.array(row_status), np.array(wait)
    sums = remember_answers(rows, rows, c, np.full(n, tier), waits, import_log, 4.0, 0.2, 0.8, promise, 0.3)
    return c.service_event.tolist(), sums


def test_giving_up_is_remembered_as_the_worst_and_waiting_not_yet():
    c = customers(3, open_ticket=1 + WEEK)
    events, sums = remembered(c, [0.0, 9.0, 3.0], [RowStatus.ANSWERED, RowStatus.GAVE_UP, RowStatus.WAITING])
    assert events == pytest.approx([0.2, -0.8, 0.0])
    assert c.open_ticket.tolist() == [0, 0, 1 + WEEK]
    assert sums == (1, 1, 0.0, 0, 0)


def test_a_promise_counts_for_strategic_customers_only():
    strategic, sums = remembered(customers(2), [0.0, 1.0], [RowStatus.ANSWERED] * 2, promise=0.25)
    usual, none = remembered(customers(2), [0.0, 1.0], [RowStatus.ANSWERED] * 2, promise=0.25, tier=1)
    assert strategic == pytest.approx([0.2, usual[1] - 0.3])
    assert (sums[3:], none[3:]) == ((2, 1), (0, 0))


def test_remembered_service_stays_between_its_bounds():
    """A late answer after a lost order is not worse than the worst, nor a good one better than the best."""
    c = customers(2, service_event=[-0.5, 0.95])
    assert remembered(c, [50.0, 0.0], [RowStatus.ANSWERED] * 2)[0] == [-1.0, 1.0]
