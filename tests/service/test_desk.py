"""The service desk: a group of its own, priority in the pool, the bot and messages, and what they cost."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import Customers, State, new_columns
from salesim.random import Stream, stream_key
from salesim.service.desk import ServiceDesk
from salesim.service.nurture import NurtureParameters, touch_value
from salesim.service.tickets import ServiceParameters

KEYS = tuple(np.uint64(stream_key(3, 0, int(s))) for s in (Stream.TICKET, Stream.TICKET_PATIENCE, Stream.TICKET_BOT))
N = 10_000


def live(weeks=8, agents=5, **values):
    """Some weeks of a desk at a load of about .9; customers, and the sums of what it did."""
    c = new_columns(Customers, N, customer_id=np.arange(N), state=State.HEALTHY, grade=np.arange(N) % 5)
    desk = ServiceDesk(ServiceParameters(**({"tickets_per_week": 0.05} | values)), agents, np.zeros(0))
    sums: dict[str, float] = {}
    memory = np.zeros(N)
    for week in range(weeks):
        done = desk.simulate_week(c, week, KEYS)
        for name, value in vars(done).items():
            sums[name] = sums.get(name, 0.0) + value
        memory += c.service_event
        c.service_event[:] = 0.0
    sums["waiting"] = float((c.open_ticket > 0).sum())
    return c, memory, sums, desk


def test_every_ticket_is_answered_given_up_or_waiting():
    for group in ("none", "priority", "dedicated"):
        _, _, sums, _ = live(strategic_group=group, gives_up_hours=3.0, nurture=NurtureParameters(enabled=True))
        assert sums["opened"] == sums["answered"] + sums["gave_up"] + sums["bot_answers"] + sums["waiting"]
        assert min(sums["answered"], sums["gave_up"], sums["bot_answers"]) > 0


def test_priority_shortens_the_wait_of_some_and_lengthens_that_of_others():
    strategic = np.arange(N) % 5 == 0
    _, none, equal, _ = live(agents=5)
    _, first, ranked, _ = live(agents=5, strategic_group="priority", broken_promise=0.0)
    assert first[strategic].mean() > none[strategic].mean() + 0.005
    assert first[~strategic].mean() < none[~strategic].mean()
    # agents never idle while anybody waits: the work done is the same
    assert ranked["worked_hours"] == pytest.approx(equal["worked_hours"], rel=0.02)


def test_a_group_of_its_own_keeps_its_promise_and_idles():
    _, _, own, desk = live(agents=6, strategic_group="dedicated")
    _, _, pool, _ = live(agents=6, strategic_group="priority")
    assert desk.n_dedicated == 2
    assert own["kept"] / own["promised"] > 0.8
    # the others pay: fewer agents are left for them than the pool would lend
    assert own["waited_hours"] > pool["waited_hours"]


def test_one_agent_cannot_be_split():
    assert ServiceDesk(ServiceParameters(strategic_group="dedicated"), 1, np.zeros(0)).n_dedicated == 0


def test_a_broken_promise_is_worse_than_none():
    strategic = np.arange(N) % 5 == 0
    _, kept, _, _ = live(agents=4, strategic_group="priority", broken_promise=0.0)
    _, broken, sums, _ = live(agents=4, strategic_group="priority", broken_promise=0.5)
    assert sums["kept"] < sums["promised"]
    assert broken[strategic].mean() < kept[strategic].mean()


def test_the_bot_takes_work_off_the_agents_and_ties_off_the_long_tail():
    tail = np.arange(N) % 5 >= 3
    _, by_hand, people, _ = live(agents=12)
    c, by_bot, bot, _ = live(agents=12, nurture=NurtureParameters(enabled=True))
    assert bot["bot_answers"] == pytest.approx(0.4 * 0.6 * bot["opened"], rel=0.1)
    assert bot["worked_hours"] < 0.85 * people["worked_hours"]
    assert by_bot[tail].mean() < by_hand[tail].mean()
    assert (c.visit_quality[tail] > 0.0).all() and (c.visit_quality[~tail] == 0.0).all()


def test_more_messages_are_not_always_better():
    worth = [touch_value(n, 0.15, 0.8) for n in (0.0, 0.5, 1.25, 3.0, 10.0)]
    assert worth[0] == 0.0
    assert max(worth) == worth[2]  # best at one over the fatigue
    assert worth[4] < worth[1]


def test_cost_is_agents_hours_busy_or_idle_and_the_platform():
    _, _, _, plain = live(weeks=1)
    assert plain.cost() == pytest.approx(5 * 45.0 * 70.0)
    care = NurtureParameters(enabled=True, touches_per_week=2.0, touch_cost=0.5, platform_cost_per_week=100.0)
    _, _, _, desk = live(weeks=1, nurture=care)
    assert desk.cost() == pytest.approx(5 * 45.0 * 70.0 + 100.0 + 0.5 * 2.0 * 0.4 * N)


def test_agents_still_busy_carry_their_work_over():
    desk = ServiceDesk(ServiceParameters(), 3, np.array([1.5, 0.2]))
    assert desk.free_at.tolist() == [1.5, 0.2, 0.0]
