"""All options side by side: value created, difference to the baseline, verdict, key figures, and a forest plot.

A forest plot shows how far each option is from the baseline, and how sure that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Details, Items, Plot, Section, Text, on_axes, register
from salesim.report.style import GAIN, INK, LOSS, SOFT, axis_in, keep_font, new_axes, short_name, style
from salesim.report.tables import Cell, Row, Table, figure_column, interval
from salesim.wording import MISSING, MoneyUnit, count, money_unit, percent
from salesim.wording.text import N_, say

COLORS = {"better": GAIN, "worse": LOSS}
SIGNS = {"better": "▲", "worse": "▼", "equivalent": "=", "undecided": "○"}
VERDICTS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "equivalent": N_("as good"),
    "undecided": N_("undecided"),
    "baseline": N_("baseline"),
}
# The table shows these in its own way; all other columns follow as key figures.
OWN_COLUMNS = (
    *("arm", "layout", "policy", "value_mean", "value_low", "value_high"),
    *("difference_mean", "difference_low", "difference_high", "verdict"),
)


def comparison_blocks(_: None, content: ReportContent, lang: str) -> Iterator[Block]:
    level = percent(content.level, decimals=None)
    yield Text(
        say(
            "All figures are for {weeks} weeks, averages over the replications, with {level} intervals beneath. The "
            "difference is paired: each option is held against the baseline under the same customers, competitors and "
            "random numbers.",
            lang,
            weeks=count(content.n_weeks),
            level=level,
        )
    )
    yield comparison_table(content, lang)
    if content.sentences:
        summary = say("Every option in a sentence: money, risk, who gains and who loses", lang)
        yield Details(summary, (Items(tuple(("", sentence) for sentence in content.sentences)),))
    forest = forest_data(content.named(content.arms), content.names.option(content.baseline))
    if len(forest):
        baseline = content.names.option(content.baseline)
        yield Plot(
            on_axes(partial(plot_forest, forest, lang=lang, currency=content.currency, baseline=baseline)),
            forest_size(len(forest)),
            say("Value created: difference to the baseline", lang),
            say(
                "Dots are mean differences, bars their {level} intervals. A filled dot is shown to be better or worse "
                "than the baseline; a hollow one is not.",
                lang,
                level=level,
            ),
            file="plots/differences",
        )


def comparison_table(content: ReportContent, lang: str) -> Table:
    """All options, best first: value created, difference to the baseline, key figures, verdict."""
    arms = content.arms.assign(order=content.arms["difference_mean"].fillna(0.0))
    arms = arms.sort_values("order", ascending=False, kind="stable").drop(columns="order")
    others = [str(column) for column in arms.columns if column not in OWN_COLUMNS]
    figures = [figure_column(name, arms[name].tolist(), content.currency, lang) for name in others]
    value_unit = money_unit(arms["value_mean"], content.currency, lang)
    differences = [*arms["difference_low"], *arms["difference_high"], *arms["difference_mean"]]
    difference_unit = money_unit(differences, content.currency, lang)
    headings = [
        Cell(heading("arm", lang)),
        Cell(heading("value_created", lang), value_unit.name),
        Cell(heading("difference", lang), difference_unit.name),
        Cell(heading("verdict", lang)),
        *(head for head, _ in figures),
    ]
    rows = []
    for i, row in enumerate(arms.to_dict("records")):
        is_baseline = row["arm"] == content.baseline
        verdict = str(row.get("verdict", "baseline" if is_baseline else "undecided"))
        cells = [
            Cell(content.names.option(str(row["arm"]))),
            mean_cell(row, "value", value_unit, lang),
            Cell(MISSING) if is_baseline else mean_cell(row, "difference", difference_unit, lang, signed=True),
            Cell(verdict_words(verdict, lang), look=verdict),
            *(cells[i] for _, cells in figures),
        ]
        rows.append(Row(tuple(cells), "is-baseline" if is_baseline else ""))
    return Table(tuple(headings), tuple(rows), "comparison")


def mean_cell(row: Mapping[Any, Any], name: str, unit: MoneyUnit, lang: str, *, signed: bool = False) -> Cell:
    """A mean with its interval beneath."""
    write = partial(unit.write, signed=signed)
    return Cell(write(row[f"{name}_mean"]), interval(row[f"{name}_low"], row[f"{name}_high"], write, lang))


def verdict_words(verdict: str, lang: str) -> str:
    """A verdict with its sign."""
    return f"{SIGNS.get(verdict, '')} {say(VERDICTS[verdict], lang)}".strip()


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


def plot_forest(
    data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, currency: str, baseline: str | None = None
) -> Axes:
    """Draw `forest_data`: a dot and a bar for each option, the figures in words beside them."""
    with style():
        ax = ax or new_axes(*forest_size(len(data)))
        low, high = data["low"].fillna(data["mean"]), data["high"].fillna(data["mean"])
        unit = money_unit([*low, *high], currency, lang)
        write = partial(unit.write, signed=True)
        rows = range(len(data))

        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        for y, row in zip(rows, data.itertuples(), strict=True):
            color = COLORS.get(str(row.verdict), SOFT)
            ax.plot([low[y], high[y]], [y, y], color=color, linewidth=2, solid_capstyle="round", zorder=2)
            filled = row.verdict in ("better", "worse")
            ax.plot(row.mean, y, "o", markersize=7, color=color, markerfacecolor=color if filled else "white", zorder=3)
            _beside(ax, y, 4, write(row.mean), color=color)
            _beside(ax, y, 42, interval(row.low, row.high, write, lang), color=SOFT, fontsize=9)

        ax.set_yticks(list(rows), [short_name(arm) for arm in data["arm"]])
        ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        ax.set_ylim(len(data) - 0.4, -0.6)
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
        axis_in(ax.xaxis, unit, lang, signed=True)
        ax.set_xlabel(unit.name, loc="right")
        if baseline is not None:
            ax.annotate(
                say("{arm} (baseline)", lang, arm=short_name(baseline)),
                (0, 1),
                (4, 2),
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                fontsize=8.5,
                color=SOFT,
            )
        ax.set_title(say("Value created: difference to the baseline", lang), pad=20)
        keep_font(ax)
    return ax


def forest_size(n_arms: int) -> tuple[float, float]:
    """Width and height in inches that give each option a readable row."""
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


register(Section("comparison", 10, N_("Comparison"), comparison_blocks))
