"""Team time: what a stand-up spares and takes, and how long items wait for other departments."""

import numpy as np
import pytest

from salesim.agents.team_time import Blocking, block_leads, block_tickets, slowed
from salesim.channel.desk import DeskParameters
from salesim.columns import Customers, State, new_columns
from salesim.policy.team_time import TeamTimeParameters, spared_min, stretched_by_stand_up
from salesim.random import Stream

N = 20_000


def test_time_spared_by_hand():
    assert spared_min(TeamTimeParameters(), 480.0) == 0.0
    stand_up = TeamTimeParameters(duplicated_share=0.3, stand_up=True, stand_up_spares=0.5)
    assert spared_min(stand_up, 480.0) == pytest.approx(0.3 * 0.5 * 480.0 - 15.0)
    both = stand_up.model_copy(update={"shared_space": True, "space_spares": 0.2})
    assert spared_min(both, 480.0) == pytest.approx(0.3 * (1.0 - 0.5 * 0.8) * 480.0 - 15.0)
    useless = TeamTimeParameters(duplicated_share=0.0, stand_up=True)
    assert spared_min(useless, 480.0) == -15.0


def test_those_at_a_desk_have_a_quarter_of_an_hour_less():
    assert stretched_by_stand_up(TeamTimeParameters(), 480.0) == 1.0
    times = stretched_by_stand_up(TeamTimeParameters(stand_up=True), 480.0)
    assert times == pytest.approx(480.0 / 465.0)
    desk = DeskParameters()
    assert slowed(desk, 1.0, "manual_hours") is desk
    assert slowed(desk, times, "manual_hours").manual_hours == pytest.approx(4.0 * 480.0 / 465.0)


def leads_hours(blocking, key):
    c = new_columns(Customers, N, customer_id=np.arange(N), state=int(State.LEAD), state_week=7, response_hours=5.0)
    c.state_week[: N // 2] = 6  # came last week
    block_leads(0, N, c, 7, blocking, key(Stream.BLOCKED_ITEM))
    assert (c.response_hours[: N // 2] == 5.0).all()
    return c.response_hours[N // 2 :] - 5.0


def test_leads_wait_exponentially_in_silos_and_at_most_a_day_with_a_stand_up(key):
    silo = leads_hours(Blocking(0.3, 2.0, False), key)
    together = leads_hours(Blocking(0.3, 2.0, True), key)
    for hours, mean, sd in ((silo, 48.0, 48.0), (together, 12.0, 24.0 / 12**0.5)):
        waits = hours[hours > 0]
        assert len(waits) / len(hours) == pytest.approx(0.3, abs=4 * (0.21 / len(hours)) ** 0.5)
        assert waits.mean() == pytest.approx(mean, abs=4 * sd / len(waits) ** 0.5)
    assert silo.max() > 100.0 and together.max() <= 24.0
    assert ((silo > 0) == (together > 0)).all()  # the same items
    assert not leads_hours(Blocking(0.0, 2.0, False), key).any()


def test_tickets_wait_by_their_own_address(key):
    c = new_columns(Customers, 300, customer_id=np.arange(300))
    blocking, stream = Blocking(1.0, 2.0, False), key(Stream.BLOCKED_ITEM)
    rows = np.arange(300)
    hours = block_tickets(rows, np.full(300, 5), c, 9.0, blocking, stream)
    assert hours.mean() == pytest.approx(18.0, rel=0.25)
    again = block_tickets(rows[::-1].copy(), np.full(300, 5), c, 9.0, blocking, stream)
    assert (again[::-1] == hours).all()
    assert (block_tickets(rows, np.full(300, 6), c, 9.0, blocking, stream) != hours).all()
