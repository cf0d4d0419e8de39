"""Why an arm differs: the difference in value created, taken apart into what it earned and what it cost."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.report.language import name_of, say
from salesim.report.numbers import money, money_unit
from salesim.report.style import FAINT, GAIN, INK, LOSS, SOFT, keep_font, new_axes, short_name, style

# What value created is made of: a column of a result's summary, and whether it adds or takes away.
PARTS: dict[str, int] = {
    "margin_cny": 1,
    "pay_cny": -1,
    "travel_cost_cny": -1,
    "service_cost_cny": -1,
    "licence_cost_cny": -1,
    "hiring_cost_cny": -1,
    "lost_goods_cny": -1,
    "customer_value_change_cny": 1,
    "pulled_margin_cny": -1,
}
TOTAL = "value_created_cny"

# A part smaller than this share of the largest is too thin a bar to see.
VISIBLE = 0.01


def parts_data(parts: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """What each part adds to an arm's value created against the baseline.

    Parameters
    ----------
    parts : one row an arm: ``arm`` and columns of `PARTS` as in a result's summary [CNY a year; costs positive];
        with ``value_created_cny``, what the parts leave unexplained becomes a part of its own.

    Returns
    -------
    A frame with a row for each arm but the baseline and each part that matters for any of them:
    ``arm, part, difference_cny`` (costs saved are positive), closed by the part ``total_cny``.
    """
    levels = parts.set_index("arm")
    signs = {part: sign for part, sign in PARTS.items() if part in levels}
    differences = levels[list(signs)].sub(levels.loc[baseline, list(signs)]).mul(pd.Series(signs)).drop(index=baseline)
    total = differences.sum(axis=1)
    if TOTAL in levels:
        value = (levels[TOTAL] - levels.loc[baseline, TOTAL]).drop(index=baseline)
        differences["other_cny"] = value - total
        total = value
    # Less than half a yuan is rounding, not a reason.
    differences = differences.loc[:, differences.abs().max() >= 0.5]
    differences["total_cny"] = total
    differences.index.name, differences.columns.name = "arm", "part"
    order = list(differences.columns)
    tidy = differences.reset_index().melt(id_vars="arm", var_name="part", value_name="difference_cny")
    return tidy.sort_values(
        ["arm", "part"], key=lambda c: c.map(order.index) if c.name == "part" else c, ignore_index=True
    )


def plot_parts(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", arm: str | None = None) -> Axes:
    """Draw `parts_data` for one arm as a waterfall that runs down from the baseline to its total.

    Parameters
    ----------
    arm : the arm to explain; the one with the largest total if left out.
    """
    if arm is None:
        totals = data.loc[data["part"] == "total_cny"]
        arm = totals.loc[totals["difference_cny"].idxmax(), "arm"]
    rows = merge_small(data.loc[data["arm"] == arm])
    steps = list(_steps(rows))
    with style():
        ax = ax or new_axes(*parts_size(len(rows)))
        unit = money_unit(rows["difference_cny"], lang)
        span = max(max(a, b) for _, a, b in steps) - min(min(a, b) for _, a, b in steps) or 1.0
        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        for y, (part, start, end) in enumerate(steps):
            is_total = part == "total_cny"
            colour = GAIN if end >= start else LOSS
            ax.barh(y, end - start, left=start, height=0.62, color=INK if is_total else colour, zorder=2)
            if y + 1 < len(steps):
                ax.plot([end, end], [y - 0.31, y + 1.31], color=FAINT, linewidth=0.8, zorder=1)
            ax.text(
                max(start, end) + span * 0.015,
                y,
                money(end - start, lang, signed=True, unit=unit),
                va="center",
                color=INK if is_total else colour,
                fontsize=9,
            )
        ax.set_yticks(range(len(steps)), [name_of(part, lang) for part, _, _ in steps])
        ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        ax.set_ylim(len(steps) - 0.4, -0.6)
        left, right = ax.get_xlim()
        ax.set_xlim(left, right + span * 0.16)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
        ax.xaxis.set_major_formatter(lambda value, _: money(value, lang, signed=True, unit=unit, trim=True))
        ax.set_title(say("parts_title", lang, arm=short_name(arm)))
        ax.tick_params(axis="x", labelcolor=SOFT)
        keep_font(ax)
    return ax


def merge_small(rows: pd.DataFrame) -> pd.DataFrame:
    """The parts of one arm with those too small to see put together as everything else."""
    size = rows["difference_cny"].abs()
    is_total = rows["part"] == "total_cny"
    small = ((size < VISIBLE * size.max()) | (rows["part"] == "other_cny")) & ~is_total
    rest = rows.loc[small].iloc[:1].assign(part="other_cny", difference_cny=rows.loc[small, "difference_cny"].sum())
    rest = rest.loc[rest["difference_cny"].abs() >= VISIBLE * size.max()]
    return pd.concat([rows.loc[~small & ~is_total], rest, rows.loc[is_total]], ignore_index=True)


def parts_size(n_parts: int) -> tuple[float, float]:
    """Width and height in inches that give each part a readable row."""
    return 6.4, 1.1 + 0.36 * n_parts


def _steps(rows: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Each part with where its bar starts and ends; the total starts from zero again."""
    reached = 0.0
    for part, difference in zip(rows["part"], rows["difference_cny"]):
        start = 0.0 if part == "total_cny" else reached
        reached = start + difference
        yield part, start, reached
