"""Pay curves: what each policy pays at each attainment, what one more point pays, and where the reps stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesim.pay.measures import kind_and_lines
from salesim.report.style import (
    BASELINE,
    INK,
    POLICY_COLORS,
    axis_in,
    keep_font,
    line_height,
    short_name,
    spread,
    style,
)
from salesim.scenario.display import Names
from salesim.wording import MoneyUnit, figure, money_unit, percent
from salesim.wording.text import N_, say

# A stretch narrower than this and this many times steeper than the curve's usual slope is a jump drawn on a grid.
JUMP_WIDTH = 0.02
JUMP_STEEPNESS = 8.0

MEASURES = {  # what reps can be paid on, see `pay.measures`
    "sales": N_("Sales"),
    "new_customers": N_("New customers"),
    "conversion": N_("Conversion of leads"),
    "cash": N_("Cash collected"),
    "days_to_collect": N_("Days to collect (fewer are more)"),
    "visits": N_("Visits reported"),
    "data_quality": N_("Visits completely recorded"),
    "index": N_("Index of several measures"),
    "margin": N_("Gross margin"),
}
OF_LINES = {"sales": N_("Sales of {lines}"), "margin": N_("Margin of {lines}")}
PAY_TITLES = {
    "month": N_("{component}: pay a month"),
    "quarter": N_("{component}: pay a quarter"),
    "half": N_("{component}: pay a half-year"),
    "year": N_("{component}: pay a year"),
}
ATTAINED = {
    "month": N_("{what}: attainment of the month's quota"),
    "quarter": N_("{what}: attainment of the quarter's quota"),
    "half": N_("{what}: attainment of the half-year's quota"),
    "year": N_("{what}: attainment of the year's quota"),
}
UNITS = {
    "month": N_("{what} in the month"),
    "quarter": N_("{what} in the quarter"),
    "half": N_("{what} in the half-year"),
    "year": N_("{what} in the year"),
}


@dataclass(frozen=True)
class PaidOn:
    """What a curve pays on: the plan's own pays on the quarter's sales, a component on its measure.

    Parameters
    ----------
    component : name of the component; empty for the plan's own curve.
    measure : as a scenario names it.
    period : quarter or year.
    in_units : pay is so much for each unit, without a quota.
    """

    component: str = ""
    measure: str = "sales"
    period: str = "quarter"
    in_units: bool = False


OWN_CURVE = PaidOn()


@dataclass(frozen=True)
class PayCurve:
    """One curve of some policies, and where the reps stand on it.

    Parameters
    ----------
    paid_on : what it pays on.
    points : ``policy, attainment, pay``, as `pay_curves_data` takes them.
    currency : of pay.
    standing : `attainment_data` of the reps; None if they have not been simulated.
    """

    paid_on: PaidOn
    points: pd.DataFrame
    currency: str
    standing: pd.DataFrame | None = None

    def named(self, names: Names) -> PayCurve:
        """The same with policies and options as readers call them."""
        points = self.points.assign(policy=self.points["policy"].map(names.plan))
        standing = self.standing
        if standing is not None:
            standing = standing.assign(arm=[names.option(str(arm)) for arm in standing["arm"]])
        return replace(self, points=points, standing=standing)


def pay_curves_data(pay_curves: pd.DataFrame, paid_on: PaidOn = OWN_CURVE) -> pd.DataFrame:
    """The straight pieces of each policy's pay curve.

    Parameters
    ----------
    pay_curves : ``policy, attainment, pay``: points of each curve in order of attainment. Knots suffice; two points
        at one attainment are a jump (a bonus), and so is a very steep short piece of a curve given on a grid. Where
        there is no quota, units stand in for attainment.

    Returns
    -------
    A frame with ``policy, left, right`` (attainment), ``pay_left, pay_right`` [money a period], ``marginal`` (pay for
    one more percentage point of attainment, or for one more unit) and ``is_jump``.
    """
    step = 1.0 if paid_on.in_units else 0.01
    frames = []
    for policy, points in pay_curves.groupby("policy", sort=False):
        points = points.sort_values("attainment", kind="stable")
        x, pay = points["attainment"].to_numpy(float), points["pay"].to_numpy(float)
        width, rise = np.diff(x), np.diff(pay)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(width > 0, rise / width, np.inf)
        usual = (pay[-1] - pay[0]) / (x[-1] - x[0]) if x[-1] > x[0] else 0.0
        too_steep = (width < JUMP_WIDTH) & (np.abs(slope) > JUMP_STEEPNESS * max(abs(usual), 1e-9))
        frames.append(
            pd.DataFrame(
                {
                    "policy": policy,
                    "left": x[:-1],
                    "right": x[1:],
                    "pay_left": pay[:-1],
                    "pay_right": pay[1:],
                    "marginal": slope * step,
                    "is_jump": (width <= 0) | too_steep,
                }
            )
        )
    data = pd.concat(frames, ignore_index=True)
    return data.loc[(data["right"] > data["left"]) | (data["pay_right"] != data["pay_left"])].reset_index(drop=True)


def plot_pay_curves(
    data: pd.DataFrame,
    axes: Sequence[Axes] | None = None,
    lang: str = "en",
    *,
    currency: str,
    standing: pd.DataFrame | None = None,
    paid_on: PaidOn = OWN_CURVE,
) -> Sequence[Axes]:
    """Draw `pay_curves_data`: pay above, marginal pay in the middle, where the reps stand below.

    Parameters
    ----------
    axes : three axes, or two without ``standing``, sharing x.
    currency : of pay.
    standing : `attainment_data` of one option, usually the baseline.
    paid_on : what the curves pay on.
    """
    policies = [str(policy) for policy in data["policy"].unique()]
    colors = {policy: POLICY_COLORS[i % len(POLICY_COLORS)] for i, policy in enumerate(policies)}
    with style():
        axes = pay_axes(standing is not None) if axes is None else axes
        pay_ax, marginal_ax = axes[0], axes[1]
        pay_unit = money_unit([*data["pay_left"], *data["pay_right"]], currency, lang)
        smooth = data.loc[~data["is_jump"], "marginal"]
        marginal_unit = money_unit(smooth, currency, lang)
        ends: dict[str, float] = {}
        for i, (policy, pieces) in enumerate(data.groupby("policy", sort=False)):
            color = colors[str(policy)]
            # Equal stretches of two policies stay visible: the later one is drawn thinner on top.
            width = max(3.2 - 0.8 * i, 1.2)
            for is_jump, some in pieces.groupby("is_jump"):
                line = "dotted" if is_jump else "solid"
                pay_ax.plot(*_strokes(some), color=color, linewidth=width, linestyle=line, solid_capstyle="butt")
            ends[str(policy)] = float(pieces["pay_right"].iloc[-1])
            level = pieces.loc[~pieces["is_jump"]]
            ends_of_pieces = np.column_stack([level["left"], level["right"]]).ravel()
            marginal_ax.plot(ends_of_pieces, np.repeat(level["marginal"], 2), color=color, linewidth=width)
            for jump in pieces.loc[pieces["is_jump"]].itertuples():
                # The slope of a jump has no height: an arrow at the edge says that it is there.
                mark = "^" if jump.pay_right > jump.pay_left else "v"
                height = 0.95 - 0.09 * i
                marginal_ax.plot(
                    jump.right, height, mark, markersize=5, color=color, transform=marginal_ax.get_xaxis_transform()
                )
        _label_jumps(pay_ax, data, pay_unit, colors)
        right = float(data["right"].max())
        bottom, top = pay_ax.get_ylim()
        for (policy, _), y in zip(ends.items(), spread(list(ends.values()), line_height(pay_ax)), strict=True):
            pay_ax.annotate(
                short_name(policy, 20),
                (right, y),
                (6, 0),
                textcoords="offset points",
                va="center",
                color=colors[policy],
                fontsize=9.5,
                annotation_clip=False,
            )
        pay_ax.set_ylim(min(bottom, 0), top)
        low, high = float(smooth.min()), float(smooth.max())
        marginal_ax.set_ylim(min(low * 1.2, 0), (high or 1.0) * (1.2 + 0.1 * len(policies)))
        marginal = (
            say("What one more unit pays", lang)
            if paid_on.in_units
            else say("What one more point of attainment pays", lang)
        )
        titles = (pay_title(paid_on, lang), marginal)
        for ax, title, unit in ((pay_ax, titles[0], pay_unit), (marginal_ax, titles[1], marginal_unit)):
            ax.set_title(say("{what}, {unit}", lang, what=title, unit=unit.name))
            axis_in(ax.yaxis, unit, lang)
        if standing is not None:
            standing_ax = axes[2]
            edges = [*standing["left"], standing["right"].iloc[-1]]
            standing_ax.stairs(standing["share"], edges, fill=True, color=BASELINE, alpha=0.45, linewidth=0)
            standing_ax.set_title(say("Where the reps stand: {arm}", lang, arm=short_name(standing["arm"].iloc[0])))
            standing_ax.yaxis.set_major_formatter(lambda value, _: percent(value))
        for ax in axes:
            ax.set_xlim(float(data["left"].min()), right)
            if paid_on.in_units:
                ax.xaxis.set_major_formatter(lambda value, _: figure(value))
            else:
                ax.axvline(1, color=INK, linewidth=0.8, zorder=0)
                ax.xaxis.set_major_formatter(lambda value, _: percent(value))
            ax.grid(axis="y")
            ax.spines["left"].set_visible(False)
            ax.tick_params(axis="y", length=0)
            ax.locator_params(axis="y", nbins=4)
            ax.tick_params(axis="x", labelbottom=ax is axes[-1])
            keep_font(ax)
        if not smooth.any():
            marginal_ax.set_yticks([0.0])  # jumps only: there is no height to be read
        axes[-1].set_xlabel(what_is_counted(paid_on, lang), loc="left")
    return axes


def pay_figure(curve: PayCurve, lang: str = "en") -> Figure:
    """The picture of one curve, with as many panels as there is data for."""
    with style():
        figure = Figure(figsize=pay_size(curve), layout="constrained")
        draw_pay(figure, curve, lang)
    return figure


def draw_pay(figure: Figure, curve: PayCurve, lang: str = "en") -> None:
    """Draw one curve on an empty figure."""
    heights = panel_heights(curve)
    axes: list[Axes] = list(figure.subplots(len(heights), height_ratios=heights, sharex=True))
    data = pay_curves_data(curve.points, curve.paid_on)
    standing = curve.standing if len(heights) == 3 else None
    plot_pay_curves(data, axes, lang, currency=curve.currency, standing=standing, paid_on=curve.paid_on)


def panel_heights(curve: PayCurve) -> list[float]:
    """Heights of the panels in inches: pay, marginal pay, and where reps stand if that is known."""
    return [2.2, 1.6, 0.9] if curve.standing is not None and len(curve.standing) else [2.2, 1.6]


def pay_size(curve: PayCurve) -> tuple[float, float]:
    """Width and height in inches of the picture of one curve."""
    return 5.4, 1.0 + sum(panel_heights(curve))


def pay_title(paid_on: PaidOn, lang: str = "en") -> str:
    """What a curve pays in its period; a component's begins with its name."""
    if not paid_on.component:
        return say("Pay a quarter", lang)
    return say(PAY_TITLES[paid_on.period], lang, component=short_name(paid_on.component, 24))


def measure_said(measure: str, lang: str) -> str:
    """What is paid on, in words; of product lines with their names."""
    kind, lines = kind_and_lines(measure)
    return say(OF_LINES[kind], lang, lines=" + ".join(lines)) if lines else say(MEASURES[measure], lang)


def what_is_counted(paid_on: PaidOn, lang: str = "en") -> str:
    """The axis of what is paid on: attainment of a quota, or units."""
    if paid_on == OWN_CURVE:
        return say("Attainment of the quarter's quota", lang)
    axis = (UNITS if paid_on.in_units else ATTAINED)[paid_on.period]
    return say(axis, lang, what=measure_said(paid_on.measure, lang))


def pay_axes(with_standing: bool) -> Sequence[Axes]:
    """Fresh axes for `plot_pay_curves`, one above the other."""
    import matplotlib.pyplot as plt

    heights = [2.2, 1.6, 0.9] if with_standing else [2.2, 1.6]
    _, axes = plt.subplots(
        len(heights), figsize=(5.2, 1.0 + sum(heights)), height_ratios=heights, sharex=True, layout="constrained"
    )
    return list(axes)


def _strokes(pieces: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Pieces of a curve as one line that is lifted (NaN) between them."""
    lifted = np.full(len(pieces), np.nan)
    x = np.column_stack([pieces["left"], pieces["right"], lifted])
    pay = np.column_stack([pieces["pay_left"], pieces["pay_right"], lifted])
    return x.ravel(), pay.ravel()


def _label_jumps(ax: Axes, data: pd.DataFrame, unit: MoneyUnit, colors: dict[str, str]) -> None:
    """How much each jump pays or takes, beside it; once if several policies share it, apart if they share its place."""
    jumps = data.loc[data["is_jump"]].assign(amount=lambda d: d["pay_right"] - d["pay_left"])
    for _, here in jumps.drop_duplicates(["right", "pay_left", "amount"]).groupby("right"):
        here = here.sort_values("amount")
        for line, jump in enumerate(here.itertuples()):
            gains = jump.amount > 0
            ax.annotate(
                unit.write(jump.amount, signed=True, trim=True),
                (jump.right, jump.pay_right),
                (-4, 3 + 11 * line) if gains else (-4, -3 - 11 * line),
                textcoords="offset points",
                ha="right",
                va="bottom" if gains else "top",
                fontsize=9,
                color=colors[str(jump.policy)],
            )
