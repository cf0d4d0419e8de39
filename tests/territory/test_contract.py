"""A builder of one's own: what is checked about it, and that a comparison runs with it in worker processes."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

import salesim
from salesim.errors import InputError
from salesim.scenario import parse_scenario, scenario_schema
from salesim.territory.builder import BUILDERS, LayoutBuilder, register_builder
from salesim.territory.layout import Layout
from salesim.testing import check_layout_builder

TINY = """
name: tiny
market:
  places: {units: [Huzhou]}
  customers: {count: 120, prospects: 30}
sales_force: {team: {reps: 3}}
channel: {network: {distributors: 1}}
layouts: {prefecture: {builder: unit}, mine: {builder: stripes, turned: true}}
policies: {current: {}, steps: {set: {sales_force.pay.step_rate: 0.01}}}
run: {weeks: 6, burn_in_weeks: 26, replications: 2}
"""


class Stripes(LayoutBuilder):
    """Stripes from west to east, or from south to north, with as many customers each."""

    builder: Literal["stripes"] = "stripes"
    turned: bool = False

    def build(self, name, sites, n_territories, travel, homes_km):
        along = sites.y_km if self.turned else sites.x_km
        rank = np.argsort(np.argsort(along, kind="stable"))
        return Layout(name, self.builder, (rank * n_territories // len(sites)).astype(np.int32), n_territories)


@pytest.mark.parametrize(
    "name", [name for name in BUILDERS if name not in ("file", "service_circles", "evened", "step")]
)  # those need a file, anchors, and territories of today
def test_the_packages_own_builders_keep_the_contract(name):
    check_layout_builder(BUILDERS[name])


def test_one_of_ones_own_keeps_it():
    check_layout_builder(Stripes)
    check_layout_builder(Stripes(turned=True))


def broken(**methods):
    """A class like `Stripes` that does something else."""
    kinds = {"__annotations__": {"builder": Literal["broken"]}, "builder": "broken", "__module__": __name__}
    return type("Broken", (Stripes,), {**kinds, **methods})


def draws(change):
    """A method that changes what `Stripes` draws."""

    def build(self, name, sites, n_territories, travel, homes_km):
        drawn = Stripes.build(self, name, sites, n_territories, travel, homes_km)
        return change(drawn, sites) if change else drawn

    return build


def fails(drawn, sites):
    raise ZeroDivisionError("by zero")


def changes(drawn, sites):
    sites.potential[0] += 1.0
    return drawn


def global_random(drawn, sites):
    np.random.random()
    return drawn


CALLS: list[int] = []


def remembers(drawn, sites):
    CALLS.append(1)
    return Layout(drawn.name, drawn.builder, drawn.territory_of, drawn.n_territories, (f"call {len(CALLS)}",))


def with_parts(**parts):
    return lambda drawn, sites: Layout(**{**vars(drawn), **parts})


@pytest.mark.parametrize(
    "change, says",
    [
        (fails, "failed with ZeroDivisionError: by zero"),
        (changes, "changed what it was given"),
        (global_random, "takes random numbers from random or np.random"),
        (remembers, "not deterministic"),
        (lambda drawn, sites: drawn.territory_of, "must return a Layout"),
        (lambda drawn, sites: with_parts(territory_of=drawn.territory_of[:-1] * 0, n_territories=1)(drawn, sites),
         "every customer needs a territory|failed"),
        (lambda drawn, sites: with_parts(territory_of=drawn.territory_of * 0, n_territories=1)(drawn, sites),
         "another number of territories"),
        (lambda drawn, sites: with_parts(territory_of=drawn.territory_of + 3)(drawn, sites), "numbered from 0"),
        (with_parts(name="yours"), "another name"),
        (with_parts(builder="radius"), "another builder"),
        (with_parts(notes=("two\nlines",)), "notes must be"),
        (with_parts(notes="text"), "notes must be"),
    ],
)  # fmt: skip
def test_what_a_builder_breaks_is_named(change, says):
    with pytest.raises(InputError, match=says):
        check_layout_builder(broken(build=draws(change)))


def test_a_builder_needs_a_name_of_its_own_and_a_method():
    class Nameless(LayoutBuilder):
        def build(self, name, sites, n_territories, travel, homes_km): ...

    class Idle(LayoutBuilder):
        builder: Literal["idle"] = "idle"

    class Radius(Stripes):
        builder: Literal["radius"] = "radius"

    for kind, says in (
        (Nameless, "needs a name"),
        (Idle, "needs a method build"),
        (Radius, "salesim has a builder of this name"),
        (Layout, "derived from LayoutBuilder"),
    ):
        with pytest.raises(InputError, match=says):
            register_builder(kind)


def test_more_territories_than_customers_are_refused_by_a_builder_that_counts_itself():
    def how_many(self, sites, n_reps):
        return 1

    with pytest.raises(InputError, match="more territories than customers"):
        check_layout_builder(broken(build=draws(None), how_many=how_many))


def test_a_scenario_names_it_once_it_is_registered():
    with pytest.raises(InputError, match=r"layouts\.mine\.builder: no such choice \(got 'stripes'\)"):
        parse_scenario(TINY)
    register_builder(Stripes)
    register_builder(Stripes)  # again, as when a cell of a notebook runs twice
    scenario = parse_scenario(TINY)
    assert scenario.layouts["mine"] == Stripes(turned=True)
    assert salesim.overlay(scenario, {"layouts.mine.turned": False}).layouts["mine"] == Stripes()
    assert "Stripes" in scenario_schema()["$defs"]
    inside = TINY.replace("{builder: stripes, turned: true}", "{builder: hybrid, inside: {builder: stripes}}")
    assert parse_scenario(inside).layouts["mine"].inside == Stripes()
    with pytest.raises(InputError, match=r"'turned'|layouts\.mine\.turned"):
        parse_scenario(TINY.replace("turned:", "turnd:"))


def test_a_comparison_takes_it_to_worker_processes(tmp_path):
    register_builder(Stripes)
    scenario = parse_scenario(TINY)
    alone = salesim.compare(scenario, jobs=1)
    together = salesim.compare(scenario, jobs=2, out=tmp_path)
    assert alone.arms.equals(together.arms)
    assert set(alone.arms["layout"]) == {"prefecture", "mine"}


def test_a_run_is_told_from_one_with_another_builder_of_the_same_name(tmp_path):
    from salesim.experiment.runs import identity

    register_builder(Stripes)
    first = identity(parse_scenario(TINY), [])
    members = {"__module__": __name__, "__qualname__": "Other", "build": draws(None)}
    register_builder(type("Stripes", (Stripes,), members))
    assert identity(parse_scenario(TINY), [])["own_parts"] != first["own_parts"]
