"""The picture of a plan letter: what it pays at each result, what one more unit pays, and how likely results are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.special import ndtr

from salesim.letter.outlook import SPREAD
from salesim.report.pay_curves import pay_curves_data
from salesim.report.style import BASELINE, INK, POLICY_COLORS, axis_in, keep_font
from salesim.wording import MoneyUnit, figure, money_unit, percent
from salesim.wording.text import say

SIZE_IN = (5.6, 5.6)
SHOWN_TO = 1.6  # attainment


def draw_payouts(
    page: Figure,
    points: pd.DataFrame,
    title: str,
    what: str,
    currency: str,
    lang: str = "en",
    is_result: bool = True,
) -> None:
    """Draw on an empty figure.

    Parameters
    ----------
    points : `salesim.letter.outlook.payouts`
    title : of the plan
    what : the figure that varies, as readers call it
    currency : of pay; empty if the letter names none
    is_result : whether it is what reps do, so that some get farther than others; else only pay is drawn
    """
    if not is_result:
        draw_pay_over(page, points, title, what, currency, lang)
        return
    above, middle, below = page.subplots(3, height_ratios=[2.2, 1.4, 0.9], sharex=True)
    points = points.loc[points["attainment"] <= SHOWN_TO]
    pieces = pay_curves_data(points.assign(policy=title))
    line = POLICY_COLORS[0]
    above.plot(points["attainment"], points["pay"], color=line, linewidth=2.2)
    smooth = pieces.loc[~pieces["is_jump"]]
    middle.step(smooth["right"], smooth["marginal"], where="pre", color=line, linewidth=1.8)
    for jump in pieces.loc[pieces["is_jump"]].itertuples():
        up = jump.pay_right > jump.pay_left
        middle.plot(jump.right, 0.93, "^" if up else "v", color=line, transform=middle.get_xaxis_transform())
    x = points["attainment"].to_numpy(float)
    below.fill_between(x, np.exp(-0.5 * ((x - 1.0) / SPREAD) ** 2), color=BASELINE, alpha=0.45, linewidth=0)
    below.set_yticks([])
    for at in reached_at(pieces):
        odds = percent(float(ndtr((1.0 - at) / SPREAD)))
        below.text(at, 1.02, f" {odds}", ha="left", va="bottom")
        below.plot([at, at], [0, 1], color=line, linewidth=1.2)
    below.set_ylim(0, 1.4)
    titles = (
        say("{plan}: pay", lang, plan=title),
        say("What one more point of attainment pays", lang),
        say("How many get so far (assumption: sd of attainment {sd})", lang, sd=figure(SPREAD)),
    )
    for ax, text, values in ((above, titles[0], points["pay"]), (middle, titles[1], smooth["marginal"])):
        if currency:
            unit: MoneyUnit = money_unit(values, currency, lang)
            ax.set_title(say("{what}, {unit}", lang, what=text, unit=unit.name))
            axis_in(ax.yaxis, unit, lang)
        else:
            ax.set_title(text)
            ax.yaxis.set_major_formatter(lambda value, _: figure(value))
    below.set_title(titles[2])
    for ax in (above, middle, below):
        ax.axvline(1, color=INK, linewidth=0.8, zorder=0)
        ax.set_xlim(0, SHOWN_TO)
        ax.grid(axis="y")
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_formatter(lambda value, _: percent(value))
        keep_font(ax)
    low, high = above.get_ylim()
    above.set_ylim(min(low, 0.0), high)
    middle.set_ylim(min(float(smooth["marginal"].min()) * 1.2, 0.0), max(float(smooth["marginal"].max()), 1e-9) * 1.25)
    below.set_xlabel(say("{what}, as a share of its quota", lang, what=what), loc="left")


def draw_pay_over(page: Figure, points: pd.DataFrame, title: str, what: str, currency: str, lang: str) -> None:
    """Pay by a figure that nobody has a quota of, such as the months until a customer left."""
    ax = page.subplots()
    ax.plot(points["result"], points["pay"], color=POLICY_COLORS[0], linewidth=2.2)
    text = say("{plan}: pay", lang, plan=title)
    if currency:
        unit: MoneyUnit = money_unit(points["pay"], currency, lang)
        ax.set_title(say("{what}, {unit}", lang, what=text, unit=unit.name))
        axis_in(ax.yaxis, unit, lang)
    else:
        ax.set_title(text)
        ax.yaxis.set_major_formatter(lambda value, _: figure(value))
    ax.xaxis.set_major_formatter(lambda value, _: figure(value))
    ax.set_xlim(0, float(points["result"].iloc[-1]))
    ax.grid(axis="y")
    ax.set_xlabel(what, loc="left")
    keep_font(ax)


MOST_ODDS = 6  # places whose odds are written


def reached_at(pieces: pd.DataFrame) -> list[float]:
    """Attainments whose odds are told: the quota, and, if they are few, where an amount is paid or the slope changes.

    Parameters
    ----------
    pieces : `pay_curves_data` of one plan
    """
    jumps = pieces.loc[pieces["is_jump"], "right"]
    smooth = pieces.loc[~pieces["is_jump"]]
    bends = smooth["left"].to_numpy(float)[1:][np.abs(np.diff(smooth["marginal"].to_numpy(float))) > 1e-6]
    places = sorted({1.0, *(round(float(at), 3) for at in [*jumps, *bends] if 0.3 < at < SHOWN_TO)})
    return places if len(places) <= MOST_ODDS else [1.0]
