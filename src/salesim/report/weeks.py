"""Sales and customers over the weeks: where an arm leaves the baseline, and when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from scipy import stats

from salesim.report.language import say
from salesim.report.numbers import count, money, money_unit
from salesim.report.style import BASELINE, FAINT, INK, arm_colours, keep_font, new_axes, short_name, spread, style

# measure: (column, whether it is a flow of money that adds up over the weeks)
MEASURES = {"sales": ("sales_cny", True), "customers": ("customers", False)}


def weeks_data(
    weeks: pd.DataFrame, measure: str = "sales", baseline: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Mean and interval of a measure in each week, over the replications.

    Parameters
    ----------
    weeks : one row for each arm, replication and week: ``arm, replication, week, sales_cny, customers``.
    measure : ``sales`` or ``customers``.
    baseline : if given, the paired difference to this arm in the same replication: of sales added up since the first
        week, of customers in the week.
    level : confidence of the interval, Student's t over replications; without a second replication it is empty.

    Returns
    -------
    A frame with ``arm, week, mean, low, high, measure``; with a baseline, its arm is left out.
    """
    column, is_flow = MEASURES[measure]
    table = weeks.pivot_table(index="week", columns=["arm", "replication"], values=column, sort=False).sort_index()
    if baseline is not None:
        if is_flow:
            table = table.cumsum()
        control = table[baseline]
        others = [arm for arm in table.columns.unique("arm") if arm != baseline]
        table = pd.concat({arm: table[arm] - control[table[arm].columns] for arm in others}, axis=1, names=["arm"])
        measure += "_difference"
    frames = []
    for arm in table.columns.unique("arm"):
        values = table[arm].to_numpy(float)
        n = values.shape[1]
        mean = values.mean(axis=1)
        half = np.full(len(mean), np.nan)
        if n > 1:
            half = stats.t.ppf((1 + level) / 2, n - 1) * values.std(axis=1, ddof=1) / np.sqrt(n)
        frames.append(
            pd.DataFrame(
                {
                    "arm": arm,
                    "week": table.index,
                    "mean": mean,
                    "low": mean - half,
                    "high": mean + half,
                    "measure": measure,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def plot_weeks(
    data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", colours: Mapping[str, str] | None = None
) -> Axes:
    """Draw `weeks_data`: a line and a band for each arm, its name at the line's end.

    Parameters
    ----------
    colours : colour of each arm; arms in the faint colour, or not listed, are drawn thin and without a name.
    """
    measure = str(data["measure"].iloc[0])
    is_money = measure.startswith("sales")
    is_difference = measure.endswith("_difference")
    colours = colours or arm_colours(list(data["arm"].unique()), None)
    unit = money_unit(data["mean"], lang)
    with style():
        ax = ax or new_axes(5.2, 3.4)
        if is_difference:
            ax.axhline(0, color=BASELINE, linewidth=1.2)
        ends: dict[str, float] = {}
        for arm, line in data.groupby("arm", sort=False):
            colour = colours.get(str(arm), FAINT)
            if colour == FAINT:
                ax.plot(line["week"], line["mean"], color=FAINT, linewidth=0.9, zorder=1)
                continue
            ax.fill_between(line["week"], line["low"], line["high"], color=colour, alpha=0.13, linewidth=0)
            ax.plot(line["week"], line["mean"], color=colour, linewidth=1.8, zorder=3 if colour != BASELINE else 2)
            ends[str(arm)] = float(line["mean"].iloc[-1])

        bottom, top = ax.get_ylim()
        height_in = ax.get_figure().get_size_inches()[1] * 0.72
        gap = (top - bottom) * 0.17 / max(height_in, 0.1)
        last = data["week"].max()
        for (arm, end), y in zip(ends.items(), spread(list(ends.values()), gap)):
            note = money(end, lang, signed=True, unit=unit) if is_money else count(end, signed=is_difference)
            label = short_name(arm, 22) + (f"  {note}" if is_difference else "")
            ax.annotate(
                label,
                (last, y),
                (6, 0),
                textcoords="offset points",
                va="center",
                color=colours[arm],
                fontsize=9,
                annotation_clip=False,
            )
        ax.set_ylim(bottom, top)
        ax.set_xlim(data["week"].min(), last)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        if is_money:
            ax.yaxis.set_major_formatter(lambda value, _: money(value, lang, signed=is_difference, unit=unit, trim=True))
        else:
            ax.yaxis.set_major_formatter(lambda value, _: count(value, signed=is_difference))
        ax.set_xlabel(say("week_axis", lang), loc="left")
        ax.set_title(say(f"weeks_{measure}", lang), color=INK)
        keep_font(ax)
    return ax
