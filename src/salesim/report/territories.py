"""Map of a layout: whose ground is whose, where the reps live and where the distributors stand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patheffects import withStroke

from salesim.report.ground import BEYOND, draw_borders, draw_cells, gather_sites, land
from salesim.report.language import say
from salesim.report.numbers import count
from salesim.report.style import INK, SOFT, new_axes, short_name, style

# Soft, and apart in lightness so that neighbours differ for every eye. More than eight are hardly ever needed.
SOILS = ("#a9c7e0", "#f3d3a4", "#b7d9c0", "#d7b9d5", "#7fa6c9", "#f2eab3", "#e3a58f", "#93bdb3")


def territories_data(points: pd.DataFrame, n_cells: int = 2500, reach_km: float | None = None) -> pd.DataFrame:
    """Cells around customers or towns with the territory that holds most of each.

    Parameters
    ----------
    points : ``x_km, y_km, territory`` and, if they count differently, ``weight``: customers or towns.
    n_cells : how fine the map is at most.
    reach_km : how far a cell goes from its site at most.

    Returns
    -------
    A frame with ``x_km, y_km, territory, reach_km, polygon, colour`` of each cell (see `ground.draw_cells`) and
    ``n_territories`` in all.
    """
    # A territory too small to hold the most of any cell isn't on the map, but it is counted.
    return draw_cells(gather_sites(points, n_cells), reach_km).assign(n_territories=points["territory"].nunique())


def plot_territories(
    data: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    reps: pd.DataFrame | None = None,
    distributors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> Axes:
    """Draw `territories_data`.

    Parameters
    ----------
    reps, distributors : ``x_km, y_km`` of homes and warehouses.
    places : ``name, x_km, y_km`` of towns to name for orientation.
    """
    n = int(data["n_territories"].iloc[0])
    reach = float(data["reach_km"].iloc[0])
    thin = float(np.clip(12 / np.sqrt(n), 0.35, 1.3))
    with style():
        ax = ax or new_axes(5.2, 5.2)
        soils = [SOILS[c % len(SOILS)] for c in data["colour"]]
        # Cells are edged in their own colour, or hairlines would show between cells of the same territory.
        # The ground is rasterised, or thousands of cells would be megabytes of SVG; marks and words stay sharp.
        ground = PolyCollection(
            list(data["polygon"]), facecolors=soils, edgecolors=soils, linewidths=0.4, rasterized=True
        )
        ax.add_collection(ground)
        ax.add_collection(LineCollection(list(draw_borders(data)), colors="white", linewidths=thin, rasterized=True))
        ax.contourf(
            *land(data, float(data["reach_km"].iloc[0])), levels=[-1, 0.5], colors=["white"], zorder=3
        ).set_rasterized(True)
        if reps is not None and len(reps):
            size = float(np.clip(1000 / len(reps), 2, 16))
            ax.scatter(reps["x_km"], reps["y_km"], s=size, color=INK, edgecolor="white", linewidth=0.4, zorder=4)
        if distributors is not None and len(distributors):
            ax.scatter(
                distributors["x_km"],
                distributors["y_km"],
                s=34,
                marker="D",
                facecolor="white",
                edgecolor="#b3261e",
                linewidth=1.5,
                zorder=5,
            )
        if places is not None:
            for place in places.itertuples():
                ax.annotate(
                    short_name(place.name, 16),
                    (place.x_km, place.y_km),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    zorder=6,
                    path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.85)],
                )
        # No cell is cut by the frame, where the cut would show as a hairline.
        sites = data[["x_km", "y_km"]].to_numpy(float)
        (left, bottom), (right, top) = sites.min(axis=0) - BEYOND * reach, sites.max(axis=0) + BEYOND * reach
        span = max(right - left, top - bottom)
        ax.set_xlim(left - 0.01 * span, right + 0.01 * span)
        ax.set_ylim(bottom - 0.09 * span, top + 0.01 * span)
        ax.set_aspect("equal")
        ax.axis("off")
        _scale_bar(ax, left, bottom - 0.055 * span, span, lang)
        _key(ax, reps, distributors, lang)
        name = f"{short_name(title)}  ·  " if title else ""
        ax.set_title(name + say("n_territories", lang, n=count(n)), color=INK)
    return ax


def _scale_bar(ax: Axes, x: float, y: float, span: float, lang: str) -> None:
    """A bar of a round length, about a fifth of the map."""
    power = 10 ** np.floor(np.log10(span / 5))
    length = float(max(step for step in (1, 2, 5) if step * power <= span / 5) * power)
    ax.plot([x, x + length], [y, y], color=SOFT, linewidth=1.5, solid_capstyle="butt", zorder=6)
    ax.annotate(
        say("kilometres", lang, km=f"{length:g}"),
        (x + length, y),
        (5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=SOFT,
    )


def _key(ax: Axes, reps: pd.DataFrame | None, distributors: pd.DataFrame | None, lang: str) -> None:
    """What the marks mean, on the line of the scale bar."""
    marks = []
    if distributors is not None and len(distributors):
        marks.append(ax.scatter([], [], s=30, marker="D", facecolor="white", edgecolor="#b3261e", linewidth=1.5))
        marks[-1].set_label(say("distributors", lang))
    if reps is not None and len(reps):
        marks.insert(0, ax.scatter([], [], s=12, color=INK))
        marks[0].set_label(say("reps", lang))
    if marks:
        ax.legend(
            handles=marks,
            loc="lower right",
            bbox_to_anchor=(1, -0.01),
            ncols=2,
            frameon=False,
            fontsize=8.5,
            labelcolor=SOFT,
            handletextpad=0.2,
            columnspacing=1.2,
            borderpad=0,
        )
