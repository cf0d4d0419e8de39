"""Histogram of attainment: how many reps reach their quota, and how far the others are from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesim.report.language import say
from salesim.report.numbers import percent
from salesim.report.style import BASELINE, INK, SOFT, arm_colors, keep_font, new_axes, short_name, style

TOP = 2.0


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
    """Draw `attainment_data`: the first arm (or the grey one) as bars, the others as outlines."""
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
                f"{short_name(arm, 24)}  {say('at_quota', lang, share=share)}",
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
        ax.set_xticks([0, 0.5, 1, 1.5, last], ["0%", "50%", "100%", "150%", "≥ " + percent(last)])
        ax.yaxis.set_major_formatter(lambda value, _: percent(value))
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y")
        ax.locator_params(axis="y", nbins=4)
        ax.set_xlabel(say("attainment_axis", lang), loc="left")
        ax.set_title(say("attainment_title", lang))
        keep_font(ax)
    return ax
