"""The line before the desk: ticket by ticket against SimPy, and against the formulas of queueing theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy

from salesim.service.queue import RowStatus, serve_queue

NEVER = 1e9


def serve(arrival, rank, duration, agents=1, patience=None, closing=NEVER, free_at=None):
    """Waits and fates of tickets given in the order of their arrival."""
    n = len(arrival)
    wait, row_status = np.empty(n), np.empty(n, np.int64)
    patience = np.full(n, np.inf) if patience is None else patience
    free_at = np.zeros(agents) if free_at is None else free_at
    by_time = np.argsort(arrival, kind="stable")
    worked = serve_queue(
        arrival, by_time, rank, duration, patience, int(rank.max()) + 1, free_at, closing, wait, row_status
    )
    assert worked == pytest.approx(duration[row_status == RowStatus.ANSWERED].sum())
    return wait, row_status


def serve_in_simpy(arrival, rank, duration, agents, patience):
    """The same by SimPy: a priority resource that a ticket leaves when its patience is over."""
    clock = simpy.Environment()
    desk = simpy.PriorityResource(clock, agents)
    wait, row_status = np.zeros(len(arrival)), np.full(len(arrival), RowStatus.ANSWERED)

    def ticket(i):
        yield clock.timeout(arrival[i])
        with desk.request(priority=rank[i]) as turn:
            out_of_patience = clock.timeout(patience[i]) if np.isfinite(patience[i]) else clock.event()
            yield turn | out_of_patience
            wait[i] = clock.now - arrival[i]
            if not turn.triggered:
                row_status[i] = RowStatus.GAVE_UP
                return
            yield clock.timeout(duration[i])

    for i in range(len(arrival)):
        clock.process(ticket(i))
    clock.run()
    return wait, row_status


@pytest.mark.parametrize(("agents", "mean_patience"), [(1, None), (3, None), (1, 0.8), (3, 0.3)])
def test_every_ticket_fares_as_in_simpy(agents, mean_patience):
    rng = np.random.default_rng(5)
    n = 3000
    arrival = np.cumsum(rng.exponential(0.26 / agents, n))
    rank, duration = rng.integers(0, 3, n), rng.exponential(0.25, n)
    patience = np.full(n, np.inf) if mean_patience is None else rng.exponential(mean_patience, n)
    wait, row_status = serve(arrival, rank, duration, agents, patience)
    expected_wait, expected_fate = serve_in_simpy(arrival, rank, duration, agents, patience)
    assert wait == pytest.approx(expected_wait, abs=1e-9)
    assert row_status.tolist() == expected_fate.tolist()
    assert (wait > 0.0).mean() > 0.3
    assert mean_patience is None or 0.02 < (row_status == RowStatus.GAVE_UP).mean() < 0.6


def batch_error(sample, batches=40):
    """Mean and standard error by batch means: waits that follow each other are alike."""
    means = np.array([part.mean() for part in np.array_split(sample[5000:], batches)])
    return means.mean(), means.std(ddof=1) / math.sqrt(batches)


def assert_wait(wait, expected):
    mean, error = batch_error(wait)
    assert abs(mean - expected) < 3.6 * error, (mean, expected, error)
    assert error < 0.06 * expected


def arrivals_of(rate, n, seed):
    return np.cumsum(np.random.default_rng(seed).exponential(1.0 / rate, n))


@pytest.mark.parametrize(("cv2", "expected"), [(0.0, 2.0), (0.25, 2.5), (1.0, 4.0)])
def test_one_agent_waits_as_pollaczek_and_khinchine_say(cv2, expected):
    """M/G/1 at load .8: Wq = rho (1 + cv2) / (2 (mu - lambda))."""
    n = 600_000
    rng = np.random.default_rng(8)
    duration = np.ones(n) if cv2 == 0.0 else rng.gamma(1.0 / cv2, cv2, n)
    wait, _ = serve(arrivals_of(0.8, n, 9), np.zeros(n, np.int64), duration)
    assert_wait(wait, expected)


def test_priorities_wait_as_cobham_says():
    """mu 1, lambda (.2, .6): the first class waits 1.0, the second 5.0."""
    n = 1_000_000
    rng = np.random.default_rng(3)
    rank = (rng.random(n) > 0.25).astype(np.int64)
    wait, _ = serve(arrivals_of(0.8, n, 4), rank, rng.exponential(1.0, n))
    assert_wait(wait[rank == 0], 1.0)
    assert_wait(wait[rank == 1], 5.0)


def test_share_within_fifteen_minutes():
    """M/M/7, 20 an hour, 4 an hour and agent: P(W <= 15 min) = .95613."""
    n = 400_000
    wait, _ = serve(arrivals_of(20.0, n, 2), np.zeros(n, np.int64), np.random.default_rng(1).exponential(0.25, n), 7)
    mean, error = batch_error(wait <= 0.25)
    assert abs(mean - 0.95613) < 3.6 * error


def test_those_who_give_up_are_erlang_a_s():
    """M/M/1 with exponential patience: a birth-death chain with death rates mu + (n - 1) theta."""
    rate, mu, theta = 1.0, 1.0, 0.5
    weights = [1.0]
    for k in range(1, 60):
        weights.append(weights[-1] * rate / (mu + (k - 1) * theta))
    p = np.array(weights) / sum(weights)
    given_up = theta * (np.arange(60) - 1).clip(0) @ p / rate
    n, rng = 400_000, np.random.default_rng(6)
    _, row_status = serve(
        arrivals_of(rate, n, 7), np.zeros(n, np.int64), rng.exponential(1.0 / mu, n), 1, rng.exponential(1.0 / theta, n)
    )
    mean, error = batch_error(row_status == RowStatus.GAVE_UP)
    assert abs(mean - given_up) < 3.6 * error


def test_what_has_not_begun_when_the_week_closes_waits_on():
    arrival, zero = np.array([0.0, 1.0, 2.0]), np.zeros(3, np.int64)
    free_at = np.zeros(1)
    wait, row_status = serve(arrival, zero, np.array([5.0, 1.0, 1.0]), closing=4.0, free_at=free_at)
    assert row_status.tolist() == [RowStatus.ANSWERED, RowStatus.WAITING, RowStatus.WAITING]
    assert wait.tolist() == [0.0, 3.0, 2.0]
    assert free_at.tolist() == [5.0]


def test_a_week_cut_in_two_serves_as_one_does():
    """Leftovers with negative arrivals meet the agents as they were left."""
    rng = np.random.default_rng(2)
    n = 400
    arrival, rank = np.sort(rng.uniform(0.0, 90.0, n)), rng.integers(0, 2, n)
    duration, patience = rng.exponential(0.21, n), rng.exponential(3.0, n)
    wait, row_status = serve(arrival, rank, duration, 1, patience)
    free_at = np.zeros(1)
    early = arrival < 45.0
    first_wait, first_fate = serve(arrival[early], rank[early], duration[early], 1, patience[early], 45.0, free_at)
    left = np.concatenate([np.flatnonzero(early)[first_fate == RowStatus.WAITING], np.flatnonzero(~early)])
    assert (first_fate == RowStatus.WAITING).any()
    second_wait, second_fate = serve(
        arrival[left] - 45.0, rank[left], duration[left], 1, patience[left], NEVER, free_at - 45.0
    )
    joined_wait, joined_fate = np.empty(n), np.empty(n, np.int64)
    joined_wait[early], joined_fate[early] = first_wait, first_fate
    joined_wait[left], joined_fate[left] = second_wait, second_fate
    assert joined_fate.tolist() == row_status.tolist()
    assert joined_wait == pytest.approx(wait)
