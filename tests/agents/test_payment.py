"""When invoices are paid: in time, or late by a lognormal delay."""

import numpy as np
import pytest

from salesim.agents.payment import CASH_RING_WEEKS, PaymentParameters, payment_week
from salesim.random import Stream, sequence_key_array

N = 20_000
P = PaymentParameters()


@pytest.fixture(scope="module")
def sequences(key) -> np.ndarray:
    return sequence_key_array(key(Stream.PAYMENT_DELAY), np.arange(N))


def weeks(
    sequences, number=3, day=0.0, habit=1.0, factor=1.0, terms=30.0, late=P.late_share, median=P.late_median_days
):
    return np.array([payment_week(s, number, day, habit, late, terms, median, P.late_sigma, factor) for s in sequences])


def test_share_paid_late(sequences):
    """Terms of four weeks to the day, and delays of years: the week tells who is late."""
    late = weeks(sequences, terms=28.0, median=365.0) > 4
    # a delay of less than a week is seen as none; the smallest of 20,000 is some 15 days
    assert late.mean() == pytest.approx(P.late_share, abs=4.0 * np.sqrt(0.25 / N))


def test_delay_has_its_median(sequences):
    """Without terms: half of the late payments come within the median of 35 days."""
    delay = weeks(sequences, terms=0.0, late=1.0, median=35.0)
    assert (delay < 5).mean() == pytest.approx(0.5, abs=4.0 * np.sqrt(0.25 / N))
    # one standard deviation above the median: 16 % are later still
    one_more = int(35.0 * np.exp(P.late_sigma) / 7.0 // 1)
    assert (delay > one_more).mean() < 0.16 < (delay >= one_more).mean()


def test_who_pays_in_time_pays_at_the_end_of_the_terms(sequences):
    assert set(weeks(sequences[:500], habit=0.0)) == {4}
    assert set(weeks(sequences[:500], late=0.0)) == {4}
    # an order late in its week falls due a week later
    assert set(weeks(sequences[:500], habit=0.0, day=6.0)) == {5}


@pytest.mark.parametrize("slower", [{"habit": 1.5}, {"factor": 1.5}])
def test_slow_payers_pay_later(sequences, slower):
    usual, late = weeks(sequences[:2000]), weeks(sequences[:2000], **slower)
    assert (late >= usual).all() and late.mean() > usual.mean()


def test_lateness_says_nothing_about_the_delay(sequences):
    """The delay of those late at 20 % is spread like that of those late at 60 %."""
    always = weeks(sequences, terms=0.0, late=1.0, median=70.0).astype(float)
    for share in (0.2, 0.6):
        late = weeks(sequences, terms=0.0, late=share, median=70.0) > 0
        error = always.std() / np.sqrt(late.sum())
        assert abs(always[late].mean() - always.mean()) < 4.0 * error


def test_no_delay_outlasts_the_calendar(sequences):
    assert weeks(sequences[:2000], late=1.0, median=5000.0).max() == CASH_RING_WEEKS - 1
