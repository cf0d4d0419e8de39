"""Racing: who clearly loses meets fewer replications, and nothing depends on who simulates what."""

from __future__ import annotations

import json

import numpy as np
import pytest
from planted import RATE, Planted, planted_scenario

from salesim.errors import InputError
from salesim.search import Objective, search
from salesim.search.objective import Goals
from salesim.search.race import front, is_dominated, race_order, rounds
from salesim.search.record import Record, from_json
from salesim.search.samplers import SAMPLERS, check_sampler

VALUE, PAY = (
    Objective(outcome="value_created", direction="maximize"),
    Objective(outcome="pay", direction="minimize"),
)


def test_replications_come_in_shuffled_order_and_in_rounds():
    order = race_order(12, seed=3)
    assert sorted(order) == list(range(12)) != order and order == race_order(12, seed=3)
    assert [len(part) for part in rounds(order)] == [4, 2, 2, 2, 2] and rounds([1, 0]) == [[1, 0]]


def test_who_clearly_loses_meets_fewer_replications(scenario, space):
    found = search(scenario, space, 40, 12, 2, confirm_replications=4, runner=Planted())
    trials = found.trials.set_index("trial")
    stopped = trials[trials["state"] == "stopped"]
    assert set(stopped["reason"]) == {"behind"} and len(stopped) > 10
    assert stopped["replications"].between(4, 11).all() and (trials["replications"][:8] == 12).all()
    assert stopped["difference"].max() < trials["difference"].max()
    assert found.facts["simulations"] == trials["replications"].sum() < 0.8 * 12 * found.facts["simulated"]
    assert found.layout == "balanced" and abs(trials.loc[found.facts["winner"]["trial"], RATE] - 0.018) < 0.004


@pytest.mark.slow
def test_one_two_and_four_workers_make_the_same_trials(scenario, space):
    made = [
        search(scenario, space, 16, 6, 2, confirm_replications=3, runner=Planted(), jobs=jobs, objectives=objectives)
        for objectives, jobs in (([VALUE], 1), ([VALUE], 2), ([VALUE], 4), ([VALUE, PAY], 1), ([VALUE, PAY], 4))
    ]
    one, several = ({json.dumps(found.to_json()) for found in group} for group in (made[:3], made[3:]))
    assert len(one) == len(several) == 1 != len(one | several)


def outcomes(value: float, pay: float) -> dict[str, tuple[float, ...]]:
    fresh = np.random.default_rng(1).normal(size=6)
    return {"value_created": tuple(value + fresh), "pay": tuple(pay + fresh[::-1])}


def test_a_rival_dominates_only_if_it_is_ahead_in_every_objective():
    own = outcomes(0.0, 0.0)
    assert is_dominated(own, outcomes(1.0, -1.0), (VALUE, PAY))
    assert not is_dominated(own, outcomes(1.0, 1.0), (VALUE, PAY))
    assert not is_dominated({name: values[:3] for name, values in own.items()}, outcomes(1.0, -1.0), (VALUE, PAY))


def test_the_front_holds_who_is_beaten_by_nobody():
    made = [(0, 0), (1, 1), (2, 0.5), (1, 2), (-1, -1)]
    records = [Record(i, None, {}, outcomes(*pair)) for i, pair in enumerate(made)]
    kept = front(records, Goals((VALUE, PAY)), records[0])
    assert [record.number for record in kept] == [0, 2, 4]


def test_a_record_is_kept_whole():
    for record in (
        Record(3, None, {"x": 1.5}, outcomes(1, 2), stopped="behind"),
        Record(0, 0, {}, failed="broken"),
        Record(7, None, {"layout": "a"}, refused=("field", "why")),
    ):
        assert from_json(json.loads(json.dumps(record.to_json()))) == record


@pytest.mark.parametrize("name", [name for name in SAMPLERS if name != "gp"])
def test_every_sampler_searches(space, name):
    found = [
        search(planted_scenario(), space, 20, 3, 2, confirm_replications=3, runner=Planted(), sampler=name)
        for _ in range(2)
    ]
    assert found[0].trials[RATE].nunique() > 5
    assert json.dumps(found[0].to_json()) == json.dumps(found[1].to_json())


def test_samplers_draw_otherwise_and_are_refused_where_they_do_not_fit():
    with pytest.raises(InputError, match="did you mean 'cma-es'"):
        check_sampler("cmaes", False)
    with pytest.raises(InputError, match="a single objective only"):
        check_sampler("cma-es", True)
    check_sampler("nsga-iii", True)


def test_a_sampler_that_is_not_installed_names_the_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(InputError, match=r"pip install 'salesim\[gp\]'"):
        check_sampler("gp", False)
