"""The layouts of a scenario, side by side: their maps and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from salesim.columns import State
from salesim.errors import InputError
from salesim.report.content import LayoutMap
from salesim.report.style import style
from salesim.report.territories import plot_territories, territories_data
from salesim.territory import TourParameters, disruption, score_layout, score_territories
from salesim.world.places import load_places
from salesim.world.sites import make_world_sites
from salesim.world.world import World

SHOWN_SCORES = (
    "workload_worst",
    "workload_cv",
    "potential_worst",
    "potential_gini",
    "travel_hours",
    "distance_km",
    "home_km",
    "customers_max",
    "customers_min",
    "customers_moved",
    "potential_moved",
)
DPI = 150


def layout_maps(world: World, names: Sequence[str] | None = None, lang: str = "en") -> tuple[LayoutMap, ...]:
    """Layouts of a world, each with its map and scores; what changes hands is counted against the baseline's."""
    config = world.scenario
    sites = make_world_sites(world.customers, config, world.prefecture_residents)
    is_here = np.empty(len(sites), dtype=bool)
    is_here[world.customers.place] = world.customers.state < State.GONE
    homes = world.reps.home_x_km, world.reps.home_y_km
    tours = TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0)
    today = world.layouts[world.layout]
    maps = []
    for name in names or list(world.layouts):
        owner = world.layouts[name].territory_of
        territories = score_territories(owner, sites, int(owner.max()) + 1, *homes, config.market.travel, tours)
        scores = score_layout(territories) | disruption(owner, today.territory_of, sites)
        points = pd.DataFrame({"x_km": sites.x_km, "y_km": sites.y_km, "territory": owner})
        maps.append(
            LayoutMap(
                name=name,
                points=points[is_here],
                reps=pd.DataFrame({"x_km": homes[0], "y_km": homes[1]}),
                distributors=pd.DataFrame({"x_km": world.distributors.x_km, "y_km": world.distributors.y_km}),
                places=named_places(world, lang),
                scores={score: scores[score] for score in SHOWN_SCORES},
            )
        )
    return tuple(maps)


def named_places(world: World, lang: str = "en") -> pd.DataFrame:
    """Where to write the prefectures' names, ``name, x_km, y_km``: at the middle of their residents."""
    places = load_places(world.scenario.market.places.prefectures)
    towns, rows = places.towns, []
    names = places.prefectures if lang == "zh" else places.prefectures_en
    for index, name in enumerate(names):
        own = towns[towns["prefecture"] == index]
        x, y = (float(np.average(own[axis], weights=own["residents"])) for axis in ("x_km", "y_km"))
        rows.append((name.removesuffix("市") if lang == "zh" else name, x, y))
    return pd.DataFrame(rows, columns=["name", "x_km", "y_km"])


def write_maps(layouts: Sequence[LayoutMap], folder: str | Path, lang: str = "en") -> list[Path]:
    """Draw each layout into ``folder/NAME.png``; returns the files."""
    folder, files = Path(folder), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for layout in layouts:
            if layout.points is None:
                continue
            with style():
                figure = Figure(figsize=(6.4, 6.6), layout="constrained")
                plot_territories(
                    territories_data(layout.points),
                    figure.add_subplot(),
                    lang,
                    layout.name,
                    layout.reps,
                    layout.distributors,
                    layout.places,
                )
                files.append(folder / f"{layout.name}.png")
                figure.savefig(files[-1], dpi=DPI, metadata={"Software": None})
    except OSError as fault:
        raise InputError(f"cannot write: {fault.strerror or fault}", field="out", file=folder) from fault
    return files
