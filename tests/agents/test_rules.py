"""Functions in place of the model's rules: what they see, and what their answers must be like."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.reps_view import Now, RepsView
from salesim.agents.rules import Rules, ask
from salesim.columns import Reps, new_columns
from salesim.errors import InputError

N = 6
NOW = Now(week=60, weeks_left=5, season=1.1, season_left=5.2, quarter_passed=0.6)


@pytest.fixture
def columns():
    return new_columns(Reps, N, seat=np.arange(N), present=[1, 1, 0, 1, 1, 1], effort=0.9, quota=np.arange(N) + 1e5)


@pytest.fixture
def reps(columns, key):
    return RepsView(columns, NOW, key(90))


def test_a_view_shows_columns_and_the_week(reps, columns):
    assert len(reps) == N and reps.weeks_left == 5
    np.testing.assert_array_equal(reps.quota, columns.quota)
    assert list(reps.to_frame()["quota"]) == list(columns.quota)
    assert "quota" in dir(reps)
    with pytest.raises(AttributeError, match="did you mean 'quota'"):
        reps.quotaa  # noqa: B018


def test_a_view_of_some_rows(columns, key):
    rows = np.array([4, 1])
    some = RepsView(columns, NOW, key(90), rows)
    assert len(some) == 2 and list(some.seat) == [4, 1]
    assert list(some.to_frame()["seat"]) == [4, 1]
    everybody = RepsView(columns, NOW, key(90))
    np.testing.assert_array_equal(some.uniform(3), everybody.uniform(3)[rows])
    np.testing.assert_array_equal(some.normal(3), everybody.normal(3)[rows])


def test_nothing_can_be_written_through_a_view(reps, columns, key):
    for view in (reps, RepsView(columns, NOW, key(90), np.array([0, 1]))):
        with pytest.raises(ValueError, match="read-only"):
            view.effort[0] = 1.0
    columns.effort[0] = 1.2  # the model itself still can
    assert reps.effort[0] == 1.2


def test_draws_are_addressed(reps, columns, key):
    first = reps.uniform(0)
    assert ((first > 0) & (first < 1)).all() and len(np.unique(first)) == N
    np.testing.assert_array_equal(first, reps.uniform(0))
    assert (first != reps.uniform(1)).all()
    next_week = RepsView(columns, NOW._replace(week=61), key(90))
    assert (first != next_week.uniform(0)).all()
    assert (reps.uniform(63) != next_week.uniform(0)).all()
    with pytest.raises(InputError, match="0 to 63"):
        reps.uniform(64)


def test_answers_come_back_with_nothing_for_vacant_seats(reps):
    answers = ask("choose_effort", lambda reps: np.where(reps.present == 1, 1.5, np.nan), reps)
    np.testing.assert_array_equal(answers, [1.5, 1.5, 0.0, 1.5, 1.5, 1.5])
    np.testing.assert_array_equal(ask("stays", lambda reps, quits: ~quits, reps, reps.seat > 3), [1, 1, 0, 1, 0, 0])


def of(answers):
    """A rule that always answers the same."""

    def mine(*_):
        return answers

    return mine


@pytest.mark.parametrize(
    ("name", "answers", "told"),
    [
        ("choose_effort", np.ones(N + 1), r"wrong shape \(got '\(7,\)'\); allowed: \(6,\), one effort for each of 6"),
        ("choose_effort", 1.0, r"wrong shape \(got '\(\)'\)"),
        ("choose_effort", [[1.0], [1.0, 2.0]], "wrong shape"),
        ("choose_effort", None, "wrong shape"),
        ("choose_effort", ["1"] * N, r"wrong type \(got '<U1'\); allowed: numbers \(effort\)"),
        ("choose_effort", np.full(N, 1j), "wrong type"),
        (
            "choose_effort",
            np.array([1, np.nan, 1, 1, 1, 1]),
            r"first for seat 1 \(got nan\); allowed: effort from 0 to 3",
        ),
        ("choose_effort", np.array([1, 1, 9, 1, 1, 3.1]), r"first for seat 5 \(got 3.1\)"),
        ("choose_effort", np.full(N, -0.1), r"\(got -0.1\)"),
        ("choose_wager", np.zeros(N), r"wrong type \(got 'float64'\); allowed: whole numbers"),
        ("choose_wager", np.full(N, 3), r"\(got 3\); allowed: entry of the menu from 0 to 2"),
        ("stays", np.ones(N, int), "allowed: True or False"),
    ],
)
def test_what_breaks_the_contract_is_named(name, answers, told, reps):
    with pytest.raises(InputError, match=told) as caught:
        ask(name, of(answers), reps, most=2 if name == "choose_wager" else None)
    assert str(caught.value).startswith(f"rules.{name}: of.mine() returned")


def test_a_rule_that_writes_or_fails_is_named(reps):
    def greedy(reps):
        reps.effort[:] = 2.0
        return reps.effort

    with pytest.raises(InputError, match=r"rules.choose_effort: .*greedy\(\) writes into what it was given; .* a copy"):
        ask("choose_effort", greedy, reps)
    with pytest.raises(InputError, match=r"failed with ZeroDivisionError") as caught:
        ask("choose_effort", lambda reps: 1 / 0, reps)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("rule", [1.0, "lazy", dict])
def test_a_rule_is_a_function(rule):
    with pytest.raises(
        InputError, match=r"rules.choose_effort: a rule is a function .* allowed: choose_effort\(reps\)"
    ):
        Rules(choose_effort=rule)


def test_a_rule_takes_what_it_is_given():
    with pytest.raises(InputError, match=r"too many positional.*allowed: stays\(reps, quits\)"):
        Rules(stays=lambda reps: reps.present)
    Rules(stays=lambda *given: given[1])
