"""Tornado: how far the difference between two arms swings with each assumption, the widest on top."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.wording.numbers import figure as digits
from salesim.experiment.sensitivity.study import Sensitivity
from salesim.report.language import say
from salesim.report.numbers import money_unit
from salesim.report.style import GAIN, INK, LOSS, axis_in, keep_font, new_axes, short_name, style

MAX_BARS = 12


def tornado_data(found: Sensitivity) -> pd.DataFrame:
    """One row a factor, the widest swing first: factor, at_low, at_high [money], low and high in words."""
    rows = found.factors.dropna(subset=["at_low", "at_high"])
    swing = (rows["at_high"] - rows["at_low"]).abs()
    rows = rows.loc[swing.sort_values(ascending=False, kind="stable").index].head(MAX_BARS)
    words = {name: [x if isinstance(x, str) else digits(float(x)) for x in rows[name]] for name in ("low", "high")}
    data = {"factor": rows["factor"].to_numpy(), "at_low": rows["at_low"].to_numpy(float)}
    return pd.DataFrame({**data, "at_high": rows["at_high"].to_numpy(float), **words})


def plot_tornado(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `tornado_data`: a bar a factor, from the difference at its low end to that at its high end."""
    with style():
        ax = ax or new_axes(7.2, 1.3 + 0.34 * max(len(data), 1))
        unit = money_unit([*data["at_low"], *data["at_high"]], lang)
        middle = float((data["at_low"].mean() + data["at_high"].mean()) / 2) if len(data) else 0.0
        for y, row in enumerate(data.itertuples()):
            for value, text, color in ((row.at_low, row.low, LOSS), (row.at_high, row.high, GAIN)):
                ax.barh(y, value - middle, left=middle, height=0.6, color=color, zorder=2)
                right = value >= middle
                ax.annotate(
                    str(text),
                    (value, y),
                    (4 if right else -4, 0),
                    textcoords="offset points",
                    ha="left" if right else "right",
                    va="center",
                    fontsize=8.5,
                    color=color,
                )
        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        ax.set_yticks(range(len(data)), [short_name(name, 44) for name in data["factor"]])
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.invert_yaxis()
        ax.margins(x=0.16)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
        axis_in(ax.xaxis, unit, lang, signed=True)
        ax.set_xlabel(unit.name.strip(), loc="right")
        ax.set_title(say("tornado_title", lang))
        keep_font(ax)
    return ax
