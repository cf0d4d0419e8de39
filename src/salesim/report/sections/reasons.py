"""Why an option differs: the difference in value created, taken apart into what it earned and what it cost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.experiment.outcomes import OTHER
from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Details, Plot, Section, on_axes, register
from salesim.report.source import Source
from salesim.report.style import FAINT, GAIN, INK, LOSS, axis_in, keep_font, new_axes, short_name, style
from salesim.report.tables import Cell, Row, Table
from salesim.wording import MINUS, Currency, money, money_unit
from salesim.wording.text import N_, say

TOTAL = "total"

# A part smaller than this share of the largest is too thin a bar to see, and a figure in the unit of the large ones
# would round it away: it is written in a unit of its own.
VISIBLE = 0.01
NOTHING = 1e-6  # of the largest part


def reasons_of(source: Source) -> pd.DataFrame:
    """One row an arm and part: ``arm, part, difference`` to the baseline, signed so that they add up."""
    return source.comparison.parts


def reasons_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    parts = parts_data(content.named(data), content.names.option(content.baseline), content.currency)
    best = [content.names.option(arm) for arm in content.best_first()]
    if parts.empty or not best:
        return
    yield Plot(
        on_axes(partial(plot_parts, parts, lang=lang, arm=best[0], currency=content.currency)),
        parts_size(len(parts_of(parts, best[0]))),
        say("Why {arm} differs from the baseline", lang, arm=best[0]),
        say("The difference in value created, taken apart: what each part adds (right) or takes away (left).", lang),
        file="plots/reasons",
    )
    yield Details(say("The parts for every option", lang), (parts_table(parts, content.currency, lang),))


def parts_data(parts: pd.DataFrame, baseline: str | None = None, currency: str = "CNY") -> pd.DataFrame:
    """What each part adds to an arm's value created against the baseline, closed by the total.

    Parameters
    ----------
    parts : one row an arm and part: ``arm, part, difference``, signed so that an arm's parts add up to its
        difference in value created: a cost saved is positive.
    baseline : the arm to leave out.
    currency : of the differences; its minor unit is what rounding can be.

    Returns
    -------
    A frame ``arm, part, difference`` without the parts that are nothing in all arms, in the order given; each
    arm ends with the part ``total``.
    """
    rows = parts.loc[parts["arm"] != baseline, ["arm", "part", "difference"]]
    # Less than half a minor unit, or next to nothing beside the largest part, is rounding and not a reason.
    least = max(0.5 / Currency.of(currency).minor_per_unit, NOTHING * rows["difference"].abs().max())
    matters = rows.groupby("part")["difference"].transform(lambda d: d.abs().max()) >= least
    frames = []
    for arm, own in rows.groupby("arm", sort=False):
        total = pd.DataFrame({"arm": [arm], "part": [TOTAL], "difference": [own["difference"].sum()]})
        frames += [own.loc[matters.loc[own.index]], total]
    return pd.concat(frames, ignore_index=True) if frames else rows


def plot_parts(
    data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, currency: str, arm: str | None = None
) -> Axes:
    """Draw `parts_data` for one option as a waterfall that runs down from the baseline to its total.

    Parameters
    ----------
    arm : the arm to explain; the one with the largest total if left out.
    """
    if arm is None:
        totals = data.loc[data["part"] == TOTAL]
        arm = str(totals.loc[totals["difference"].idxmax(), "arm"])
    rows = parts_of(data, arm)
    steps = list(_steps(rows))
    with style():
        ax = ax or new_axes(*parts_size(len(rows)))
        unit = money_unit(rows["difference"], currency, lang)
        reached = [0.0, *(end for _, _, end in steps)]
        span = max(reached) - min(reached) or 1.0
        thin = VISIBLE * rows["difference"].abs().max()
        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        for y, (part, start, end) in enumerate(steps):
            color = INK if part == TOTAL else GAIN if end >= start else LOSS
            ax.barh(y, end - start, left=start, height=0.62, color=color, zorder=2)
            if y + 1 < len(steps):
                ax.plot([end, end], [y - 0.31, y + 1.31], color=FAINT, linewidth=0.8, zorder=1)
            is_thin = abs(end - start) < thin and part != TOTAL
            ax.annotate(
                money(end - start, currency, lang, signed=True) if is_thin else unit.write(end - start, signed=True),
                (max(start, end), y),
                (5, 0),
                textcoords="offset points",
                va="center",
                color=color,
                fontsize=9.5,
            )
        ax.set_yticks(range(len(steps)), [part_name(part, lang) for part, _, _ in steps])
        ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        ax.set_ylim(len(steps) - 0.4, -0.6)
        ax.set_xlim(min(reached) - span * 0.02, max(reached) + span * 0.14)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
        axis_in(ax.xaxis, unit, lang, signed=True)
        ax.set_xlabel(unit.name, loc="right")
        ax.set_title(say("Why {arm} differs from the baseline", lang, arm=short_name(arm)))
        keep_font(ax)
    return ax


def parts_size(n_parts: int) -> tuple[float, float]:
    """Width and height in inches that give each part a readable row."""
    return 5.8, 1.2 + 0.34 * n_parts


def parts_of(data: pd.DataFrame, arm: str) -> pd.DataFrame:
    """The rows of one option in `parts_data` without parts that are nothing for it; every other part by its name."""
    own = data.loc[data["arm"] == arm]
    return own.loc[(own["difference"] != 0.0) | (own["part"] == TOTAL)].reset_index(drop=True)


def _steps(rows: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Each part with where its bar starts and ends; the total starts from zero again."""
    reached = 0.0
    for part, difference in zip(rows["part"], rows["difference"]):
        start = 0.0 if part == TOTAL else reached
        reached = start + difference
        yield part, start, reached


def part_name(part: str, lang: str) -> str:
    """What readers call a part; the total is the value created. A model of somebody's own may leave a rest."""
    if part == OTHER:
        return say("Booked in no account", lang)
    return heading("value_created" if part == TOTAL else part, lang)


def parts_table(parts: pd.DataFrame, currency: str, lang: str) -> Table:
    """What each part adds to each option's difference: `parts_data` as a table, best option first."""
    wide = parts.pivot(index="arm", columns="part", values="difference")[list(parts["part"].unique())]
    wide = wide.sort_values(TOTAL, ascending=False, kind="stable")
    unit = money_unit(wide.to_numpy().ravel(), currency, lang)
    headings = (Cell(heading("arm", lang), unit.name), *(Cell(part_name(str(part), lang)) for part in wide.columns))
    rows = []
    for arm, values in wide.iterrows():
        cells = [Cell(str(arm))]
        for part, value in values.items():
            text = unit.write(value, signed=True)
            cells.append(Cell(text, look="total" if part == TOTAL else "worse" if text.startswith(MINUS) else ""))
        rows.append(Row(tuple(cells)))
    return Table(headings, tuple(rows))


register(Section("reasons", 20, N_("Comparison"), reasons_blocks, reasons_of))
