"""Forest plot: how far each arm is from the baseline, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.report.language import say
from salesim.report.numbers import money, money_unit
from salesim.report.style import GAIN, INK, LOSS, SOFT, axis_in, keep_font, new_axes, short_name, style

COLORS = {"better": GAIN, "worse": LOSS}


def forest_data(arms: pd.DataFrame, baseline: str | None = None) -> pd.DataFrame:
    """Paired differences to the baseline, best first, without the baseline itself.

    Parameters
    ----------
    arms : one row an arm with ``arm, difference_mean, difference_low, difference_high`` [money] and, if it is
        known, ``verdict`` (better, worse, equivalent, undecided); otherwise an arm is better or worse if its interval
        misses zero.
    baseline : the arm to leave out.

    Returns
    -------
    A frame with ``arm, mean, low, high, verdict``.
    """
    rows = arms.loc[arms["arm"] != baseline]
    low, high = rows["difference_low"].to_numpy(float), rows["difference_high"].to_numpy(float)
    data = pd.DataFrame(
        {
            "arm": rows["arm"].to_numpy(),
            "mean": rows["difference_mean"].to_numpy(float),
            "low": low,
            "high": high,
            "verdict": np.select([low > 0, high < 0], ["better", "worse"], "undecided"),
        }
    )
    if "verdict" in rows:
        data["verdict"] = rows["verdict"].to_numpy()
    return data.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def plot_forest(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", baseline: str | None = None) -> Axes:
    """Draw `forest_data`: a dot and a bar for each arm, the figures in words beside them."""
    with style():
        ax = ax or new_axes(*forest_size(len(data)))
        low, high = data["low"].fillna(data["mean"]), data["high"].fillna(data["mean"])
        unit = money_unit([*low, *high], lang)
        rows = range(len(data))

        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        for y, row in zip(rows, data.itertuples()):
            color = COLORS.get(str(row.verdict), SOFT)
            ax.plot([low[y], high[y]], [y, y], color=color, linewidth=2, solid_capstyle="round", zorder=2)
            filled = row.verdict in ("better", "worse")
            ax.plot(row.mean, y, "o", markersize=7, color=color, markerfacecolor=color if filled else "white", zorder=3)
            _beside(ax, y, 4, money(row.mean, lang, signed=True, unit=unit, symbol=False), color=color)
            if pd.notna(row.low):
                span = say(
                    "interval",
                    lang,
                    low=money(row.low, lang, signed=True, unit=unit, symbol=False),
                    high=money(row.high, lang, signed=True, unit=unit, symbol=False),
                )
                _beside(ax, y, 42, span, color=SOFT, fontsize=9)

        ax.set_yticks(list(rows), [short_name(arm) for arm in data["arm"]])
        ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        ax.set_ylim(len(data) - 0.4, -0.6)
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
        axis_in(ax.xaxis, unit, lang, signed=True)
        ax.set_xlabel(unit.name.strip(), loc="right")
        if baseline is not None:
            ax.annotate(
                say("is_baseline", lang, arm=short_name(baseline)),
                (0, 1),
                (4, 2),
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                fontsize=8.5,
                color=SOFT,
            )
        ax.set_title(say("forest_title", lang), pad=20)
        keep_font(ax)
    return ax


def forest_size(n_arms: int) -> tuple[float, float]:
    """Width and height in inches that give each arm a readable row."""
    return 5.8, 1.1 + 0.32 * max(n_arms, 1)


def _beside(ax: Axes, y: float, offset_pt: float, text: str, **look: Any) -> None:
    """Write to the right of a row."""
    ax.annotate(
        text,
        (1, y),
        (offset_pt, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
        va="center",
        **look,
    )
