"""Pictures of a calibration: orders a week against the forecast, orders by group of customers, and the season."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from salesim.report.style import ACCENTS, BASELINE, FAINT, INK, SOFT, keep_font, line_height, new_axes, spread, style
from salesim.wording import count, month
from salesim.wording.text import N_, say

NAIVE = ("repeated", "mean", "last_year")
FORECASTS = {
    "actual": N_("actual"),
    "model": N_("model"),
    "repeated": N_("last period repeated"),
    "mean": N_("mean rate"),
    "last_year": N_("a year earlier"),
}
TITLES = {
    "weeks": N_("Orders per week"),
    "groups": N_("Orders in the holdout, by repeat orders before"),
    "season": N_("Orders of each month relative to the mean"),
}
COLORS = {"model": ACCENTS[0], "repeated": ACCENTS[1], "mean": BASELINE, "last_year": ACCENTS[2]}


def plot_backtest(weeks: pd.DataFrame, split: int, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `Backtest.weeks`: what happened in ink, the model with its band, naive forecasts thin."""
    with style():
        ax = ax or new_axes(9.0, 3.6)
        ahead = weeks.iloc[split:]
        days = weeks["monday"].to_numpy()
        ax.axvline(days[split], color=FAINT, linewidth=1.0, zorder=1)
        ax.fill_between(ahead["monday"], ahead["low"], ahead["high"], color=COLORS["model"], alpha=0.15, linewidth=0)
        ax.plot(days, weeks["actual"], color=INK, linewidth=1.3, zorder=3)
        ends = {"actual": (float(weeks["actual"].iloc[-1]), INK)}
        for name in ("model", *NAIVE):
            if ahead[name].notna().any():
                width = 2.0 if name == "model" else 1.0
                ax.plot(ahead["monday"], ahead[name], color=COLORS[name], linewidth=width, zorder=2)
                ends[name] = (float(ahead[name].iloc[-1]), COLORS[name])
        ax.set_ylim(bottom=0)
        for (name, (_, color)), y in zip(
            ends.items(), spread([end for end, _ in ends.values()], line_height(ax)), strict=True
        ):
            ax.annotate(
                say(FORECASTS[name], lang),
                (days[-1], y),
                (6, 0),
                textcoords="offset points",
                va="center",
                color=color,
                fontsize=9,
                annotation_clip=False,
            )
        top = ax.get_ylim()[1]
        label = say("start of the forecast", lang)
        ax.annotate(label, (days[split], top), (4, -2), textcoords="offset points", va="top", color=SOFT, fontsize=9)
        ax.set_xlim(days[0], days[-1])
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_locator(_dates())
        ax.xaxis.set_major_formatter(lambda x, _: month(np.datetime64(round(x), "D"), lang))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        ax.yaxis.set_major_formatter(lambda value, _: count(value))
        ax.set_title(say(TITLES["weeks"], lang))
        keep_font(ax)
    return ax


def plot_groups(groups: pd.DataFrame, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw `Backtest.groups`: orders of each group as they came, as forecast, and as the last period repeated."""
    with style():
        ax = ax or new_axes(5.4, 3.4)
        at = np.arange(len(groups))
        for shift, name, color in (
            (-0.27, "actual", INK),
            (0.0, "model", COLORS["model"]),
            (0.27, "repeated", FAINT),
        ):
            ax.bar(at + shift, groups[name], width=0.25, color=color, label=say(FORECASTS[name], lang))
        ax.set_xticks(at, groups["group"])
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="both", length=0)
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        ax.yaxis.set_major_formatter(lambda value, _: count(value))
        ax.set_xlabel(say("Repeat orders in the calibration weeks", lang), loc="left")
        ax.legend(frameon=False, fontsize=9, labelcolor=SOFT)
        ax.set_title(say(TITLES["groups"], lang))
        keep_font(ax)
    return ax


def plot_seasons(
    factors: np.ndarray, low: np.ndarray, high: np.ndarray, usual: np.ndarray, ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw twelve month factors with their intervals, (12,) each, beside the defaults."""
    with style():
        ax = ax or new_axes(5.4, 3.4)
        months = np.arange(1, 13)
        ax.axhline(1.0, color=BASELINE, linewidth=1.0)
        ax.plot(months, usual, color=BASELINE, linewidth=1.0, linestyle=(0, (4, 3)), label=say("default", lang))
        errors = [np.maximum(factors - low, 0.0), np.maximum(high - factors, 0.0)]
        ax.errorbar(
            months,
            factors,
            errors,
            color=ACCENTS[0],
            linewidth=1.8,
            elinewidth=1.2,
            marker="o",
            markersize=5,
            label=say("estimate", lang),
        )
        ax.set_xticks(months)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="both", length=0)
        ax.set_xlabel(say("Month", lang), loc="left")
        ax.legend(frameon=False, fontsize=9, labelcolor=SOFT)
        ax.set_title(say(TITLES["season"], lang))
        keep_font(ax)
    return ax


def _dates() -> MaxNLocator:
    """A few ticks on an axis of days."""
    return MaxNLocator(nbins=7, integer=True)
