"""Territories along administrative borders: what most firms start from, because it needs no computer.

Seats go to the units (prefectures, or the article's circles) by their residents. A unit with several seats is cut up by
number of customers. Nobody looks at how much work or sales those customers stand for.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.territory.bisection import bisect
from salesim.territory.layout import Layout, Sites, centres, sum_by
from salesim.territory.seats import largest_remainder


class PrefectureLayout(Parameters):
    """Territories inside prefectures (行政区划)."""

    builder: Literal["prefecture"] = parameter("prefecture", about="by prefecture", source="V: the article, T1")


class CircleLayout(Parameters):
    """Territories inside the market's circles (城市集群), such as 上海核心圈, 苏南次级圈, 浙北拓展圈."""

    builder: Literal["circle"] = parameter("circle", about="by the article's circles", source="V: the article, T1")


def build_by_prefecture(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to prefectures by residents, then cuts by number of customers."""
    return _build(name, "prefecture", sites.prefecture, _residents(sites), sites, n_territories)


def build_by_circle(name: str, sites: Sites, n_territories: int) -> Layout:
    """Seats to circles by residents, then cuts by number of customers."""
    # a prefecture's residents count for the circle in which its customers lie
    residents = _residents(sites)
    customers = sum_by(sites.prefecture, len(residents))
    residents = (residents / np.maximum(customers, 1))[sites.prefecture]
    by_circle = sum_by(sites.region, int(sites.region.max()) + 1, residents)
    return _build(name, "circle", sites.region, by_circle, sites, n_territories)


def _residents(sites: Sites) -> np.ndarray:
    if sites.prefecture_residents is None:
        return sum_by(sites.prefecture, int(sites.prefecture.max()) + 1).astype(np.float64)
    return sites.prefecture_residents


def _build(
    name: str, builder: str, unit_of: np.ndarray, residents: np.ndarray, sites: Sites, n_territories: int
) -> Layout:
    present, unit_of = np.unique(unit_of, return_inverse=True)
    weight = np.asarray(residents, dtype=np.float64)[present]
    unit_of, weight, notes = _merge_smallest(unit_of, weight, sites, n_territories)
    seats = largest_remainder(weight, n_territories, at_most=sum_by(unit_of, len(weight)))
    territory_of = np.empty(len(sites), dtype=np.int32)
    first = 0
    for unit, n_seats in enumerate(seats):
        rows = np.flatnonzero(unit_of == unit)
        parts = bisect(sites.x_km[rows], sites.y_km[rows], np.ones(len(rows)), int(n_seats))
        territory_of[rows] = first + parts
        first += int(n_seats)
    return Layout(name, builder, territory_of, n_territories, notes)


def _merge_smallest(
    unit_of: np.ndarray, weight: np.ndarray, sites: Sites, n_units: int
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Fewer reps than units: the smallest unit joins the one nearest to it, until each has a rep."""
    surplus = len(weight) - n_units
    for _ in range(surplus):
        x, y = centres(unit_of, len(weight), sites.x_km, sites.y_km, np.ones(len(sites)))
        small = int(np.argmin(weight))
        distance = np.hypot(x - x[small], y - y[small])
        distance[small] = np.inf
        other = int(np.argmin(distance))
        weight[other] += weight[small]
        unit_of = np.where(unit_of == small, other, unit_of)
        weight = np.delete(weight, small)
        unit_of = unit_of - (unit_of > small)
    notes = (f"{surplus} units were merged into neighbours, as there are more units than territories",)
    return unit_of, weight, notes if surplus > 0 else ()
