"""Parts of a user's own in experiments: they travel to workers, and tell runs apart."""

from __future__ import annotations

import json
import sys
import threading

import numpy as np
import pytest

import salesim
from salesim.agents.rules import Rules
from salesim.errors import InputError
from salesim.experiment.own_parts import fingerprint


@pytest.fixture(scope="module")
def scenario():
    """One prefecture, 150 customers, three reps."""
    return salesim.overlay(
        salesim.Scenario(name="tiny"),
        {
            "market.places.units": ["Huzhou"],
            "market.customers": {"count": 150, "prospects": 30},
            "sales_force.team.reps": 3,
            "channel.network.distributors": 1,
            "policies.steps.set": {"sales_force.pay.step_rate": 0.01},
            "run": {"weeks": 6, "burn_in_weeks": 26},
        },
    )


def lazy_by(share):
    """A rule that cannot be pickled by name, as one in a notebook."""
    return Rules(choose_effort=lambda reps: reps.effort * (share + 0.2 * reps.uniform()))


def test_the_same_bytes_with_one_worker_or_two(scenario):
    found = [salesim.compare(scenario, replications=3, jobs=jobs, rules=lazy_by(0.6)) for jobs in (1, 2)]
    assert json.dumps(found[0].to_json()) == json.dumps(found[1].to_json())
    assert found[0].facts["own_parts"] == ["rules"]
    usual = salesim.compare(scenario, replications=3)
    assert "own_parts" not in usual.facts
    assert (found[0].replications["visits"] < 0.9 * usual.replications["visits"]).all()


def test_the_same_luck_with_and_without(scenario):
    """Replications of two behaviors pair up: the same customers, competitors and luck."""
    same, usual = (salesim.repeat(scenario, replications=2, **parts) for parts in ({"rules": Rules()}, {}))
    np.testing.assert_array_equal(same.replications["sales"], usual.replications["sales"])
    mine = salesim.repeat(scenario, replications=2, rules=lazy_by(0.6))
    single = salesim.simulate(scenario, replication=1, rules=lazy_by(0.6))
    assert mine.replications["sales"].iloc[1] == single.summary["sales"].iloc[0]
    assert mine.facts["own_parts"] == ["rules"]


def test_a_lever_that_notes_things_begins_anew_in_every_arm(scenario):
    class Once(salesim.Lever):
        """Pays everybody a present in its first quarter, and never again."""

        def __init__(self):
            self.paid = False

        def review_fortnight(self, model):
            if not self.paid:
                model.ledger.add_money(recognition=1000.0)
            self.paid = True

    summary = salesim.compare(scenario, replications=3, levers=[Once()]).replications
    assert list(summary["recognition_cost"]) == [1000.0] * 6


def test_runs_with_other_rules_are_kept_apart(scenario, tmp_path):
    kept = {salesim.repeat(scenario, replications=1, out=tmp_path).folder}
    kept |= {salesim.repeat(scenario, replications=1, out=tmp_path, rules=lazy_by(0.6)).folder for _ in range(2)}
    kept |= {salesim.repeat(scenario, replications=1, out=tmp_path, rules=lazy_by(0.7)).folder}
    assert len(kept) == 3


def test_a_fingerprint_holds_code_values_and_files(tmp_path, monkeypatch):
    assert fingerprint({"rules": lazy_by(0.6)}) == fingerprint({"rules": lazy_by(0.6)})
    assert fingerprint({"rules": lazy_by(0.6)}) != fingerprint({"rules": lazy_by(0.7)})
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_rules.py").write_text("def mine(reps):\n    return reps.effort\n")
    import my_rules  # type: ignore[import-not-found]

    before = fingerprint({"rules": Rules(choose_effort=my_rules.mine)})
    (tmp_path / "my_rules.py").write_text("def mine(reps):\n    return 2 * reps.effort\n")
    assert fingerprint({"rules": Rules(choose_effort=my_rules.mine)}) != before
    del sys.modules["my_rules"]


def test_what_cannot_travel_is_refused_at_once(scenario):
    lock = threading.Lock()
    stuck = Rules(choose_effort=lambda reps: reps.effort if lock else 0.0)
    with pytest.raises(InputError, match="rules: it cannot be sent to other processes"):
        salesim.repeat(scenario, replications=2, jobs=2, rules=stuck)
    assert len(salesim.repeat(scenario, replications=1, rules=stuck).replications) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_contract_ends_the_run(scenario, jobs):
    with pytest.raises(InputError, match=r"rules.choose_effort: .* wrong shape"):
        salesim.repeat(scenario, replications=2, jobs=jobs, rules=Rules(choose_effort=lambda reps: 1.0))
