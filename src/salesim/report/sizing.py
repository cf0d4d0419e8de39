"""How many reps, as a table and a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from rich.table import Table

from salesim.experiment.sizing import Sizing, number_of_reps
from salesim.report.analyses import interval, table_of
from salesim.report.style import BASELINE, INK, POLICY_COLORS, axis_in, keep_font, new_axes, style
from salesim.wording import count, money_unit
from salesim.wording.text import say


def sizing_table(found: Sizing, lang: str = "en") -> Table:
    """One row a headcount: difference of each year's contribution to today's, with its simultaneous interval."""
    points, currency = found.points, found.facts["currency"]
    unit = money_unit([*points["low"], *points["high"]], currency, lang)

    def cell(row: Any) -> str:
        if row.reps == found.facts["today"]:
            return say("today", lang)
        return (
            f"{unit.write(row.difference, signed=True)} ({interval(unit.write(row.low), unit.write(row.high), lang)})"
        )

    years = points["year"].unique().tolist()
    heads = [say("Reps", lang), *(say("Year {n}, {unit}", lang, n=year, unit=unit.name) for year in years)]
    rows = [[count(reps), *map(cell, of_reps.itertuples())] for reps, of_reps in points.groupby("reps")]
    return table_of(heads, rows)


def years_table(found: Sizing, lang: str = "en") -> Table:
    """One row a year: what one more rep brings and costs at today's number, and where it stops paying."""
    years, headcounts = found.years, np.array(found.facts["headcounts"])
    unit = money_unit([*years["rep_brings"], *years["rep_cost"]], found.facts["currency"], lang)
    heads = (
        say("Year", lang),
        say("Elasticity", lang),
        say("One more rep brings, {unit}", lang, unit=unit.name),
        say("and costs", lang),
        say("Best number of reps", lang),
    )
    rows = []
    for row in years.itertuples():
        best, low, high = (number_of_reps(n, headcounts, lang) for n in (row.best, row.best_low, row.best_high))
        figures = count(row.elasticity, decimals=2), unit.write(row.rep_brings), unit.write(row.rep_cost)
        rows.append((count(row.year), *figures, best if low == high else f"{best} ({interval(low, high, lang)})"))
    return table_of(heads, rows)


def plot_sizing(found: Sizing, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Each year's contribution against that of today's headcount, with simultaneous intervals, by number of reps."""
    points, currency = found.points, found.facts["currency"]
    with style():
        ax = ax or new_axes(7.2, 4.2)
        unit = money_unit([*points["low"], *points["high"]], currency, lang)
        for i, (year, rows) in enumerate(points.groupby("year")):
            color = POLICY_COLORS[i % len(POLICY_COLORS)]
            ax.fill_between(rows["reps"], rows["low"], rows["high"], color=color, alpha=0.15, linewidth=0)
            label = say("year {n}", lang, n=year)
            ax.plot(rows["reps"], rows["difference"], color=color, marker="o", markersize=3.5, label=label)
        ax.axhline(0, color=INK, linewidth=1, zorder=1)
        ax.axvline(found.facts["today"], color=BASELINE, linewidth=1, linestyle="--", zorder=1)
        last = found.years.iloc[-1]
        if last["within"]:
            ax.axvline(last["best"], color=INK, linewidth=1, linestyle=":", zorder=1)
        axis_in(ax.yaxis, unit, lang, signed=True)
        ax.set_ylabel(unit.name, loc="top")
        ax.set_xlabel(say("reps; dashed: today, dotted: where one more stops paying in the last year", lang))
        ax.set_title(say("Contribution against that of today's headcount", lang))
        ax.legend(frameon=False)
        keep_font(ax)
    return ax
