"""The picture of cohorts: cumulative repeat orders week by week, a panel a quarter, with what the model expects."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.calibrate.cohorts import Cohorts, cohort_name
from salesim.report.style import ACCENTS, FAINT, INK, keep_font, new_axes, style
from salesim.wording import count, month, percent
from salesim.wording.text import N_, say

COLUMNS = 4
PANEL_IN = (2.4, 1.9)
TITLE = N_("{cohort}: {n} customers")


def panels_size(cohorts: Cohorts) -> tuple[float, float]:
    """Width and height of the picture in inches."""
    n = len(cohorts.cohorts)
    if n == 1:
        return 5.4, 3.4
    return PANEL_IN[0] * COLUMNS, PANEL_IN[1] * -(-n // COLUMNS)


def plot_cohorts(cohorts: Cohorts, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `Cohorts.weeks` into panels on the place of ``ax``; returns ``ax``, which is left without a frame."""
    with style():
        ax = ax or new_axes(*panels_size(cohorts))
        n, split = len(cohorts.cohorts), cohorts.split
        n_columns = min(n, COLUMNS)
        n_rows = -(-n // n_columns)
        ax.set_axis_off()
        for number, row in enumerate(cohorts.cohorts.itertuples()):
            across, down = number % n_columns, number // n_columns
            place = (across / n_columns, 1.0 - (down + 0.86) / n_rows, 0.78 / n_columns, 0.62 / n_rows)
            panel = ax.inset_axes(place)
            weeks = cohorts.weeks[cohorts.weeks["quarter"] == row.quarter]
            panel.plot(weeks["monday"], weeks["model"], color=ACCENTS[0], linewidth=1.8)
            panel.plot(weeks["monday"], weeks["actual"], color=INK, linewidth=1.1)
            if split is not None and weeks["monday"].iloc[0] < split < weeks["monday"].iloc[-1]:
                panel.axvline(split, color=FAINT, linewidth=1.0, zorder=1)
            panel.set_ylim(bottom=0)
            panel.grid(axis="y")
            panel.spines["left"].set_visible(False)
            panel.tick_params(axis="y", length=0, labelsize=7.5)
            panel.tick_params(axis="x", labelsize=7.5)
            panel.xaxis.set_major_locator(MaxNLocator(nbins=2, integer=True))
            panel.xaxis.set_major_formatter(lambda x, _: month(np.datetime64(round(x), "D"), lang))
            panel.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
            panel.yaxis.set_major_formatter(lambda value, _: count(value))
            name = cohort_name(row.quarter, row.earlier).told(lang)
            panel.set_title(say(TITLE, lang, cohort=name, n=count(row.customers)), fontsize=8.5, pad=4)
            if row.actual:
                off = percent(row.model / row.actual - 1.0, decimals=1, signed=True)
                panel.annotate(off, (0.03, 0.86), xycoords="axes fraction", color=ACCENTS[0], fontsize=8.5)
            keep_font(panel)
    return ax
