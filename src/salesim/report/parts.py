"""Why an arm differs: the difference in value created, taken apart into what it earned and what it cost."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.report.language import name_of, say
from salesim.report.numbers import money, money_unit
from salesim.report.style import FAINT, GAIN, INK, LOSS, axis_in, keep_font, new_axes, short_name, style

TOTAL = "total"
REST = "other"

# A part smaller than this share of the largest is too thin a bar to see.
VISIBLE = 0.01


def parts_data(parts: pd.DataFrame, baseline: str | None = None) -> pd.DataFrame:
    """What each part adds to an arm's value created against the baseline, closed by the total.

    Parameters
    ----------
    parts : one row an arm and part: ``arm, part, difference``, signed so that an arm's parts add up to its
        difference in value created: a cost saved is positive.
    baseline : the arm to leave out.

    Returns
    -------
    A frame ``arm, part, difference`` without the parts that are nothing in all arms, in the order given; each
    arm ends with the part ``total``.
    """
    rows = parts.loc[parts["arm"] != baseline, ["arm", "part", "difference"]]
    # Less than half a currency unit is rounding, not a reason.
    matters = rows.groupby("part")["difference"].transform(lambda d: d.abs().max()) >= 0.5
    frames = []
    for arm, own in rows.groupby("arm", sort=False):
        total = pd.DataFrame({"arm": [arm], "part": [TOTAL], "difference": [own["difference"].sum()]})
        frames += [own.loc[matters.loc[own.index]], total]
    return pd.concat(frames, ignore_index=True) if frames else rows


def plot_parts(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", arm: str | None = None) -> Axes:
    """Draw `parts_data` for one arm as a waterfall that runs down from the baseline to its total.

    Parameters
    ----------
    arm : the arm to explain; the one with the largest total if left out.
    """
    if arm is None:
        totals = data.loc[data["part"] == TOTAL]
        arm = str(totals.loc[totals["difference"].idxmax(), "arm"])
    rows = merge_small(data.loc[data["arm"] == arm])
    steps = list(_steps(rows))
    with style():
        ax = ax or new_axes(*parts_size(len(rows)))
        unit = money_unit(rows["difference"], lang)
        reached = [0.0, *(end for _, _, end in steps)]
        span = max(reached) - min(reached) or 1.0
        ax.axvline(0, color=INK, linewidth=1, zorder=1)
        for y, (part, start, end) in enumerate(steps):
            color = INK if part == TOTAL else GAIN if end >= start else LOSS
            ax.barh(y, end - start, left=start, height=0.62, color=color, zorder=2)
            if y + 1 < len(steps):
                ax.plot([end, end], [y - 0.31, y + 1.31], color=FAINT, linewidth=0.8, zorder=1)
            ax.annotate(
                money(end - start, lang, signed=True, unit=unit, symbol=False),
                (max(start, end), y),
                (5, 0),
                textcoords="offset points",
                va="center",
                color=color,
                fontsize=9.5,
            )
        ax.set_yticks(range(len(steps)), [name_of(part, lang) for part, _, _ in steps])
        ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
        ax.set_ylim(len(steps) - 0.4, -0.6)
        ax.set_xlim(min(reached) - span * 0.02, max(reached) + span * 0.14)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4))
        axis_in(ax.xaxis, unit, lang, signed=True)
        ax.set_xlabel(unit.name.strip(), loc="right")
        ax.set_title(say("parts_title", lang, arm=short_name(arm)))
        keep_font(ax)
    return ax


def parts_size(n_parts: int) -> tuple[float, float]:
    """Width and height in inches that give each part a readable row."""
    return 5.8, 1.2 + 0.34 * n_parts


def merge_small(rows: pd.DataFrame) -> pd.DataFrame:
    """The parts of one arm with those too small to see put together as everything else."""
    size = rows["difference"].abs()
    is_total = rows["part"] == TOTAL
    small = ((size < VISIBLE * size.max()) | (rows["part"] == REST)) & ~is_total
    rest = rows.loc[small].iloc[:1].assign(part=REST, difference=rows.loc[small, "difference"].sum())
    rest = rest.loc[rest["difference"].abs() >= VISIBLE * size.max()]
    return pd.concat([rows.loc[~small & ~is_total], rest, rows.loc[is_total]], ignore_index=True)


def _steps(rows: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Each part with where its bar starts and ends; the total starts from zero again."""
    reached = 0.0
    for part, difference in zip(rows["part"], rows["difference"]):
        start = 0.0 if part == TOTAL else reached
        reached = start + difference
        yield part, start, reached
