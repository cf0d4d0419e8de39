"""Who serves whom: filters, the order of choice, and when customers are handed over."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.roles import (
    NOBODY,
    CustomerFilter,
    Role,
    check_roles,
    first_seats,
    may_serve,
    role_of_seats,
    serving_role,
    usual_prospect_shares,
    weeks_bought,
)
from salesim.columns import State

HUNTER = Role(name="hunter", reps=2, customers="prospects", hand_over_after_quarters=1)
FARMER = Role(name="farmer", reps=3, customers="existing")


def all_of(n_roles, n):
    return np.ones((n_roles, n), bool)


def test_seats_are_numbered_role_after_role():
    assert first_seats([HUNTER, FARMER]).tolist() == [0, 2, 5]
    assert role_of_seats([HUNTER, FARMER]).tolist() == [0, 0, 1, 1, 1]


def test_narrow_filters_choose_first_wherever_they_stand():
    key = Role(name="key", reps=1, customers=CustomerFilter(largest=2))
    roles = [FARMER, HUNTER, key]
    potential = np.array([5.0, 9.0, 1.0, 9.0])
    may = may_serve(roles, potential, *np.zeros((3, 4), np.int64), np.arange(4), ["retail"])
    assert may[2].tolist() == [False, True, False, True]
    assert serving_role(roles, may, np.array([True, True, True, False])).tolist() == [0, 2, 0, 1]


def test_equal_customers_are_named_in_their_order():
    key = Role(name="key", reps=1, customers=CustomerFilter(largest=2))
    may = may_serve([key], np.full(4, 3.0), *np.zeros((3, 4), np.int64), np.arange(4), ["retail"])
    assert may[0].tolist() == [True, True, False, False]


def test_all_that_a_filter_states_must_hold():
    some = CustomerFilter(who="all", industries=["b"], sizes=["large"], grades=["A", "B"], ids=["x", "y", "z"])
    role = Role(name="some", reps=1, customers=some)
    industry, size, grade = np.array([1, 0, 1, 1]), np.array([2, 2, 1, 2]), np.array([1, 0, 0, 3])
    may = may_serve([role], np.ones(4), industry, size, grade, np.array(["x", "y", "z", "w"]), ["a", "b"])
    assert may[0].tolist() == [True, False, False, False]


def test_who_was_won_stays_for_the_stated_quarters_and_who_is_lost_comes_back():
    roles = [HUNTER, FARMER]
    buys = np.array([True, True, False, True, False])
    held = np.array([0, 0, 0, 1, 1])
    weeks = np.array([12, 13, -1, 2, -1])
    assert serving_role(roles, all_of(2, 5), buys, held, weeks).tolist() == [0, 1, 0, 1, 0]


def test_who_keeps_whom_it_wins_hands_nobody_over():
    keeper = HUNTER.model_copy(update={"hand_over_after_quarters": None})
    serves = serving_role([keeper, FARMER], all_of(2, 2), np.array([True, True]), np.array([0, 1]), np.array([500, 5]))
    assert serves.tolist() == [0, 1] and not keeper.hands_over and HUNTER.hands_over


def test_an_overlay_owns_nobody():
    overlay = Role(name="expert", reps=1, overlay=True, product="line 1", quota=1000.0)
    may = may_serve([overlay, FARMER], np.ones(3), *np.zeros((3, 3), np.int64), np.arange(3), ["a"])
    assert not may[0].any()
    assert serving_role([overlay, FARMER], may, np.array([True, True, False])).tolist() == [1, 1, NOBODY]


def test_weeks_bought_count_from_the_state_and_from_long_ago_at_the_start():
    state = np.array([State.HEALTHY, State.HEALTHY, State.FADING, State.GONE])
    bought = weeks_bought(state, np.array([0, 30, 30, 30]), 40)
    assert bought[0] > 1000 and bought[1:].tolist() == [10, -1, -1]


def test_time_for_prospects_follows_from_whom_a_role_serves():
    both = Role(name="both", reps=1)
    stated = Role(name="stated", reps=1, prospect_share=0.4)
    assert usual_prospect_shares([HUNTER, FARMER, both, stated], 0.25).tolist() == [0.8, 0.0, 0.25, 0.4]


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([HUNTER, FARMER.model_copy(update={"reps": 4})], "6 together, but team.reps is 5"),
        ([HUNTER, HUNTER.model_copy(update={"reps": 3})], "two of one name"),
        ([HUNTER.model_copy(update={"reps": 5})], "nobody serves existing customers"),
        ([FARMER.model_copy(update={"reps": 5})], "nobody serves prospects"),
        ([HUNTER, FARMER.model_copy(update={"plan": "gold"})], "plan gold, which is none of plans: base"),
    ],
)
def test_roles_that_do_not_fit_are_refused(roles, words):
    with pytest.raises(ValueError, match=words):
        check_roles(roles, 5, ["base"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"overlay": True, "quota": 1.0}, "overlay needs a product"),
        ({"overlay": True, "product": "x"}, "overlay needs a quota"),
        ({"overlay": True, "product": "x", "quota": 1.0, "customers": "existing"}, "none of its own"),
        ({"overlay": True, "product": "x", "quota": 1.0, "credit": 0.0}, "greater than 0"),
        ({"credit": 0.5}, "need overlay: true"),
        ({"customers": "existing", "prospecting": {}}, "prospecting must be left out"),
        ({"customers": "existing", "prospect_share": 0.2}, "prospect_share must be left out"),
        ({"customers": "existing", "joint_visits": 1}, "joint_visits must be left out"),
    ],
)
def test_a_role_that_contradicts_itself_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        Role(name="odd", reps=1, **fields)
