"""A contest in a run: who wins what, what it costs, and that it acts in its weeks alone."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.model.sales_model import SalesModel
from salesim.policy.contests import ContestParameters, Contests
from salesim.scenario.overlay import apply_policy

CONTEST = "sales_force.contest"
PRIZE = 1234.56
SALARY_ONLY = {"sales_force.pay.commission_rate": 0.0}


class Loyal(Rep):
    """Stays whatever happens."""

    def stays(self, quit_drawn):
        return True


@pytest.fixture(scope="module")
def lived(small, world):
    """Two quarters under some changes: the model, and effort and orders pulled forward by week, (26, n_seats)."""

    def live(changes, weeks=26, rep_class=Loyal):
        config = apply_policy(small(policies={"current": {}, "contest": {"set": changes}}), "contest")
        model, effort, pull = SalesModel(world, config, rep_class=rep_class), [], []
        for _ in range(weeks):
            model.step()
            effort.append(model.reps.effort.copy())
            pull.append(model.reps.pull.copy())
        return model, np.array(effort), np.array(pull)

    return live


@pytest.fixture(scope="module")
def without(lived):
    return lived({})


@pytest.fixture(scope="module")
def held(lived):
    return lived({CONTEST: {"enabled": True, "prize": 4000.0, "begins": 4}})


def total(model, account):
    return sum(row[account] for row in model.ledger.rows)


def test_prizes_add_up_in_the_ledger(lived):
    """Three winners in each of two quarters, to the minor unit, and with on-costs like all pay."""
    changes = SALARY_ONLY | {CONTEST: {"enabled": True, "winners": 3, "prize": PRIZE}}
    model, _, _ = lived(changes)
    assert total(model, "variable_pay_minor") == 2 * 3 * round(100 * PRIZE)
    pay = total(model, "fixed_pay_minor") + total(model, "variable_pay_minor")
    on_costs = model.config.sales_force.pay.on_costs
    assert total(model, "on_costs_minor") == pytest.approx(on_costs * pay, abs=26)
    tables = model.records.tables()
    rows, quarters = tables["contests"], tables["rep_quarters"].set_index(["quarter", "seat"])
    for quarter, of_quarter in rows.groupby("quarter"):
        assert of_quarter.prize.tolist() == [PRIZE] * 3 + [0.0] * (len(of_quarter) - 3)
        assert of_quarter.result.is_monotonic_decreasing and of_quarter.place.iloc[-1] == len(of_quarter)
        paid = quarters.loc[quarter].variable_pay.reindex(of_quarter.seat)
        assert paid.to_numpy() == pytest.approx(of_quarter.prize.to_numpy())


def test_no_contest_is_held_unless_asked_for(without):
    assert "contests" not in without[0].records.tables()


def test_it_acts_in_its_weeks_alone(without, held):
    """Weeks four to nine of the quarter: before it nothing is different, in it people work harder."""
    (_, before, _), (_, effort, _) = without, held
    assert (effort[:3] == before[:3]).all()
    assert effort[3:9].mean() > 1.01 * before[3:9].mean()
    assert abs(effort[9:13].mean() / before[9:13].mean() - 1.0) < 0.5 * (effort[3:9].mean() / before[3:9].mean() - 1.0)


def test_orders_are_pulled_into_it_and_missing_after_it(without, held):
    """In its last week, though no quarter ends; the weeks that follow lack them."""
    (_, _, usual), (model, _, pull) = without, held
    assert not usual[8].any() and (pull[8] > 0).any() and not pull[[4, 5, 6, 7, 9]].any()
    assert (pull[8][model.lever(Contests).holder < 0] == 0).all()


def test_nobody_helps_a_rival(lived):
    model, _, _ = lived({CONTEST: {"enabled": True, "begins": 4, "less_help": 0.25}}, weeks=2)
    hours = []
    for _ in range(9):
        model.step()
        hours.append((model.week % 13, model.numbers.leads().usual_hours))
    usual = model.config.market.prospects.response_hours
    assert dict(hours)[5] == 1.25 * usual and dict(hours)[10] == usual


def test_those_left_out_feel_it(lived):
    envious, _, _ = lived({CONTEST: {"enabled": True, "winners": 2, "envy": 0.5}}, weeks=13)
    rows = envious.records.tables()["contests"]
    felt = envious.reps.recognition[rows.seat]
    assert felt[:2] == pytest.approx(0.0) and felt[2:] == pytest.approx(-0.5 * 2 / (len(rows) - 2))


def test_who_leaves_wins_nothing(lived):
    class Fickle(Loyal):
        def stays(self, quit_drawn):
            return not (self.seat == 0 and self.model.week % 13 == 5)

    model, _, _ = lived({CONTEST: {"enabled": True, "winners": 12}}, weeks=13, rep_class=Fickle)
    rows = model.records.tables()["contests"]
    assert 0 not in set(rows.seat) and (rows.prize == 2000.0).all(), "as many winners as are left"


def test_how_many_win():
    def winners(n, **terms):
        return len(Contests(ContestParameters(**terms)).by_place(n))

    assert [winners(n) for n in (3, 10, 12, 60)] == [1, 2, 2, 12]
    assert winners(10, winners=4) == 4 and winners(3, winners=4) == 3
    assert ContestParameters().first == 7 and ContestParameters(begins=1).last == 5


def test_each_place_has_its_prize_and_who_ties_shares():
    ranked = Contests(ContestParameters(prizes=(1000.0, 800.0, 500.0), minimum=0.7))
    assert ranked.prizes(np.array([1.2, 1.1, 0.8, 0.75])).tolist() == [1000.0, 800.0, 500.0, -1.0]
    assert ranked.prizes(np.array([1.2, 1.2, 0.6, 0.5])).tolist() == [900.0, 900.0, -1.0, -1.0]
    tied = ranked.prizes(np.array([1.2, 1.1, 0.9, 0.9]))
    assert tied.tolist() == [1000.0, 800.0, 250.0, 250.0], "two hold the third place together"


def test_ranked_prizes_are_paid_by_place(lived):
    changes = SALARY_ONLY | {CONTEST: {"enabled": True, "prizes": [PRIZE, 500.0, 500.0, 20.0]}}
    model, _, _ = lived(changes, weeks=13)
    rows = model.records.tables()["contests"]
    assert rows.prize.tolist() == [PRIZE, 500.0, 500.0, 20.0] + [0.0] * (len(rows) - 4)
    assert total(model, "variable_pay_minor") == round(100 * (PRIZE + 1020.0))


def test_prizes_that_rise_from_place_to_place_are_refused():
    with pytest.raises(ValueError, match="must not rise from place to place"):
        ContestParameters(prizes=(100.0, 200.0))
