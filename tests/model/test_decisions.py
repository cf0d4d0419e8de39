"""Rules and agents of a user's own decide in place of the model's rules."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.manager import Manager
from salesim.agents.rep import Rep
from salesim.agents.review import Cause
from salesim.agents.rules import Rules
from salesim.errors import InputError
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm


@pytest.fixture
def run(scenario, world):
    """Lives a year of an arm with parts of one's own."""
    return lambda policy="current", **parts: run_arm(world, scenario, Arm("unit", policy), 0, **parts)


def test_a_rule_for_effort_changes_sales(run, results):
    lazy, usual = run(rules=Rules(choose_effort=lambda reps: 0.5 * reps.effort)), results["unit/current"]
    assert lazy.outcomes["mean_effort"] < 0.6 * usual.outcomes["mean_effort"]
    assert lazy.outcomes["visits"] < 0.75 * usual.outcomes["visits"]
    assert lazy.outcomes["sales"] < 0.97 * usual.outcomes["sales"]


def test_a_rule_that_repeats_the_model_changes_nothing(run, results):
    same = Rules(choose_effort=lambda reps: reps.effort, stays=lambda reps, quits: ~quits)
    assert run(rules=same).outcomes == results["unit/current"].outcomes


def test_a_rule_and_an_agent_that_say_the_same_do_the_same(run):
    class Keen(Rep):
        def choose_effort(self) -> float:
            return min(1.2 * self.effort, 1.5)

    of_all = run(rules=Rules(choose_effort=lambda reps: np.minimum(1.2 * reps.effort, 1.5)))
    assert of_all.outcomes == run(rep_class=Keen).outcomes


def test_a_rule_for_wagers_chooses_from_the_menu(run):
    """The second entry for the odd seats; nobody takes what nobody may."""
    asked = []

    def second(reps, wager):
        asked.append(len(wager.menu))
        return np.where(reps.seat % 2 == 1, 2, 0)

    quarters = run("wager", rules=Rules(choose_wager=second)).rep_quarters
    assert asked == [2] * 4
    full = quarters[quarters["full_quarter"] == 1]
    assert set(full.loc[full["seat"] % 2 == 1, "wager"]) == {"mild"} and set(
        full.loc[full["seat"] % 2 == 0, "wager"]
    ) == {""}


def test_a_rule_for_staying_is_told_who_would_leave(run):
    would = []

    def nobody_leaves(reps, quits):
        would.append(int(quits.sum()))
        return reps.present == 1

    assert run(rules=Rules(stays=nobody_leaves)).outcomes["quits"] == 0
    assert sum(would) > 0
    everybody = run(rules=Rules(stays=lambda reps, quits: np.zeros(len(reps), bool)))
    assert everybody.outcomes["quits"] >= 12


def test_a_rule_for_managers_sees_the_evidence_and_decides(run, results):
    seen = []

    def always_coach(reps, evidence):
        seen.append(len(reps))
        np.testing.assert_array_equal(reps.seat, evidence.seats)
        assert (evidence.shortfall > 0).all() and not evidence.shortfall.flags.writeable
        return np.full(len(reps), Cause.EXECUTION)

    coached = run(rules=Rules(find_causes=always_coach)).tables["diagnoses"]
    assert set(coached["cause"]) == {"execution"} and len(coached) == sum(seen) > 20
    assert len(set(results["unit/current"].tables["diagnoses"]["cause"])) == 4


def test_a_manager_of_ones_own(run):
    class Coach(Manager):
        def find_causes(self, evidence, review):
            assert 0.0 < self.uniform() < 1.0
            return [Cause.EXECUTION] * len(evidence.seats)

    by_rule = run(rules=Rules(find_causes=lambda reps, evidence: np.full(len(reps), Cause.EXECUTION)))
    assert run(manager_class=Coach).outcomes == by_rule.outcomes

    class Blind(Manager):
        def find_causes(self, evidence, review):
            return [len(Cause) + 1] * len(evidence.seats)

    with pytest.raises(InputError, match=r"Blind.find_causes: .* \(got 5\); allowed: Cause from 1 to 4"):
        run(manager_class=Blind)

    class Forgetful(Manager):
        def act(self, seats, causes, review):
            super().act(seats, causes, review)

    with pytest.raises(InputError, match=r"Forgetful.act: a manager returned the wrong shape \(got '\(\)'\)"):
        run(manager_class=Forgetful)
    with pytest.raises(InputError, match=r"rules.find_causes: Coach.find_causes decides on the same"):
        run(manager_class=Coach, rules=Rules(find_causes=lambda reps, evidence: evidence.seats))


def test_the_luck_of_a_rule_is_the_replication_s(run, scenario, world):
    rules = Rules(choose_effort=lambda reps: 0.8 + 0.4 * reps.uniform())
    first, again = run(rules=rules), run(rules=rules)
    assert first.outcomes == again.outcomes
    other = run_arm(world, scenario, Arm("unit", "current"), 1, rules=rules)
    assert not np.array_equal(first.weeks["effort_mean"], other.weeks["effort_mean"])


def test_an_agent_has_luck_of_its_own(model_of):
    model = model_of()
    model.step()
    rep, colleague = model.rep_agents[3], model.rep_agents[4]
    draws = [rep.uniform(), rep.uniform(1), colleague.uniform()]
    assert len(set(draws)) == 3 and draws[0] == rep.uniform()
    model.step()
    assert rep.uniform() not in draws


def test_what_breaks_the_contract_ends_the_run(run):
    with pytest.raises(InputError, match=r"rules.choose_effort: .*wrong shape \(got '\(3,\)'\)"):
        run(rules=Rules(choose_effort=lambda reps: reps.effort[:3]))

    class Wild(Rep):
        def choose_effort(self) -> float:
            return 40.0 if self.seat == 5 else 1.0

    with pytest.raises(InputError, match=r"Wild.choose_effort: .* first for seat 5 \(got 40.0\); allowed: .* 0 to 3"):
        run(rep_class=Wild)


def test_one_decision_has_one_owner(run):
    class Loyal(Rep):
        def stays(self, quit_drawn: bool) -> bool:
            return True

    with pytest.raises(InputError, match=r"rules.stays: .*Loyal.stays decides on the same"):
        run(rep_class=Loyal, rules=Rules(stays=lambda reps, quits: ~quits))
    run(rep_class=Loyal, rules=Rules(choose_effort=lambda reps: reps.effort))
