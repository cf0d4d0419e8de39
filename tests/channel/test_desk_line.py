"""The desk without a clock: every order fares as at the desk on SimPy's clock."""

import numpy as np
import pytest
import simpy

from salesim.channel.desk import DeskParameters, OrderDesk
from salesim.channel.desk_line import DeskLine
from salesim.random import Stream, stream_key

KEYS = tuple(np.uint64(stream_key(3, 0, int(stream))) for stream in (Stream.DESK_TIME, Stream.DESK_ERROR))
N_SKU = 3


def orders(n_distributors, n_days):
    """Orders of some days, (day, distributor, number, units): most distributors on some days, none on others."""
    draws = np.random.default_rng(5)
    numbers = np.zeros(n_distributors, np.int64)
    for day in range(n_days):
        for row in np.flatnonzero(draws.random(n_distributors) < 0.4 * (day % 3)).tolist():
            yield day, row, int(numbers[row]), draws.integers(0, 9, N_SKU)
            numbers[row] += 1


def on_the_clock(terms, n_distributors, n_days):
    """What leaves a desk on SimPy's clock: (job, day) each."""
    clock, left = simpy.Environment(), []
    desk = OrderDesk(clock, terms, n_distributors, KEYS, lambda job: left.append((job, clock.now)))

    def send():
        for day, row, number, units in orders(n_distributors, n_days):
            yield clock.timeout(day + 0.75 - clock.now)
            desk.take(row, number, units, row % 2 == 0)

    clock.process(send())
    clock.run()
    return left


def without_a_clock(terms, n_distributors, n_days):
    """What leaves the other desk, asked once a day."""
    clock, left = simpy.Environment(), []
    desk = DeskLine(clock, terms, n_distributors, N_SKU, KEYS)
    sent = list(orders(n_distributors, n_days))
    for day in range(n_days + 100):
        clock.run(until=day + 0.75)
        left += desk.handled()
        for _, row, number, units in (order for order in sent if order[0] == day):
            desk.take(row, number, units, row % 2 == 0)
    assert not desk.waiting
    return left


def as_row(job):
    return (
        job.distributor,
        job.number,
        job.units.tolist(),
        job.placed,
        job.portal,
        job.touch_hours,
        job.wrong.tolist(),
    )


@pytest.mark.parametrize("n_distributors", [5, 12, 40])  # one clerk, two, six
def test_every_order_fares_as_on_the_clock(n_distributors):
    terms = DeskParameters(manual_hours=12.0, manual_error=0.2)
    theirs, ours = (run(terms, n_distributors, 60) for run in (on_the_clock, without_a_clock))
    assert len(theirs) == len(ours) > 20
    assert [as_row(job) for job, _ in theirs] == [as_row(job) for job, _ in ours]
    assert [job.began for job, _ in theirs] == [job.began for job, _ in ours]
    assert [day for _, day in theirs] == [day for _, day in ours]
    assert max(job.began - job.placed for job, _ in ours) > 0.1  # some had to wait
    assert any(job.wrong.any() for job, _ in ours)


def test_an_order_half_done_goes_on_where_it_was():
    terms = DeskParameters(manual_hours=4.0, time_cv2=1e-12)
    clock = simpy.Environment()
    desk = DeskLine(clock, terms, 1, N_SKU, KEYS)
    for number in range(2):
        desk.take(0, number, np.array([10, 0, 4]), False)
    clock.run(until=3.0 / 8.0)
    begun, waiting = (job.remaining(clock.now) for job in desk.waiting)
    assert (begun.touch_hours, waiting.touch_hours) == pytest.approx((1.0, 4.0), abs=1e-4)
    other = DeskLine(clock, terms, 1, N_SKU, KEYS)
    for job in (begun, waiting):
        other.begin(job)
    clock.run(until=2.0)
    assert [day for _, day in other.handled()] == pytest.approx([0.5, 1.0], abs=1e-4)


def test_the_line_grows():
    desk = DeskLine(simpy.Environment(), DeskParameters(), 1, N_SKU, KEYS)
    for number in range(50):
        desk.take(0, number, np.array([number, 0, 1]), True)
    assert [job.number for job in desk.waiting] == list(range(50))
    assert [job.units[0] for job in desk.waiting] == list(range(50))
