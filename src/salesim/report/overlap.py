"""Two maps laid over each other: which accounts they share, and how far each rep drives to the own accounts."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from salesim.report.section import Plot
from salesim.report.style import BASELINE, GAIN, GRID, INK, SOFT, keep_font, short_name, style
from salesim.territory.layout import centers
from salesim.territory.travel import travel_min_array
from salesim.wording import count, percent
from salesim.wording.text import say
from salesim.world.sites import make_world_sites
from salesim.world.world import World

QUANTILES = {"near": 0.1, "middle": 0.5, "far": 0.9}
SIDES = ("before", "after")
MOST_NUMBERED = 24  # territories, whose shared accounts are written into the matrix
MOST_TICKS = 24
SHARES = LinearSegmentedColormap.from_list("shares", ["#ffffff", "#cfe1ee", GAIN, "#083b59"])
SIZE_IN = (11.0, 5.6)


def shared_accounts(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of territories, today's and the new one, that have accounts in common.

    Parameters
    ----------
    accounts : from `handover.accounts_of`

    Returns
    -------
    frame with territory_before, territory_after, n_accounts, workload_hours, sales, and ``share`` of the accounts of
    today's territory
    """
    pairs = accounts.groupby(["territory_before", "territory_after"], as_index=False).agg(
        n_accounts=("account", "size"), workload_hours=("workload_hours", "sum"), sales=("sales", "sum")
    )
    return pairs.assign(share=pairs["n_accounts"] / pairs.groupby("territory_before")["n_accounts"].transform("sum"))


def drive_times(world: World, name: str, accounts: pd.DataFrame) -> pd.DataFrame:
    """Minutes from each rep's home to the own accounts, one way, before and after.

    Who is yet to be hired will live in the middle of the territory.

    Parameters
    ----------
    accounts : from `handover.accounts_of`

    Returns
    -------
    one row a territory, numbered as on maps: territory, and for ``before`` and ``after`` near, middle and far, the
    tenth, half and nine tenths of the accounts that are no farther [min]; not a number where there is no territory
    """
    config, reps = world.scenario, world.reps
    sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
    is_there = np.isin(sites.customer_id, accounts.index)
    frame = pd.DataFrame({"territory": np.unique(accounts[["territory_before", "territory_after"]])})
    for side, layout in zip(SIDES, (world.layouts[world.layout], world.layouts[name]), strict=True):
        n, owner = layout.n_numbers, layout.territory_of
        x, y = centers(owner, n, sites.x_km, sites.y_km, sites.workload_hours)
        known = min(n, len(reps.seat))
        x[:known], y[:known] = reps.home_x_km[:known], reps.home_y_km[:known]
        km = np.hypot(sites.x_km - x[owner], sites.y_km - y[owner])[is_there]
        minutes = pd.Series(travel_min_array(km, config.market.travel)).groupby(owner[is_there] + 1)
        for quantile, share in QUANTILES.items():
            frame[f"{quantile}_{side}"] = frame["territory"].map(minutes.quantile(share))
    return frame


def overlap_plot(shared: pd.DataFrame, drives: pd.DataFrame, today: str, title: str, lang: str = "en") -> Plot:
    """Both as one picture: ``today`` and ``title`` are what readers call the two layouts."""
    draw = partial(draw_overlap, shared=shared, drives=drives, today=today, title=title, lang=lang)
    return Plot(draw, SIZE_IN, say("{layout} over {today}", lang, layout=title, today=today), formats=("png",))


def draw_overlap(
    drawn: Figure, shared: pd.DataFrame, drives: pd.DataFrame, today: str, title: str, lang: str = "en"
) -> None:
    """Fill a figure: the matrix of shared accounts, and the minutes from home to accounts before and after."""
    with style():
        left, right = drawn.subplots(1, 2, width_ratios=(1.15, 1.0))
        plot_shared(left, shared, drives["territory"].to_numpy(), today, title, lang)
        plot_drives(right, drives, today, title, lang)


def plot_shared(
    ax: Axes, shared: pd.DataFrame, territories: np.ndarray, today: str, title: str, lang: str = "en"
) -> None:
    """Today's territories against the new ones; the darker, the larger the share of today's accounts."""
    n = len(territories)
    row, column = (np.searchsorted(territories, shared[f"territory_{side}"]) for side in SIDES)
    grid = np.zeros((n, n))
    grid[row, column] = shared["share"]
    ax.imshow(grid, cmap=SHARES, vmin=0.0, vmax=1.0, aspect="equal", interpolation="nearest")
    if n <= MOST_NUMBERED:
        for i, j, accounts in zip(row.tolist(), column.tolist(), shared["n_accounts"].tolist(), strict=True):
            color = "white" if grid[i, j] > 0.55 else INK
            ax.text(j, i, count(accounts), ha="center", va="center", fontsize=7, color=color)
    step = -(-n // MOST_TICKS)
    ticks = np.arange(0, n, step)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(ticks, [str(number) for number in territories[ticks]], fontsize=7.5)
        axis.set_tick_params(length=0)
    for edge in ax.spines.values():
        edge.set_visible(False)
    ax.set_xticks(np.arange(-0.5, n), minor=True)
    ax.set_yticks(np.arange(-0.5, n), minor=True)
    ax.grid(which="minor", color=GRID, linewidth=0.4)
    ax.tick_params(which="minor", length=0)
    ax.set_ylabel(say("territory under {layout}", lang, layout=short_name(today, 24)))
    ax.set_xlabel(say("territory under {layout}", lang, layout=short_name(title, 24)))
    stays = float(shared["n_accounts"][shared["territory_before"] == shared["territory_after"]].sum())
    share = percent(stays / max(float(shared["n_accounts"].sum()), 1.0))
    ax.set_title(say("Accounts shared: {share} stay with their rep", lang, share=share), fontsize=10.5)
    keep_font(ax)


def plot_drives(ax: Axes, drives: pd.DataFrame, today: str, title: str, lang: str = "en") -> None:
    """A line from the nearest tenth to the farthest tenth of each rep's accounts, a dot at the middle one."""
    ranked = drives.sort_values("middle_after", ascending=False, kind="stable", na_position="first")
    y = np.arange(len(ranked))
    size = float(np.clip(220 / len(ranked), 1.5, 5.0))
    for side, color, off in (("before", BASELINE, 0.18), ("after", GAIN, -0.18)):
        near, middle, far = (ranked[f"{name}_{side}"].to_numpy() for name in QUANTILES)
        there = np.isfinite(middle)
        label = short_name(today if side == "before" else title, 24)
        ax.hlines(y[there] + off, near[there], far[there], color=color, linewidth=max(0.35 * size, 0.6), alpha=0.55)
        ax.plot(middle[there], y[there] + off, "o", color=color, markersize=size, markeredgewidth=0, label=label)
    step = -(-len(ranked) // (2 * MOST_TICKS))
    ax.set_yticks(y[::step], [str(number) for number in ranked["territory"].to_numpy()[::step]], fontsize=7)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.8, len(ranked) - 0.2)
    ax.set_xlim(left=0)
    ax.grid(axis="x")
    ax.set_ylabel(say("territory", lang))
    ax.set_xlabel(say("minutes from home, one way; line: from a tenth to nine tenths of the accounts", lang))
    ax.set_title(say("Drive time to accounts", lang), fontsize=10.5)
    ax.legend(
        frameon=False, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, fontsize=8.5, labelcolor=SOFT,
        handletextpad=0.2, columnspacing=1.0, borderaxespad=0.2,
    )  # fmt: skip
    keep_font(ax)
