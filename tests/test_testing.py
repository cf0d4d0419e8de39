"""The contract tests let good rules pass and name what a bad one breaks."""

from __future__ import annotations

import random

import numba
import numpy as np
import pandas as pd
import pytest

import salesim
from salesim.agents.compiled_rule import CUSTOMER_RULE
from salesim.agents.review import Cause
from salesim.errors import InputError
from salesim.testing import (
    check_buying_rule,
    check_churn_rule,
    check_distributor,
    check_effort_rule,
    check_grading_rule,
    check_lever,
    check_manager_rule,
    check_stay_rule,
    check_wager_rule,
)

GENERATOR = np.random.default_rng(0)


def test_the_model_s_own_answers_pass():
    check_effort_rule(lambda reps: reps.effort)
    check_wager_rule(lambda reps, wager: reps.wager)
    check_stay_rule(lambda reps, quits: ~quits)
    signals = ("attack_reports", "visit_gap", "quota_gap")
    check_manager_rule(lambda reps, evidence: 1 + np.argmax([getattr(evidence, name) for name in signals], axis=0))


def test_luck_from_the_view_and_looking_at_others_pass():
    check_effort_rule(lambda reps: 0.8 + 0.4 * reps.uniform() + 0.01 * reps.normal(1).clip(-3, 3))
    check_effort_rule(lambda reps: np.where(reps.quarter_sales < reps.quarter_sales.mean(), 1.2, 0.9))


def hoards(reps, seen=[]):  # noqa: B006
    seen.append(len(reps))
    return np.full(len(reps), 1.0 + 0.001 * len(seen))


def rolls_numpy(reps):
    return 1.0 + 0.0 * np.random.rand(len(reps))


def rolls_python(reps):
    return np.full(len(reps), 1.0 + 0.0 * random.random())


def rolls_own(reps):
    return GENERATOR.uniform(0.5, 1.5, len(reps))


def writes(reps):
    reps.effort[:] = 1.0
    return reps.effort


def sets(reps):
    reps.effort = np.ones(len(reps))
    return reps.effort


def breaks_in(reps):
    reps._columns.effort[:] = 1.0
    return reps.effort


def by_row(reps):
    return np.linspace(0.5, 1.5, len(reps))


def seeded(reps):
    return np.random.default_rng(1).uniform(0.5, 1.5, len(reps))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (lambda reps: 1.0, r"wrong shape \(got '\(\)'\); allowed: \(12,\)"),
        (lambda reps: np.ones(12), r"wrong shape \(got '\(12,\)'\); allowed: \(1,\)"),
        (lambda reps: reps.effort > 1, "wrong type"),
        (lambda reps: reps.effort * np.nan, r"out of range, first for seat 0 \(got nan\)"),
        (lambda reps: reps.effort - 5, "effort from 0 to 3"),
        (writes, r"writes\(\) writes into what it was given; let it make a copy"),
        (sets, r"sets\(\) writes into what it was given; let it make a copy"),
        (breaks_in, r"breaks_in\(\) changed what it was given; let it make a copy"),
        (hoards, r"hoards\(\) is not deterministic: .*remember nothing"),
        (rolls_own, r"rolls_own\(\) is not deterministic: .* take random numbers from reps.uniform\(\)"),
        (
            rolls_numpy,
            r"rolls_numpy\(\) draws random numbers of its own, .*; take it from reps.uniform",
        ),
        (rolls_python, r"rolls_python\(\) draws random numbers of its own"),
        (by_row, r"by_row\(\) answers by row, not by rep"),
        (seeded, r"seeded\(\) answers by row, not by rep"),
        (lambda reps, more: reps.effort, r"cannot be called"),
        (salesim.Manager, "a class derived from Rep with a choose_effort of its own"),
        (salesim.Rep, "a class derived from Rep with a choose_effort of its own"),
    ],
)
def test_what_a_rule_for_effort_breaks_is_named(rule, told):
    with pytest.raises(InputError, match=told) as caught:
        check_effort_rule(rule)
    assert str(caught.value).startswith("rules.choose_effort: ")


def test_a_rule_may_be_meant_to_look_at_the_order():
    check_effort_rule(by_row, order_matters=True)


@pytest.mark.parametrize(
    ("check", "rule", "told"),
    [
        (check_wager_rule, lambda reps, wager: np.full(len(reps), 3), r"rules.choose_wager: .* from 0 to 2"),
        (check_wager_rule, lambda reps, wager: reps.effort, r"rules.choose_wager: .* whole numbers"),
        (check_stay_rule, lambda reps, quits: reps.present, r"rules.stays: .* True or False"),
        (check_stay_rule, lambda reps, quits: np.logical_not(quits, out=quits), r"rules.stays: .* writes into"),
        (check_manager_rule, lambda reps, evidence: evidence.visit_gap, r"rules.find_causes: .* whole numbers"),
        (check_manager_rule, lambda reps, evidence: np.full(len(reps), 5), r"rules.find_causes: .* from 1 to 4"),
    ],
)
def test_what_other_rules_break_is_named(check, rule, told):
    with pytest.raises(InputError, match=told):
        check(rule)


class Keen(salesim.Rep):
    """Works harder the more often asked, takes the bold wager now and then, and stays."""

    asked = 0

    def choose_effort(self):
        self.asked += 1
        return min(self.effort + 0.01 * self.asked, 1.6)

    def choose_wager(self, wager):
        return 1 if self.uniform() < 0.3 else super().choose_wager(wager)

    def stays(self, quit_drawn):
        return True


class Coach(salesim.Manager):
    def find_causes(self, evidence, review):
        return np.full(len(evidence.seats), Cause.EXECUTION)


def test_good_agents_pass():
    """An agent may remember things, other than a function: each life begins with new ones."""
    check_effort_rule(Keen)
    check_wager_rule(Keen)
    check_stay_rule(Keen)
    check_manager_rule(Coach)


class Fickle(salesim.Rep):
    def choose_effort(self):
        return float(GENERATOR.uniform(0.5, 1.5))

    def choose_wager(self, wager):
        return int(self.random.random() < 0.5)

    def stays(self, quit_drawn):
        return bool(np.random.random() < 2.0)


class Rash(salesim.Rep):
    def choose_effort(self):
        self.effort = 1.2
        return 1.2

    def stays(self, quit_drawn):
        return None


class Worn(salesim.Rep):
    """Remembers in the class what only an agent may remember."""

    asked = 0

    def choose_effort(self):
        type(self).asked += 1
        return 1.0 / (1.0 + 0.001 * self.asked)


class Misspelt(salesim.Rep):
    def choose_effort(self):
        return self.efort


class Bookkeeper(salesim.Rep):
    def choose_effort(self):
        self.model.ledger.now["travel_minor"] = 0
        self.model.ledger.now["visits"] += 1
        return 1.0


class Whitewasher(salesim.Manager):
    def find_causes(self, evidence, review):
        evidence.visit_gap[:] = 0.0
        return super().find_causes(evidence, review)


class Greedy(salesim.Rep):
    def choose_wager(self, wager):
        return 7


@pytest.mark.parametrize(
    ("check", "agent", "told"),
    [
        (check_effort_rule, Fickle, r"Fickle.choose_effort: it is not deterministic: .* self.uniform\(\)"),
        (
            check_wager_rule,
            Fickle,
            r"Fickle.choose_wager: it draws random numbers of its own.* self.uniform\(\)",
        ),
        (check_stay_rule, Fickle, r"Fickle.stays: it draws random numbers of its own"),
        (check_effort_rule, Rash, r"Rash.choose_effort: it changes the model while it decides"),
        (
            check_wager_rule,
            Greedy,
            r"Greedy.choose_wager: .* first for seat 0 \(got 7\); allowed: entry of the menu from 0 to 2",
        ),
        (check_effort_rule, Worn, r"Worn.choose_effort: it is not deterministic: .* not in the class"),
        (check_effort_rule, Misspelt, r"Misspelt.choose_effort: it failed with AttributeError: .*efort"),
        (check_effort_rule, Bookkeeper, r"Bookkeeper.choose_effort: it changes the model while it decides"),
        (check_manager_rule, Whitewasher, r"Whitewasher.find_causes: it changed what it was given"),
        (check_stay_rule, Rash, r"Rash.stays: .* wrong type"),
    ],
)
def test_what_agents_break_is_named(check, agent, told):
    with pytest.raises(InputError, match=told):
        check(agent)


@numba.cfunc(CUSTOMER_RULE)
def loyal_if_seen(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
    return min(1.0, usual * (0.5 if unseen <= 4.0 else 2.0) * (0.8 + 0.4 * u))


def test_rules_for_customers_pass():
    check_buying_rule(lambda customers, usual: usual * (0.9 + 0.2 * customers.uniform()))
    check_churn_rule(loyal_if_seen)
    check_grading_rule(lambda customers, usual: np.where(customers.goodwill > 2.0, 0, usual))


def remembers(customers, usual, seen=[]):  # noqa: B006
    seen.append(1)
    return usual + 0.001 * len(seen)


def by_rank(customers, usual):
    return np.linspace(0.0, 0.5, len(usual))


@numba.cfunc(CUSTOMER_RULE)
def grows(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
    return 1000.0


@pytest.mark.parametrize(
    ("check", "rule", "told"),
    [
        (check_buying_rule, remembers, r"rules.order_rates: remembers\(\) is not deterministic.*customers.uniform\(\)"),
        (check_churn_rule, by_rank, "by row, not by customer.*customers.customer_id and customers.uniform"),
        (check_buying_rule, grows, r"grows\(\) returned an answer out of range, first for customer"),
        (
            check_buying_rule,
            lambda customers, usual: usual * np.random.rand(),
            r"draws random numbers.*customers.uniform\(\)",
        ),
        (
            check_grading_rule,
            lambda customers, usual: usual.sum(),
            r"wrong shape .*one grade, A to E as numbers for each",
        ),
        (check_churn_rule, lambda customers, usual: np.add(usual, 0.0, out=usual), "writes into what it was given"),
    ],
)
def test_what_a_rule_for_customers_breaks_is_named(check, rule, told):
    with pytest.raises(InputError, match=told):
        check(rule)


# distributors


class Careful(salesim.Distributor):
    """Orders what is proposed, less what is on its way to others."""

    def decide_order(self, proposed):
        return np.maximum(proposed - 1, 0)


class Halves(salesim.Distributor):
    def decide_order(self, proposed):
        return proposed / 2 + 0.25


class Returns(salesim.Distributor):
    def decide_order(self, proposed):
        return -proposed - 1


class Empties(salesim.Distributor):
    def decide_order(self, proposed):
        self.model.distributors.stock[self.seat] = 0
        return proposed


def test_a_good_distributor_passes():
    check_distributor(Careful)


@pytest.mark.parametrize(
    ("agent", "says"),
    [
        (Halves, r"Halves\.decide_order: this is no order .* whole numbers, 0 or more"),
        (Returns, r"Returns\.decide_order: this is no order"),
        (Empties, r"Empties\.decide_order: it changes the model while it decides"),
        (salesim.Distributor, "a class derived from Distributor with a decide_order of its own"),
        (salesim.Rep, "a class derived from Distributor"),
        (max, "a class derived from Distributor"),
    ],
)
def test_what_a_distributor_must_not_do(agent, says):
    with pytest.raises(InputError, match=says):
        check_distributor(agent)


# levers


class Present(salesim.Lever):
    """Pays everybody a present each quarter, which is noticed."""

    def __init__(self, amount=100.0):
        self.amount, self.given = amount, []

    def open_quarter(self, model):
        if self.amount:
            model.reps.recognition[:] += 0.1 * model.reps.present
            model.ledger.add_money(recognition=self.amount * int(model.reps.present.sum()))
            self.given.append(model.week)

    def tables(self, model):
        return {"presents": pd.DataFrame({"week": self.given})}


class Leaky(Present):
    """Is never off."""

    def open_week(self, model):
        model.reps.report_min[:] += 60.0


class InTheWorld(salesim.Lever):
    def open_week(self, model):
        model.world.reps.skill[:] += 0.01


class Nothing(salesim.Lever):
    def close_week(self, model):
        model.reps.recognition[0] = np.nan


class Dice(salesim.Lever):
    def open_week(self, model):
        model.reps.report_min[:] += np.random.rand()


class OwnDice(salesim.Lever):
    def open_week(self, model):
        model.reps.report_min[:] += 300.0 * GENERATOR.uniform()


class Breaks(salesim.Lever):
    def close_day(self, model, day):
        return model.no_such_thing


class Smuggles(salesim.Lever):
    def close_week(self, model):
        model.ledger.add(sales_minor=100, made=5)


class Overwrites(salesim.Lever):
    def tables(self, model):
        return {"summary": pd.DataFrame()}


class Misspelt(salesim.Lever):
    def open_weak(self, model):
        pass


def test_a_good_lever_passes():
    check_lever(Present(), off=Present(0.0))


@pytest.mark.parametrize(
    ("lever", "says"),
    [
        (InTheWorld(), "InTheWorld: it writes into the world"),
        (Nothing(), r"Nothing: it leaves Reps\.(recognition|drive) that is not a number"),
        (Dice(), r"Dice\.open_week: it draws random numbers of its own"),
        (OwnDice(), "OwnDice: it is not deterministic"),
        (Breaks(), r"Breaks\.close_day: it failed with AttributeError"),
        (Smuggles(), "Smuggles: the books do not balance with it"),
        (Overwrites(), r"Overwrites\.tables: these are no tables of its own"),
        (Misspelt(), "did you mean 'open_week'"),
        ("elite", "this is no lever"),
    ],
)
def test_what_a_lever_must_not_do(lever, says):
    with pytest.raises(InputError, match=says):
        check_lever(lever)


def test_a_lever_that_acts_although_it_is_off_is_found_out():
    with pytest.raises(InputError, match="Leaky: it changes what happens although it is off"):
        check_lever(Leaky(), off=Leaky(0.0))
