"""The channel in figures and as a picture: how distributors did, and where goods went, as reported and as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Plot, Section, Text, on_axes, register
from salesim.report.source import Source
from salesim.report.style import ACCENTS, FAINT, INK, LOSS, SOFT, keep_font, new_axes, style
from salesim.report.tables import Cell, Row, Table, figure_column
from salesim.wording import count
from salesim.wording.text import N_, say

TITLE = N_("Where goods went in the baseline, units")
MAX_SHOWN = 10  # distributors; the others are put together
OTHERS = -1
BRAND_X, SELLER_X, AREA_X = 0.0, 1.0, 2.0
WIDEST_PT = 16.0


@dataclass(frozen=True)
class Channel:
    """How distributors did (`channel_data`), where goods went in the baseline, and what distributors are called."""

    options: pd.DataFrame
    goods: pd.DataFrame
    names: tuple[str, ...] = ()


def channel_of(source: Source) -> Channel | None:
    """How distributors did in each option, and where goods went in the baseline; None if nobody knows."""
    rows = source.kept("distributor_quarters")
    if rows.empty or "cycle_days_mean" not in rows:
        return None
    goods = goods_flow_data(source.of_baseline(rows), source.of_baseline(source.kept("diversion")))
    return Channel(channel_data(rows), goods, tuple(source.scenario.channel.network.areas))


def channel_blocks(data: Channel, content: ReportContent, lang: str) -> Iterator[Block]:
    yield Text(
        say(
            "Fill rate: units asked for that were sold at once. Order cycle: days from order to arrival. Sell-through: "
            "units sold of what was sold or lies there. Means over distributors and quarters.",
            lang,
        )
    )
    yield channel_table(content.named(data.options), content.currency, lang)
    if len(data.goods):
        yield Plot(
            on_axes(partial(plot_goods_flow, data.goods, lang=lang, names=data.names)),
            goods_flow_size(int((data.goods["kind"] == "delivered").sum())),
            say(TITLE, lang),
            say(
                "From the brand through distributors to their areas. Red: goods that crossed into another's area, as "
                "it was, found out or not; beside an area what its own distributor sold, and what others brought.",
                lang,
            ),
            file="plots/goods",
        )


def channel_table(channel: pd.DataFrame, currency: str, lang: str) -> Table:
    """How distributors did, one row an option; the rows of `channel_data`."""
    columns = [
        figure_column(str(name), channel[name].tolist(), currency, lang) for name in channel.columns if name != "arm"
    ]
    rows = [Row((Cell(str(arm)), *(cells[i] for _, cells in columns))) for i, arm in enumerate(channel["arm"])]
    return Table((Cell(heading("arm", lang)), *(head for head, _ in columns)), tuple(rows))


def channel_data(distributor_quarters: pd.DataFrame) -> pd.DataFrame:
    """How distributors did, one row an arm.

    Parameters
    ----------
    distributor_quarters : a result's table, or several with a column ``arm``.

    Returns
    -------
    ``arm`` and fill_rate (of all units asked for), cycle_days_mean, desk_hours_mean, error_share (of orders),
    sell_through, near_expiry_share (means over distributors and quarters), diverted_share (of units sold),
    contribution (of all distributors, a run).
    """
    rows = distributor_quarters.assign(arm=distributor_quarters.get("arm", ""))
    runs = rows["replication"].nunique() if "replication" in rows else 1
    found = []
    for arm, own in rows.groupby("arm", sort=False):
        orders = np.maximum(own["orders"], 0)
        weighted = {
            name: float((own[name] * orders).sum() / max(orders.sum(), 1))
            for name in ("cycle_days_mean", "desk_hours_mean", "error_share")
        }
        sold = own["sold_units"].sum() + own["diverted_units"].sum()
        found.append(
            {
                "arm": arm,
                "fill_rate": own["filled_units"].sum() / max(own["demand_units"].sum(), 1),
                **weighted,
                "sell_through": own["sell_through"].mean(),
                "near_expiry_share": own["near_expiry_share"].mean(),
                "diverted_share": own["diverted_units"].sum() / max(sold, 1),
                "contribution": own["contribution"].sum() / max(runs, 1),
            }
        )
    return pd.DataFrame(found)


def goods_flow_data(distributor_quarters: pd.DataFrame, diversion: pd.DataFrame | None = None) -> pd.DataFrame:
    """Where goods went: ``origin, destination, kind, units``; kind is delivered, sold or diverted.

    Parameters
    ----------
    distributor_quarters : of one arm; means over its replications.
    diversion : the lever's table of true flows, if goods were diverted.

    Distributors are numbered; the smallest beyond ten are put together as -1. Delivered goods come from the brand (a
    missing origin); sold ones go to the distributor's own area, diverted ones to another's.
    """
    runs = distributor_quarters["replication"].nunique() if "replication" in distributor_quarters else 1
    sums = distributor_quarters.groupby("distributor")[["received_units", "sold_units"]].sum() / runs
    largest = sums["received_units"].nlargest(MAX_SHOWN).index
    shown = {row: int(row) if row in largest or len(sums) == MAX_SHOWN + 1 else OTHERS for row in sums.index}
    flows = [(pd.NA, shown[row], "delivered", units) for row, units in sums["received_units"].items()]
    flows += [(shown[row], shown[row], "sold", units) for row, units in sums["sold_units"].items()]
    if diversion is not None and len(diversion):
        pairs = diversion.groupby(["origin", "destination"])["true_units"].sum() / runs
        flows += [(shown[i], shown[j], "diverted", units) for (i, j), units in pairs.items() if shown[i] != shown[j]]
    frame = pd.DataFrame(flows, columns=["origin", "destination", "kind", "units"])
    return frame.groupby(["origin", "destination", "kind"], dropna=False, sort=True)["units"].sum().reset_index()


def plot_goods_flow(data: pd.DataFrame, ax: Axes | None = None, lang: str = "en", names: Sequence[str] = ()) -> Axes:
    """Draw `goods_flow_data`: brand, distributors, areas from left to right; bands as wide as their units.

    Diverted flows are drawn above the others in their own color, from the distributor to another's area.

    Parameters
    ----------
    names : of distributors, by number; numbers from 1 on if left out.
    """
    sellers = sorted(set(data.loc[data["kind"] == "delivered", "destination"]), key=lambda row: (row == OTHERS, row))
    at = {row: -float(i) for i, row in enumerate(sellers)}
    middle = float(np.mean(list(at.values())))
    most = data.loc[data["kind"] != "diverted", "units"].max() or 1.0
    diverted = data.loc[data["kind"] == "diverted"]

    def width(units: float) -> float:
        return max(WIDEST_PT * units / most, 0.4)

    with style():
        ax = ax or new_axes(*goods_flow_size(len(sellers)))
        for flow in data.loc[data["kind"] != "diverted"].itertuples():
            ends = (
                ((BRAND_X, middle), (SELLER_X, at[flow.destination]))
                if flow.kind == "delivered"
                else ((SELLER_X, at[flow.origin]), (AREA_X, at[flow.destination]))
            )
            ax.add_patch(_band(*ends, FAINT if flow.kind == "delivered" else ACCENTS[0], width(flow.units), 0.55))
        for flow in diverted.itertuples():
            ends = ((SELLER_X, at[flow.origin]), (AREA_X, at[flow.destination]))
            ax.add_patch(_band(*ends, LOSS, max(width(flow.units), 1.2), 0.9))
        for row in sellers:
            label = say("others", lang) if row == OTHERS else names[row] if names else str(row + 1)
            ax.plot([SELLER_X], [at[row]], marker="o", markersize=5, color=INK, zorder=4)
            ax.annotate(label, (SELLER_X, at[row]), (0, 7), textcoords="offset points", ha="center", fontsize=8.5)
            own = data[(data["kind"] == "sold") & (data["destination"] == row)]["units"].sum()
            others = diverted[diverted["destination"] == row]["units"].sum()
            text = count(own) + (f"  +{count(others)}" if others >= 0.5 else "")
            color = LOSS if others >= 0.5 else SOFT
            ax.annotate(text, (AREA_X, at[row]), (7, 0), textcoords="offset points", va="center", fontsize=8.5,
                        color=color)  # fmt: skip
        ax.plot([BRAND_X], [middle], marker="s", markersize=8, color=INK, zorder=4)
        for x, text in (
            (BRAND_X, say("brand", lang)),
            (SELLER_X, say("distributors", lang)),
            (AREA_X, say("areas", lang)),
        ):
            ax.annotate(text, (x, 0.75), ha="center", fontsize=10, color=INK)
        ax.set_xlim(-0.25, 2.55)
        ax.set_ylim(min(at.values()) - 0.6, 1.1)
        ax.set_axis_off()
        ax.set_title(say(TITLE, lang))
        keep_font(ax)
    return ax


def goods_flow_size(n_sellers: int) -> tuple[float, float]:
    """Width and height in inches that give each distributor a readable row."""
    return 6.4, 1.2 + 0.42 * n_sellers


def _band(start: tuple[float, float], end: tuple[float, float], color: str, width_pt: float, alpha: float) -> PathPatch:
    """A curve that leaves and arrives level."""
    bend = (start[0] + end[0]) / 2.0
    path = Path([start, (bend, start[1]), (bend, end[1]), end], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    return PathPatch(path, fill=False, edgecolor=color, linewidth=width_pt, alpha=alpha, capstyle="butt")


register(Section("channel", 100, N_("Distributors"), channel_blocks, channel_of))
