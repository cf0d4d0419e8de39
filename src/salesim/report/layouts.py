"""The layouts of a scenario, side by side: their maps and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesim.columns import State
from salesim.phrase import told
from salesim.report.content import LayoutMap, Spots
from salesim.report.pictures import save
from salesim.report.sections.maps import map_plots
from salesim.report.sections.tradeoff import tradeoff_plots
from salesim.scenario.display import AS_NAMED, Names
from salesim.scenario.scenario import Scenario
from salesim.territory.geojson import write_geojson
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.levels import LevelParameters, levels_of, score_levels
from salesim.territory.score import TourParameters, disruption, score_ground, score_layout, score_territories
from salesim.wording.text import N_, say
from salesim.world.country_places import choose_units, find_countries, units_of_countries
from salesim.world.gazetteer.tables import outlines_of
from salesim.world.market_places import places_of
from salesim.world.sites import make_world_sites
from salesim.world.world import World
from salesim.written import file_stems, written

SHOWN_SCORES = (
    "n_territories",
    "workload_worst",
    "workload_cv",
    "potential_worst",
    "potential_cv",
    "potential_gini",
    "travel_hours",
    "distance_km",
    "home_km",
    "polsby_popper",
    "one_piece_share",
    "enclaves",
    "overlap_share",
    "customers_max",
    "customers_min",
    "accounts_reassigned",
    "potential_reassigned",
    "sales_reassigned",
    "relationship_reassigned",
)
LISTED = ("n_customers", "workload_hours", "potential", "travel_hours", "home_km")
SIZE_CLASSES = (N_("small"), N_("middle"), N_("large"))
STRATA = ("industry", "size_class", "grade")  # that territories may be drawn inside of
SHARED_GROUND = 0.3  # of the workload inside another's hull: such territories are drawn stratum by stratum


def layout_maps(world: World, names: Sequence[str] | None = None, lang: str = "en") -> tuple[LayoutMap, ...]:
    """Layouts of a world, each with its map and scores; accounts reassigned are counted against the baseline's.

    Territories are numbered by the seats that own them, so what is counted is what the simulation hands over; a
    relationship weighs a customer's goodwill, in visits a month, by how well they know their rep.
    """
    config, columns = world.scenario, world.customers
    sites = make_world_sites(columns, config, world.unit_residents, world.customer_keys)
    is_here = np.empty(len(sites), dtype=bool)
    is_here[columns.place] = columns.state < State.GONE
    sales, bond = np.empty(len(sites)), np.empty(len(sites))
    sales[columns.place] = columns.reference_sales
    is_served = (columns.state >= State.HEALTHY) & (columns.state < State.GONE)
    bond[columns.place] = np.where(is_served, columns.goodwill * columns.relationship, 0.0)
    homes = world.reps.home_x_km, world.reps.home_y_km
    reps = pd.DataFrame({"x_km": homes[0], "y_km": homes[1], "territory": np.arange(len(homes[0]))})
    tours = TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0)
    today = world.layouts[world.layout].territory_of
    anchors = pd.DataFrame({"x_km": sites.ground.anchor_x_km, "y_km": sites.ground.anchor_y_km})
    distributors = pd.DataFrame({"x_km": world.distributors.x_km, "y_km": world.distributors.y_km})
    borders = unit_borders(world)
    maps = []
    for name in names or list(world.layouts):
        layout = world.layouts[name]
        owner = layout.territory_of
        territories = score_territories(owner, sites, layout.n_numbers, *homes, config.market.travel, tours)
        scores = score_layout(territories) | score_ground(owner, sites) | disruption(owner, today, sites, sales, bond)
        points = pd.DataFrame({"x_km": sites.x_km, "y_km": sites.y_km, "territory": owner})
        layers = strata_of(owner, sites, lang) if scores["overlap_share"] > SHARED_GROUND else None
        if layers is not None:
            points["layer"] = layers
        maps.append(
            LayoutMap(
                name=name,
                points=points[is_here],
                spots=Spots(
                    reps[world.reps.open == 1],
                    distributors,
                    anchors,
                    named_places(world, lang),
                    *borders,
                    config.market.places.distances == "mi",
                ),
                scores={score: scores[score] for score in SHOWN_SCORES},
                territories=territory_list(world, owner, territories, sites, lang),
                notes=tuple(told(note, lang) for note in layout.notes),
                levels=levels_on(layout, sites, config.sales_force.levels),
                overlays={
                    role: points[["x_km", "y_km"]].assign(territory=specialist)[is_here]
                    for role, specialist in specialists_on(layout, config).items()
                },
            )
        )
    return tuple(maps)


def specialists_on(layout: Layout, config: Scenario) -> dict[str, np.ndarray]:
    """By overlay role, the specialist's seat of each customer, (n,)."""
    if layout.overlays is None:
        return {}
    return {
        role.name: layout.overlays[r][layout.territory_of]
        for r, role in enumerate(config.sales_force.roles)
        if role.overlay
    }


def levels_on(
    layout: Layout, sites: Sites, levels: tuple[LevelParameters, ...]
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The groups that a layout's territories belong to, and how even they are; None without levels."""
    if not levels:
        return None
    groups = levels_of(layout, sites, levels)
    return groups, score_levels(layout, sites, levels, groups)


def territory_list(
    world: World, territory_of: np.ndarray, scored: pd.DataFrame, sites: Sites, lang: str = "en"
) -> pd.DataFrame:
    """Territories as numbered on the map, and the town and unit ``around`` which most of their workload lies."""
    places = places_of(world.scenario)
    town_of = np.empty(len(sites), np.int64)
    town_of[world.customers.place] = world.customers.town
    names = places.towns["name_zh" if lang == "zh" else "name_en"].to_numpy(object)
    towns = np.where(names == "", places.towns["name"].to_numpy(object), names)
    units = np.array(places.unit_names(lang), dtype=object)

    spots = zip(towns, units[places.unit], strict=True)
    named = np.array([say("{town}, {unit}", lang, town=town, unit=unit) for town, unit in spots], dtype=object)
    work = pd.DataFrame({"territory": territory_of, "town": town_of, "hours": sites.workload_hours})
    held = work.groupby(["territory", "town"], as_index=False)["hours"].sum()
    most = held.loc[held.groupby("territory")["hours"].idxmax()].set_index("territory")["town"]
    listed = scored.loc[scored["n_customers"] > 0, ["territory", *LISTED]]
    listed.insert(1, "around", named[most[listed["territory"]].to_numpy()])
    listed = listed.rename(columns={"n_customers": "n_accounts"})
    return listed.assign(territory=listed["territory"] + 1).reset_index(drop=True)


def strata_of(territory_of: np.ndarray, sites: Sites, lang: str = "en") -> np.ndarray | None:
    """What each customer's territory specializes in, (n,) names; None if territories do not keep to one stratum.

    The first of `STRATA` of which nearly every territory (95 in 100) has one kind only.
    """
    n = int(territory_of.max()) + 1
    for stratum in STRATA:
        codes = getattr(sites, stratum)
        if codes is None or codes.max() == codes.min():
            continue
        kinds = int(codes.max()) + 1
        held = sum_by(territory_of.astype(np.int64) * kinds + codes, n * kinds).reshape(n, kinds)
        used = held.sum(axis=1) > 0
        if ((held[used] > 0).sum(axis=1) == 1).mean() < 0.95:
            continue
        names: np.ndarray = np.array([_stratum_name(stratum, kind, sites, lang) for kind in range(kinds)])
        of_customer: np.ndarray = names[held.argmax(axis=1)[territory_of]]
        return of_customer
    return None


def _stratum_name(stratum: str, kind: int, sites: Sites, lang: str) -> str:
    if stratum == "industry" and kind < len(sites.ground.industries):
        return sites.ground.industries[kind]
    if stratum == "size_class":
        return say(SIZE_CLASSES[kind], lang)
    if stratum == "grade":
        return say("grade {letter}", lang, letter="ABCDE"[kind])
    return say("industry {number}", lang, number=kind)


def named_places(world: World, lang: str = "en") -> pd.DataFrame:
    """Where to write the units' names, ``name, x_km, y_km``: at the middle of their residents."""
    places = places_of(world.scenario)
    towns, rows = places.towns, []
    for index, name in enumerate(places.unit_names(lang)):
        own = towns[towns["unit"] == index]
        x, y = (float(np.average(own[axis], weights=own["residents"])) for axis in ("x_km", "y_km"))
        rows.append((name, x, y))
    return pd.DataFrame(rows, columns=["name", "x_km", "y_km"])


def unit_borders(world: World) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Rings around the market's units and around the others of its countries, (k, 2) km each.

    None where the market states no country.
    """
    places = world.scenario.market.places
    if not places.country:
        return (), ()
    codes = find_countries(places.country)
    known = units_of_countries(codes)
    chosen = choose_units(places.units, known, codes) if places.units else known
    mine = set(zip(chosen["country"], chosen["row"], strict=True))
    projection = places_of(world.scenario).projection
    rings: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for code in codes:
        for row, unit in enumerate(outlines_of(code)):
            of_unit = [np.column_stack(projection.to_km(ring[:, 0], ring[:, 1])) for ring in unit]
            rings[(code, row) not in mine].extend(of_unit)
    return tuple(rings[0]), tuple(rings[1])


def write_maps(
    layouts: Sequence[LayoutMap], folder: str | Path, lang: str = "en", names: Names = AS_NAMED
) -> list[Path]:
    """Draw each layout into ``folder/NAME.png``, and what they give up for what beside them; returns the files.

    A list of its territories, ``NAME.csv``, lies beside each map.
    ``names`` are what pictures call the layouts; files keep the names that the scenario gives.
    """
    stems = file_stems(layout.name for layout in layouts)
    plots = [
        plot
        for layout in layouts
        if layout.points is not None
        for plot in map_plots(layout, names.layout(layout.name), lang, stems[layout.name])
    ]
    named = [replace(layout, name=names.layout(layout.name)) for layout in layouts]
    for shown, kept in zip(tradeoff_plots(named, lang), tradeoff_plots(layouts, lang), strict=True):
        plots.append(replace(shown, file=kept.file))
    files = [
        file for plot in plots for file in save(replace(plot, formats=("png",)), Path(folder) / Path(plot.file).name)
    ]
    for layout in layouts:
        if layout.territories is not None:
            files.append(Path(folder) / f"{stems[layout.name]}.csv")
            with written(files[-1]) as aside:
                listed = layout.territories.round(2)
                if layout.levels is not None:
                    listed = listed.merge(layout.levels[0], on="territory")
                listed.to_csv(aside, index=False)
    return files


def write_outlines(world: World, names: Sequence[str] | None, folder: str | Path) -> list[Path]:
    """Write the territories of each layout into ``folder/NAME.geojson``; returns the files."""
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents, world.customer_keys)
    projection = places_of(world.scenario).projection
    stems = file_stems(names or world.layouts)
    return [
        write_geojson(world.layouts[name], sites, projection, Path(folder) / f"{stem}.geojson")
        for name, stem in stems.items()
    ]
