"""People come and go: what they take with them, what the next one finds."""

from __future__ import annotations

import numpy as np
import pytest


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
    assert model.ledger.rows[-1]["hiring_fen"] + model.ledger.now["hiring_fen"] >= 2_000_000


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
    assert traits[0] == traits[1]


def test_a_wager_leaves_with_its_holder(model_of):
    model = model_of("wager")
    model.step()
    seat = int(np.flatnonzero((model.reps.wager > 0) & (model.reps.present == 1))[0])
    assert not np.array_equal(model.pay_curve.jump_cny[seat], model.ordinary_pay.jump_cny[seat])
    paid = model.ledger.quarter_pay_fen[seat, 2].item()
    model.staff.leave(seat)
    for bet, ordinary in zip(model.pay_curve, model.ordinary_pay, strict=True):
        assert np.array_equal(bet[seat], ordinary[seat])
    assert model.reps.wager[seat] == 0 and model.ledger.quarter_pay_fen[seat, 2] == paid


def test_commission_earned_before_leaving_is_paid(model_of):
    model = model_of()
    for _ in range(5):
        model.step()
    seat = int(np.flatnonzero(model.reps.present)[0])
    sales = model.reps.quarter_sales_cny[seat].item()
    before = model.ledger.quarter_pay_fen[seat, 1].item()
    model.staff.leave(seat)
    assert model.ledger.quarter_pay_fen[seat, 1] - before == pytest.approx(100 * 0.012 * sales, abs=1)
    assert model.reps.quarter_sales_cny[seat] == 0


def test_a_newcomer_is_given_what_is_left_of_the_quarter(model_of):
    model = model_of()
    seat = let_go(model, weeks=1)
    live_until_filled(model, seat)
    quarter = model.reps.annual_target_cny[seat] * model.season_of_quarter() / model.season.sum()
    assert model.reps.full_quarter[seat] == 0
    passed = 1.0 - model.reps.target_cny[seat] / quarter
    weeks_passed = (model.week - 1) % 13
    assert passed == pytest.approx(weeks_passed / 13, abs=0.05)
