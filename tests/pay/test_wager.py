"""The wager: its curve by hand, and what it pays in the end."""

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.pay.curve import MAX_KNOTS, add_jump, curve_pay, curve_pay_all, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.pay.wager import (
    WagerParameters,
    WagerTerms,
    add_wager_to_curve,
    add_wagers_to_curves,
    is_bet,
    menu_arrays,
    wager_pay,
)

QUOTA = 400_000.0
PLANS = {
    "commission": PayParameters(commission_rate=0.012),
    "steps and a bonus below the floor": PayParameters(
        commission_rate=0.01, step_rate=0.005, step_from=0.5, step_width=0.1, bonus=3000.0, bonus_at=0.6
    ),
}


def pays(plan: PayParameters, terms: WagerTerms, attainment: float) -> tuple[float, float]:
    """Ordinary pay and pay with the wager."""
    curve = empty_curves(2)
    for rep in (0, 1):
        add_plan_to_curve(plan, curve, rep)
    add_wager_to_curve(terms, curve, 1, QUOTA)
    return tuple(curve_pay(*(array[rep] for array in curve), attainment * QUOTA, QUOTA) for rep in (0, 1))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("deposit", [0.0, 900.0])
@pytest.mark.parametrize("claw_back", [0.0, 0.5, 1.0])
def test_the_curve_by_hand(plan, claw_back, deposit):
    terms = WagerTerms(name="double", win_at=1.5, bonus=12000.0, floor_at=0.8, claw_back=claw_back, deposit=deposit)
    for attainment in (0.0, 0.3, 0.55, 0.65, 0.799999):  # below the floor a share of all pay is given back
        ordinary, paid = pays(plan, terms, attainment)
        assert paid == pytest.approx((1.0 - claw_back) * ordinary - deposit)
    for attainment in (0.800001, 1.0, 1.499999):  # above it pay is as it would be
        ordinary, paid = pays(plan, terms, attainment)
        assert paid == pytest.approx(ordinary - deposit)
    ordinary, paid = pays(plan, terms, 1.5)
    assert paid == pytest.approx(ordinary + 12000.0)


@pytest.mark.parametrize("attainment", [0.2, 0.7, 0.9, 1.6])
def test_the_curve_pays_what_is_settled(attainment):
    terms = WagerTerms(name="double", claw_back=0.4, deposit=700.0)
    ordinary, paid = pays(PLANS["commission"], terms, attainment)
    menu = menu_arrays((terms,))
    entry = (menu.win_at[0], menu.bonus[0], menu.floor_at[0], menu.claw_back[0], menu.deposit[0])
    assert wager_pay(attainment, ordinary, *entry) == pytest.approx(paid - ordinary)


def test_the_winning_attainment_wins_and_the_floor_keeps_all_pay():
    entry = (1.5, 12000.0, 0.8, 0.4, 700.0)
    assert wager_pay(1.5, 5000.0, *entry) == 12000.0
    assert wager_pay(0.8, 5000.0, *entry) == -700.0
    assert wager_pay(0.79, 5000.0, *entry) == -700.0 - 0.4 * 5000.0


def test_a_claw_back_reaches_pay_below_the_floor_only():
    """What begins at the floor or above it, a step or a bonus, is not clawed back."""
    for at in (0.8, 0.9):
        plan = PayParameters(
            commission_rate=0.01, step_rate=0.005, step_from=at, step_count=1, bonus=900.0, bonus_at=at + 0.1
        )
        terms = WagerTerms(name="half", win_at=1.2, bonus=5000.0, floor_at=0.8, claw_back=0.5)
        assert pays(plan, terms, 0.4) == pytest.approx((1600.0, 800.0))
        for attainment in (0.8, 0.85, 0.95, 1.1):
            ordinary, paid = pays(plan, terms, attainment)
            assert paid == pytest.approx(ordinary)


def test_below_which_attainment_a_wager_costs():
    terms = {"name": "any", "win_at": 1.3, "floor_at": 0.7}
    assert WagerTerms(**terms, claw_back=0.5).costs_below == 0.7
    assert WagerTerms(**terms, claw_back=0.5, deposit=1.0).costs_below == 1.3
    assert WagerTerms(**terms, claw_back=0.0, deposit=1.0).costs_below == 1.3
    assert WagerTerms(**terms, claw_back=0.0).costs_below == 0.0


def test_without_money_it_is_a_goal_wherever_it_lies():
    """It needs no floor, costs nothing anywhere, and leaves the curve as it is; any money makes it a bet."""
    goal = WagerTerms(name="goal", win_at=0.7, bonus=0.0, claw_back=0.0)
    assert goal.is_goal and goal.costs_below == 0.0
    for attainment in (0.3, 0.75, 1.6):
        ordinary, paid = pays(PLANS["commission"], goal, attainment)
        assert paid == ordinary
    bets = [goal.model_copy(update=money) for money in ({"bonus": 1.0}, {"claw_back": 0.1}, {"deposit": 1.0})]
    assert not any(bet.is_goal for bet in bets)
    chosen = np.array([0, 1, 2, 3, 4])
    assert is_bet(menu_arrays((goal, *bets)), chosen).tolist() == [False, False, True, True, True]
    with pytest.raises(ValidationError, match="must lie below win_at"):
        WagerTerms(name="bet", win_at=0.7, bonus=0.0, claw_back=0.1)


def test_each_reps_curve_holds_what_the_rep_alone_has_bet():
    menu = (
        WagerTerms(name="double", bonus=12000.0),
        WagerTerms(name="together", bonus=9000.0, team=True),
        WagerTerms(name="small", win_at=1.2, bonus=3000.0, floor_at=0.6, claw_back=0.2, deposit=500.0),
    )
    wager, quota = np.array([3, 0, 2, 1, 3]), QUOTA * np.array([1.0, 1.0, 1.0, 1.0, 0.5])
    curve, by_one = empty_curves(5), empty_curves(5)
    for rep, entry in enumerate(wager):
        add_plan_to_curve(PLANS["commission"], curve, rep)
        add_plan_to_curve(PLANS["commission"], by_one, rep)
        if entry in (1, 3):  # a team's wager is no curve over the rep's own attainment
            add_wager_to_curve(menu[entry - 1], by_one, rep, quota[rep])
    assert add_wagers_to_curves(curve, wager, quota, menu_arrays(menu))
    for attainment in (0.5, 0.7, 1.0, 1.25, 1.6):
        assert curve_pay_all(curve, attainment * quota, quota).tolist() == (
            curve_pay_all(by_one, attainment * quota, quota).tolist()
        )


@pytest.mark.parametrize("full", [0, 1])
def test_one_curve_without_room_is_told(full):
    curve = empty_curves(2)
    for k in range(MAX_KNOTS):
        add_jump(curve, full, 0.01 * k, 1.0)
    menu = menu_arrays((WagerTerms(name="double"),))
    quota = np.full(2, QUOTA)
    wager = np.ones(2, np.int64)
    assert not add_wagers_to_curves(curve, wager, quota, menu)
    wager[full] = 0
    assert add_wagers_to_curves(curve, wager, quota, menu)


def test_no_room_in_the_curve():
    curve = empty_curves(1)
    for k in range(MAX_KNOTS - 1):
        add_jump(curve, 0, 0.01 * k, 1.0)
    with pytest.raises(ValueError, match="no room for a wager"):
        add_wager_to_curve(WagerTerms(name="one too many"), curve, 0, QUOTA)


def test_terms_must_make_sense():
    with pytest.raises(ValidationError, match="must lie below win_at"):
        WagerTerms(name="odd", floor_at=1.5, win_at=1.5)
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        WagerTerms(name="odd", claw_back=1.2)
    with pytest.raises(ValidationError, match="two entries of one name"):
        WagerParameters(menu=(WagerTerms(name="a"), WagerTerms(name="a")))
    entries = ({"name": "a", "floor_at": 1.4, "win_at": 1.5}, {"name": "b"})
    allowed = WagerParameters.model_validate({"menu": entries})
    assert allowed.menu == (WagerTerms(name="a", floor_at=1.4, win_at=1.5), WagerTerms(name="b"))
