"""People come and go: what they take with them, what the next one finds."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rules import Rules
from salesim.columns import State
from salesim.model.burn_in import snapshot
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import overlay


def let_go(model, weeks: int) -> int:
    """Live some weeks, then let the holder of the first seat go that has had one all along; returns the seat."""
    for _ in range(weeks):
        model.step()
    seat = int(np.flatnonzero(model.reps.present & model.reps.full_quarter)[0])
    model.staff.leave(seat)
    return seat


def live_until_filled(model, seat: int) -> None:
    while not model.reps.present[seat]:
        model.step()


def one_decides(seat: int, week: int) -> Rules:
    """Nobody quits but the holder of one seat, who decides to in one week, and every week after it."""
    return Rules(stays=lambda reps, quits: ~((reps.seat == seat) & (reps.week >= week)))


def kinds(model, kind: str) -> list[tuple[int, int]]:
    """Weeks and seats of the events of a kind."""
    return [(week, seat) for week, what, seat, *_ in model.records.events if what == kind]


def test_who_decides_to_quit_leaves_when_the_notice_is_over(model_of):
    """Decided in the third week, gone four weeks later; until then the rep works, with less drive, and is paid."""
    model = model_of(rules=one_decides(2, 54))
    usual = model_of(rules=Rules(stays=lambda reps, quits: np.ones(len(reps), np.bool_)))
    for week in range(52, 58):
        model.step(), usual.step()
        assert model.reps.present[2] == 1
        assert model.reps.leaves_week[2] == (58 if week >= 54 else 0)
        if week > 54:
            assert model.reps.drive[2] < 0.75 * usual.reps.drive[2]
            assert 0.0 < model.reps.effort[2] < usual.reps.effort[2]
    model.step()
    assert model.reps.present[2] == 0 == model.reps.leaves_week[2]
    assert kinds(model, "notice") == [(54, 2)] and kinds(model, "quit") == [(58, 2)]


def test_colleagues_learn_of_it_when_notice_is_given(model_of):
    model = model_of(rules=one_decides(2, 54))
    mates = np.flatnonzero((model.reps.region == model.reps.region[2]) & (model.reps.seat != 2))
    remembered = []
    for _ in range(4):
        model.step()
        remembered.append(model.reps.peer_exits[mates].mean())
    assert remembered[0] > remembered[1] < remembered[2] > remembered[3]


def test_without_notice_a_rep_leaves_at_once(world):
    config = overlay(world.scenario, {"sales_force.turnover.notice_weeks": 0})
    model = SalesModel(world, config, rules=one_decides(2, 54))
    for _ in range(3):
        model.step()
    assert kinds(model, "notice") == kinds(model, "quit") == [(54, 2)]
    assert not model.reps.present[2]


def test_notice_goes_on_in_a_world_that_begins_meanwhile(small, world):
    """An arm that parts in the middle of somebody's notice finds it in the columns."""
    model = SalesModel(world, small(), rules=one_decides(2, 54))
    for _ in range(4):
        model.step()
    late = SalesModel(snapshot(model), small(), rules=Rules(stays=lambda reps, quits: np.ones(len(reps), np.bool_)))
    assert late.reps.leaves_week[2] == 58
    while late.week <= 58:
        assert late.reps.present[2] == 1
        late.step()
    assert late.reps.present[2] == 0 and kinds(late, "quit") == [(58, 2)]


def test_a_seat_closed_under_notice_costs_no_severance(model_of):
    for decides, severance in ((54, 0), (99, 3_000_000)):
        model = model_of(rules=one_decides(2, decides))
        for _ in range(4):
            model.step()
        before = model.ledger.now["hiring_minor"]
        model.staff.close_seat(2)
        assert model.ledger.now["hiring_minor"] - before == severance
        assert model.reps.leaves_week[2] == 0 == model.reps.present[2]
        assert len(kinds(model, "quit")) == (severance == 0)


def test_every_quit_is_counted_once(model_of):
    """By fifths of skill as among the events, and nobody leaves who has not given notice."""
    model = model_of()
    for _ in range(104):
        model.step()
    quits, notices = kinds(model, "quit"), kinds(model, "notice")
    assert model.staff.quits_by_fifth.sum() == len(quits) > 0
    later = [(week, seat) for week, seat in quits if week >= 56]
    assert set((week - 4, seat) for week, seat in later) <= set(notices)
    assert len(notices) - len(later) == (model.reps.leaves_week > 0).sum()


def test_a_newcomer_knows_of_no_more_exits_than_usual(model_of):
    model = model_of()
    seat = let_go(model, weeks=3)
    live_until_filled(model, seat)
    assert model.reps.peer_exits[seat] == pytest.approx(model.numbers.usual_exits, rel=0.2)


def test_a_seat_is_vacant_for_two_to_three_months_and_then_somebody_new_begins(model_of):
    model = model_of()
    seat = let_go(model, weeks=3)
    begun, holder = model.clock.now, model.reps.holder[seat].item()
    model.step()
    assert model.reps.visits[seat] == 0 and model.reps.effort[seat] == 0
    live_until_filled(model, seat)
    assert 8 * 7 <= model.reps.vacant_until[seat] - begun <= 13 * 7
    assert model.reps.holder[seat] == holder + 1
    assert model.reps.hired_week[seat] == model.week - 1
    assert model.ledger.rows[-1]["hiring_minor"] + model.ledger.now["hiring_minor"] >= 2_000_000


def test_who_follows_is_another_person_the_same_in_every_arm(model_of):
    traits = []
    for policy in ("current", "portal"):
        model = model_of(policy)
        seat = let_go(model, weeks=3)
        before = model.reps.skill[seat].item()
        live_until_filled(model, seat)
        assert model.reps.skill[seat] != before
        traits.append(
            (seat, *(getattr(model.reps, name)[seat].item() for name in ("skill", "optimism", "vacant_until")))
        )
    assert traits[0] == pytest.approx(traits[1])  # but for what the stakes differ by


def test_a_wager_leaves_with_its_holder(model_of):
    model = model_of("wager")
    for _ in range(6):
        model.step()
    done = model.reps.quarter_sales / model.reps.quota * (model.reps.wager > 0) * model.reps.present
    seat = int(done.argmax())
    assert done[seat] > 0.8 * model.plan_done  # above the floor: nothing is owed
    assert not np.array_equal(model.pay_curve.jump[seat], model.ordinary_pay.jump[seat])
    paid = model.ledger.quarter_pay_minor[seat, 2].item()
    model.staff.leave(seat)
    for bet, plan in zip(model.pay_curve, model.plans.curves(model.reps, [seat]), strict=True):
        assert np.array_equal(bet[seat], plan[0])
    assert model.reps.wager[seat] == 0 and model.ledger.quarter_pay_minor[seat, 2] == paid


def test_commission_earned_before_leaving_is_paid(model_of):
    model = model_of()
    for _ in range(5):
        model.step()
    seat = int(np.flatnonzero(model.reps.present)[0])
    sales = model.reps.quarter_sales[seat].item()
    before = model.ledger.quarter_pay_minor[seat, 1].item()
    model.staff.leave(seat)
    assert model.ledger.quarter_pay_minor[seat, 1] - before == pytest.approx(100 * 0.012 * sales, abs=1)
    assert model.reps.quarter_sales[seat] == 0


def test_a_newcomer_is_given_what_is_left_of_the_quarter(model_of):
    """Of the seat's own quota and of its bonuses; commission is the same for everybody."""
    model = model_of()
    seat = let_go(model, weeks=1)
    live_until_filled(model, seat)
    share = model.reps.season_share[seat]
    assert model.reps.full_quarter[seat] == 0
    assert share == pytest.approx(1 - (model.week - 1) % 13 / 13, abs=0.06)
    plan = model.plans.curves(model.reps, [seat])
    assert np.array_equal(model.ordinary_pay.kink_rate[seat], plan.kink_rate[0])
    assert np.allclose(model.ordinary_pay.jump[seat], share * plan.jump[0])


def test_customers_meet_a_stranger(model_of):
    """A new hire begins with broken relationships, as a colleague would, and is not yet up to speed besides."""
    model = model_of()
    seat = let_go(model, weeks=1)
    rows = slice(model.territories.start[seat], model.territories.start[seat + 1])
    assert np.median(model.columns.relationship[rows]) == 1.0
    live_until_filled(model, seat)
    current = (model.columns.state[rows] == State.HEALTHY) | (model.columns.state[rows] == State.FADING)
    assert model.columns.relationship[rows][current].max() < 0.68
