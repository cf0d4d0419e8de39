"""Histogram of attainment: how many reps reach their quota, and how far the others are from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesim.report.content import ReportContent
from salesim.report.section import Block, Plot, Section, on_axes, register
from salesim.report.source import Source
from salesim.report.style import BASELINE, INK, SOFT, arm_colors, keep_font, new_axes, short_name, style
from salesim.wording import percent
from salesim.wording.text import N_, say

TOP = 2.0
CHAPTER = N_("Quotas and pay")
TITLE = N_("Who reaches the quota")
AXIS = N_("Attainment of the quarter's quota")
N_OPTIONS = 3  # whose attainment is shown, the baseline among them


def attainment_of(source: Source) -> pd.DataFrame | None:
    """Attainment of those who were there for the whole quarter, ``arm, attainment``; None if there was none."""
    quarters = source.comparison.attainment
    if quarters.empty:
        return None
    rows = quarters.loc[quarters["full_quarter"] == 1, ["arm", "attainment"]]
    return rows if len(rows) else None


def quotas_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    shown = [content.baseline, *content.best_first()[: N_OPTIONS - 1]]
    classes = attainment_data(content.named(data.loc[data["arm"].isin(shown)]))
    draw = partial(plot_attainment, classes, lang=lang, colors=content.colors())
    yield Plot(on_axes(draw), (5.4, 4.4), say(TITLE, lang), file="plots/attainment")


def attainment_data(attainment: pd.DataFrame, bin_width: float = 0.1) -> pd.DataFrame:
    """Share of rep-quarters in each class of attainment; the last class takes all from 200 % on.

    Parameters
    ----------
    attainment : one row a rep and quarter: ``arm, attainment`` (sales over quota).
    bin_width : width of a class; 1 must be a multiple of it, so that no class straddles the quota.

    Returns
    -------
    A frame with ``arm, left, right, share, at_quota``: class limits, share of the arm's rows in the class, and share
    of the arm's rows at or over quota (the same in all rows of an arm).
    """
    n_bins = round(TOP / bin_width) + 1
    frames = []
    for arm, rows in attainment.groupby("arm", sort=False):
        values = rows["attainment"].dropna().to_numpy(float)
        # A hair is added so that .3 / .1 counts as 3 whole classes.
        number = np.clip(np.floor(values / bin_width + 1e-9), 0, n_bins - 1).astype(int)
        left = np.arange(n_bins) * bin_width
        frames.append(
            pd.DataFrame(
                {
                    "arm": arm,
                    "left": left,
                    "right": left + bin_width,
                    "share": np.bincount(number, minlength=n_bins) / max(len(values), 1),
                    "at_quota": float((values >= 1).mean()) if len(values) else np.nan,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def plot_attainment(
    data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", colors: Mapping[str, str] | None = None
) -> Axes:
    """Draw `attainment_data`: the first option (or the gray one) as bars, the others as outlines."""
    arms = [str(arm) for arm in data["arm"].unique()]
    colors = colors or arm_colors(arms, arms[0])
    with style():
        ax = ax or new_axes(5.2, 3.4)
        ax.axvline(1, 0, 0.97 - 0.08 * len(arms), color=INK, linewidth=1, zorder=4)
        for arm, rows in data.groupby("arm", sort=False):
            color = colors.get(str(arm), SOFT)
            edges = [*rows["left"], rows["right"].iloc[-1]]
            if color == BASELINE or len(arms) == 1:
                ax.stairs(rows["share"], edges, fill=True, color=color, alpha=0.35, linewidth=0, zorder=1)
            else:
                ax.stairs(rows["share"], edges, color=color, linewidth=1.8, zorder=3)
        for line, (arm, rows) in enumerate(data.groupby("arm", sort=False)):
            share = percent(rows["at_quota"].iloc[0])
            ax.annotate(
                f"{short_name(arm, 24)}  {say('{share} at quota', lang, share=share)}",
                (1, 1),
                (0, -4 - 15 * line),
                xycoords="axes fraction",
                textcoords="offset points",
                ha="right",
                va="top",
                color=colors.get(str(arm), SOFT),
                fontsize=9.5,
            )
        ax.set_xlim(0, data["right"].max())
        ax.set_ylim(0, data["share"].max() * (1.15 + 0.09 * len(arms)))
        last = data["left"].max()
        ax.set_xticks([0, 0.5, 1, 1.5, last], [*map(percent, (0, 0.5, 1, 1.5)), "≥ " + percent(last)])
        ax.yaxis.set_major_formatter(lambda value, _: percent(value))
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y")
        ax.locator_params(axis="y", nbins=4)
        ax.set_xlabel(say(AXIS, lang), loc="left")
        ax.set_title(say(TITLE, lang))
        keep_font(ax)
    return ax


register(Section("quotas", 70, CHAPTER, quotas_blocks, attainment_of))
