"""Is today's map unlucky? Where it, and each option's map, stand among random legal maps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.model.burn_in import open_world
from salesim.model.replicate import run_arm
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm
from salesim.scenario.loading import as_scenario
from salesim.scenario.scenario import Scenario
from salesim.territory.ensemble import KEPT, Ensemble, Wanted, draw_ensemble, score_layout_alike
from salesim.territory.layout import Layout
from salesim.territory.owners import own_layout
from salesim.territory.score import TourParameters
from salesim.world.build import commute_cost_per_km
from salesim.world.sites import make_world_sites
from salesim.world.world import World

OUTCOME = "contribution"
MAX_MAPS, MAX_CHAINS = 1_000_000, 64


@dataclass(frozen=True)
class EnsembleStudy:
    """A scenario's layouts among random legal maps of the same customers.

    Attributes
    ----------
    ensemble : the random maps
    options : one row a layout and score: layout, score, value, share_below (of the random maps with a smaller value)
    simulated : one row a map: map (a layout's name, or "" for a random one), contribution [money a year, mean of the
        replications]; None if nothing was simulated
    facts : what was asked for
    """

    ensemble: Ensemble
    options: pd.DataFrame
    simulated: pd.DataFrame | None
    facts: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """All but the maps themselves."""
        found = {"facts": self.facts, "options": self.options.to_dict("records")}
        if self.simulated is not None:
            found["simulated"] = self.simulated.to_dict("records")
        return found

    def earns_less(self, layout: str) -> float:
        """Share of the simulated random maps that earn less than a layout's."""
        assert self.simulated is not None
        own = self.simulated.loc[self.simulated["map"] == layout, OUTCOME].iloc[0]
        return float((self.simulated.loc[self.simulated["map"] == "", OUTCOME] < own).mean())


def study_ensemble(
    scenario: Scenario | str,
    maps: int = 2_000,
    tolerance: float = 0.2,
    chains: int = 4,
    simulate: int = 0,
    replications: int = 4,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> EnsembleStudy:
    """Score the scenario's layouts among random legal maps, and simulate some of those under the baseline's policy.

    Parameters
    ----------
    maps : random legal maps: connected ground, workload within ``tolerance`` of the mean
    chains : independent beginnings
    simulate : how many of the random maps live the scenario's weeks, as do all layouts
    replications : of each of them, with the same random numbers
    progress : called with what is done and what there is to do

    Raises
    ------
    InputError : roles share the customers, no legal map was found, or a number is out of range
    """
    config = as_scenario(scenario)
    _check(config, maps, tolerance, chains, simulate, replications)
    world = open_world(config)
    sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
    travel, tours = config.market.travel, TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0)
    k = world.layouts[world.layout].n_territories
    ensemble = draw_ensemble(
        sites, k, Wanted(maps, tolerance, chains, config.run.seed), travel, tours, threads, progress
    )
    rows = []
    for name, layout in world.layouts.items():
        for score, value in score_layout_alike(layout, sites, travel, tours).items():
            rows.append((name, score, value, ensemble.share_below(score, value)))
    options = pd.DataFrame(rows, columns=["layout", "score", "value", "share_below"])
    facts = {
        "scenario": config.name,
        "baseline": str(config.baseline),
        "maps": maps,
        "chains": chains,
        "tolerance": tolerance,
        "n_territories": k,
        "steps_apart": ensemble.apart,
        "independent": ensemble.independent,
        "agreement": ensemble.agreement,
        "simulated": simulate,
        "replications": replications if simulate else 0,
        "seed": config.run.seed,
    }
    simulated = _simulate(world, ensemble, simulate, replications, progress) if simulate else None
    return EnsembleStudy(ensemble, options, simulated, facts)


def _check(config: Scenario, maps: int, tolerance: float, chains: int, simulate: int, replications: int) -> None:
    if config.sales_force.roles:
        raise InputError(
            "several roles share the customers; random maps are drawn where all reps do the same", "sales_force.roles"
        )
    limits: tuple[tuple[str, int, int, int], ...] = (
        ("--maps", maps, 10, MAX_MAPS),
        ("--chains", chains, 1, MAX_CHAINS),
        ("--simulate", simulate, 0, min(KEPT, maps)),
        ("--replications", replications, 1, 1_000),
    )
    for field, value, least, most in limits:
        if not least <= value <= most:
            allowed = Phrase("{least} to {most}", least=least, most=most)
            raise InputError("a whole number is needed", field, value, allowed)
    if not 0.01 <= tolerance <= 0.9:
        raise InputError("a share is needed", "--tolerance", tolerance, Phrase("{low} to {high}", low=0.01, high=0.9))


def _simulate(
    world: World, ensemble: Ensemble, n_maps: int, replications: int, progress: Callable[[int, int], None] | None
) -> pd.DataFrame:
    """What layouts and some random maps earn; random ones keep as many customers with their rep as they can."""
    config, today = world.scenario, world.layouts[world.layout]
    sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
    homes, per_km = (world.reps.home_x_km, world.reps.home_y_km), commute_cost_per_km(config)
    taken = np.linspace(0, len(ensemble.maps) - 1, n_maps).round().astype(int)

    def earns(layout: Layout, name: str) -> float:
        there = replace(world, layouts={**world.layouts, name: layout})
        arm = Arm(name, config.run.baseline.policy)
        return float(np.mean([run_arm(there, config, arm, i).outcomes[OUTCOME] for i in range(replications)]))

    rows, total = [], len(world.layouts) + n_maps
    for name, layout in world.layouts.items():
        rows.append((name, earns(layout, name)))
        if progress:
            progress(len(rows), total)
    for i in taken.tolist():
        owned = own_layout(ensemble.layout(i, "random map"), sites, *homes, today, commute_cost_per_km=per_km)
        rows.append(("", earns(owned, owned.name)))
        if progress:
            progress(len(rows), total)
    return pd.DataFrame(rows, columns=["map", OUTCOME])
