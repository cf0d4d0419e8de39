"""Service tickets: the desk against Erlang's formula, and ticket by ticket against SimPy."""

import math

import numpy as np
import pytest
import simpy
from scipy import stats

from salesim.columns import Customers, State, new_columns
from salesim.random import Stream, sequence_key_array, stream_key
from salesim.random.distributions import exponential
from salesim.service.tickets import answer_tickets, open_tickets, service_event

KEY = np.uint64(stream_key(6, 0, int(Stream.TICKET)))
WEEK = 12
LONG = 1000.0  # patience so long that an event tells the wait


def waits_of(arrivals, agents, handling):
    """Each ticket's wait, read from what it did to remembered service; and the kernel's sums."""
    n = len(arrivals)
    c = new_columns(Customers, n, customer_id=np.arange(n))
    rows = np.arange(n)
    sums = answer_tickets(n, rows, arrivals, rows, c, np.zeros(agents), WEEK, handling, LONG, 0.0, 1.0, KEY)
    return -LONG * c.service_event.astype(float), sums


def erlang_c(servers: int, load: float) -> float:
    """Probability to wait."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(
    ("agents", "per_hour", "share", "wait_hours"), [(3, 10.0, 0.702247, 0.351124), (7, 20.0, 0.324146, 2.4311 / 60.0)]
)
def test_waits_are_erlang_s(agents, per_hour, share, wait_hours):
    """M/M/c with four tickets an hour and agent; limits from means of 40 batches."""
    assert erlang_c(agents, per_hour / 4.0) == pytest.approx(share, abs=1e-5)
    assert share / (agents * 4.0 - per_hour) == pytest.approx(wait_hours, abs=1e-5)
    arrivals = np.cumsum(np.random.default_rng(2).exponential(1.0 / per_hour, 400_000))
    waits, _ = waits_of(arrivals, agents, 0.25)
    for sample, expected in ((waits > 0.0, share), (waits, wait_hours)):
        means = np.array([part.mean() for part in np.array_split(sample[2000:], 40)])
        error = means.std(ddof=1) / math.sqrt(40)
        assert abs(means.mean() - expected) < 3.6 * error
        assert error < 0.05 * expected


@pytest.mark.parametrize("agents", [1, 3])
def test_every_ticket_waits_as_in_simpy(agents):
    n = 3000
    arrivals = np.cumsum(np.random.default_rng(5).exponential(0.28 / agents, n))
    duration = [exponential(s, 3 * WEEK + 2, 0.25) for s in sequence_key_array(KEY, np.arange(n))]
    waits, (waited, worked) = waits_of(arrivals, agents, 0.25)
    clock = simpy.Environment()
    desk = simpy.Resource(clock, agents)
    expected = np.zeros(n)

    def ticket(i):
        yield clock.timeout(arrivals[i])
        with desk.request() as turn:
            yield turn
            expected[i] = clock.now - arrivals[i]
            yield clock.timeout(duration[i])

    for i in range(n):
        clock.process(ticket(i))
    clock.run()
    assert waits == pytest.approx(expected, rel=1e-5, abs=1e-6)
    assert (waits > 0.0).mean() > 0.3
    assert waited == pytest.approx(expected.sum()) and worked == pytest.approx(sum(duration))


def test_what_is_left_over_is_next_week_s_first():
    """A desk with two hours of backlog: the first ticket waits for what is left of them."""
    c = new_columns(Customers, 1)
    free_at = np.array([2.0])
    one = np.zeros(1, np.int64)
    waited, worked = answer_tickets(1, one, np.array([0.5]), one, c, free_at, WEEK, 0.4, LONG, 0.0, 1.0, KEY)
    assert waited == pytest.approx(1.5)
    assert free_at[0] == pytest.approx(2.0 + worked)


def test_answers_are_remembered_from_good_to_late():
    assert [service_event(w, 4.0, 0.2, 0.8) for w in (0.0, 2.0, 4.0, 40.0)] == pytest.approx([0.2, -0.3, -0.8, -0.8])


def test_remembered_service_stays_between_its_bounds():
    """A late answer after a lost order is not worse than the worst, nor a good one better than the best."""
    c = new_columns(Customers, 2, customer_id=[0, 1], service_event=[-0.5, 0.95])
    rows = np.arange(2)
    arrivals = np.zeros(2)
    answer_tickets(1, rows, arrivals, rows, c, np.array([50.0]), WEEK, 0.4, 4.0, 0.2, 0.8, KEY)
    answer_tickets(1, rows[1:], arrivals, rows, c, np.zeros(1), WEEK, 0.4, 4.0, 0.2, 0.8, KEY)
    assert c.service_event.tolist() == [-1.0, 1.0]


def opened(c, rate, week=WEEK):
    rows, times = np.empty(len(c.state), np.int64), np.empty(len(c.state))
    n = open_tickets(0, len(c.state), c, week, rate, 45.0, KEY, rows, times, 0)
    return rows[:n], times[:n]


def test_current_customers_open_tickets_at_their_rate():
    n = 40_000
    states = np.arange(n) % len(State)
    c = new_columns(Customers, n, customer_id=np.arange(n), state=states)
    rows, times = opened(c, 0.04)
    assert set(states[rows]) == {State.HEALTHY, State.FADING}
    current = np.isin(states, [State.HEALTHY, State.FADING]).sum()
    assert abs(len(rows) - 0.04 * current) < 4.0 * math.sqrt(0.04 * current)
    assert stats.kstest(times / 45.0, "uniform").pvalue > 1e-3
    assert np.array_equal(np.unique(rows), rows)


def test_each_week_has_its_own_tickets():
    c = new_columns(Customers, 5000, customer_id=np.arange(5000), state=State.HEALTHY)
    first, second = (set(opened(c, 0.2, week)[0].tolist()) for week in (3, 4))
    assert len(first & second) == pytest.approx(0.04 * 5000, abs=4.0 * math.sqrt(200.0))
