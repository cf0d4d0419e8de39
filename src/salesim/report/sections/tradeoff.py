"""What a layout gives up for what: balance, travel, and accounts reassigned, in one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesim.report.content import LayoutMap, ReportContent
from salesim.report.section import Block, Plot, Section, Text, on_axes, register
from salesim.report.style import (
    BASELINE,
    FAINT,
    GAIN,
    INK,
    SOFT,
    keep_font,
    line_height,
    new_axes,
    short_name,
    spread,
    style,
)
from salesim.wording import figure, percent
from salesim.wording.text import N_, say

TITLE = N_("Balance, travel and accounts reassigned")
MIN_LAYOUTS = 3  # two are a difference, not a trade-off
LABEL_WIDTH = 0.16  # of the picture
NEEDED = ("workload_cv", "travel_hours")
SIZE_IN = (6.4, 4.4)


def tradeoff_blocks(_: None, content: ReportContent, lang: str) -> Iterator[Block]:
    named = [replace(layout, name=content.names.layout(layout.name)) for layout in content.layouts]
    for plot in tradeoff_plots(named, lang):
        yield Text(
            say(
                "Lower is more even, further left drives less; the larger the circle, the more of today's sales are "
                "reassigned. A filled circle is on the trade-off front: no other layout is better in all three.",
                lang,
            )
        )
        yield plot


def tradeoff_plots(layouts: Sequence[LayoutMap], lang: str) -> tuple[Plot, ...]:
    """The picture, if there are layouts enough; its file does not take the name of a layout's map."""
    data = tradeoff_data(layouts)
    if len(data) < MIN_LAYOUTS:
        return ()
    file = "maps/tradeoff_" if "tradeoff" in set(data["layout"]) else "maps/tradeoff"
    return (Plot(on_axes(partial(plot_tradeoff, data, lang=lang)), SIZE_IN, say(TITLE, lang), file=file),)


def tradeoff_data(layouts: Sequence[LayoutMap]) -> pd.DataFrame:
    """Layouts by how uneven they are, how much driving they need and how much they move.

    Returns
    -------
    A frame ``layout, workload_cv, travel_hours [hours/week], moved, on_front``; ``moved`` is the share of sales that
    is reassigned, of potential if nobody knows the sales. A layout is on the front if no other is at least as good
    in all three and better in one. Layouts without these scores are left out.
    """
    rows = [
        (layout.name, *(float(layout.scores[name]) for name in NEEDED), _moved(layout))
        for layout in layouts
        if all(name in layout.scores for name in NEEDED)
    ]
    data = pd.DataFrame(rows, columns=["layout", *NEEDED, "moved"])
    figures = data[[*NEEDED, "moved"]].to_numpy(float).reshape(-1, 3)
    as_good = (figures[:, None] <= figures[None]).all(axis=2)
    better = (figures[:, None] < figures[None]).any(axis=2)
    return data.assign(on_front=~(as_good & better).any(axis=0))


def plot_tradeoff(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `tradeoff_data`: travel to the right, unevenness upwards, the circle as large as what is reassigned."""
    with style():
        ax = ax or new_axes(*SIZE_IN)
        ax.grid(True)
        x, y = data["travel_hours"].to_numpy(float), data["workload_cv"].to_numpy(float)
        moved = data["moved"].to_numpy(float)
        # areas are compared by the eye; who moves nobody still has a dot
        size = 40.0 + 900.0 * moved
        filled = data["on_front"].to_numpy(bool)
        color = np.where(moved == 0, BASELINE, GAIN)
        order = np.argsort(-size, kind="stable")  # the small ones on top
        ax.scatter(
            x[order],
            y[order],
            s=size[order],
            c=np.where(filled, color, "white")[order],
            edgecolor=color[order],
            linewidth=1.4,
            alpha=0.8,
            zorder=3,
        )
        ax.margins(x=0.16)
        top = max(float(y.max()), 1e-3)
        ax.set_ylim(-0.16 * top, 1.18 * top)
        ax.figure.canvas.figure.draw_without_rendering()  # labels are placed in the final size of the axes
        heights = _label_heights(ax, x, y)
        left, right = ax.get_xlim()
        for i, row in enumerate(data.itertuples()):
            flip = x[i] > left + 0.68 * (right - left)
            reach = 5 + np.sqrt(size[i] / np.pi)
            note = say("{share} reassigned", lang, share=percent(moved[i]))
            ax.annotate(
                f"{short_name(row.layout, 24)}\n{note}",
                (x[i], y[i]),
                (-reach if flip else reach, (heights[i] - y[i]) / line_height(ax, 1.0)),
                textcoords="offset points",
                ha="right" if flip else "left",
                va="center",
                fontsize=9,
                color=INK,
                linespacing=1.15,
                arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8, "shrinkA": 0, "shrinkB": reach - 5.0},
                zorder=4,
            )
        ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= 1.18 * top])
        ax.yaxis.set_major_formatter(lambda share, _: percent(share))
        ax.xaxis.set_major_formatter(lambda hours, _: figure(hours))
        ax.set_xlabel(say("Hours on the road a week, estimated", lang), color=SOFT)
        ax.set_ylabel(say("Spread of workload between territories", lang), color=SOFT)
        ax.set_title(say(TITLE, lang))
        keep_font(ax)
    return ax


def _label_heights(ax: Axes, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where labels of two lines stand so that those close to each other from left to right do not collide."""
    heights = np.array(y)
    order = np.argsort(x, kind="stable")
    is_apart = np.diff(x[order]) > LABEL_WIDTH * np.ptp(ax.get_xlim())
    for rows in np.split(order, np.flatnonzero(is_apart) + 1):
        own = np.array(spread(y[rows].tolist(), 2.2 * line_height(ax)))
        heights[rows] = own + max(0.0, -own.min())
    return heights


def _moved(layout: LayoutMap) -> float:
    return float(layout.scores.get("sales_reassigned", layout.scores.get("potential_reassigned", 0.0)))


register(Section("tradeoff", 40, N_("Territories"), tradeoff_blocks))
