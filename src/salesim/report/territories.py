"""Map of a layout: whose ground is whose, where the reps live and where the distributors stand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from salesim.report.content import NO_SPOTS, Spots
from salesim.report.ground import gather_sites, territory_cells
from salesim.report.map_parts import (
    add_close_up,
    add_key,
    add_scale_bar,
    add_title,
    draw_borders,
    draw_levels,
    frame_map,
    mark_spots,
    number_territories,
    paint_ground,
    territory_count,
)
from salesim.report.style import SOFT, new_axes, short_name, style
from salesim.territory.overlap import hulls, lies_in_others_hull

# Dots need more strength than ground.
DOTS = ("#2f6fa7", "#d08a2e", "#3f9561", "#8e4f9b", "#b5483a", "#8f8a22", "#4aa3c7", "#6b6f76")

MIXED = 0.3  # of the customers inside another's hull; compact territories have a tenth or less
CLOSE_UP_FROM = 300  # territories


def territories_data(points: pd.DataFrame, n_cells: int = 2500, reach_km: float | None = None) -> pd.DataFrame:
    """Cells around customers or towns with the territory that holds most of each.

    Parameters
    ----------
    points : ``x_km, y_km, territory`` and, if they count differently, ``weight``: customers or towns.
    n_cells : how fine the map is at most.
    reach_km : how far a cell goes from its site at most.

    Returns
    -------
    A frame with ``x_km, y_km, territory, reach_km, polygon, color`` of each cell (see `ground.territory_cells`) and
    ``n_territories`` in all.
    """
    # A territory too small to hold the most of any cell isn't on the map, but it is counted.
    return territory_cells(gather_sites(points, n_cells), reach_km).assign(n_territories=points["territory"].nunique())


def plot_territories(
    data: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    spots: Spots = NO_SPOTS,
    levels: pd.DataFrame | None = None,
) -> Axes:
    """Draw `territories_data`; a thousand territories get a close-up of where they are densest.

    Parameters
    ----------
    spots : what to mark.
    levels : districts, regions, ... of each territory, whose borders are drawn the stronger the higher.
    """
    n = int(data["n_territories"].iloc[0])
    with style():
        ax = ax or new_axes(5.2, 5.2)
        paint_ground(ax, data, n)
        if levels is not None:
            draw_levels(ax, data, levels)
        draw_borders(ax, spots)
        mark_spots(ax, spots)
        number_territories(ax, data, n, spots)
        span = frame_map(ax, data)
        if n >= CLOSE_UP_FROM:
            add_close_up(ax, data, n, spots, span)
        add_scale_bar(ax, span, lang, spots.in_miles)
        add_key(ax, spots, lang)
        add_title(ax, title, n, lang)
    return ax


def is_mixed(points: pd.DataFrame) -> bool:
    """Whether territories share so much ground that cells of one color would hide who serves whom.

    True if more than `MIXED` of the customers lie inside the hull of another territory.
    """
    territories = pd.factorize(points["territory"], sort=True)[0]
    x, y = points["x_km"].to_numpy(float), points["y_km"].to_numpy(float)
    return bool(lies_in_others_hull(territories, x, y).mean() > MIXED)


def plot_customers(
    points: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    spots: Spots = NO_SPOTS,
) -> Axes:
    """Territories that overlap, as dots for their customers and lines around them; arguments as `plot_territories`."""
    territories = pd.factorize(points["territory"], sort=True)[0]
    n = int(territories.max()) + 1
    xy = points[["x_km", "y_km"]].to_numpy(float)
    _, _, corners, first = hulls(territories, xy[:, 0], xy[:, 1])
    with style():
        ax = ax or new_axes(5.2, 5.2)
        colors = np.array(DOTS)[np.arange(n) % len(DOTS)]
        size = float(np.clip(6000 / len(points), 0.5, 9))
        ax.scatter(xy[:, 0], xy[:, 1], s=size, c=colors[territories], linewidth=0, rasterized=True, zorder=2)
        rings = [np.vstack([corners[a:b], corners[a : a + 1]]) for a, b in pairwise(first)]
        ax.add_collection(LineCollection(rings, colors=colors, linewidths=0.7, alpha=0.55, zorder=1, rasterized=True))
        ax.add_collection(LineCollection(list(spots.borders), colors=SOFT, linewidths=0.5, alpha=0.7, zorder=0.5))
        mark_spots(ax, spots)
        span = frame_map(ax, points.assign(reach_km=1.0))
        add_scale_bar(ax, span, lang, spots.in_miles)
        add_key(ax, spots, lang)
        add_title(ax, title, n, lang)
    return ax


def plot_layers(
    points: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    spots: Spots = NO_SPOTS,
) -> Axes:
    """A panel for the territories of each ``layer`` of points; other arguments as `plot_territories`."""
    names = list(dict.fromkeys(points["layer"]))
    n_across = int(np.ceil(np.sqrt(len(names))))
    n_down = -(-len(names) // n_across)
    with style():
        ax = ax or new_axes(5.2, 5.2)
        ax.axis("off")
        for i, name in enumerate(names):
            down, across = divmod(i, n_across)
            box = (across / n_across, 1 - (down + 1) / n_down, 0.98 / n_across, 0.94 / n_down)
            panel = ax.inset_axes(box)
            own = points[points["layer"] == name]
            data = territories_data(own)
            paint_ground(panel, data, int(data["n_territories"].iloc[0]))
            reps = spots.reps
            if reps is not None:
                reps = reps[reps["territory"].isin(own["territory"])] if "territory" in reps else None
            mark_spots(panel, spots._replace(reps=reps, places=None), 0.4)
            frame_map(panel, data)
            count_text = territory_count(own["territory"].nunique(), lang)
            panel.set_title(f"{short_name(name, 22)}  ·  {count_text}", color=SOFT, fontsize=8, pad=2)
        add_key(ax, spots, lang, under=True)
        add_title(ax, title, points["territory"].nunique(), lang)
    return ax


def plot_map(
    points: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    spots: Spots = NO_SPOTS,
    levels: pd.DataFrame | None = None,
) -> Axes:
    """The map of a layout in the way that shows it best.

    Ground in colors if territories have their own; a panel for each layer if they overlap in layers, such as
    industries; customers as dots where they are simply mixed.
    """
    if "layer" in points:
        return plot_layers(points, ax, lang, title, spots)
    if is_mixed(points):
        return plot_customers(points, ax, lang, title, spots)
    return plot_territories(territories_data(points), ax, lang, title, spots, levels)
