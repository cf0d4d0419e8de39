"""Sales and customers over the weeks: where an arm leaves the baseline, and when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from scipy import stats

from salesim.metrics import unit_of
from salesim.report.language import say
from salesim.report.numbers import count, money, money_unit
from salesim.report.style import (
    BASELINE,
    FAINT,
    arm_colors,
    axis_in,
    keep_font,
    line_height,
    new_axes,
    short_name,
    spread,
    style,
)

# Sales are a flow, which adds up over the weeks; customers are a stock.
MEASURES = {"sales": True, "customers": False}


def weeks_data(
    weeks: pd.DataFrame, measure: str = "sales", baseline: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Mean and interval of a measure in each week, over the replications.

    Parameters
    ----------
    weeks : one row for each arm, replication and week: ``arm, replication, week`` and the measures. Or, if replications
        were not kept, one row for each arm, week and measure: ``arm, week, measure, mean, low, high``.
    measure : ``sales`` or ``customers``.
    baseline : if given, the paired difference to this arm in the same replication: of sales added up since the first
        week, of customers in the week. Without replications there is no pairing, so no interval.
    level : confidence of the interval, Student's t over replications; without a second replication it is empty.

    Returns
    -------
    A frame with ``arm, week, mean, low, high, measure``; with a baseline, its arm is left out and the measure's name
    ends in ``_difference``.
    """
    if "replication" not in weeks:
        return _from_means(weeks.loc[weeks["measure"] == measure], measure, baseline)
    table = weeks.pivot_table(index="week", columns=["arm", "replication"], values=measure, sort=False).sort_index()
    arms = list(table.columns.unique("arm"))
    if baseline is not None:
        table = table.cumsum() if MEASURES[measure] else table
        arms.remove(baseline)
        table = pd.concat({arm: (table[arm] - table[baseline]).dropna(axis=1) for arm in arms}, axis=1, names=["arm"])
        measure += "_difference"
    frames = []
    for arm in arms:
        values = table[arm].to_numpy(float)
        n, mean = values.shape[1], values.mean(axis=1)
        half = np.full(len(mean), np.nan)
        if n > 1:
            half = stats.t.ppf((1 + level) / 2, n - 1) * values.std(axis=1, ddof=1) / np.sqrt(n)
        columns = {"arm": arm, "week": table.index, "mean": mean, "low": mean - half, "high": mean + half}
        frames.append(pd.DataFrame(columns).assign(measure=measure))
    return pd.concat(frames, ignore_index=True)


def plot_weeks(
    data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", colors: Mapping[str, str] | None = None
) -> Axes:
    """Draw `weeks_data`: a line and a band for each arm, its name at the line's end.

    Parameters
    ----------
    colors : color of each arm; arms in the faint color, or not listed, are drawn thin and without a name.
    """
    measure = str(data["measure"].iloc[0])
    is_money, is_difference = unit_of(measure.removesuffix("_difference")) == "money", measure.endswith("_difference")
    colors = colors or arm_colors(list(data["arm"].unique()), None)
    unit = money_unit(data["mean"], lang)
    with style():
        ax = ax or new_axes(5.4, 3.4)
        if is_difference:
            ax.axhline(0, color=BASELINE, linewidth=1.2)
        ends: dict[str, float] = {}
        for arm, line in data.groupby("arm", sort=False):
            color = colors.get(str(arm), FAINT)
            if color == FAINT:
                ax.plot(line["week"], line["mean"], color=FAINT, linewidth=0.9, zorder=1)
                continue
            ax.fill_between(line["week"], line["low"], line["high"], color=color, alpha=0.13, linewidth=0)
            ax.plot(line["week"], line["mean"], color=color, linewidth=1.8, zorder=2 if color == BASELINE else 3)
            ends[str(arm)] = float(line["mean"].iloc[-1])

        bottom, top = ax.get_ylim()
        last = data["week"].max()
        for (arm, end), y in zip(ends.items(), spread(list(ends.values()), line_height(ax))):
            label = short_name(arm, 22)
            if is_difference:
                size = money(end, lang, signed=True, unit=unit, symbol=False) if is_money else count(end, signed=True)
                label += f"  {size}"
            ax.annotate(
                label,
                (last, y),
                (6, 0),
                textcoords="offset points",
                va="center",
                color=colors[arm],
                fontsize=9,
                annotation_clip=False,
            )
        ax.set_ylim(bottom, top)
        ax.set_xlim(data["week"].min(), last)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10], integer=not is_money))
        ax.set_xlabel(say("week_axis", lang), loc="left")
        title = say(f"weeks_{measure}", lang)
        if is_money:
            title = say("with_unit", lang, what=title, unit=unit.name.strip())
            axis_in(ax.yaxis, unit, lang, signed=is_difference)
        else:
            ax.yaxis.set_major_formatter(lambda value, _: count(value, signed=is_difference))
        ax.set_title(title)
        keep_font(ax)
    return ax


def _from_means(rows: pd.DataFrame, measure: str, baseline: str | None) -> pd.DataFrame:
    """What `weeks_data` returns, from means whose replications are gone."""
    if baseline is None:
        return rows[["arm", "week", "mean", "low", "high"]].assign(measure=measure).reset_index(drop=True)
    table = rows.pivot(index="week", columns="arm", values="mean")[list(rows["arm"].unique())]
    table = table.cumsum() if MEASURES[measure] else table
    table = table.drop(columns=baseline).sub(table[baseline], axis=0)
    means = table.melt(ignore_index=False, var_name="arm", value_name="mean").reset_index()
    return means[["arm", "week", "mean"]].assign(low=np.nan, high=np.nan, measure=measure + "_difference")
