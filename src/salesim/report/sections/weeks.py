"""Sales and customers over the weeks: where an option leaves the baseline, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
import scipy
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.metrics import heading, unit_of
from salesim.report.content import ReportContent
from salesim.report.section import Block, Plot, Section, Text, on_axes, register
from salesim.report.source import Source
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
from salesim.wording import count, day, figure, money_unit, percent
from salesim.wording.text import N_, say

# Sales are a flow, which adds up over the weeks; customers are a stock.
MEASURES = {"sales": True, "customers": False}
TITLES = {
    "sales": N_("Sales a week"),
    "customers": N_("Customers"),
    "sales_difference": N_("Sales gained against the baseline, added up"),
    "customers_difference": N_("Customers more than the baseline has"),
}
SIZE_IN = (5.4, 3.4)


def weeks_of(source: Source) -> pd.DataFrame:
    """Sales and customers of every week and replication; only mean sales if no folder has kept the replications."""
    weeks = source.kept("weeks")
    if weeks.empty:
        means = source.comparison.weeks
        return means[means["measure"] == "sales"]
    columns = {"week": weeks["week"] + 1, "customers": weeks["healthy"] + weeks["fading"]}
    return weeks.assign(**columns)[["arm", "replication", "week", "sales", "customers"]]


def weeks_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    has_pairs = "replication" in data
    level = percent(content.level, decimals=None)
    bands = say("their {level} intervals", lang, level=level) if has_pairs else say("where most replications lie", lang)
    yield Text(
        say(
            "Lines are means over the replications, bands {bands}. Gray is the baseline, faint lines are the options "
            "not named.",
            lang,
            bands=bands,
        )
    )
    baseline = content.names.option(content.baseline)
    known = set(data["measure"]) if "measure" in data else set(data.columns)
    for measure in (name for name in MEASURES if name in known):
        for against in (None, baseline) if len(content.arms) > 1 else (None,):
            shown = weeks_data(content.named(data), measure, against, content.level)
            name = str(shown["measure"].iloc[0])
            of_content = partial(plot_weeks, currency=content.currency, first_day=content.first_day)
            draw = partial(of_content, shown, lang=lang, colors=content.colors())
            yield Plot(on_axes(draw), SIZE_IN, say(TITLES[name], lang), file=f"plots/{name}")


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
            half = scipy.stats.t.ppf((1 + level) / 2, n - 1) * values.std(axis=1, ddof=1) / np.sqrt(n)
        columns = {"arm": arm, "week": table.index, "mean": mean, "low": mean - half, "high": mean + half}
        frames.append(pd.DataFrame(columns).assign(measure=measure))
    return pd.concat(frames, ignore_index=True)


def plot_weeks(
    data: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    currency: str,
    colors: Mapping[str, str] | None = None,
    first_day: date | None = None,
) -> Axes:
    """Draw `weeks_data`: a line and a band for each option, its name at the line's end.

    Parameters
    ----------
    currency : of sales.
    colors : color of each option; those in the faint color, or not listed, are drawn thin and without a name.
    first_day : of week 1; None where weeks have no dates.
    """
    measure = str(data["measure"].iloc[0])
    is_money, is_difference = unit_of(measure.removesuffix("_difference")) == "money", measure.endswith("_difference")
    colors = colors or arm_colors(list(data["arm"].unique()), None)
    unit = money_unit(data["mean"], currency, lang)
    with style():
        ax = ax or new_axes(*SIZE_IN)
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
        for (arm, end), y in zip(ends.items(), spread(list(ends.values()), line_height(ax)), strict=True):
            label = short_name(arm, 22)
            if is_difference:
                size = unit.write(end, signed=True) if is_money else count(end, signed=True)
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
        ax.xaxis.set_major_formatter(lambda week, _: figure(week))
        ax.set_xlabel(heading("week", lang), loc="left")
        if first_day is not None:
            name_days(ax, first_day, lang)
        title = say(TITLES[measure], lang)
        if is_money:
            title = say("{what}, {unit}", lang, what=title, unit=unit.name)
            axis_in(ax.yaxis, unit, lang, signed=is_difference)
        else:
            ax.yaxis.set_major_formatter(lambda value, _: count(value, signed=is_difference))
        ax.set_title(title)
        keep_font(ax)
    return ax


def name_days(ax: Axes, first_day: date, lang: str) -> None:
    """Write the first day of the week beneath each week's number."""
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.xaxis.set_major_formatter(lambda week, _: f"{figure(week)}\n{day(first_day + timedelta(weeks=week - 1), lang)}")
    ax.set_xlabel(say("week, and its first day", lang), loc="left")


def _from_means(rows: pd.DataFrame, measure: str, baseline: str | None) -> pd.DataFrame:
    """What `weeks_data` returns, from means whose replications are gone."""
    if baseline is None:
        return rows[["arm", "week", "mean", "low", "high"]].assign(measure=measure).reset_index(drop=True)
    table = rows.pivot(index="week", columns="arm", values="mean")[list(rows["arm"].unique())]
    table = table.cumsum() if MEASURES[measure] else table
    table = table.drop(columns=baseline).sub(table[baseline], axis=0)
    means = table.melt(ignore_index=False, var_name="arm", value_name="mean").reset_index()
    return means[["arm", "week", "mean"]].assign(low=np.nan, high=np.nan, measure=measure + "_difference")


register(Section("weeks", 50, N_("Over the weeks"), weeks_blocks, weeks_of))
