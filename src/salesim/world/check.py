"""What can be said of a scenario's market before anything is simulated."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from salesim.phrase import Phrase
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import check_customers
from salesim.scenario.scenario import Scenario
from salesim.territory.levels import levels_of
from salesim.world.build import add_layouts, build_world
from salesim.world.customer_file import read_customers
from salesim.world.market_places import places_of
from salesim.world.placement import Placement, place_customers
from salesim.world.places import Places
from salesim.world.population import Draws
from salesim.world.sites import make_world_sites
from salesim.world.sound import hash_of_market, is_sound, remember_sound
from salesim.world.world import World


def check_market(scenario: Scenario) -> Placement | None:
    """Build the world and its layouts as they begin; how customers were placed, None without a customers' file.

    Whatever a comparison would refuse before its first week is refused here.

    Raises
    ------
    InputError for names that the market does not have, for customers who cannot be read or placed, and for layouts
    that cannot be made of them
    """
    market = hash_of_market(scenario)
    if market is not None and is_sound(market):
        return None
    noted: list[warnings.WarningMessage] = []
    try:
        with warnings.catch_warnings(record=True) as noted:
            warnings.simplefilter("always")
            world = add_layouts(build_world(scenario))
        check_levels(world)
        check_headcounts(scenario, len(world.customers.place))
    finally:  # what was noted belongs to a refusal, too
        for one in noted:
            warnings.warn(one.message, stacklevel=2)
    if market is not None and not noted:
        remember_sound(market)
    return world.placement


def check_levels(world: World) -> None:
    """Refuse spans that do not fit the number of territories of some layout."""
    config = world.scenario
    if config.sales_force.levels:
        sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
        for layout in world.layouts.values():
            levels_of(layout, sites, config.sales_force.levels)


def check_headcounts(scenario: Scenario, n_customers: int) -> None:
    """Refuse more reps than the file has customers."""
    for policy, stated in scenario.policies.items():
        headcounts = {"headcount": stated.headcount}
        headcounts |= {f"later.{i}.headcount": change.headcount for i, change in enumerate(stated.later)}
        for field, reps in headcounts.items():
            if reps is not None:
                check_customers(reps, n_customers, f"policies.{policy}.{field}")


def data_notes(scenario: Scenario) -> list[Phrase]:
    """What a reader of a result must know of its data: all that was noted as its world was built.

    Such as customers who could not be placed, places that were not plain, holidays that are not kept, travel times that
    are not in the table.
    """
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        build_world(scenario)
    said = [warning.message.args[0] for warning in noted if isinstance(warning.message, Warning)]
    return list(dict.fromkeys(phrase for phrase in said if isinstance(phrase, Phrase)))


def placed_table(scenario: Scenario) -> pd.DataFrame:
    """Where each customer of the file is put: id, lon, lat, town, unit, region, placed_by, and why not if nowhere.

    Nobody is refused, so that one can see who would be.
    """
    shown = overlay(scenario, {"market.customers.unplaced": "draw"})
    places = places_of(scenario)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame, placement = _place(shown, places)
    lon, lat = frame["lon_deg"].to_numpy(), frame["lat_deg"].to_numpy()
    at = np.flatnonzero(~np.isnan(lon))
    town = places.nearest_town(*places.projection.to_km(lon[at], lat[at]))
    table = pd.DataFrame({"id": frame["customer_key"], "lon": lon.round(5), "lat": lat.round(5)})
    for name, names in (("town", places.towns["name"].to_numpy(object)[town]),
                        ("unit", np.array(places.units, object)[places.unit[town]]),
                        ("region", np.array(places.regions, object)[places.region[town]])):  # fmt: skip
        table[name] = pd.Series(names, index=at)
    table["placed_by"] = frame["placed_by"]
    table["why_not"] = pd.Series({row: str(reason) for row, reason in placement.reasons.items()}, dtype=object)
    return table


def _place(scenario: Scenario, places: Places) -> tuple[pd.DataFrame, Placement]:
    """The customers of the scenario's file, placed."""
    customers = scenario.market.customers
    file = scenario.folder / str(customers.file)
    known = read_customers(file, scenario.channel.network.areas, needs_place=customers.unplaced == "refuse")
    return place_customers(known, places, scenario, Draws(scenario.run.seed, 0), file)
