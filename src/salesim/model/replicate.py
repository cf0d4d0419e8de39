"""One replication: every option from the same start, with the same random numbers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import pandas as pd

from salesim.compiled import mark_of_all
from salesim.model.burn_in import open_world
from salesim.model.opened_worlds import opening
from salesim.model.result import Result
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario
from salesim.territory.score import TourParameters, score_territories
from salesim.world.world import World


def run_replication(scenario: Scenario, replication: int, arms: Sequence[Arm], **parts: Any) -> dict[Arm, Result]:
    """Run all arms of one replication from one opening world, which is never written to.

    ``parts`` of a user's own go to every arm; a lever may note things, so each arm gets a copy of its own.
    """
    population = replication + 1 if scenario.run.population == "varies" else 0
    world = opening(scenario, population)
    return {arm: run_arm(world, scenario, arm, replication, **deepcopy(parts)) for arm in arms}


def run_arm(world: World, scenario: Scenario, arm: Arm, replication: int, **options: Any) -> Result:
    """Run one arm: adopt its layout, apply its policy, live the weeks."""
    first, *later = phases(scenario, arm.policy)
    headcount = {"headcount": first.headcount} if first.headcount is not None else {}
    model = SalesModel(
        world, first.config, layout=arm.layout, replication=replication, later=later, **headcount, **options
    )
    for _ in range(scenario.run.weeks):
        model.step()
    result = finish(model, arm, replication)
    forget(model)
    return result


def finish(model: SalesModel, arm: Arm, replication: int) -> Result:
    """Freeze what a model has noted, with what it takes to run it again."""
    tables = model.records.tables()
    tables["territories"] = territory_table(model)
    facts = {
        "scenario": model.config.name,
        "layout": arm.layout,
        "policy": arm.policy,
        "replication": replication,
        "seed": model.config.run.seed,
        "weeks": model.week - model.first_week,
    }
    return Result(tables, facts)


def territory_table(model: SalesModel) -> pd.DataFrame:
    """The territories as they are now: owner, size, workload, potential, road, for scores and maps."""
    config = model.config
    return score_territories(
        model.territories.current().territory_of,
        model.territories.sites(),
        model.n_seats,
        model.reps.home_x_km,
        model.reps.home_y_km,
        config.market.travel,
        TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0),
    )


SMALL_WORLD: dict[str, Any] = {
    "market.places.units": ["Jiaxing", "Huzhou"],
    "market.customers": {"count": 200, "prospects": 60},
    "sales_force.team.reps": 4,
    "sales_force.review": {"check_on": "weeks", "weeks_below": 1},  # somebody is surely checked
    "channel.network.distributors": 2,
    "layouts": {name: {"builder": name} for name in ("unit", "radius", "balanced")},
    "policies.wager.set": {"sales_force.wager.menu": [{"name": "wager"}], "channel.desk.portal": True},
    "run": {"weeks": 26, "burn_in_weeks": 26},
}


@cache
def compile_kernels() -> None:
    """Compile all that a replication needs, by living one of a small world; with a line on stderr if it takes a while.

    Done before worker processes start, or each of them would compile for itself. Where it has been done, whoever
    simulates reads the machine code, and who only reads a finished run does not need it.
    """
    mark = mark_of_all()
    if mark.exists():
        return
    text = "compiling the model, once after an installation: about a minute ..."
    print(text, file=sys.stderr, flush=True)
    scenario = overlay(Scenario(name="compile_kernels"), SMALL_WORLD)
    world = open_world(scenario)  # not remembered
    for arm in scenario.arms:
        run_arm(world, scenario, arm, 0)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
