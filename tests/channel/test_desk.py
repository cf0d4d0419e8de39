"""The order desk: a queue that behaves as queueing theory says, and as a clock when luck is taken out."""

import math

import numpy as np
import pytest
import simpy

from salesim.channel.desk import DESK_HOURS_PER_DAY, DeskJob, DeskParameters, OrderDesk
from salesim.channel.shipping import ship_day
from salesim.random import Stream, stream_key

KEYS = tuple(np.uint64(stream_key(3, 0, int(stream))) for stream in (Stream.DESK_TIME, Stream.DESK_ERROR))
UNITS = np.array([10, 0, 4])


class Office:
    """A desk with one distributor's orders and a list of what left it, with the hour."""

    def __init__(self, n_distributors=1, **parameters):
        self.clock = simpy.Environment()
        self.left: list[tuple[DeskJob, float]] = []
        self.desk = OrderDesk(
            self.clock,
            DeskParameters(**parameters),
            n_distributors,
            KEYS,
            lambda job: self.left.append((job, self.hour)),
        )

    @property
    def hour(self) -> float:
        return self.clock.now * DESK_HOURS_PER_DAY

    def send(self, hours, portal=False):
        """Orders come in at these hours."""

        def arrive():
            for number, hour in enumerate(hours):
                yield self.clock.timeout((hour - self.hour) / DESK_HOURS_PER_DAY)
                self.desk.take(0, number, UNITS, portal)

        self.clock.process(arrive())
        self.clock.run()
        return self

    @property
    def waits(self) -> np.ndarray:
        """Hours from arrival until a clerk begins, in order of arrival."""
        jobs = sorted((job for job, _ in self.left), key=lambda job: job.number)
        return np.array([(job.began - job.placed) * DESK_HOURS_PER_DAY for job in jobs])


def batch_limits(sample, batches=25):
    """Mean and its standard error from means of batches, since waits in a queue resemble each other."""
    means = np.array([part.mean() for part in np.array_split(sample, batches)])
    return means.mean(), means.std(ddof=1) / math.sqrt(batches)


@pytest.fixture(scope="module")
def manual() -> tuple[Office, np.ndarray]:
    """.2 orders an hour for one clerk who takes 4 hours, cv2 .25: busy 80 % of the time."""
    hours = np.cumsum(np.random.default_rng(8).exponential(5.0, 40_000))
    return Office(manual_hours=4.0, time_cv2=0.25).send(hours), hours


def test_wait_is_that_of_pollaczek_and_khinchine(manual):
    """Wq = lambda E[S^2] / (2 (1 - rho)) = .2 x 16 x 1.25 / .4 = 10 hours."""
    mean, error = batch_limits(manual[0].waits[1000:])
    assert abs(mean - 10.0) < 3.7 * error  # 1 in 1,000 with 24 degrees of freedom
    assert error < 1.0


def test_waits_follow_lindley_job_by_job(manual):
    """W' = max(0, W + S - A), on the desk's own service times."""
    office, hours = manual
    touch = [job.touch_hours for job, _ in office.left]
    wait, expected = 0.0, [0.0]
    for gap, service in zip(np.diff(hours), touch[:-1], strict=True):
        wait = max(0.0, wait + service - gap)
        expected.append(wait)
    assert office.waits == pytest.approx(np.array(expected), abs=1e-6)


def test_service_times_have_their_mean_and_spread(manual):
    touch = np.array([job.touch_hours for job, _ in manual[0].left])
    assert touch.mean() == pytest.approx(4.0, abs=4.0 * 2.0 / math.sqrt(len(touch)))
    assert touch.var() / touch.mean() ** 2 == pytest.approx(0.25, rel=0.04)


def test_a_portal_is_fast():
    office = Office(portal_hours=0.25).send(np.arange(1.0, 2000.0, 2.0), portal=True)
    assert np.mean([job.touch_hours for job, _ in office.left]) == pytest.approx(0.25, rel=0.08)


def test_without_luck_the_desk_is_a_clock():
    """Orders of four hours each: evenly spaced they never wait; all at once they leave one by one, in turn."""
    certain = {"manual_hours": 4.0, "time_cv2": 1e-12}
    assert Office(**certain).send([1, 6, 11, 16]).waits == pytest.approx(0.0, abs=1e-4)
    together = Office(**certain).send([1, 1, 1])
    assert together.waits == pytest.approx([0.0, 4.0, 8.0], abs=1e-4)
    assert [hour for _, hour in together.left] == pytest.approx([5.0, 9.0, 13.0], abs=1e-4)
    two_clerks = Office(n_distributors=12, **certain).send([1, 1, 1])  # 16 for 100: two for 12
    assert two_clerks.waits == pytest.approx([0.0, 0.0, 4.0], abs=1e-4)


def test_errors_hit_lines_that_were_ordered():
    hours = np.arange(1.0, 6001.0)
    for portal, error in ((False, 0.02), (True, 0.005)):
        office = Office(manual_hours=0.1, portal_hours=0.1, time_cv2=0.1).send(hours, portal)
        wrong = np.array([job.wrong for job, _ in office.left])
        assert not wrong[:, UNITS == 0].any()
        share, n = wrong[:, UNITS > 0].mean(), 2 * len(hours)
        assert abs(share - error) < 4.0 * math.sqrt(error / n)


def test_luck_belongs_to_the_order():
    """The same order, sent earlier or later, takes as long."""
    early, late = Office().send([1, 2, 3]), Office().send([1, 50, 99])
    touch = [{job.number: job.touch_hours for job, _ in office.left} for office in (early, late)]
    assert touch[0] == touch[1]


def test_a_job_half_done_goes_on_where_it_was():
    office = Office(manual_hours=4.0, time_cv2=1e-12)
    for number in range(2):
        office.desk.take(0, number, UNITS, False)
    office.clock.run(until=3.0 / DESK_HOURS_PER_DAY)
    begun, waiting = (job.remaining(office.clock.now) for job in office.desk.waiting)
    assert (begun.touch_hours, waiting.touch_hours) == pytest.approx((1.0, 4.0), abs=1e-4)
    assert begun.began is None and begun.placed == 0.0
    office.clock.run()
    assert not office.desk.waiting


def test_a_missed_cut_off_costs_a_day():
    assert ship_day(10.0, 4, 0.75) == 14
    assert ship_day(10.75, 4, 0.75) == 14
    assert ship_day(10.76, 4, 0.75) == 15
