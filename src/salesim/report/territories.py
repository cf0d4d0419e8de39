"""Map of a layout: whose ground is whose, where the reps live and where the distributors stand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from scipy.spatial import KDTree

from salesim.report.ground import BEYOND, draw_borders, draw_cells, gather_sites, land
from salesim.report.language import say
from salesim.report.numbers import count
from salesim.report.style import INK, SOFT, new_axes, short_name, style
from salesim.territory.overlap import hulls, lies_in_others_hull

# Soft, and apart in lightness so that neighbours differ for every eye. More than eight are hardly ever needed.
SOILS = ("#a9c7e0", "#f3d3a4", "#b7d9c0", "#d7b9d5", "#7fa6c9", "#f2eab3", "#e3a58f", "#93bdb3")
# Dots need more strength than ground.
DOTS = ("#2f6fa7", "#d08a2e", "#3f9561", "#8e4f9b", "#b5483a", "#8f8a22", "#4aa3c7", "#6b6f76")

MIXED = 0.3  # of the customers inside another's hull; compact territories have a tenth or less
CLOSE_UP_FROM = 300  # territories
CLOSE_UP = 0.12  # width of the close-up as a share of the map's

MARKS: dict[str, dict[str, Any]] = {
    "reps": {"s": 16, "color": INK, "edgecolor": "white", "linewidth": 0.4, "zorder": 4},
    "distributors": {
        "s": 34, "marker": "D", "facecolor": "white", "edgecolor": "#b3261e", "linewidth": 1.5, "zorder": 5,
    },
    "anchors": {"s": 48, "marker": "P", "facecolor": "#b3261e", "edgecolor": "white", "linewidth": 0.7, "zorder": 5},
}  # fmt: skip


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
    anchors: pd.DataFrame | None = None,
) -> Axes:
    """Draw `territories_data`; a thousand territories get a close-up of where they are densest.

    Parameters
    ----------
    reps, distributors, anchors : ``x_km, y_km`` of homes, warehouses and anchor sites.
    places : ``name, x_km, y_km`` of towns to name for orientation.
    """
    n = int(data["n_territories"].iloc[0])
    marks = {"reps": reps, "distributors": distributors, "anchors": anchors}
    with style():
        ax = ax or new_axes(5.2, 5.2)
        _paint_ground(ax, data, n)
        _mark(ax, marks)
        if places is not None:
            _name_places(ax, places)
        span = _frame(ax, data)
        if n >= CLOSE_UP_FROM:
            _close_up(ax, data, n, marks, span)
        _scale_bar(ax, span, lang)
        _key(ax, marks, lang)
        _title(ax, title, n, lang)
    return ax


def is_mixed(points: pd.DataFrame) -> bool:
    """Whether territories share so much ground that cells of one colour would hide who serves whom.

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
    reps: pd.DataFrame | None = None,
    distributors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    anchors: pd.DataFrame | None = None,
) -> Axes:
    """Territories that overlap, as dots for their customers and lines around them; arguments as `plot_territories`."""
    territories = pd.factorize(points["territory"], sort=True)[0]
    n = int(territories.max()) + 1
    xy = points[["x_km", "y_km"]].to_numpy(float)
    _, _, corners, first = hulls(territories, xy[:, 0], xy[:, 1])
    marks = {"reps": reps, "distributors": distributors, "anchors": anchors}
    with style():
        ax = ax or new_axes(5.2, 5.2)
        colours = np.array(DOTS)[np.arange(n) % len(DOTS)]
        size = float(np.clip(6000 / len(points), 0.5, 9))
        ax.scatter(xy[:, 0], xy[:, 1], s=size, c=colours[territories], linewidth=0, rasterized=True, zorder=2)
        rings = [np.vstack([corners[a:b], corners[a : a + 1]]) for a, b in pairwise(first)]
        ax.add_collection(LineCollection(rings, colors=colours, linewidths=0.7, alpha=0.55, zorder=1, rasterized=True))
        _mark(ax, marks)
        if places is not None:
            _name_places(ax, places)
        span = _frame(ax, points.assign(reach_km=1.0))
        _scale_bar(ax, span, lang)
        _key(ax, marks, lang)
        _title(ax, title, n, lang)
    return ax


def plot_layers(
    points: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    reps: pd.DataFrame | None = None,
    distributors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    anchors: pd.DataFrame | None = None,
) -> Axes:
    """A panel for the territories of each ``layer`` of points; other arguments as `plot_territories`."""
    names = list(dict.fromkeys(points["layer"]))
    n_across = int(np.ceil(np.sqrt(len(names))))
    n_down = -(-len(names) // n_across)
    marks = {"reps": None, "distributors": distributors, "anchors": anchors}
    with style():
        ax = ax or new_axes(5.2, 5.2)
        ax.axis("off")
        for i, name in enumerate(names):
            down, across = divmod(i, n_across)
            box = (across / n_across, 1 - (down + 1) / n_down, 0.98 / n_across, 0.94 / n_down)
            panel = ax.inset_axes(box)
            own = points[points["layer"] == name]
            data = territories_data(own)
            _paint_ground(panel, data, int(data["n_territories"].iloc[0]))
            if reps is not None and len(reps) and "territory" in reps:
                _mark(panel, {"reps": reps[reps["territory"].isin(own["territory"])]}, 0.5)
            _mark(panel, marks, 0.4)
            _frame(panel, data)
            count_text = say("n_territories", lang, n=count(own["territory"].nunique()))
            panel.set_title(f"{short_name(name, 22)}  ·  {count_text}", color=SOFT, fontsize=8, pad=2)
        marks["reps"] = reps
        _key(ax, marks, lang, under=True)
        _title(ax, title, points["territory"].nunique(), lang)
    return ax


def draw_map(
    points: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    title: str = "",
    reps: pd.DataFrame | None = None,
    distributors: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    anchors: pd.DataFrame | None = None,
) -> Axes:
    """The map of a layout in the way that shows it best.

    Ground in colours if territories have their own; a panel for each layer if they overlap in layers, such as
    industries; customers as dots where they are simply mixed.
    """
    marks = (reps, distributors, places, anchors)
    if "layer" in points:
        return plot_layers(points, ax, lang, title, *marks)
    if is_mixed(points):
        return plot_customers(points, ax, lang, title, *marks)
    return plot_territories(territories_data(points), ax, lang, title, *marks)


def _paint_ground(ax: Axes, data: pd.DataFrame, n: int, width: float | None = None) -> None:
    """Cells in the colours of their territories, borders, and white where nobody is."""
    thin = float(np.clip(12 / np.sqrt(n), 0.35, 1.3)) if width is None else width
    soils = [SOILS[c % len(SOILS)] for c in data["colour"]]
    # Cells are edged in their own colour, or hairlines would show between cells of the same territory.
    # The ground is rasterised, or thousands of cells would be megabytes of SVG; marks and words stay sharp.
    ground = PolyCollection(list(data["polygon"]), facecolors=soils, edgecolors=soils, linewidths=0.4, rasterized=True)
    ax.add_collection(ground)
    ax.add_collection(LineCollection(list(draw_borders(data)), colors="white", linewidths=thin, rasterized=True))
    ax.contourf(
        *land(data, float(data["reach_km"].iloc[0])), levels=[-1, 0.5], colors=["white"], zorder=3
    ).set_rasterized(True)


def _mark(ax: Axes, marks: dict[str, pd.DataFrame | None], scale: float = 1.0) -> None:
    """Homes, warehouses and anchor sites."""
    for name, look in MARKS.items():
        spots = marks.get(name)
        if spots is not None and len(spots):
            size = look["s"] if name == "distributors" else float(np.clip(1000 / len(spots), 2, look["s"]))
            ax.scatter(spots["x_km"], spots["y_km"], **(look | {"s": size * scale}))


def _name_places(ax: Axes, places: pd.DataFrame) -> None:
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


def _frame(ax: Axes, data: pd.DataFrame) -> float:
    """Limits around all cells, so that none is cut by the frame, where the cut would show; returns the span [km]."""
    reach = float(data["reach_km"].iloc[0])
    sites = data[["x_km", "y_km"]].to_numpy(float)
    (left, bottom), (right, top) = sites.min(axis=0) - BEYOND * reach, sites.max(axis=0) + BEYOND * reach
    span = max(right - left, top - bottom)
    ax.set_xlim(left - 0.01 * span, right + 0.01 * span)
    ax.set_ylim(bottom - 0.09 * span, top + 0.01 * span)
    ax.set_aspect("equal")
    ax.axis("off")
    return span


def _close_up(ax: Axes, data: pd.DataFrame, n: int, marks: dict[str, pd.DataFrame | None], span: float) -> None:
    """An inset of the square with most territories, where there is no ground, or beside the map."""
    sites = data[["x_km", "y_km"]].to_numpy(float)
    middles = data.groupby("territory")[["x_km", "y_km"]].mean().to_numpy(float)
    half = 0.5 * CLOSE_UP * span
    tree = KDTree(middles)
    centre = middles[int(np.argmax(tree.query_ball_point(middles, half, p=np.inf, return_length=True)))]
    left, bottom, side = _free_square(ax, data, span)
    ax.set_xlim(right=max(ax.get_xlim()[1], left + side + 0.01 * span))
    inset = ax.inset_axes((left, bottom, side, side), transform=ax.transData, zorder=8)
    inset.set_facecolor("white")
    inside = (np.abs(sites - centre) < 1.3 * half).all(axis=1)
    _paint_ground(inset, data[inside], n, 0.7)
    _mark(inset, marks)
    inset.set_xlim(centre[0] - half, centre[0] + half)
    inset.set_ylim(centre[1] - half, centre[1] + half)
    inset.set_aspect("equal")
    inset.set_xticks([])
    inset.set_yticks([])
    for spine in inset.spines.values():
        spine.set(visible=True, color=SOFT, linewidth=0.8)
    frame = Rectangle(tuple(centre - half), 2 * half, 2 * half, fill=False, edgecolor=SOFT, linewidth=1.0, zorder=7)
    ax.add_patch(frame)


def _free_square(ax: Axes, data: pd.DataFrame, span: float) -> tuple[float, float, float]:
    """Left, bottom and side [km] of a square inside the frame that hides no ground; else of one to the right of it."""
    x, y, ground = land(data, float(data["reach_km"].iloc[0]))
    side = 0.33 * span
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    bottom += 0.08 * span  # the line of the scale bar
    for west in np.linspace(left, right - side, 12):
        for south in np.linspace(bottom, top - side, 12):
            columns, rows = (x >= west) & (x <= west + side), (y >= south) & (y <= south + side)
            if (ground[np.ix_(rows, columns)] < 0.5).all():
                return float(west), float(south), side
    return right, top - side, side


def _title(ax: Axes, title: str, n: int, lang: str) -> None:
    name = f"{short_name(title)}  ·  " if title else ""
    ax.set_title(name + say("n_territories", lang, n=count(n)), color=INK)


def _scale_bar(ax: Axes, span: float, lang: str) -> None:
    """A bar of a round length, about a fifth of the map."""
    x, y = ax.get_xlim()[0] + 0.01 * span, ax.get_ylim()[0] + 0.035 * span
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


def _key(ax: Axes, marks: dict[str, pd.DataFrame | None], lang: str, under: bool = False) -> None:
    """What the marks mean, on the line of the scale bar, or under the axes."""
    handles = []
    for name, look in MARKS.items():
        spots = marks.get(name)
        if spots is not None and len(spots):
            handles.append(ax.scatter([], [], **look))
            handles[-1].set_label(say(name, lang))
    if handles:
        ax.legend(
            handles=handles,
            loc="upper right" if under else "lower right",
            bbox_to_anchor=(1, 0.0 if under else -0.01),
            ncols=len(handles),
            frameon=False,
            fontsize=8.5,
            labelcolor=SOFT,
            handletextpad=0.2,
            columnspacing=1.2,
            borderpad=0,
        )
