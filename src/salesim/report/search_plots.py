"""Pictures of a search: convergence, the winner's curse, the front, importance, parallel coordinates, slices, seats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from salesim.experiment.outcomes import phrase
from salesim.metrics import unit_of, written
from salesim.report.style import (
    ACCENTS,
    BASELINE,
    FAINT,
    GAIN,
    INK,
    LOSS,
    SOFT,
    keep_font,
    new_axes,
    short_name,
    style,
)
from salesim.wording import figure, money_unit, percent
from salesim.wording.text import say

MAX_LINES = 400  # of the parallel coordinates
BEST = 0.1  # share of the candidates that is colored
MAX_AXES = 12
MAX_BARS = 15


def convergence_data(trials: pd.DataFrame, higher_is_better: bool = True) -> pd.DataFrame:
    """One row a simulated trial: its difference to the baseline, its state, and the best feasible one so far."""
    rows = trials.loc[trials["difference"].notna() & (trials["state"] != "repeated")]
    rows = rows[["trial", "difference", "state", "feasible"]].reset_index(drop=True)
    counts = rows["difference"].astype(float).where(rows["feasible"].astype(bool))
    best = counts.cummax() if higher_is_better else counts.cummin()
    return rows.assign(best=best.ffill())


def plot_convergence(data: pd.DataFrame, outcome: str, currency: str, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `convergence_data`: a dot a candidate, and the best so far as a line."""
    with style():
        ax = ax or new_axes(9.0, 3.4)
        feasible, stopped = data["feasible"].astype(bool), data["state"] == "stopped"
        for chosen, color, name in (
            (feasible & ~stopped, ACCENTS[0], say("all replications", lang)),
            (feasible & stopped, FAINT, say("given up early", lang)),
            (~feasible, ACCENTS[1], say("breaks a constraint", lang)),
        ):
            if chosen.any():
                shown = data.loc[chosen]
                ax.scatter(shown["trial"], shown["difference"], s=11, color=color, label=name, zorder=2)
        ax.step(data["trial"], data["best"], where="post", color=INK, linewidth=1.4, zorder=3)
        ax.axhline(0, color=BASELINE, linewidth=0.8, zorder=1)
        shown_low = np.nanquantile(data["difference"].astype(float), 0.1)
        top = float(data["difference"].max())
        ax.set_ylim(min(shown_low, 0) - 0.05 * (top - shown_low), top + 0.08 * (top - shown_low))
        _amounts(ax.yaxis, ax, data["best"], outcome, currency, lang)
        ax.set_xlabel(say("candidate", lang), loc="right")
        ax.grid(axis="y")
        ax.legend(frameon=False, fontsize=9, labelcolor=SOFT, loc="lower right", ncols=3)
        ax.set_title(say("Candidates and the best so far", lang))
        keep_font(ax)
    return ax


def plot_curse(finalists: pd.DataFrame, outcome: str, currency: str, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw the finalists: a ring where the search believed them, a dot with interval where they were confirmed."""
    with style():
        ax = ax or new_axes(*curse_size(len(finalists)))
        for y, row in enumerate(finalists.to_dict("records")):
            ax.plot([row["believed"], row["confirmed"]], [y, y], color=FAINT, linewidth=1, zorder=1)
            ax.plot([row["confirmed_low"], row["confirmed_high"]], [y, y], color=GAIN, linewidth=2.2, zorder=2)
            ax.plot(row["confirmed"], y, "o", color=GAIN, markersize=6, zorder=3)
            ax.plot(row["believed"], y, "o", color="white", markeredgecolor=LOSS, markersize=6, zorder=3)
        ax.plot([], [], "o", color="white", markeredgecolor=LOSS, label=say("Believed", lang))
        ax.plot([], [], "o-", color=GAIN, label=say("Confirmed", lang))
        ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
        ax.set_yticks(range(len(finalists)), [short_name(arm) for arm in finalists["arm"]])
        ax.set_ylim(len(finalists) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        shown = finalists[["believed", "confirmed"]].to_numpy().ravel()
        _amounts(ax.xaxis, ax, shown, outcome, currency, lang)
        ax.legend(frameon=False, fontsize=9, labelcolor=SOFT, loc="best")
        ax.set_title(say("Believed and confirmed", lang))
        keep_font(ax)
    return ax


def curse_size(n: int) -> tuple[float, float]:
    return 7.0, 1.3 + 0.32 * n


def plot_front(
    trials: pd.DataFrame,
    front: pd.DataFrame,
    outcomes: Sequence[str],
    currency: str,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw two objectives against each other: candidates as believed, and the confirmed front with intervals."""
    x, y = outcomes
    with style():
        ax = ax or new_axes(5.6, 4.6)
        ax.scatter(trials[x].astype(float), trials[y].astype(float), s=9, color=FAINT, zorder=1)
        marked = front[front["on_front"].astype(bool)]
        wide = marked.pivot(index="arm", columns="outcome", values=["confirmed", "low", "high"])
        for arm, row in wide.iterrows():
            for_x, for_y = (tuple(row[(kind, name)] for kind in ("confirmed", "low", "high")) for name in (x, y))
            ax.plot(for_x[1:], [for_y[0]] * 2, color=GAIN, linewidth=1, zorder=2)
            ax.plot([for_x[0]] * 2, for_y[1:], color=GAIN, linewidth=1, zorder=2)
            ax.plot(for_x[0], for_y[0], "o", color=GAIN, markersize=5, zorder=3)
            ax.annotate(
                short_name(arm, 24), (for_x[0], for_y[0]), (5, 4), textcoords="offset points", fontsize=8, color=SOFT
            )
        ax.plot([], [], "o-", color=GAIN, label=say("confirmed front", lang))
        for axis, name in ((ax.xaxis, x), (ax.yaxis, y)):
            axis.set_major_locator(MaxNLocator(nbins=4))
            axis.set_major_formatter(partial(_key_figure, name, currency, lang))
        ax.set_xlabel(phrase(x, lang), loc="right")
        ax.set_ylabel(phrase(y, lang), loc="top")
        ax.grid()
        ax.legend(frameon=False, fontsize=9, labelcolor=SOFT)
        ax.set_title(say("Trade-off front", lang))
        keep_font(ax)
    return ax


def plot_importance(shares: pd.DataFrame, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `Sensitivity.importance` as bars, the most important on top."""
    rows = shares.head(MAX_BARS)
    with style():
        ax = ax or new_axes(*importance_size(len(rows)))
        ax.barh(range(len(rows)), rows["importance"], height=0.6, color=ACCENTS[0])
        for i, share in enumerate(rows["importance"]):
            label = percent(share)
            ax.annotate(label, (share, i), (4, 0), textcoords="offset points", va="center", fontsize=9, color=SOFT)
        ax.set_yticks(range(len(rows)), [short_name(name) for name in rows["name"]])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.tick_params(axis="both", length=0)
        ax.tick_params(axis="y", labelcolor=INK)
        ax.set_xticks([])
        ax.set_xlim(0, max(0.01, float(rows["importance"].max())) * 1.15)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        ax.set_xlabel(say("share of the variance, each on its own", lang), loc="left")
        ax.set_title(say("What explains the candidates' values", lang))
        keep_font(ax)
    return ax


def importance_size(n: int) -> tuple[float, float]:
    return 5.6, 1.2 + 0.28 * min(n, MAX_BARS)


def parallel_data(trials: pd.DataFrame, names: Sequence[str], higher_is_better: bool = True) -> pd.DataFrame:
    """One row a candidate with each parameter on a scale from 0 to 1, NaN where it was not drawn, and ``is_best``.

    Names are spread evenly over the scale in their order of appearance.
    """
    rows = trials.loc[trials["difference"].notna() & (trials["state"] != "repeated")].tail(MAX_LINES)
    found = {}
    for name in names:
        column = rows[name]
        if not pd.api.types.is_numeric_dtype(column.dropna().infer_objects()):
            kinds = list(dict.fromkeys(column.dropna()))
            column = column.map({kind: i for i, kind in enumerate(kinds)})
        column = column.astype(float)
        span = column.max() - column.min()
        if span > 0:
            found[name] = (column - column.min()) / span
    frame = pd.DataFrame(found, index=rows.index)
    gains = rows["difference"].astype(float).where(rows["feasible"].astype(bool)) * (1 if higher_is_better else -1)
    return frame.assign(is_best=gains >= gains.quantile(1 - BEST))


def plot_parallel(
    data: pd.DataFrame, labels: dict[str, tuple[str, str, str]], ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw `parallel_data`; ``labels`` gives each parameter's name and what 0 and 1 mean."""
    names = [name for name in data.columns if name != "is_best"][:MAX_AXES]
    with style():
        ax = ax or new_axes(9.0, 4.0)
        jitter = np.linspace(-0.015, 0.015, len(data))
        for is_best, color, width in ((False, FAINT, 0.5), (True, ACCENTS[0], 1.0)):
            rows = data.loc[data["is_best"] == is_best, names].to_numpy()
            shift = jitter[(data["is_best"] == is_best).to_numpy()]
            ax.plot(
                range(len(names)),
                (rows + shift[:, None]).T,
                color=color,
                linewidth=width,
                alpha=0.7,
                zorder=1 + is_best,
            )
        for i, name in enumerate(names):
            ax.axvline(i, color=SOFT, linewidth=0.6, zorder=3)
            label, low, high = labels[name]
            ax.annotate(high, (i, 1.03), ha="center", va="bottom", fontsize=8, color=SOFT, annotation_clip=False)
            ax.annotate(low, (i, -0.03), ha="center", va="top", fontsize=8, color=SOFT, annotation_clip=False)
            ax.annotate(
                short_name(label, 22), (i, -0.1), ha="right", va="top", rotation=30, fontsize=8.5, color=INK,
                annotation_clip=False,
            )  # fmt: skip
        ax.set_xlim(-0.3, len(names) - 0.7)
        ax.set_ylim(-0.4, 1.1)
        ax.set_axis_off()
        ax.set_title(say("The best tenth of the candidates", lang))
        keep_font(ax)
    return ax


def plot_slices(slices: pd.DataFrame, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `Sensitivity.slices`: for each number a row of dots, by how much the winner loses where it is moved."""
    names = list(dict.fromkeys(slices["name"]))
    with style():
        ax = ax or new_axes(*slices_size(len(names)))
        worst = float(slices["difference"].abs().max()) or 1.0
        for y, name in enumerate(names):
            rows = slices[slices["name"] == name].sort_values("value")
            x = np.linspace(0, 1, len(rows)) if len(rows) > 1 else np.array([0.5])
            ax.axhline(y, color=FAINT, linewidth=0.6, zorder=1)
            for at, row in zip(x, rows.to_dict("records")):
                color = {"worse": LOSS, "better": GAIN, "broken": ACCENTS[1]}.get(row["verdict"], BASELINE)
                size = 14 + 160 * min(1.0, abs(row["difference"]) / worst)
                ax.scatter(at, y, s=size, color=color, zorder=2)
                ax.annotate(
                    figure(row["value"]), (at, y), (0, -13), textcoords="offset points", ha="center", fontsize=7.5,
                    color=SOFT,
                )  # fmt: skip
        ax.set_yticks(range(len(names)), [short_name(name) for name in names])
        ax.set_ylim(len(names) - 0.2, -0.6)
        ax.set_xlim(-0.08, 1.08)
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        kinds = [
            (LOSS, say("worse", lang)),
            (BASELINE, say("equivalent or undecided", lang)),
            (GAIN, say("better", lang)),
        ]
        if (slices["verdict"] == "broken").any():
            kinds.append((ACCENTS[1], say("breaks a constraint", lang)))
        for color, kind in kinds:
            ax.scatter([], [], s=40, color=color, label=kind)
        ax.legend(frameon=False, fontsize=8.5, labelcolor=SOFT, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4)
        ax.set_title(say("The winner with one number changed", lang))
        keep_font(ax)
    return ax


def slices_size(n: int) -> tuple[float, float]:
    return 7.0, 1.5 + 0.46 * n


def seats_data(attainment: pd.DataFrame, baseline: str, winner: str) -> pd.DataFrame:
    """One row a seat that both arms have: region, variable pay and sales a quarter before and after, averaged.

    ``attainment`` are the rep_quarters of a comparison; only whole quarters count.
    """
    full = attainment[(attainment["full_quarter"] == 1) & attainment["arm"].isin([baseline, winner])]
    paid = [name for name in full.columns if name.endswith("pay") and not name.startswith("fixed")]
    rows = full.assign(pay=full[paid].sum(axis=1))
    wide = rows.pivot_table(index="seat", columns="arm", values=["pay", "sales"], aggfunc="mean").dropna()
    region = rows[rows["arm"] == baseline].groupby("seat")["region"].first()
    return pd.DataFrame(
        {
            "region": region.reindex(wide.index),
            "pay_before": wide[("pay", baseline)],
            "pay_after": wide[("pay", winner)],
            "sales_before": wide[("sales", baseline)],
            "sales_after": wide[("sales", winner)],
        }
    ).reset_index()


def plot_seats(seats: pd.DataFrame, currency: str, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `seats_data`: the change of pay of each seat, sorted."""
    change = np.sort((seats["pay_after"] - seats["pay_before"]).to_numpy())
    with style():
        ax = ax or new_axes(7.0, 2.8)
        ax.bar(range(len(change)), change, width=0.9, color=np.where(change >= 0, GAIN, LOSS))
        unit = money_unit(change, currency, lang)
        ax.yaxis.set_major_formatter(lambda x, _: unit.write(x, signed=True, trim=True))
        ax.set_ylabel(unit.name, loc="top")
        ax.set_xticks([])
        ax.set_xlabel(say("seats, from the greatest loss to the greatest gain", lang), loc="right")
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.set_title(say("Change of variable pay, seat by seat", lang))
        keep_font(ax)
    return ax


def _key_figure(name: str, currency: str, lang: str, value: float, _: int) -> str:
    return written(name, value, currency, lang)


def _amounts(axis: Axis, ax: Axes, amounts: ArrayLike, outcome: str, currency: str, lang: str) -> None:
    """Write an axis of differences in the outcome's own unit."""
    axis.set_major_locator(MaxNLocator(nbins=5))
    name = phrase(outcome, lang)
    if unit_of(outcome) == "money":
        unit = money_unit(np.asarray(amounts, float), currency, lang)
        axis.set_major_formatter(lambda x, _: unit.write(x, signed=True, trim=True))
        name = unit.name
    label = say("difference to the baseline, {unit}", lang, unit=name)
    if axis is ax.xaxis:
        ax.set_xlabel(label, loc="right")
    else:
        ax.set_ylabel(label, loc="top")
