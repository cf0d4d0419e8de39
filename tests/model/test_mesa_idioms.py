"""What Mesa's users are used to: it works, or says what to do instead."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest

from salesim import SalesModel, load_scenario, open_world, overlay
from salesim.agents.rep import Rep

WEEKS = 6


@pytest.fixture(scope="module")
def world():
    changes = {"run": {"weeks": WEEKS, "burn_in_weeks": 26}, "market.customers": {"count": 120, "prospects": 40}}
    return open_world(overlay(load_scenario("small_town"), changes))


def test_a_model_runs_until_its_horizon_and_may_be_stepped_beyond(world):
    model = SalesModel(world)
    while model.running:
        model.step()
    assert model.steps == model.week - model.first_week == WEEKS
    model.step()
    assert model.steps == WEEKS + 1


class Collecting(SalesModel):
    """A model with Mesa's collector, as its users write it."""

    def __init__(self, **parts):
        super().__init__(**parts)
        self.datacollector = mesa.DataCollector(
            model_reporters={"sales": lambda model: float(model.reps.sales.sum())},
            agent_reporters={"effort": lambda agent: getattr(agent, "effort", None)},
        )

    def step(self):
        super().step()
        self.datacollector.collect(self)


def test_a_collector_collects(world):
    model = Collecting(world=world)
    while model.running:
        model.step()
    kept = model.datacollector.get_model_vars_dataframe()
    assert len(kept) == WEEKS and (kept["sales"] > 0).all()
    by_agent = model.datacollector.get_agent_vars_dataframe()
    assert by_agent["effort"].dropna().between(0, 2).all() and len(by_agent) == WEEKS * len(model.agents)


def test_a_batch_runs_on_a_world_that_is_built_once(world):
    rows = mesa.batch_run(
        Collecting,
        {"world": [world], "replication": [0, 1, 0], "layout": ["balanced"]},
        number_processes=1,
        max_steps=100,
        data_collection_period=-1,
        display_progress=False,
    )
    sales = {row["RunId"]: row["sales"] for row in rows}
    assert sales[0] == sales[2] != sales[1]
    assert {row["Step"] for row in rows} <= {WEEKS - 1, WEEKS}


def drawn(world, replication=0, seed=None, n=3):
    config = None if seed is None else overlay(world.scenario, {"run.seed": seed})
    model = SalesModel(world, config, replication=replication)
    return [(model.rng.random(), model.random.random()) for _ in range(n)]


def test_mesas_own_generators_differ_by_replication_and_seed(world):
    first = drawn(world)
    assert first == drawn(world), "the same replication has the same"
    others = [drawn(world, replication=1), drawn(world, replication=2), drawn(world, seed=99)]
    seen = [tuple(map(tuple, one)) for one in (first, *others)]
    assert len(set(seen)) == 4
    assert len({number for one in seen for pair in one for number in pair}) == 4 * 3 * 2


def test_who_is_removed_leaves_a_vacancy(world):
    model = SalesModel(world)
    model.step()
    rep = next(rep for rep in model.agents_by_type[Rep] if rep.present)
    before = len(model.agents)
    rep.remove()
    assert not rep.present and model.reps.vacant_until[rep.seat] > model.clock.now and len(model.agents) == before
    rep.remove()  # nobody is there any more
    while model.running:
        model.step()  # the books balance
    assert "quit" in set(model.records.tables()["events"]["kind"])


def test_nobody_else_can_be_removed(world):
    model = SalesModel(world)
    for agent in (model.manager_agents[0], model.distributor_agents[0]):
        with pytest.raises(TypeError, match="cannot be removed"):
            agent.remove()


@pytest.mark.parametrize("how", [copy.deepcopy, copy.copy, pickle.dumps])
def test_a_model_is_not_copied_and_says_what_to_do(world, how):
    model = SalesModel(world)
    model.step()
    with pytest.raises(TypeError, match=r"SalesModel\(model.world"):
        how(model)
    again = SalesModel(model.world, model.config)
    again.step()
    assert np.array_equal(again.reps.sales, model.reps.sales)


def test_sets_of_agents_read_and_write_the_columns(world):
    model = SalesModel(world)
    model.step()
    reps = model.agents_by_type[Rep]
    assert reps.get("effort") == model.reps.effort[: len(reps)].tolist()
    reps.select(lambda rep: rep.seat < 2).set("effort", 0.75)
    assert model.reps.effort[:2].tolist() == [0.75, 0.75] and model.reps.effort[2] != 0.75
    reps.do(lambda rep: setattr(rep, "effort", rep.effort * 2.0))
    assert model.reps.effort[0] == 1.5
    assert reps.agg("skill", max) == pytest.approx(model.reps.skill.max())
    assert sorted(rep.seat for rep in reps.shuffle()) == [rep.seat for rep in reps]
    by_region = reps.groupby("region")
    assert sum(len(group) for _, group in by_region) == len(reps)
    assert [rep.skill for rep in reps.sort("skill")] == sorted(model.reps.skill.tolist(), reverse=True)
