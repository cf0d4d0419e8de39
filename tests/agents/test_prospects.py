"""Prospects turn up, wait for an answer, climb the funnel or are lost."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.prospects import receive_leads, stage_probability
from salesim.columns import Customers, State, new_columns
from salesim.random import Stream


@pytest.mark.parametrize(("hours", "factor"), [(24.0, 1.0), (48.0, 2.0**-0.3), (1.0, 24.0**0.3), (0.01, 24.0**0.3)])
def test_a_late_answer_spoils_the_chance(hours, factor):
    """Relative to a day; within an hour is within an hour."""
    assert stage_probability(0.2, 1.0, hours, 0.3, 1.0) == pytest.approx(0.2 * factor)


def test_goodwill_and_effort_help_up_to_a_limit():
    assert stage_probability(0.2, 1.5, 24.0, 0.3, 1.2) == pytest.approx(0.36)
    assert stage_probability(0.9, 2.0, 24.0, 0.3, 1.0) == 0.95


def prospects(n, **values):
    return new_columns(Customers, n, **({"customer_id": np.arange(n), "state": State.UNKNOWN} | values))


def receive(c, key, week, present=1):
    seats, leads = np.full(1, present, np.int8), np.zeros(1, np.int32)
    receive_leads(0, len(c.state), c, seats, leads, week, key(Stream.LEAD_RESPONSE), 24.0, 72.0, 26)
    return leads


def test_prospects_turn_up_in_their_week(key):
    c = prospects(3, state_week=[4, 5, 6])
    assert receive(c, key, 5) == 2
    assert c.state.tolist() == [State.LEAD, State.LEAD, State.UNKNOWN]
    assert c.state_week.tolist() == [5, 5, 6]


def test_waiting_for_an_answer_is_exponential(key):
    c = prospects(5000)
    receive(c, key, 0)
    assert stats.kstest(c.response_hours, stats.expon(scale=24.0).cdf).pvalue > 1e-3


def test_leads_of_a_vacant_seat_wait_longer(key):
    somebody, nobody = prospects(500), prospects(500)
    receive(somebody, key, 0)
    receive(nobody, key, 0, present=0)
    assert nobody.response_hours - somebody.response_hours == pytest.approx(72.0, abs=1e-3)


def test_who_is_left_too_long_is_lost_and_customers_are_not(key):
    stages = [State.LEAD, State.PROPOSAL, State.PROPOSAL, State.HEALTHY, State.FADING]
    c = prospects(5, state=stages, state_week=[4, 4, 5, 0, 0])
    receive(c, key, 30)
    assert c.state.tolist() == [State.GONE, State.GONE, State.PROPOSAL, State.HEALTHY, State.FADING]
