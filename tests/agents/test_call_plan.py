"""The call plan: whom a rep wants to see."""

import numpy as np
import pytest

from salesim.agents.call_plan import BY_RESPONSE, BY_VALUE, MAX_POOL, N_STEPS, choose_pool, priority, score_customers
from salesim.agents.visit_value import rank, sales_of_a_visit
from salesim.columns import Customers, State, new_columns
from salesim.policy.coverage import CoverageParameters


def test_priority_by_hand():
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, -1) == pytest.approx(10.0)
    assert priority(State.FADING, 2.0, 5, 1.2, 1.5, -1) == pytest.approx(12.0)
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, 3) == pytest.approx(15.0)
    assert priority(State.HEALTHY, 2.0, 5, 1.2, 1.5, 4) == pytest.approx(10.0)


def test_scores(plan):
    states = [State.HEALTHY, State.HEALTHY, State.LEAD, State.UNKNOWN, State.GONE, State.HEALTHY, State.HEALTHY]
    c = new_columns(
        Customers,
        7,
        state=states,
        grade=[0, 4, 2, 0, 0, 2, 2],
        last_visit_week=[90, 90, 98, 0, 0, -999, 98],
        renewal_week=[-1, -1, -1, -1, -1, -1, (100 + 2) % 52],
    )
    scores = np.empty(7)
    highest, workload = score_customers(0, 7, c, 1.0, plan(), scores)
    # nobody has waited for longer than a year
    assert scores == pytest.approx([30.0, 8.0, 3.0, 0.0, 0.0, 1.5 * 52, 1.5 * 2 * 1.5])
    assert highest == scores.max()
    assert workload == pytest.approx(3.0 + 0.8 + 1.5 + 1.5 + 1.5)


def pool_of(scores, wanted):
    pool, counts = np.empty(MAX_POOL, np.int64), np.empty(N_STEPS + 1, np.int64)
    return pool[: choose_pool(scores, scores.max(), wanted, counts, pool)]


@pytest.mark.parametrize("wanted", [1, 7, 40, MAX_POOL])
def test_the_pool_holds_the_most_urgent(wanted):
    """Exactly as many as wanted; nobody left out outranks one chosen by more than a step."""
    scores = np.random.default_rng(0).gamma(1.5, 10.0, 500)
    scores[::7] = 0.0
    chosen = pool_of(scores, wanted)
    assert len(chosen) == len(set(chosen)) == wanted
    left = np.delete(scores, chosen)
    assert left.max() <= scores[chosen].min() + scores.max() / N_STEPS


def test_clear_ranks_are_kept_exactly():
    scores = np.arange(1.0, N_STEPS + 1.0)
    assert pool_of(scores[::-1].copy(), 10).tolist() == list(range(10))


def test_a_pool_takes_no_more_than_there_are():
    assert pool_of(np.array([0.0, 3.0, 0.0, 1.0]), 50).tolist() == [1, 3]
    assert len(pool_of(np.zeros(9), 5)) == 0
    assert len(pool_of(np.full(300, 2.0), 25)) == 25  # all alike


def test_by_value_large_customers_come_more_often(plan):
    """A customer of twice the sales is as urgent after a week as another after 2^.8 weeks."""
    c = new_columns(
        Customers, 2, state=State.HEALTHY, expected=[200.0, 100.0], last_visit_week=[99, 98], renewal_week=-1
    )
    scores = np.empty(2)
    score_customers(0, 2, c, 1.0, plan(rule=BY_VALUE, value_exponent=0.8, usual=150.0), scores)
    assert scores == pytest.approx([rank((4 / 3) ** 0.8), rank((2 / 3) ** 0.8 * 2)])


def test_by_response_the_next_visit_goes_where_it_sells_most(plan):
    states = [State.HEALTHY, State.HEALTHY, State.FADING, State.LEAD, State.PROPOSAL]
    c = new_columns(Customers, 5, state=states, expected=100.0, goodwill=[0.5, 3.0, 9.0, 0.0, 0.0], last_visit_week=99)
    c.renewal_week[:] = -1
    scores = np.empty(5)
    numbers = plan(rule=BY_RESPONSE, elasticity=0.39, immediate=0.1, win_back=0.15, horizon_weeks=26.0)
    score_customers(0, 5, c, 2.0, numbers, scores)
    worth = [sales_of_a_visit(100.0, 0.5, 0.39, 0.1), sales_of_a_visit(100.0, 3.0, 0.39, 0.1), 0.15 * 100 * 26]
    worth += [2.0 * 100 * 26 / 11.5, 2.0 * 100 * 26 / 4.0]
    assert scores == pytest.approx([rank(value) for value in worth])


def test_rules_have_numbers():
    assert [CoverageParameters(rule=name).number for name in ("even", "grade", "shares", "value", "response")] == [
        0,
        0,
        0,
        BY_VALUE,
        BY_RESPONSE,
    ]


def test_further_visits_in_a_week_are_wanted_less_and_less(plan):
    c = new_columns(Customers, 3, state=[State.HEALTHY, State.LEAD, State.HEALTHY], last_visit_week=[96, 99, 99])
    scores = np.empty(9)
    highest, _ = score_customers(0, 3, c, 1.0, plan(visits_a_week=3), scores)
    assert scores[:3] == pytest.approx([12.0, 1.5, 3.0]) and highest == 12.0
    # as after a visit a week ago, over k - 1/2; prospects are seen once a week
    assert scores[3:] == pytest.approx([2.0, 0.0, 2.0, 1.2, 0.0, 1.2])
