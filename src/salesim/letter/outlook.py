"""What a plan pays at every result, and what it would cost the firm in better and worse years."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from salesim.errors import InputError, nearest_name
from salesim.letter.figures import Value, number_in, sum_of
from salesim.letter.letter import Letter
from salesim.letter.part import names_in
from salesim.phrase import Phrase

SPREAD = 0.27  # sd of reps' quarterly attainment: within .25 to .35, as firms report it and the model finds it
HIGHEST, STEPS = Fraction(12, 5), 480  # times the quota, or what is given; and in how many steps
YEARS = (0.8, 0.9, 1.0, 1.1, 1.2)  # of plan


def measure_varied(letter: Letter, over: str | None) -> str:
    """The figure that a plan is drawn over: the one named, or the first that is counted.

    Raises
    ------
    InputError : no such figure, or one that is no single amount
    """
    choices = [name for name in letter.given if name not in letter.of_deals | letter.of_words]
    if over is None:
        counted = [name for name in choices if name in letter.counted]
        if not counted:
            raise InputError("the plan has no amount that it could be drawn over", "--over", allowed=", ".join(choices))
        return "sales" if "sales" in counted else counted[0]
    if over not in choices:
        allowed, near = ", ".join(choices), nearest_name(over, choices)
        raise InputError("the plan has no such figure", "--over", over, allowed, near)
    return over


def payouts(letter: Letter, given: Mapping[str, Any], over: str) -> pd.DataFrame:
    """What the plan pays at each result, all other figures as given.

    Parameters
    ----------
    given : figures as `Letter.reckon` takes them; ``over`` may be left out where there is a ``quota``
    over : the figure that is varied

    Returns
    -------
    A frame of ``result`` (in units of ``over``), ``attainment`` (of its quota, or else of the figure given) and ``pay``
    [money], from 0 to `HIGHEST` times that.
    """
    figures = letter.figures_given({over: 0} | dict(given))
    quota = quota_of(letter, figures, over)
    whole = figures[over] if quota is None else figures.get(quota, number_in(quota))
    if not isinstance(whole, Fraction) or whole <= 0:
        field = quota or over
        if whole == 0 and field in given:
            raise InputError("nothing can be drawn against 0: give what a whole period has", field, given[field])
        allowed = Phrase("an amount such as --{figure} 1M", figure=field)
        raise InputError(
            "one amount above 0 is needed, up to which the plan is drawn", field, given.get(field), allowed
        )
    rows = []
    for step in range(STEPS + 1):
        share = HIGHEST * step / STEPS
        rows.append((float(whole * share), float(share), float(_pays(letter, figures, over, whole * share))))
    return pd.DataFrame(rows, columns=["result", "attainment", "pay"])


def quota_of(letter: Letter, figures: Mapping[str, Value], over: str) -> str | None:
    """The figure that is given as the quota of another one; None if nothing is held against one, or it is reckoned."""
    parts = {part.name: part for part in letter.parts}

    def comes_from(figure: Any) -> bool:
        """Whether a figure is the one that is varied, or a part that is made of it."""
        if figure == over or not isinstance(figure, str) or figure not in parts:
            return bool(figure == over)
        part: Any = parts[figure]
        return any(comes_from(name) for field in part.measures for name in names_in(getattr(part, field)))

    for part in letter.parts:
        stated = getattr(part, "quota", None)
        while stated in parts:  # a quota with its seasons, or a share of it
            stated = getattr(parts[str(stated)], "amount", None)
        if stated is not None and comes_from(getattr(part, "of", None)):
            quota = str(stated)
            if quota in figures or number_in(quota) is not None:
                return quota
    return None


def cost_by_year(points: pd.DataFrame, spread: float = SPREAD) -> pd.DataFrame:
    """Mean pay of reps whose results scatter around a share of plan, in a normal distribution of attainment.

    Parameters
    ----------
    points : `payouts`
    spread : sd of attainment over reps and periods

    Returns
    -------
    A frame with a row for each of `YEARS`: ``year`` (mean attainment), ``pay`` [money a rep and period], ``cost`` (pay
    over what a rep sells), ``odds`` (share of reps at or above 1).
    """
    at, pay, result = (points[name].to_numpy(float) for name in ("attainment", "pay", "result"))
    unit = result[-1] / at[-1]
    edges = np.concatenate([[-np.inf], (at[:-1] + at[1:]) / 2, [np.inf]])
    rows = []
    for mean in YEARS:
        weight = np.diff(ndtr((edges - mean) / spread))
        mean_pay, sold = float(weight @ pay), float(weight @ np.maximum(result, 0.0))
        odds = float(1.0 - ndtr((1.0 - mean) / spread))
        rows.append((mean, mean_pay, mean_pay / sold if sold else np.nan, odds, mean * unit))
    return pd.DataFrame(rows, columns=["year", "pay", "cost", "odds", "sold"]).drop(columns="sold")


def falls(points: pd.DataFrame) -> float | None:
    """The lowest result at which the plan pays less than at a lower one; None if it never falls."""
    drop = np.flatnonzero(np.diff(points["pay"].to_numpy(float)) < -1e-9)
    return float(points["result"].iloc[drop[0] + 1]) if len(drop) else None


def _pays(letter: Letter, figures: dict[str, Value], over: str, amount: Fraction) -> Fraction:
    try:
        return sum_of(letter.reckon(figures | {over: amount})[letter.paid_part])
    except InputError as fault:
        raise InputError(
            Phrase("at {amount}: {fault}", amount=float(amount), fault=Phrase(fault.message)), fault.field
        ) from None
