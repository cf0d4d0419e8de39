"""How residents are spread over towns: a large city's figure stands for a whole area, and many towns have none."""

from __future__ import annotations

from math import pi

import numpy as np
import scipy

# Assumptions (A) on what the sources leave open. Where GeoNames gives a city's figure, it often means the whole city
# with all its towns; held at one point, such a figure would empty the country around it.
TOWN_RESIDENTS = 40_000  # a town without a figure does not get fewer, if half the prefecture suffices for that
CITY_RESIDENTS = 300_000  # a larger figure is a city's and covers the towns around its center
CITY_RESIDENTS_PER_KM2 = 6_000  # so far around
PART_RESIDENTS = 50_000  # a smaller town has no parts with figures of their own


def spread_residents(
    total: int, figures: np.ndarray, x_km: np.ndarray, y_km: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Residents of a prefecture spread over its towns.

    1. Towns with a figure get it. If that leaves the others less than `TOWN_RESIDENTS` each (at most half of the total
       is kept for them), the largest figures are cut to a common level.
    2. What is left is spread evenly over towns without a figure.
    3. A city, from `CITY_RESIDENTS`, is not a point: its residents are spread evenly over the towns of the prefecture
       within the circle that they fill at `CITY_RESIDENTS_PER_KM2`.

    Parameters
    ----------
    total : residents of the prefecture
    figures : (n,) known population of each town, 0 or NaN where unknown
    x_km, y_km : (n,) [km]

    Returns
    -------
    residents (n,) int64, which add up to ``total``, and (n,) bool, whether the figure is the source's own
    """
    figures = np.nan_to_num(np.asarray(figures, dtype=np.float64), nan=0.0)
    is_known = figures > 0
    n_unknown = int((~is_known).sum())
    kept_back = min(TOWN_RESIDENTS * n_unknown, total / 2) if is_known.any() else total
    people = np.where(is_known, cut_to_level(figures, total - kept_back), 0.0)
    if n_unknown:
        people[~is_known] = (total - people.sum()) / n_unknown
    elif people.sum() > 0:
        people *= total / people.sum()

    cities = np.flatnonzero(people > CITY_RESIDENTS)
    spread = people.copy()
    spread[cities] = 0.0
    for city in cities:
        around = np.hypot(x_km - x_km[city], y_km - y_km[city]) <= city_radius_km(people[city])
        spread[around] += people[city] / around.sum()
    return _whole_numbers(spread, total), is_known & np.isclose(spread, figures)


def city_radius_km(residents: float) -> float:
    """Radius [km] of the circle that a city fills at `CITY_RESIDENTS_PER_KM2`.

    >>> round(city_radius_km(1_500_000), 1)
    8.9
    """
    return float((residents / CITY_RESIDENTS_PER_KM2 / pi) ** 0.5)


def residents_by_figures(figures: np.ndarray, x_km: np.ndarray, y_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Residents of a country's towns, where no count of its units is there to hold them against.

    1. A town without a figure gets the median of the country's figures.
    2. A larger town, from `PART_RESIDENTS`, is not a point, and smaller ones inside the circle that it fills are its
       parts: what their figures leave of its own is spread evenly over them and its center. Smallest first, so that
       quarters belong to districts and districts to the city.

    Parameters
    ----------
    figures : (n,) population of each town, 0 where unknown
    x_km, y_km : (n,) [km]

    Returns
    -------
    residents (n,) int64, one at least, and (n,) bool, whether the figure is the source's own
    """
    figures = np.asarray(figures, dtype=np.float64)
    is_known = figures > 0
    usual = float(np.median(figures[is_known])) if is_known.any() else 1.0
    figures = np.where(is_known, figures, usual)
    people = figures.copy()
    tree = scipy.spatial.cKDTree(np.column_stack([x_km, y_km]))
    is_part = np.zeros(len(figures), bool)
    large = np.flatnonzero(figures > PART_RESIDENTS)
    for town in large[np.argsort(figures[large], kind="stable")]:
        near = np.array(tree.query_ball_point([x_km[town], y_km[town]], city_radius_km(figures[town])))
        parts = near[~is_part[near] & (figures[near] < figures[town])]
        share = max(figures[town] - figures[parts].sum(), 0.0) / (len(parts) + 1)
        people[town] += share - figures[town]
        people[parts] += share
        is_part[parts] = True
    residents = np.maximum(np.rint(people), 1.0).astype(np.int64)
    return residents, is_known & (residents == figures)


def cut_to_level(figures: np.ndarray, total: float) -> np.ndarray:
    """Figures (n,) with the largest cut to a common level, so that they add up to ``total`` at most.

    >>> cut_to_level(np.array([9.0, 5.0, 1.0]), 7.0).tolist()
    [3.0, 3.0, 1.0]
    """
    if figures.sum() <= total:
        return figures
    ordered = np.sort(figures)
    n = len(ordered)
    below = np.concatenate([[0.0], np.cumsum(ordered)[:-1]])
    level = (total - below) / (n - np.arange(n))  # if the i smallest stay whole and the others share what is left
    return np.minimum(figures, level[np.argmax(level <= ordered)])


def _whole_numbers(people: np.ndarray, total: int) -> np.ndarray:
    """Rounded so that they add up to ``total``: down, then one more for the largest fractions."""
    whole = np.floor(people).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(whole - people, kind="stable")[:rest]] += 1
    return whole
