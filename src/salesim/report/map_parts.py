"""What maps are made of: ground, marks, names, frame, scale bar, key, and a close-up where it is dense."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from scipy.spatial import KDTree

from salesim.report.content import Spots
from salesim.report.ground import BEYOND, border_lines, land
from salesim.report.style import INK, SOFT, short_name
from salesim.wording import figure
from salesim.wording.text import N_, say, say_n

# Soft, and apart in lightness so that neighbors differ for every eye. More than eight are hardly ever needed.
SOILS = ("#a9c7e0", "#f3d3a4", "#b7d9c0", "#d7b9d5", "#7fa6c9", "#f2eab3", "#e3a58f", "#93bdb3")

KM_PER_MILE = 1.609344
CLOSE_UP = 0.12  # width of the close-up as a share of the map's

MARKS: dict[str, dict[str, Any]] = {
    "reps": {"s": 16, "color": INK, "edgecolor": "white", "linewidth": 0.4, "zorder": 4},
    "distributors": {
        "s": 34, "marker": "D", "facecolor": "white", "edgecolor": "#b3261e", "linewidth": 1.5, "zorder": 5,
    },
    "anchors": {"s": 48, "marker": "P", "facecolor": "#b3261e", "edgecolor": "white", "linewidth": 0.7, "zorder": 5},
}  # fmt: skip
KEY = {"reps": N_("reps' homes"), "distributors": N_("distributors"), "anchors": N_("anchor sites")}


def paint_ground(ax: Axes, data: pd.DataFrame, n: int, width: float | None = None) -> None:
    """Cells in the colors of their territories, borders, and white where nobody is."""
    thin = float(np.clip(12 / np.sqrt(n), 0.35, 1.3)) if width is None else width
    soils = [SOILS[c % len(SOILS)] for c in data["color"]]
    # Cells are edged in their own color, or hairlines would show between cells of the same territory.
    # The ground is rasterised, or thousands of cells would be megabytes of SVG; marks and words stay sharp.
    ground = PolyCollection(list(data["polygon"]), facecolors=soils, edgecolors=soils, linewidths=0.4, rasterized=True)
    ax.add_collection(ground)
    ax.add_collection(LineCollection(list(border_lines(data)), colors="white", linewidths=thin, rasterized=True))
    ax.contourf(
        *land(data, float(data["reach_km"].iloc[0])), levels=[-1, 0.5], colors=["white"], zorder=3
    ).set_rasterized(True)


def draw_levels(ax: Axes, data: pd.DataFrame, levels: pd.DataFrame) -> None:
    """Borders of districts, regions, ...: ``levels`` has a row a territory, numbered from 1, and a column a level."""
    for i, level in enumerate(levels.columns[1:]):
        group_of = dict(zip(levels["territory"] - 1, levels[level], strict=True))
        lines = border_lines(data.assign(territory=data["territory"].map(group_of)))
        ax.add_collection(
            LineCollection(list(lines), colors=INK, linewidths=1.1 + 0.9 * i, alpha=0.75, rasterized=True)
        )


def draw_borders(ax: Axes, spots: Spots) -> None:
    """End the ground at coasts and borders, which are drawn as lines; rings within rings are enclaves."""
    if not spots.borders:
        return
    coast = Path.make_compound_path(*(Path(ring, closed=True) for ring in spots.borders))
    for ground in ax.collections:
        ground.set_clip_path(coast, ax.transData)
    for rings, strength in ((spots.neighbors, 0.2), (spots.borders, 0.55)):
        ax.add_collection(LineCollection(list(rings), colors=INK, linewidths=0.5, alpha=strength, zorder=3.5))


def number_territories(ax: Axes, data: pd.DataFrame, n: int, spots: Spots) -> None:
    """Write each territory's number, from 1, near its middle where neither marks nor names are."""
    size = float(np.clip(60 / np.sqrt(n), 2.2, 7.5))
    sites = data[["x_km", "y_km"]].to_numpy(float)
    room = 0.03 * float(np.ptp(sites, axis=0).max())  # that a number needs
    taken = KDTree(np.vstack([*_marked(spots), *_lettered(spots, room), [[1e9, 1e9]]]))
    for territory, rows in data.groupby("territory").indices.items():
        own = sites[rows]
        off = np.hypot(*(own - np.median(own, axis=0)).T)
        free = np.minimum(taken.query(own)[0], room)
        x, y = own[int(np.argmax(free - 0.25 * off))]
        ax.annotate(
            f"{int(territory) + 1}",
            (x, y),
            ha="center",
            va="center",
            fontsize=size,
            color=INK,
            zorder=5.5,
            clip_on=True,
            path_effects=[withStroke(linewidth=1.2, foreground="white", alpha=0.7)],
        )


def _marked(spots: Spots) -> list[np.ndarray]:
    """Where marks are, (k, 2) km each."""
    marked = [one for one in (spots.reps, spots.distributors, spots.anchors) if one is not None and len(one)]
    return [one[["x_km", "y_km"]].to_numpy(float) for one in marked]


def _lettered(spots: Spots, room: float) -> list[np.ndarray]:
    """Points along the names of places, (k, 2) km each."""
    if spots.places is None:
        return []
    found = []
    for place in spots.places.itertuples():
        half = 0.35 * room * len(short_name(place.name, 16))
        across = np.linspace(-half, half, 7)
        found.append(np.column_stack([place.x_km + across, np.full(7, place.y_km)]))
    return found


def mark_spots(ax: Axes, spots: Spots, scale: float = 1.0) -> None:
    """Homes, warehouses, anchor sites, and names of towns for orientation."""
    for name, look in MARKS.items():
        marked = getattr(spots, name)
        if marked is not None and len(marked):
            size = look["s"] if name == "distributors" else float(np.clip(1000 / len(marked), 2, look["s"]))
            ax.scatter(marked["x_km"], marked["y_km"], **(look | {"s": size * scale}))
    for place in () if spots.places is None else spots.places.itertuples():
        ax.annotate(
            short_name(place.name, 16),
            (place.x_km, place.y_km),
            ha="center",
            va="center",
            fontsize=8.5,
            zorder=6,
            path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.85)],
        )


def frame_map(ax: Axes, data: pd.DataFrame) -> float:
    """Limits around all cells, so that none is cut by the frame, where the cut would show; returns the span [km]."""
    reach = float(data["reach_km"].iloc[0])
    sites = data[["x_km", "y_km"]].to_numpy(float)
    (left, bottom), (right, top) = sites.min(axis=0) - BEYOND * reach, sites.max(axis=0) + BEYOND * reach
    span = float(max(right - left, top - bottom))
    ax.set_xlim(left - 0.01 * span, right + 0.01 * span)
    ax.set_ylim(bottom - 0.09 * span, top + 0.01 * span)
    ax.set_aspect("equal")
    ax.axis("off")
    return span


def add_close_up(ax: Axes, data: pd.DataFrame, n: int, spots: Spots, span: float) -> None:
    """An inset of the square with most territories, where there is no ground, or beside the map."""
    sites = data[["x_km", "y_km"]].to_numpy(float)
    middles = data.groupby("territory")[["x_km", "y_km"]].mean().to_numpy(float)
    half = 0.5 * CLOSE_UP * span
    tree = KDTree(middles)
    center = middles[int(np.argmax(tree.query_ball_point(middles, half, p=np.inf, return_length=True)))]
    left, bottom, side = _free_square(ax, data, span)
    ax.set_xlim(right=max(ax.get_xlim()[1], left + side + 0.01 * span))
    inset = ax.inset_axes((left, bottom, side, side), transform=ax.transData, zorder=8)
    inset.set_facecolor("white")
    inside = (np.abs(sites - center) < 1.3 * half).all(axis=1)
    paint_ground(inset, data[inside], n, 0.7)
    mark_spots(inset, spots._replace(places=None))
    inset.set_xlim(center[0] - half, center[0] + half)
    inset.set_ylim(center[1] - half, center[1] + half)
    inset.set_aspect("equal")
    inset.set_xticks([])
    inset.set_yticks([])
    for spine in inset.spines.values():
        spine.set(visible=True, color=SOFT, linewidth=0.8)
    frame = Rectangle(tuple(center - half), 2 * half, 2 * half, fill=False, edgecolor=SOFT, linewidth=1.0, zorder=7)
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


def add_title(ax: Axes, title: str, n: int, lang: str) -> None:
    """What the map shows, and how many territories there are."""
    name = f"{short_name(title)}  ·  " if title else ""
    ax.set_title(name + territory_count(n, lang), color=INK)


def territory_count(n: int, lang: str) -> str:
    """How many territories there are."""
    return say_n("{n} territory", "{n} territories", n, lang)


def add_scale_bar(ax: Axes, span: float, lang: str, in_miles: bool = False) -> None:
    """A bar of a round length, about a fifth of the map."""
    unit_km = KM_PER_MILE if in_miles else 1.0
    x, y = ax.get_xlim()[0] + 0.01 * span, ax.get_ylim()[0] + 0.035 * span
    power = 10 ** np.floor(np.log10(span / 5 / unit_km))
    units = float(max(step for step in (1, 2, 5) if step * power <= span / 5 / unit_km) * power)
    length = units * unit_km
    ax.plot([x, x + length], [y, y], color=SOFT, linewidth=1.5, solid_capstyle="butt", zorder=6)
    ax.annotate(
        say("{miles} miles", lang, miles=figure(units)) if in_miles else say("{km} km", lang, km=figure(units)),
        (x + length, y),
        (5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=SOFT,
    )


def add_key(ax: Axes, spots: Spots, lang: str, under: bool = False) -> None:
    """What the marks mean, on the line of the scale bar, or under the axes."""
    handles = []
    for name, look in MARKS.items():
        marked = getattr(spots, name)
        if marked is not None and len(marked):
            handles.append(ax.scatter([], [], **look))
            handles[-1].set_label(say(KEY[name], lang))
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
