"""The worlds that a process has opened: a burn-in is lived once for all scenarios that it is the same for.

The burn-in knows of the market, the sales force and the channel under the baseline's policy, of the baseline's layout,
of the seed and of its own length. Other policies, other layouts, weeks, replications and names make no difference to
it, so scenarios that differ in these share one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from salesim.model.burn_in import run_burn_in
from salesim.scenario.files import named_files
from salesim.scenario.scenario import Scenario
from salesim.territory.layout import Layout
from salesim.world.build import build_layouts_of, build_world, check_names
from salesim.world.market_places import places_of
from salesim.world.world import World

MAX_WORLDS = 16
MAX_CUSTOMERS = 100_000  # of all remembered worlds together, about 20 MB; a larger world is remembered alone
MAX_LAYOUTS = 64  # of each

NOT_LIVED: dict[str, Any] = {
    "name": True,
    "title": True,
    "about": True,
    "assumptions": True,
    "layouts": True,
    "policies": True,
    "run": {"weeks", "replications", "population", "baseline", "layouts", "policies"},
}
"""What the burn-in does not ask for; of ``layouts`` and ``policies`` the baseline's are added. Anything else makes
another world, fields of a user's own chapters, too."""


@dataclass
class Opened:
    """A world after its burn-in, with what has been asked of it since.

    Parameters
    ----------
    world : with the baseline's layout only
    drawn : other layouts, by what draws them
    allowed : policies, as stated, that name nothing the market does not have
    """

    world: World
    drawn: dict[tuple[object, ...], Layout] = field(default_factory=dict)
    allowed: set[str] = field(default_factory=set)


_opened: dict[tuple[object, ...], Opened] = {}  # the one asked for last is at the end


def opening(scenario: Scenario, population: int = 0) -> World:
    """`open_world`, remembered: the same to the last bit, and never to be written to."""
    key = burn_in_key(scenario, population)
    opened = _opened.pop(key, None)
    if opened is None:
        forget_worlds()  # first, so that two large worlds are never held at a time
        opened = Opened(run_burn_in(build_world(scenario, population)))
    _opened[key] = opened
    return as_stated(opened, scenario)


def burn_in_key(scenario: Scenario, population: int = 0) -> tuple[object, ...]:
    """All that a burn-in depends on: two scenarios with one key have one burn-in."""
    layout, policy = scenario.run.baseline.layout, scenario.run.baseline.policy
    stated = scenario.model_dump(exclude=NOT_LIVED)
    stated["today"] = {"name": layout, "drawn": scenario.layouts[layout].model_dump()}
    stated["today"]["set"] = scenario.policies[policy].model_dump()["set"]
    return (repr(stated), ages_of_files(scenario, stated), population)


def ages_of_files(scenario: Scenario, stated: Any) -> tuple[tuple[str, int], ...]:
    """The files that are named and when they were last written: other contents make another world."""
    files = named_files(stated, scenario.folder)
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())


def as_stated(opened: Opened, scenario: Scenario) -> World:
    """An opened world under the names, layouts and policies of one of the scenarios that share it."""
    policies = scenario.model_dump_json(include={"policies"})
    if policies not in opened.allowed:
        check_names(scenario, places_of(scenario))
        opened.allowed.add(policies)
    lived = opened.world.scenario  # under the baseline's policy, with as many customers as their file has
    chapters = {name: getattr(lived, name) for name in ("market", "sales_force", "channel")}
    scenario = scenario.model_copy(update=chapters)
    world = replace(opened.world, scenario=scenario)
    keys = {
        name: (name, type(parameters), parameters.model_dump_json(), ages_of_files(scenario, parameters.model_dump()))
        for name, parameters in scenario.layouts.items()
        if name != world.layout
    }
    missing = {name: scenario.layouts[name] for name, key in keys.items() if key not in opened.drawn}
    if len(opened.drawn) + len(missing) > MAX_LAYOUTS:
        opened.drawn = {key: opened.drawn[key] for key in keys.values() if key in opened.drawn}
    opened.drawn.update({keys[name]: layout for name, layout in build_layouts_of(world, missing).items()})
    return replace(world, layouts={**world.layouts, **{name: opened.drawn[key] for name, key in keys.items()}})


def forget_worlds() -> None:
    """Make room for one more world: those not asked for the longest go first."""
    while _opened and (len(_opened) >= MAX_WORLDS or sum(map(n_customers, _opened.values())) > MAX_CUSTOMERS):
        _opened.pop(next(iter(_opened)))


def n_customers(opened: Opened) -> int:
    """Customers and prospects of a world."""
    return len(opened.world.customers.state)
